namespace Downhill.Tests;

/// <summary>The functions in double for arguments in float: by other ways than the library's, good to about 1e−11.</summary>
internal static class FunctionReference
{
    public static double Of(string function, double x) => function switch
    {
        "exp" => Math.Exp(x),
        "expm1" => ExpMinusOne(x),
        "log" => Math.Log(x),
        "log1p" => LogOnePlus(x),
        "tanh" => Math.Tanh(x),
        "sigmoid" => 1 / (1 + Math.Exp(-x)),
        "softplus" => x > 0 ? x + LogOnePlus(Math.Exp(-x)) : LogOnePlus(Math.Exp(x)),
        "erf" => Math.Abs(x) < 2 ? Erf(x) : Math.Sign(x) * (1 - ErfcOfLarge(Math.Abs(x))),
        "erfc" => x < 2 ? 1 - (x > -2 ? Erf(x) : ErfcOfLarge(-x) - 1) : ErfcOfLarge(x),
        _ => throw new ArgumentException(function),
    };

    private static double ExpMinusOne(double x) => Math.Abs(x) < 1e-4 ? x * (1 + (x / 2 * (1 + (x / 3)))) : Math.Exp(x) - 1;

    private static double LogOnePlus(double x) => Math.Abs(x) < 1e-4 ? x * (1 - (x * (0.5 - (x / 3)))) : Math.Log(1 + x);

    // erf x = 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · 5 … (2n + 1)): all terms have one sign.
    private static double Erf(double x)
    {
        double sum = 0, term = x;
        for (int n = 0; n < 60 && sum + term != sum; n++)
        {
            sum += term;
            term *= 2 * x * x / ((2 * n) + 3);
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // erfc x = e^(−x²) / √π · 1 / (x + ½ / (x + 1 / (x + 1½ / (x + 2 / (x + …))))), from the inside out.
    private static double ErfcOfLarge(double x)
    {
        double inside = x;
        for (int n = 60; n > 0; n--)
            inside = x + (n / 2.0 / inside);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / inside;
    }
}
