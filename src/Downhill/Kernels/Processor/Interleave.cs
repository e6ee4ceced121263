using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>Transposes small squares of a matrix in registers of 128 bits.</summary>
internal static unsafe class Interleave
{
    public static bool IsSupported => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>A square of 4 × 4: pairs of neighbours first, then pairs of pairs.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Transpose(float* from, nint fromStride, float* to, nint toStride)
    {
        Bounds.Require(from, 4);
        Bounds.Require(from + (3 * fromStride), 4);
        Bounds.Require(to, 4);
        Bounds.Require(to + (3 * toStride), 4);
        Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + fromStride);
        Vector128<float> c = Vector128.Load(from + (2 * fromStride)), d = Vector128.Load(from + (3 * fromStride));
        Vector128<double> abLow = Low(a, b).AsDouble(), abHigh = High(a, b).AsDouble(), cdLow = Low(c, d).AsDouble(),
            cdHigh = High(c, d).AsDouble();
        Low(abLow, cdLow).AsSingle().Store(to);
        High(abLow, cdLow).AsSingle().Store(to + toStride);
        Low(abHigh, cdHigh).AsSingle().Store(to + (2 * toStride));
        High(abHigh, cdHigh).AsSingle().Store(to + (3 * toStride));
    }

    /// <summary>A square of 2 × 2.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Transpose(double* from, nint fromStride, double* to, nint toStride)
    {
        Bounds.Require(from, 2);
        Bounds.Require(from + fromStride, 2);
        Bounds.Require(to, 2);
        Bounds.Require(to + toStride, 2);
        Vector128<double> a = Vector128.Load(from), b = Vector128.Load(from + fromStride);
        Low(a, b).Store(to);
        High(a, b).Store(to + toStride);
    }

    [MethodImpl(AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(AggressiveInlining)]
    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
