using System.Numerics;

namespace Downhill;

/// <summary>
/// A matrix <c>[rows, columns]</c> in its compact form, in memory or in a file (<see cref="MappedFile"/>): bytes stay bytes, and
/// a number becomes a float or a double only when a batch is gathered.
/// </summary>
public abstract class Samples
{
    private protected Samples(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of values in a row.</summary>
    public int Columns { get; }

    /// <summary>Whether the numbers are stored as bytes, as the grey values of an image are.</summary>
    public abstract bool AreBytes { get; }

    /// <summary>Wraps <paramref name="values"/> (<c>[rows, columns]</c>, row by row) without copying them.</summary>
    /// <exception cref="DownhillException">The number of values is not a multiple of <paramref name="columns"/>.</exception>
    public static Samples From(byte[] values, int columns) => new StoredSamples<byte>(new ArrayStorage<byte>(values), columns);

    /// <inheritdoc cref="From(byte[], int)"/>
    public static Samples From(float[] values, int columns) => new StoredSamples<float>(new ArrayStorage<float>(values), columns);

    /// <inheritdoc cref="From(byte[], int)"/>
    public static Samples From(double[] values, int columns) => new StoredSamples<double>(new ArrayStorage<double>(values), columns);

    /// <summary>The rows of both, side by side; nothing is copied.</summary>
    /// <exception cref="DownhillException">The two differ in their number of rows.</exception>
    public static Samples Join(Samples first, Samples second) => new JoinedSamples(first, second);

    /// <summary>One stored number.</summary>
    public abstract double this[int row, int column] { get; }

    /// <summary>Copies the given <paramref name="rows"/> to <paramref name="destination"/> (<c>[rows, columns]</c>).</summary>
    public abstract void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The same rows as (x − mean) / deviation. One mean and deviation for all columns keeps bytes as bytes;
    /// one for each column makes the numbers anew, in double where they were double and in float otherwise. Rows in a file stay
    /// there, and are standardized whenever they are gathered, to the same bits.
    /// </summary>
    public abstract Samples Standardize(ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation);

    /// <summary>Whether rows are on disk, so that gathering one may have to wait.</summary>
    internal virtual bool AreOnDisk => false;

    /// <summary>Brings a row that is on disk into memory; <paramref name="room"/> is bytes whose content means nothing.</summary>
    internal virtual void Load(int row, Span<byte> room)
    {
    }

    /// <summary>Neighbouring columns of all rows: as they are stored if they are stored together, otherwise as a copy.</summary>
    internal virtual Samples Range(int start, int count)
    {
        if (start == 0 && count == Columns)
            return this;
        var values = new double[Rows * (long)count];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < count; column++)
                values[(row * (long)count) + column] = this[row, start + column];
        }

        return From(values, count);
    }

    /// <summary>A copy of the rows named, in that order.</summary>
    internal virtual Samples Pick(ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length * (long)Columns];
        Gather(rows, values.AsSpan());
        return From(values, Columns);
    }
}
