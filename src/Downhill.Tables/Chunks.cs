namespace Downhill.Tables;

/// <summary>A list that grows in pieces, so that no value is copied to a larger array.</summary>
internal sealed class Chunks<T>
{
    private const int Bits = 12;
    private const int Mask = (1 << Bits) - 1;

    private readonly List<T[]> pieces = [];

    public int Count { get; private set; }

    public T this[int index] => pieces[index >> Bits][index & Mask];

    public void Add(T value)
    {
        int at = Count & Mask;
        if (at == 0)
            pieces.Add(new T[Count == 0 ? 16 : Mask + 1]);
        else if (at == pieces[^1].Length) // only the first piece is ever short: a small table stays small
            pieces[^1] = [.. pieces[^1], .. new T[at]];
        pieces[^1][at] = value;
        Count++;
    }
}
