using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Downhill.Kernels;

/// <summary>What the kernels found on this processor. It decides how fast they are, never what they compute.</summary>
public static class Hardware
{
    /// <summary>How many bits the vectors have that the kernels use; 0 where there are none.</summary>
    public static int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>Whether the processor multiplies and adds in one instruction; without it the kernels are correct but slow.</summary>
    public static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;
}
