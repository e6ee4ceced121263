namespace Downhill.Tests;

public sealed class LayerGradientTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string example in Examples.Chains)
            {
                foreach (int rows in new[] { 1, 3, 17 })
                    cases.Add(example, rows);
            }

            return cases;
        }
    }

    public static TheoryData<string> OfAnyWidth => [.. Examples.Layers.Where(example => Examples.Takes(example, 1))];

    // An example is written for rows of five numbers; one that takes no other width gets them from a linear layer.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_layer_passes_the_gradient_check_inside_a_chain(string example, int rows)
    {
        foreach (int width in new[] { 1, 5, 37 })
            Gradients.Check(Examples.Model($"linear {(Examples.Takes(example, width) ? width : 5)}, {example}, linear 3", width), rows);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_layer_passes_the_gradient_check_as_the_first_and_as_the_only_layer(string example, int rows)
    {
        foreach (int width in new[] { 1, 5, 37 }.Where(width => Examples.Takes(example, width)))
        {
            Gradients.Check(Examples.Model($"{example}, linear 3", width), rows);
            Gradients.Check(Examples.Model(example, width), rows);
        }
    }

    [Theory]
    [MemberData(nameof(OfAnyWidth))]
    public void Every_layer_passes_the_gradient_check_at_and_beside_a_kink(string example) =>
        CheckAround(example, [0, 1e-3, -1e-3, .. Halves(example)]);

    [Theory]
    [MemberData(nameof(OfAnyWidth))]
    public void Every_layer_passes_the_gradient_check_in_saturation(string example) =>
        CheckAround(example, example.StartsWith("own-cube", StringComparison.Ordinal) ? [20, -20, 10, -10, 5] : [20, -20, 300, -300, 21]);

    [Theory]
    [InlineData("tanh, flatten, linear 2")]
    [InlineData("softmax, residual (tanh), flatten, linear 2")]
    [InlineData("residual (relu, dropout 0.3), flatten")]
    [InlineData("concat (sigmoid; ; residual (silu)), flatten, linear 3")]
    [InlineData("concat (flatten; flatten, linear 4), linear 3")]
    public void Layers_work_on_rows_of_two_axes(string layers)
    {
        Gradients.Check(Examples.Model(layers, 2, 3), 1);
        Gradients.Check(Examples.Model(layers, 2, 3), 4);
    }

    // Half way between two places an embedding jumps, so that there is no derivative.
    private static double[] Halves(string example) => example.StartsWith("embedding", StringComparison.Ordinal)
        ? [0.499, -0.499]
        : [0.5, -0.5];

    private static void CheckAround(string example, double[] points)
    {
        int width = points.Length;
        double[] rows = [.. Enumerable.Range(0, width * width).Select(i => points[((i / width) + i) % width])];
        Gradients.Check(new Network<double>(Examples.Model(example, width)), rows);

        Layer layer = Catalog.Layers.Parse(example);
        Gradients.Check(new Network<double>(new Model([width], [new Linear(width, Weight: Examples.Identity(width)), layer])), rows);
    }
}
