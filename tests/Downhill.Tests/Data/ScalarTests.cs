namespace Downhill.Tests;

public sealed class ScalarTests
{
    // Made with mpmath 1.2.1 in 50 digits: sinpi(x) and cospi(x) of the very double, rounded to the nearest.
    [Theory]
    [InlineData(1e-300, 3.1415926535897936e-300, 1.0)]
    [InlineData(1e-20, 3.141592653589793e-20, 1.0)]
    [InlineData(0.1, 0.30901699437494745, 0.9510565162951535)]
    [InlineData(0.2, 0.5877852522924731, 0.8090169943749475)]
    [InlineData(0.25, 0.7071067811865476, 0.7071067811865476)]
    [InlineData(0.25000000000000006, 0.7071067811865477, 0.7071067811865474)]
    [InlineData(0.3, 0.8090169943749475, 0.5877852522924731)]
    [InlineData(0.3333333333333333, 0.8660254037844386, 0.5)]
    [InlineData(0.4999999999999999, 1.0, 3.487868498008632e-16)]
    [InlineData(0.7, 0.8090169943749475, -0.587785252292473)]
    [InlineData(0.75, 0.7071067811865476, -0.7071067811865476)]
    [InlineData(1.2345, -0.6718498738846351, -0.740687347644875)]
    [InlineData(-0.6180339887498949, -0.9320324238132276, -0.3623748900804803)]
    [InlineData(17.3, -0.8090169943749488, -0.5877852522924714)]
    [InlineData(123456.789, 0.6153863701685053, -0.7882256119987674)]
    [InlineData(-1.0481414916324345, 0.15066503893544855, -0.988584870429737)]
    [InlineData(0.17691690118380743, 0.5276237629212142, 0.8494781720567388)]
    [InlineData(-0.520179333807683, -0.9979911942493552, -0.06335279157816022)]
    [InlineData(0.4156801543847779, 0.9651190515463841, 0.2618114136973557)]
    [InlineData(0.5028812164322161, 0.9999590344725948, -0.009051484775210934)]
    [InlineData(-1.7378845630407476, 0.7335018871051927, 0.6796874146349343)]
    [InlineData(-1.9473280337805035, 0.1647197388302421, 0.9863404116428044)]
    [InlineData(1.34987632838584, -0.8908300699052859, -0.45433664451873507)]
    [InlineData(-0.9625839426879694, -0.1172755075850445, -0.9930994186488431)]
    [InlineData(-1.0626761558132145, 0.1956330683083929, -0.9806771653221277)]
    [InlineData(1.9825793420418512, -0.05470129444031232, 0.9985027633344609)]
    [InlineData(-0.11894596991020823, -0.3650437403494938, 0.9309903692475295)]
    [InlineData(1.345845805097555, -0.885005880120709, -0.4655798450875737)]
    [InlineData(-0.0945871652026602, -0.2928004541474794, 0.9561735689983434)]
    [InlineData(0.5562725621766478, 0.9844141049712305, -0.1758660567980393)]
    public void Sine_and_cosine_of_half_turns_are_within_two_units_in_the_last_place(double x, double sine, double cosine)
    {
        Assert.InRange(Scalar.SinPi(x), sine - (2 * Unit(sine)), sine + (2 * Unit(sine)));
        Assert.InRange(Scalar.CosPi(x), cosine - (2 * Unit(cosine)), cosine + (2 * Unit(cosine)));
        Assert.Equal(-Scalar.SinPi(x), Scalar.SinPi(-x));
        Assert.Equal(Scalar.CosPi(x), Scalar.CosPi(-x));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0.5, 1, 0)]
    [InlineData(1, 0, -1)]
    [InlineData(1.5, -1, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(-0.5, -1, 0)]
    [InlineData(-1, 0, -1)]
    [InlineData(1_000_001.5, -1, 0)]
    [InlineData(1125899906842625.5, -1, 0)]
    [InlineData(9007199254740991, 0, -1)]
    [InlineData(1e300, 0, 1)]
    [InlineData(double.NaN, double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.NaN, double.NaN)]
    public void Multiples_of_a_quarter_turn_are_exact(double x, double sine, double cosine)
    {
        Assert.Equal(sine, Scalar.SinPi(x) + 0.0);
        Assert.Equal(cosine, Scalar.CosPi(x) + 0.0);
    }

    [Fact]
    public void The_squares_of_sine_and_cosine_sum_to_one()
    {
        for (int i = 0; i < 10_000; i++)
        {
            double x = (i - 5000) / 777.0, sine = Scalar.SinPi(x), cosine = Scalar.CosPi(x);
            Assert.Equal(1, (sine * sine) + (cosine * cosine), 5e-16);
            Assert.Equal(Math.SinCos(Math.PI * (x - (2 * Math.Round(x / 2)))).Sin, sine, 1e-15);
            Assert.Equal(Math.Cos(Math.PI * (x - (2 * Math.Round(x / 2)))), cosine, 1e-15);
        }
    }

    [Theory]
    [InlineData("exp")]
    [InlineData("log")]
    public void Exponential_and_logarithm_are_those_of_the_vectors(string function)
    {
        foreach ((double x, _, _) in FunctionTable.Of(function))
            Assert.Equal(TestedFunction.Named(function).Result(x), function == "exp" ? Scalar.Exp(x) : Scalar.Log(x));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 5, 0)]
    [InlineData(0, -5, double.PositiveInfinity)]
    [InlineData(2, 10, 1024)]
    [InlineData(2, -10, 1 / 1024.0)]
    [InlineData(-3, 3, -27)]
    [InlineData(-3, -2, 1 / 9.0)]
    [InlineData(1, long.MaxValue, 1)]
    [InlineData(1, long.MinValue, 1)]
    [InlineData(0.5, long.MaxValue, 0)]
    [InlineData(2, 1023, 8.98846567431158e307)]
    public void Small_powers_are_exact(double x, long exponent, double expected) => Assert.Equal(expected, Scalar.Power(x, exponent));

    // Made with mpmath 1.2.1 in 50 digits, from the very double.
    [Theory]
    [InlineData(0.9, 1, 0.9)]
    [InlineData(0.9, 7, 0.4782969000000001)]
    [InlineData(0.9, 100, 2.6561398887587544e-05)]
    [InlineData(0.999, 1, 0.999)]
    [InlineData(0.999, 2, 0.998001)]
    [InlineData(0.999, 1000, 0.36769542477096373)]
    [InlineData(0.999, 123456, 2.2746491910802653e-54)]
    [InlineData(0.99, 10001, 2.2262871013181176e-44)]
    [InlineData(1.0001, 65537, 701.6062413107505)]
    [InlineData(1.5, 300, 6.720130653014567e+52)]
    public void The_error_of_a_power_is_below_half_a_unit_for_each_factor(double x, long exponent, double expected) =>
        Assert.InRange(Scalar.Power(x, exponent), expected * (1 - (exponent * 1.2e-16)), expected * (1 + (exponent * 1.2e-16)));

    private static double Unit(double x) => Math.BitIncrement(Math.Abs(x)) - Math.Abs(x);

    [Fact]
    public void A_power_of_any_exponent_is_within_a_few_ulp_and_a_whole_one_that_of_repeated_squaring()
    {
        foreach (double x in new[] { 0.01, 0.5, 0.96, 1, 3.7, 1e5 })
        {
            foreach (double exponent in new[] { -2.5, -0.004, 0.004, 0.5, 1.25, 7.75 })
                Assert.Equal(Math.Pow(x, exponent), Scalar.Power(x, exponent), 1e-14 * Math.Pow(x, exponent));
            Assert.Equal(Scalar.Power(x, 13L), Scalar.Power(x, 13.0));
            Assert.Equal(Scalar.Power(x, -3L), Scalar.Power(x, -3.0));
        }
    }
}
