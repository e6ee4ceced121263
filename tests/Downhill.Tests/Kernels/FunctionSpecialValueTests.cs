namespace Downhill.Tests;

public sealed class FunctionSpecialValueTests
{
    private const double Inf = double.PositiveInfinity, NaN = double.NaN;
    private const float Tiny = float.Epsilon;

    public static TheoryData<string> Odd => ["tanh", "erf"];

    public static TheoryData<string> Names =>
        [.. TestedFunction.All.Select(function => function.Name).Except(["mantissa", "exponent", "scale"])];

    [Theory]
    [MemberData(nameof(Names))]
    public void Not_a_number_stays_not_a_number(string function)
    {
        Assert.All(TestedFunction.Named(function).Results([float.NaN, -float.NaN]).SelectMany(y => y), y => Assert.Equal(float.NaN, y));
        Assert.All(TestedFunction.Named(function).Results([NaN, -NaN]).SelectMany(y => y), y => Assert.Equal(NaN, y));
    }

    [Theory]
    [InlineData("exp", 0, 1)]
    [InlineData("exp", -0.0, 1)]
    [InlineData("exp", Inf, Inf)]
    [InlineData("exp", -Inf, 0)]
    [InlineData("expm1", 0, 0)]
    [InlineData("expm1", -0.0, 0)]
    [InlineData("expm1", -50, -1)]
    [InlineData("expm1", -Inf, -1)]
    [InlineData("log", 1, 0)]
    [InlineData("log", 0, -Inf)]
    [InlineData("log", -0.0, -Inf)]
    [InlineData("log", Inf, Inf)]
    [InlineData("log", -Tiny, NaN)]
    [InlineData("log", -1, NaN)]
    [InlineData("log", -Inf, NaN)]
    [InlineData("log1p", 0, 0)]
    [InlineData("log1p", Inf, Inf)]
    [InlineData("tanh", 0, 0)]
    [InlineData("tanh", -0.0, 0)]
    [InlineData("tanh", Inf, 1)]
    [InlineData("tanh", -Inf, -1)]
    [InlineData("tanh", 30, 1)]
    [InlineData("tanh", -3e38, -1)]
    [InlineData("sigmoid", 0, 0.5)]
    [InlineData("sigmoid", -0.0, 0.5)]
    [InlineData("sigmoid", Inf, 1)]
    [InlineData("sigmoid", -Inf, 0)]
    [InlineData("softplus", Inf, Inf)]
    [InlineData("softplus", -Inf, 0)]
    [InlineData("softplus", 100, 100)]
    [InlineData("softplus", -1000, 0)]
    [InlineData("erf", 0, 0)]
    [InlineData("erf", -0.0, -0.0)]
    [InlineData("erf", Inf, 1)]
    [InlineData("erf", -Inf, -1)]
    [InlineData("erfc", 0, 1)]
    [InlineData("erfc", -0.0, 1)]
    [InlineData("erfc", Inf, 0)]
    [InlineData("erfc", -Inf, 2)]
    [InlineData("erfc", 30, 0)]
    public void Special_arguments_give_exact_values(string function, double x, double expected)
    {
        Assert.All(TestedFunction.Named(function).Results([(float)x]),
            y => Assert.True(y[0].Equals((float)expected), $"{function}({x}) = {y[0]}"));
        Assert.All(TestedFunction.Named(function).Results([x]), y => Assert.True(y[0].Equals(expected), $"{function}({x}) = {y[0]}"));
    }

    [Fact]
    public void The_exponential_uses_the_whole_range_of_the_type()
    {
        TestedFunction exp = TestedFunction.Named("exp");
        Assert.InRange(exp.Result(88.72283f), 3.4e38f, float.MaxValue);
        Assert.Equal(float.PositiveInfinity, exp.Result(88.72285f));
        Assert.Equal(float.Epsilon, exp.Result(-103.97f));
        Assert.Equal(0, exp.Result(-103.98f));
        Assert.InRange(exp.Result(709.78271289338), 1.797e308, double.MaxValue);
        Assert.Equal(double.PositiveInfinity, exp.Result(709.7827128933845));
        Assert.Equal(double.Epsilon, exp.Result(-745.13));
        Assert.Equal(0, exp.Result(-745.14));
    }

    [Fact]
    public void The_logarithm_takes_the_smallest_and_the_largest_numbers()
    {
        TestedFunction log = TestedFunction.Named("log");
        Assert.Equal(-103.27893f, log.Result(float.Epsilon));
        Assert.Equal(88.72284f, log.Result(float.MaxValue), 1e-5f);
        Assert.Equal(-744.4400719213812, log.Result(double.Epsilon));
        Assert.Equal(709.782712893384, log.Result(double.MaxValue));
    }

    [Theory]
    [InlineData("expm1")]
    [InlineData("log1p")]
    [InlineData("tanh")]
    public void Near_zero_the_argument_is_the_value(string function)
    {
        foreach (float x in new[] { float.Epsilon, 3 * float.Epsilon, 1e-40f, 1.1754944e-38f, 1e-20f, 1e-9f })
            Assert.Equal(x, TestedFunction.Named(function).Result(x));
        foreach (double x in new[] { double.Epsilon, 3 * double.Epsilon, 1e-310, 2.2250738585072014e-308, 1e-100, 1e-17 })
            Assert.Equal(x, TestedFunction.Named(function).Result(x));
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public void Odd_functions_only_change_sign_with_their_argument(string function)
    {
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, 1000).Select(_ => (random.NextDouble() * 12) - 6)];
        double[] there = TestedFunction.Named(function).Results(x)[0];
        double[] mirrored = TestedFunction.Named(function).Results<double>([.. x.Select(value => -value)])[0];
        Assert.Equal(there, mirrored.Select(value => -value));
    }

    [Fact]
    public void Saturated_functions_stay_within_their_range()
    {
        float[] x = [.. Enumerable.Range(0, 40_001).Select(i => (i - 20_000) / 1000f)];
        Assert.All(TestedFunction.Named("tanh").Results(x)[0], y => Assert.InRange(y, -1, 1));
        Assert.All(TestedFunction.Named("sigmoid").Results(x)[0], y => Assert.InRange(y, 0, 1));
        Assert.All(TestedFunction.Named("erf").Results(x)[0], y => Assert.InRange(y, -1, 1));
        Assert.All(TestedFunction.Named("erfc").Results(x)[0], y => Assert.InRange(y, 0, 2));
    }
}
