using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The scalar functions in double that influence weights or generated rows; they are the project's own, so they are the same on every
/// machine.
/// </summary>
public static class Scalar
{
    // The argument is reduced to |r| ≤ ¼ exactly and multiplied by π once, so the plain series of sin and cos on |y| ≤ π/4 serve:
    // the first term left out is below 2⁻⁵⁸.

    /// <summary>sin(π x), exact at multiples of ½; error below 2 ulp.</summary>
    public static double SinPi(double x) => Turned(x, 3);

    /// <summary>cos(π x), exact at multiples of ½; error below 2 ulp.</summary>
    public static double CosPi(double x) => Turned(x, 0);

    // cos(π x + π/2 · quarters)
    private static double Turned(double x, int quarters)
    {
        double halves = Math.Round(2 * x); // nearest multiple of ½, ties to even: exact arithmetic, the same everywhere
        double y = Math.PI * (x - (halves / 2));
        double square = y * y;
        int quarter = quarters + (int)(halves - (4 * Math.Floor(halves / 4)));
        double value = (quarter & 1) == 0 ? CosSeries(square) : -y * SinSeries(square);
        return (quarter & 2) == 0 ? value : -value;
    }

    private static double CosSeries(double square)
    {
        double sum = 0;
        for (int n = 20; n >= 2; n -= 2)
            sum = (1 - sum) * square / (n * (n - 1));
        return 1 - sum;
    }

    private static double SinSeries(double square)
    {
        double sum = 0;
        for (int n = 21; n >= 3; n -= 2)
            sum = (1 - sum) * square / (n * (n - 1));
        return 1 - sum;
    }

    /// <summary>The natural logarithm.</summary>
    public static double Log(double x)
    {
        Functions.Log<SimdScalar<double>, double>(SimdScalar<double>.Create(x)).Store(ref x);
        return x;
    }

    /// <summary>e to a power.</summary>
    public static double Exp(double x)
    {
        Functions.Exp<SimdScalar<double>, double>(SimdScalar<double>.Create(x)).Store(ref x);
        return x;
    }

    /// <summary><paramref name="x"/> to a whole power by repeated squaring: plain multiplications in a fixed order.</summary>
    public static double Power(double x, long exponent)
    {
        double result = 1;
        for (ulong left = exponent < 0 ? 0 - (ulong)exponent : (ulong)exponent; left != 0; left >>= 1)
        {
            if ((left & 1) != 0)
                result *= x;
            x *= x;
        }

        return exponent < 0 ? 1 / result : result;
    }

    /// <summary>
    /// <paramref name="x"/> to any power, at 0 to one above 0; a whole one up to 2³¹ by repeated squaring.
    /// </summary>
    public static double Power(double x, double exponent) =>
        exponent == Math.Floor(exponent) && Math.Abs(exponent) <= int.MaxValue ? Power(x, (long)exponent) : Exp(exponent * Log(x));
}
