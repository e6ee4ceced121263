using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>Numbers for kernels to work on, and the comparison of their bits.</summary>
internal static class TestNumbers
{
    /// <summary>Numbers between −1 and 1, the same for the same seed.</summary>
    public static Buffer<T> Random<T>(int count, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var address = Buffer<T>.Allocate(count);
        var random = new Random(seed);
        foreach (ref T number in address.Span)
            number = T.CreateTruncating((random.NextDouble() * 2) - 1);
        return address;
    }

    public static Buffer<T> Copy<T>(Buffer<T> from)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var address = Buffer<T>.Allocate(from.Length);
        from.Span.CopyTo(address.Span);
        return address;
    }

    /// <summary>Fails where two numbers differ in a bit; any NaN equals any other.</summary>
    public static void SameBits<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        if (MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)))
            return;
        for (int i = 0; i < expected.Length; i++)
        {
            if (!SameBits(expected[i], actual[i]))
                Assert.Fail($"{what}: number {i} of {expected.Length} is {actual[i]:R} instead of {expected[i]:R}.");
        }
    }

    private static bool SameBits<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (T.IsNaN(a) && T.IsNaN(b)) || (Unsafe.SizeOf<T>() == sizeof(float)
            ? Unsafe.BitCast<T, int>(a) == Unsafe.BitCast<T, int>(b)
            : Unsafe.BitCast<T, long>(a) == Unsafe.BitCast<T, long>(b));
}
