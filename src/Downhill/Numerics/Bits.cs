namespace Downhill.Kernels;

/// <summary>
/// The layout of IEEE 754 numbers, as <see cref="ISimd{TSelf, T}.Scale"/> and <see cref="ISimd{TSelf, T}.Mantissa"/> use it.
/// </summary>
internal static class Bits
{
    public const int SingleMantissa = 23, SingleBias = 127;
    public const int DoubleMantissa = 52;
    public const long DoubleBias = 1023;

    // 1.5 · 2^mantissa: a number below 2^(mantissa − 1) added to it is rounded to a whole one and stands in its low bits.
    public const float SingleShift = 12582912f;
    public const double DoubleShift = 6755399441055744;

    // The bits of √½, where the mantissa's range starts.
    public const int SingleRootHalf = 0x3F3504F3;
    public const long DoubleRootHalf = 0x3FE6A09E667F3BCD;

    // The bits of 2^mantissa: a small whole number added to them, read as a floating-point number, is 2^mantissa + that number.
    public const int SingleWhole = (SingleBias + SingleMantissa) << SingleMantissa;
    public const long DoubleWhole = (DoubleBias + DoubleMantissa) << DoubleMantissa;
    public const float SingleWholeBias = 8388608f + SingleBias;
    public const double DoubleWholeBias = 4503599627370496 + DoubleBias;
}
