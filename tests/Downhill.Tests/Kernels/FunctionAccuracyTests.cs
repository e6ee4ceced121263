using Xunit.Abstractions;

namespace Downhill.Tests;

/// <summary>How far the functions are from the true values, in units in the last place.</summary>
public sealed class FunctionAccuracyTests(ITestOutputHelper output)
{
    // The bounds, and the range of arguments in float: from where the function is least to where it is largest or no longer changes.
    public static TheoryData<string, double, float, float> Bounds => new()
    {
        { "exp", 1, -104, 88.8f },
        { "expm1", 2, -50, 50 },
        { "log", 1, 0, float.MaxValue },
        { "log1p", 1.5, 0, float.MaxValue },
        { "tanh", 2, -20, 20 },
        { "sigmoid", 2, -104, 30 },
        { "softplus", 2, -104, 200 },
        { "erf", 1.5, -5, 5 },
        { "erfc", 4, -5, 11 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void In_float_the_error_is_within_its_bound(string function, double bound, float low, float high)
    {
        float[] x = [.. Arguments(low, high)];
        float[] y = TestedFunction.Named(function).Results(x)[0];
        double largest = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double expected = FunctionReference.Of(function, x[i]);
            double error = float.IsInfinity(y[i])
                ? (double.Abs(expected) > float.MaxValue * (1 - 1e-7) ? 0 : double.PositiveInfinity)
                : Math.Abs(y[i] - expected) / Math.ScaleB(1, Math.Max(expected == 0 ? -126 : Math.ILogB(expected), -126) - 23);
            if (!(error <= bound))
                Assert.Fail($"{function}({x[i]:R}) is {y[i]:R}, {error} units in the last place from {expected:R}.");
            largest = Math.Max(largest, error);
        }

        output.WriteLine($"{function}: {largest:F3} units in the last place");
        Assert.InRange(largest, 0.5, bound); // a function that is never off by half a unit was not tested
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void In_double_the_error_is_within_its_bound(string function, double bound, float low, float high)
    {
        Assert.True(low < high);
        (double Argument, double Nearest, double Above)[] table = [.. FunctionTable.Of(function)];
        Assert.Equal(72, table.Length);
        double[] y = TestedFunction.Named(function).Results<double>([.. table.Select(entry => entry.Argument)])[0];
        double largest = 0;
        for (int i = 0; i < y.Length; i++)
        {
            (double argument, double nearest, double above) = table[i];
            double unit = Math.ScaleB(1, Math.Max(nearest == 0 ? -1022 : Math.ILogB(nearest), -1022) - 52);
            double error = Math.Abs(((y[i] - nearest) / unit) - above);
            if (!(error <= bound))
                Assert.Fail($"{function}({argument:R}) is {y[i]:R}, {error} units in the last place from {nearest:R}.");
            largest = Math.Max(largest, error);
        }

        output.WriteLine($"{function}: {largest:F3} units in the last place");
        Assert.InRange(largest, 0.5, bound);
    }

    // Evenly over the bits, so that every exponent has its share, and evenly over the numbers of ordinary size.
    private static IEnumerable<float> Arguments(float low, float high)
    {
        for (long bits = 0; bits < 1L << 32; bits += 16_411)
        {
            float x = BitConverter.UInt32BitsToSingle((uint)bits);
            if (x >= low && x <= high)
                yield return x;
        }

        float from = Math.Max(low, -104), to = Math.Min(high, 104);
        for (int i = 0; i <= 100_000; i++)
            yield return from + ((to - from) * i / 100_000);
        for (int i = 0; i <= 100_000; i++)
            yield return Math.Max(from, -3) + ((Math.Min(to, 3) - Math.Max(from, -3)) * i / 100_000);
    }
}
