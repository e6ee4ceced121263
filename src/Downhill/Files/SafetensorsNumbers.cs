using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Downhill;

/// <summary>Numbers as little-endian bytes of a stream, on machines of either byte order.</summary>
internal static class SafetensorsNumbers
{
    // A part's bytes must be countable in 31 bits; this size also bounds the copy a big-endian machine makes.
    private const int Part = 1 << 16;

    public static void Read<T>(Stream stream, Span<T> numbers)
        where T : unmanaged
    {
        while (!numbers.IsEmpty)
        {
            Span<T> part = numbers[..Math.Min(numbers.Length, Part)];
            stream.ReadExactly(MemoryMarshal.AsBytes(part));
            if (!BitConverter.IsLittleEndian)
                ReverseBytes<T>(part, part);
            numbers = numbers[part.Length..];
        }
    }

    public static void Write<T>(Stream stream, ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        T[]? copy = BitConverter.IsLittleEndian ? null : new T[Math.Min(numbers.Length, Part)];
        while (!numbers.IsEmpty)
        {
            ReadOnlySpan<T> part = numbers[..Math.Min(numbers.Length, Part)];
            numbers = numbers[part.Length..];
            if (copy is not null)
            {
                ReverseBytes(part, copy);
                part = copy.AsSpan(0, part.Length);
            }

            stream.Write(MemoryMarshal.AsBytes(part));
        }
    }

    public static void ReverseBytes<T>(ReadOnlySpan<T> from, Span<T> to)
        where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 2:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, ushort>(from), MemoryMarshal.Cast<T, ushort>(to));
                break;
            case 4:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, uint>(from), MemoryMarshal.Cast<T, uint>(to));
                break;
            case 8:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, ulong>(from), MemoryMarshal.Cast<T, ulong>(to));
                break;
            default:
                from.CopyTo(to);
                break;
        }
    }
}
