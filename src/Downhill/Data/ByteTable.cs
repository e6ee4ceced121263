using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Downhill.Kernels;

/// <summary>
/// The number of each of the 256 bytes. If every float of the table is its byte divided by one number, such as grey values divided by the
/// largest, vectors of bytes are divided instead of looked up one by one. A quotient is correctly rounded everywhere, and the table is
/// compared entry by entry, so both ways give the same bits.
/// </summary>
internal sealed class ByteTable
{
    private readonly double[] numbers;
    private readonly float[] singles;
    private readonly float divisor;
    private readonly bool isQuotient;

    private ByteTable(double[] numbers)
    {
        this.numbers = numbers;
        singles = Array.ConvertAll(numbers, number => (float)number);
        divisor = 255 / singles[255];
        isQuotient = Enumerable.Range(0, singles.Length)
            .All(value => BitConverter.SingleToInt32Bits(singles[value]) == BitConverter.SingleToInt32Bits(value / divisor));
    }

    /// <summary>Every byte is its own value.</summary>
    public static ByteTable Identity { get; } = new([.. Enumerable.Range(0, 256).Select(value => (double)value)]);

    public double this[byte value] => numbers[value];

    /// <summary>The same as (x − mean) / deviation.</summary>
    public ByteTable Standardize(double mean, double deviation) => new(Array.ConvertAll(numbers, number => (number - mean) / deviation));

    /// <summary>Writes what the bytes stand for.</summary>
    public void Convert(ReadOnlySpan<byte> from, Span<float> to)
    {
        if (isQuotient && Vector256.IsHardwareAccelerated)
            Divide(from, to, divisor);
        else
            LookUp(from, to, singles);
    }

    /// <inheritdoc cref="Convert(ReadOnlySpan{byte}, Span{float})"/>
    public void Convert(ReadOnlySpan<byte> from, Span<double> to) => LookUp(from, to, numbers);

    private static void Divide(ReadOnlySpan<byte> from, Span<float> to, float divisor)
    {
        to = to[..from.Length];
        Vector256<float> by = Vector256.Create(divisor);
        int whole = from.Length - (from.Length % Vector256<byte>.Count);
        for (int j = 0; j < whole; j += Vector256<byte>.Count)
        {
            (Vector256<ushort> lower, Vector256<ushort> upper) =
                Vector256.Widen(Vector256.LoadUnsafe(in MemoryMarshal.GetReference(from), (nuint)j));
            ref float start = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), j);
            Divide(lower, by, ref start);
            Divide(upper, by, ref Unsafe.Add(ref start, Vector256<ushort>.Count));
        }

        for (int j = whole; j < from.Length; j++)
            to[j] = from[j] / divisor;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Divide(Vector256<ushort> values, Vector256<float> by, ref float to)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(values);
        (Vector256.ConvertToSingle(lower.AsInt32()) / by).StoreUnsafe(ref to);
        (Vector256.ConvertToSingle(upper.AsInt32()) / by).StoreUnsafe(ref to, (nuint)Vector256<float>.Count);
    }

    // A byte is always within a table of 256, so the eight of a word need no check.
    private static void LookUp<T>(ReadOnlySpan<byte> from, Span<T> to, T[] table)
    {
        to = to[..from.Length];
        ref T entries = ref MemoryMarshal.GetArrayDataReference(table);
        int whole = from.Length - (from.Length % sizeof(ulong));
        for (int j = 0; j < whole; j += sizeof(ulong))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(from[j..]);
            ref T start = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), j);
            start = Unsafe.Add(ref entries, (byte)word);
            Unsafe.Add(ref start, 1) = Unsafe.Add(ref entries, (byte)(word >> 8));
            Unsafe.Add(ref start, 2) = Unsafe.Add(ref entries, (byte)(word >> 16));
            Unsafe.Add(ref start, 3) = Unsafe.Add(ref entries, (byte)(word >> 24));
            Unsafe.Add(ref start, 4) = Unsafe.Add(ref entries, (byte)(word >> 32));
            Unsafe.Add(ref start, 5) = Unsafe.Add(ref entries, (byte)(word >> 40));
            Unsafe.Add(ref start, 6) = Unsafe.Add(ref entries, (byte)(word >> 48));
            Unsafe.Add(ref start, 7) = Unsafe.Add(ref entries, (byte)(word >> 56));
        }

        for (int j = whole; j < from.Length; j++)
            to[j] = Unsafe.Add(ref entries, from[j]);
    }
}
