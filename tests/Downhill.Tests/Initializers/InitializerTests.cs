namespace Downhill.Tests;

public sealed class InitializerTests
{
    private const int Inputs = 300, Outputs = 200, Count = Inputs * Outputs;

    public static TheoryData<string> All => [.. Examples.Initializers];

    // The moments of the sources: an even distribution over [−a, a) has the variance a² / 3.
    public static TheoryData<string, double, double, double> Moments => new()
    {
        { "zeros", 0, 0, 0 },
        { "constant 0.1", 0.1, 0, 0.1 },
        { "uniform", 0, 0.05 * 0.05 / 3, 0.05 },
        { "uniform -3 1", -1, 4 / 3.0, 3 },
        { "normal", 0, 0.05 * 0.05, double.PositiveInfinity },
        { "normal 2 0.5", 2, 0.25, double.PositiveInfinity },
        { "xavier-uniform", 0, 2.0 / (Inputs + Outputs), Math.Sqrt(6.0 / (Inputs + Outputs)) },
        { "xavier-normal", 0, 2.0 / (Inputs + Outputs), double.PositiveInfinity },
        { "lecun-uniform", 0, 1.0 / Inputs, Math.Sqrt(3.0 / Inputs) },
        { "lecun-normal", 0, 1.0 / Inputs, double.PositiveInfinity },
        { "he-uniform", 0, 2.0 / Inputs, Math.Sqrt(6.0 / Inputs) },
        { "he-normal", 0, 2.0 / Inputs, double.PositiveInfinity },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void Mean_variance_and_bound_are_those_of_the_distribution(string example, double mean, double variance, double bound)
    {
        double[] numbers = Weights<double>(example);
        double deviation = Math.Sqrt(variance);
        double sampleMean = numbers.Average();
        Assert.Equal(mean, sampleMean, (5 * deviation / Math.Sqrt(Count)) + 1e-12);
        Assert.Equal(variance, numbers.Average(number => (number - sampleMean) * (number - sampleMean)), (0.03 * variance) + 1e-24);
        Assert.All(numbers, number => Assert.InRange(Math.Abs(number), 0, bound));
        if (double.IsFinite(bound) && variance > 0)
            Assert.True(numbers.Max(Math.Abs) > 0.999 * bound);
        if (variance > 0 && !double.IsFinite(bound))
            Assert.Equal(0.6827, numbers.Count(number => Math.Abs(number - mean) < deviation) / (double)Count,
                0.01); // a normal distribution
    }

    [Fact]
    public void Every_initializer_of_the_catalogue_is_measured_here() => Assert.Equal(
        Catalog.Initializers.Entries.Select(entry => entry.Name).Where(name => name != "explicit").Order(),
        Moments.Select(row => ((string)row[0]).Split(' ')[0]).Distinct().Order());

    [Theory]
    [MemberData(nameof(All))]
    public void The_seed_fixes_the_numbers_and_a_float_is_the_rounded_double(string example)
    {
        double[] numbers = Weights<double>(example);
        Assert.Equal(numbers, Weights<double>(example));
        Assert.Equal(numbers.Select(number => (float)number), Weights<float>(example));
        if (numbers.Distinct().Count() > 1)
            Assert.NotEqual(numbers, Weights<double>(example, seed: 2));
    }

    [Fact]
    public void Two_parameters_get_different_numbers_and_a_later_layer_does_not_change_an_earlier_one()
    {
        Network<double> network = Examples.Network("linear 4, linear 4", 4), longer = Examples.Network("linear 4, linear 4, linear 9", 4);
        Assert.NotEqual(network["linear1.weight"].Data.Span.ToArray(), network["linear2.weight"].Data.Span.ToArray());
        Assert.Equal(network.Parameters.Span, longer.Parameters.Span[..network.Parameters.Length]);
    }

    [Fact]
    public void A_linear_layer_starts_with_xavier_weights_and_no_bias()
    {
        Network<double> plain = Examples.Network("linear 4", 3), said = Examples.Network("linear 4 weight=xavier-uniform bias=zeros", 3);
        Assert.Equal(said.Parameters.Span, plain.Parameters.Span);
        Assert.All(plain["linear1.bias"].Data.Span.ToArray(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void Given_numbers_are_taken_as_they_are()
    {
        var network = new Network<double>(new Model([2],
            [new Linear(3, true, Examples.Given([2, 3], 1, 2, 3, 4, 5, 6), Examples.Given([3], 7, 8, 1e-300))]));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 1e-300], network.Parameters.Span.ToArray());
    }

    [Theory]
    [InlineData("[[1, 2], [3, 4], [5, 6]]", "The numbers given for 'linear1.weight' have the shape [3, 2]; it has the shape [2, 3].")]
    [InlineData("[1, 2, 3, 4, 5, 6]", "The numbers given for 'linear1.weight' have the shape [6]; it has the shape [2, 3].")]
    [InlineData("[[[1, 2, 3], [4, 5, 6]]]", "The numbers given for 'linear1.weight' have the shape [1, 2, 3]; it has the shape [2, 3].")]
    [InlineData("""{"type": "explicit", "shape": [2, 3], "values": [1, 2]}""",
        "There are 2 numbers given for 'linear1.weight'; its shape [2, 3] holds 6.")]
    public void Given_numbers_of_another_shape_are_refused(string weight, string message)
    {
        Model model = Description.Read<Model>($$"""{"input": [2], "layers": [{"type": "linear", "outputs": 3, "weight": {{weight}}}]}""",
            "m.json");
        Assert.Equal(message, Assert.Throws<DownhillException>(() => new Network<float>(model)).Message);
    }

    private static T[] Weights<T>(string example, ulong seed = 1)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var layer = new Linear(Outputs, HasBias: false, Catalog.Initializers.Parse(example));
        return new Network<T>(new Model([Inputs], [layer]), seed).Parameters.Span.ToArray();
    }
}
