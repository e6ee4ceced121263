using System.Numerics;

namespace Downhill;

/// <summary>
/// A matrix <c>[rows, columns]</c> in its compact form: bytes stay bytes, and a number becomes a float or a double only when
/// a batch is gathered.
/// </summary>
public abstract class Samples
{
    private protected Samples(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>How many numbers one row holds.</summary>
    public int Columns { get; }

    /// <summary>Whether the numbers are stored as bytes, as the grey values of an image are.</summary>
    public abstract bool AreBytes { get; }

    /// <summary>Keeps <paramref name="values"/> (<c>[rows, columns]</c>, row by row) as they are; nothing is copied.</summary>
    /// <exception cref="DownhillException">The number of values is not a multiple of <paramref name="columns"/>.</exception>
    public static Samples From(byte[] values, int columns) => new Array<byte>(values, columns);

    /// <inheritdoc cref="From(byte[], int)"/>
    public static Samples From(float[] values, int columns) => new Array<float>(values, columns);

    /// <inheritdoc cref="From(byte[], int)"/>
    public static Samples From(double[] values, int columns) => new Array<double>(values, columns);

    /// <summary>One stored number.</summary>
    public abstract double this[int row, int column] { get; }

    /// <summary>Copies the rows named by <paramref name="rows"/> into <paramref name="destination"/> (<c>[rows, columns]</c>).</summary>
    public abstract void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// The same rows as (x − mean) / deviation. One mean and deviation for all columns keeps bytes as bytes;
    /// one for each column makes the numbers anew, in double where they were double and in float otherwise.
    /// </summary>
    public abstract Samples Standardize(ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation);

    private sealed class Array<TStored> : Samples
        where TStored : unmanaged, INumber<TStored>
    {
        private readonly TStored[] values;

        // Bytes only: what each of the 256 values stands for.
        private readonly double[]? meaning;
        private readonly float[]? meaningSingle;

        public Array(TStored[] values, int columns, double[]? meaning = null)
            : base(RowsOf(values.Length, columns), columns)
        {
            this.values = values;
            if (typeof(TStored) == typeof(byte))
            {
                this.meaning = meaning ?? [.. Enumerable.Range(0, 256).Select(value => (double)value)];
                meaningSingle = [.. this.meaning.Select(value => (float)value)];
            }
        }

        public override bool AreBytes => typeof(TStored) == typeof(byte);

        public override double this[int row, int column] => Value((row * (long)Columns) + column);

        public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                ReadOnlySpan<TStored> from = values.AsSpan(checked(rows[i] * Columns), Columns);
                Span<T> to = destination.Slice(i * Columns, Columns);
                if (typeof(T) == typeof(TStored))
                    System.Runtime.InteropServices.MemoryMarshal.Cast<TStored, T>(from).CopyTo(to);
                else if (meaningSingle is not null)
                    LookUp(System.Runtime.InteropServices.MemoryMarshal.AsBytes(from), to);
                else
                    Convert(from, to);
            }
        }

        public override Samples Standardize(ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation)
        {
            if (meaning is not null && mean.Length == 1)
            {
                var scaled = new double[256];
                for (int value = 0; value < scaled.Length; value++)
                    scaled[value] = (meaning[value] - mean[0]) / deviation[0];
                return new Array<TStored>(values, Columns, scaled);
            }

            if (typeof(TStored) == typeof(double))
                return From(Standardized<double>(mean, deviation), Columns);
            return From(Standardized<float>(mean, deviation), Columns);
        }

        private TTo[] Standardized<TTo>(ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation)
            where TTo : unmanaged, INumber<TTo>
        {
            var result = new TTo[values.Length];
            bool one = mean.Length == 1;
            for (int start = 0; start < result.Length; start += Columns)
            {
                for (int column = 0; column < Columns; column++)
                {
                    int at = one ? 0 : column;
                    result[start + column] = TTo.CreateTruncating((Value(start + column) - mean[at]) / deviation[at]);
                }
            }

            return result;
        }

        private void LookUp<T>(ReadOnlySpan<byte> from, Span<T> to)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (typeof(T) == typeof(float))
            {
                Span<float> single = System.Runtime.InteropServices.MemoryMarshal.Cast<T, float>(to);
                for (int j = 0; j < from.Length; j++)
                    single[j] = meaningSingle![from[j]];
            }
            else
            {
                for (int j = 0; j < from.Length; j++)
                    to[j] = T.CreateTruncating(meaning![from[j]]);
            }
        }

        private double Value(long at) => meaning is null ? double.CreateTruncating(values[at]) : meaning[byte.CreateTruncating(values[at])];

        private static void Convert<T>(ReadOnlySpan<TStored> from, Span<T> to)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int j = 0; j < from.Length; j++)
                to[j] = T.CreateTruncating(from[j]);
        }

        private static int RowsOf(int length, int columns)
        {
            if (columns < 1 || length % columns != 0)
                throw new DownhillException($"{length:N0} values do not fill rows of {columns:N0} columns.");
            return length / columns;
        }
    }
}
