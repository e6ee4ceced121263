using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>The processor's kernels with vectors of every width, whatever this machine has.</summary>
internal static class AllKernels
{
    public static readonly int[] OneThread = [1];

    public static readonly int[] ThreadCounts = [1, 2, 3, 7];

    /// <summary>Does the same with every width and number of threads; the result must be the expected one, bit for bit.</summary>
    /// <param name="threads">How many threads to use.</param>
    /// <param name="expected">What must come out.</param>
    /// <param name="before">What stands where the result goes.</param>
    /// <param name="run">Writes the result.</param>
    /// <param name="what">What is computed, for the message.</param>
    public static void Agree<T>(int[] threads, Buffer<T> expected, Buffer<T> before, Action<Backend<T>, Buffer<T>> run, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> result = TestNumbers.Copy(before);
        foreach (int count in threads)
        {
            foreach ((string width, Backend<T> kernels) in Of<T>(count))
            {
                before.Span.CopyTo(result.Span);
                run(kernels, result);
                TestNumbers.SameBits<T>(expected.Span, result.Span, $"{what}, {typeof(T).Name}, {width}, {count} threads");
            }
        }
    }

    public static IEnumerable<(string Width, Backend<T> Kernels)> Of<T>(int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        ("512 bits", new ProcessorBackend<T, Simd512<T>>(threads)),
        ("256 bits", new ProcessorBackend<T, Simd256<T>>(threads)),
        ("128 bits", new ProcessorBackend<T, Simd128<T>>(threads)),
        ("one number", new ProcessorBackend<T, SimdScalar<T>>(threads)),
    ];
}
