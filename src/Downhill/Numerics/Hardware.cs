using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Downhill.Kernels;

/// <summary>The processor's features that the kernels use. They decide the speed, never the results.</summary>
public static class Hardware
{
    /// <summary>The number of bits of the vectors that the kernels use; 0 if there are none.</summary>
    public static int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>Whether the processor multiplies and adds in one instruction; without it the kernels are correct but slow.</summary>
    public static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;
}
