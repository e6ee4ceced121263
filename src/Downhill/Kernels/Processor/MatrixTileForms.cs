namespace Downhill.Kernels;

// The forms of tiles that products use.

internal readonly struct EightRows : ITileRows
{
    public static int Count => 8;
}

internal readonly struct SixRows : ITileRows
{
    public static int Count => 6;
}

internal readonly struct FourRows : ITileRows
{
    public static int Count => 4;
}

internal readonly struct TwoRows : ITileRows
{
    public static int Count => 2;
}

internal readonly struct OneRow : ITileRows
{
    public static int Count => 1;
}

internal readonly struct EightVectors : ITileColumns
{
    public static int Vectors => 8;

    public static bool IsPartial => false;
}

internal readonly struct FourVectors : ITileColumns
{
    public static int Vectors => 4;

    public static bool IsPartial => false;
}

internal readonly struct TwoVectors : ITileColumns
{
    public static int Vectors => 2;

    public static bool IsPartial => false;
}

internal readonly struct OneVector : ITileColumns
{
    public static int Vectors => 1;

    public static bool IsPartial => false;
}

internal readonly struct PartOfTwoVectors : ITileColumns
{
    public static int Vectors => 2;

    public static bool IsPartial => true;
}

internal readonly struct PartOfOneVector : ITileColumns
{
    public static int Vectors => 1;

    public static bool IsPartial => true;
}
