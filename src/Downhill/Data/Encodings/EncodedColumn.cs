using System.Numerics;

namespace Downhill;

/// <summary>The inputs of one column for all rows.</summary>
internal abstract class EncodedColumn(int width)
{
    public int Width => width;

    public abstract double this[int row, int feature] { get; }

    /// <inheritdoc cref="Samples.AreOnDisk"/>
    public virtual bool AreOnDisk => false;

    /// <inheritdoc cref="Samples.Load"/>
    public virtual void Load(int row, Span<byte> room)
    {
    }

    /// <summary>Writes the rows named; those of row i start at <paramref name="at"/> + i · <paramref name="stride"/>.</summary>
    public abstract void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination, int at, int stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Numbers, <c>[rows, width]</c>.</summary>
internal sealed class DenseColumn(double[] values, int width) : EncodedColumn(width)
{
    public override double this[int row, int feature] => values[(row * (long)Width) + feature];

    public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination, int at, int stride)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            long from = rows[i] * (long)Width;
            int to = at + (i * stride);
            for (int feature = 0; feature < Width; feature++)
                destination[to + feature] = T.CreateTruncating(values[from + feature]);
        }
    }
}

/// <summary>At most a single 1 in each row of zeros, stored as its index; −1 if there is none.</summary>
internal sealed class OneHotColumn(int[] places, int width) : EncodedColumn(width)
{
    public override double this[int row, int feature] => places[row] == feature ? 1 : 0;

    public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination, int at, int stride)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            Span<T> to = destination.Slice(at + (i * stride), Width);
            to.Clear();
            int place = places[rows[i]];
            if (place >= 0)
                to[place] = T.One;
        }
    }
}

/// <summary>The values of another column in another order of rows.</summary>
internal sealed class PermutedColumn(EncodedColumn column, int[] order) : EncodedColumn(column.Width)
{
    public override double this[int row, int feature] => column[order[row], feature];

    public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination, int at, int stride)
    {
        Span<int> one = stackalloc int[1];
        for (int i = 0; i < rows.Length; i++)
        {
            one[0] = order[rows[i]];
            column.Gather(one, destination, at + (i * stride), stride);
        }
    }
}
