using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>Rows of bytes, floats or doubles, and their conversion to numbers.</summary>
internal sealed class StoredSamples<TStored> : Samples
    where TStored : unmanaged, INumber<TStored>
{
    private const int RoomBytes = 1024;

    // So many rows are on their way from memory at once, where a row is long enough to be worth a word.
    private const int RowsAhead = 4, MinAnnounced = 256;

    private readonly Storage<TStored> storage;
    private readonly ByteTable? table;
    private readonly Standardization? standardization;

    public StoredSamples(Storage<TStored> storage, int columns, ByteTable? table = null, Standardization? standardization = null)
        : base(RowsOf(storage.Length, columns), columns)
    {
        this.storage = storage;
        this.table = typeof(TStored) == typeof(byte) ? table ?? ByteTable.Identity : null;
        this.standardization = standardization;
    }

    public override bool AreBytes => typeof(TStored) == typeof(byte);

    public override double this[int row, int column]
    {
        get
        {
            TStored room = default;
            return Number(storage.Read((row * (long)Columns) + column, new Span<TStored>(ref room))[0], column);
        }
    }

    public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        storage.Require();
        if (typeof(T) == typeof(TStored) && standardization is null)
            Copy(rows, MemoryMarshal.Cast<T, TStored>(destination));
        else
            Convert(rows, destination);
    }

    public override Samples Standardize(ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation)
    {
        if (table is not null && standardization is null && mean.Length == 1)
            return new StoredSamples<TStored>(storage, Columns, table.Standardize(mean[0], deviation[0]));

        var next = new Standardization(mean.ToArray(), deviation.ToArray(), typeof(TStored) == typeof(double), standardization);
        var scaled = new StoredSamples<TStored>(storage, Columns, table, next);
        if (storage.IsMapped)
            return scaled;
        return typeof(TStored) == typeof(double) ? From(scaled.Numbers<double>(), Columns) : From(scaled.Numbers<float>(), Columns);
    }

    internal override bool AreOnDisk => storage.IsMapped;

    internal override void Load(int row, Span<byte> room) => storage.Load(row * (long)Columns, Columns, room);

    internal override Samples Pick(ReadOnlySpan<int> rows)
    {
        var values = new TStored[rows.Length * (long)Columns];
        Copy(rows, values);
        return new StoredSamples<TStored>(new ArrayStorage<TStored>(values), Columns, table, standardization);
    }

    private T[] Numbers<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var all = new T[storage.Length];
        for (int row = 0; row < Rows; row++)
            Convert([row], all.AsSpan(row * Columns, Columns));
        return all;
    }

    private void Copy(ReadOnlySpan<int> rows, Span<TStored> destination)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            Announce(rows, i + RowsAhead);
            Span<TStored> to = destination.Slice(i * Columns, Columns);
            ReadOnlySpan<TStored> from = storage.Read(rows[i] * (long)Columns, to);
            if (from != to)
                from.CopyTo(to);
        }
    }

    private void Convert<T>(ReadOnlySpan<int> rows, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<TStored> room = stackalloc TStored[Math.Min(Columns, RoomBytes / Unsafe.SizeOf<TStored>())];
        for (int i = 0; i < rows.Length; i++)
        {
            Announce(rows, i + RowsAhead);
            for (int column = 0; column < Columns; column += room.Length)
            {
                int count = Math.Min(room.Length, Columns - column);
                ReadOnlySpan<TStored> from = storage.Read((rows[i] * (long)Columns) + column, room[..count]);
                Span<T> to = destination.Slice((i * Columns) + column, count);
                if (table is not null && standardization is null)
                    Convert(MemoryMarshal.AsBytes(from), to);
                else
                    Convert(from, to, column);
            }
        }
    }

    private void Announce(ReadOnlySpan<int> rows, int next)
    {
        if (Columns * (long)Unsafe.SizeOf<TStored>() >= MinAnnounced && next < rows.Length)
            storage.Announce(rows[next] * (long)Columns, Columns);
    }

    private void Convert<T>(ReadOnlySpan<byte> from, Span<T> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
            table!.Convert(from, MemoryMarshal.Cast<T, float>(to));
        else
            table!.Convert(from, MemoryMarshal.Cast<T, double>(to));
    }

    private void Convert<T>(ReadOnlySpan<TStored> from, Span<T> to, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < from.Length; j++)
            to[j] = standardization is null ? T.CreateTruncating(from[j]) : T.CreateTruncating(Number(from[j], column + j));
    }

    private double Number(TStored stored, int column)
    {
        double number = table is null ? double.CreateTruncating(stored) : table[byte.CreateTruncating(stored)];
        return standardization is null ? number : standardization.Apply(number, column);
    }

    private static int RowsOf(long length, int columns)
    {
        if (columns < 1 || length % columns != 0)
            throw new DownhillException($"{length:N0} values do not fill rows of {columns:N0} columns.");
        return length / columns <= Array.MaxLength
            ? (int)(length / columns)
            : throw new DownhillException($"{length / columns:N0} rows are too many; there may be {Array.MaxLength:N0}.");
    }
}

/// <summary>
/// (x − mean) / deviation, with one of both for each column or one for all; rounded to float unless it is kept in double.
/// </summary>
internal sealed record Standardization(double[] Mean, double[] Deviation, bool IsDouble, Standardization? Before)
{
    public double Apply(double number, int column)
    {
        int at = Mean.Length == 1 ? 0 : column;
        double scaled = ((Before?.Apply(number, column) ?? number) - Mean[at]) / Deviation[at];
        return IsDouble ? scaled : (float)scaled;
    }
}
