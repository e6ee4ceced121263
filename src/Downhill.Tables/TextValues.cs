using System.Buffers;

namespace Downhill.Tables;

/// <summary>
/// Text values, each distinct one stored once.
/// </summary>
internal sealed class TextValues
{
    private readonly Chunks<int> codes = new();
    private readonly List<string> distinct = [];
    private Dictionary<string, int>? places = [];

    public int Count => codes.Count;

    /// <summary>The distinct values in the order in which they came first.</summary>
    public IReadOnlyList<string> Distinct => distinct;

    public string this[int row] => distinct[codes[row]];

    /// <summary>The place of a row's value in <see cref="Distinct"/>; −1 if it is missing.</summary>
    public int Code(int row) => codes[row];

    /// <summary>Adds a value that is missing; its place is −1.</summary>
    public void AddMissing() => codes.Add(-1);

    /// <summary>Adds a number in its shortest form, so that 1 and 1.0 are one value.</summary>
    public void Add(double number) => Add(NumberText.Format(number, stackalloc char[NumberText.Longest]));

    /// <summary>Adds a text; false where the bytes are not UTF-8.</summary>
    public bool TryAdd(ReadOnlySpan<byte> utf8)
    {
        char[]? rented = utf8.Length > 256 ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        try
        {
            Span<char> characters = rented ?? stackalloc char[256];
            if (!Utf8Text.TryDecode(utf8, characters, out int written))
                return false;
            Add(characters[..written]);
            return true;
        }
        finally
        {
            if (rented is not null)
                ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>Lets go of what only adding needs.</summary>
    public void Close() => places = null;

    public void Add(ReadOnlySpan<char> text)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = places!.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out int code))
        {
            code = distinct.Count;
            distinct.Add(text.ToString());
            places.Add(distinct[code], code);
        }

        codes.Add(code);
    }
}
