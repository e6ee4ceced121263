using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Downhill.Kernels;

/// <summary>
/// Requests numbers that will be read soon. Rows in random order, which no processor predicts, are then loaded from memory in parallel
/// instead of one after the other. It changes only the time of loading, never the numbers.
/// </summary>
internal static unsafe class Prefetch
{
    private const int Line = 64;

    // What comes behind is foreseen.
    private const int MaxBytes = 4096;

    public static void Start<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
            return;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(numbers[..Math.Min(numbers.Length, MaxBytes / sizeof(T))]);
        fixed (byte* start = bytes)
        {
            for (int at = 0; at < bytes.Length; at += Line)
                Sse.Prefetch0(start + at);
        }
    }
}
