using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Benchmarks;

/// <summary>Random numbers to compute with.</summary>
internal static class Numbers
{
    /// <summary>So many numbers, evenly spread from −<paramref name="most"/> to <paramref name="most"/>.</summary>
    public static Buffer<T> Random<T>(int count, double most = 1, int seed = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> numbers = Buffer<T>.Allocate(count);
        var random = new Random(seed);
        foreach (ref T number in numbers.Span)
            number = T.CreateTruncating(((2 * random.NextDouble()) - 1) * most);
        return numbers;
    }
}
