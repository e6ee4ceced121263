using System.Text.Json;

namespace Downhill.Tests;

/// <summary>Layers for images against PyTorch, by finite differences, and in the networks that people build of them.</summary>
public sealed class ImageLayerTests
{
    // Source: libtorch 2.10 in float64, made by tests/golden/image-layers.cs.
    private static readonly Golden[] GoldenCases = JsonSerializer.Deserialize<Golden[]>(
        File.ReadAllText(Repository.Find("tests", "Downhill.Tests", "Layers", "image-layers.json")),
        JsonSerializerOptions.Web)!;

    public static TheoryData<string> GoldenLayers => [.. GoldenCases.Select(golden => golden.Layers)];

    // Layers, then the image's height, width and channels; no channels is a plane.
    public static TheoryData<string, int[]> Checked => new()
    {
        { "conv2d 3 3", [5, 4, 2] },
        { "conv2d 2 3", [4, 5] },
        { "conv2d 2 3 stride=2, flatten, linear 2", [5, 5, 2] },
        { "conv2d 4 3 stride=2 dilation=2 groups=2", [6, 5, 4] },
        { "conv2d 3 3 groups=3 stride=2", [5, 4, 3] },
        { "conv2d 3 3, conv2d-transpose 2 2 stride=2, max-pool 2", [3, 2, 2] },
        { "conv2d-transpose 2 3 stride=3 groups=2", [2, 3, 4] },
        { "max-pool 3 stride=2 padding=same, average-pool 2 stride=1", [6, 5, 2] },
        { "batch-norm, conv2d 2 3, batch-norm", [3, 4, 2] },
        { "layer-norm, group-norm 2, rms-norm", [3, 2, 4] },
        { "spatial-dropout 0.4, upsample 2 bilinear", [2, 3, 5] },
        { "multiply (global-average-pool, linear 2, relu, linear 3, sigmoid)", [3, 2, 3] },
        { "multiply (conv2d 3 3, sigmoid)", [3, 2, 3] },
        { "residual (conv2d 4 3 stride=2, relu, conv2d 4 3) projection=(conv2d 4 1 stride=2)", [5, 4, 2] },
        { "residual (conv2d 2 3, relu), residual (concat (; conv2d 1 1), conv2d 2 1)", [3, 4, 2] },
        { "concat (; max-pool 2, conv2d 2 3, upsample 2; conv2d 1 1), concat (conv2d 1 3; )", [4, 4, 2] },
        { "average (conv2d 2 3; conv2d 2 1, tanh)", [3, 3, 2] },
    };

    [Theory]
    [MemberData(nameof(GoldenLayers))]
    public void Values_and_gradients_are_those_of_pytorch(string layers)
    {
        Golden golden = GoldenCases.Single(one => one.Layers == layers);
        var network = new Network<double>(Examples.Model(layers, golden.Shape), seed: 1);
        foreach (GoldenParameter parameter in golden.Parameters)
            parameter.Values.CopyTo(network[parameter.Name].Data.Span);
        Plan<double> plan = Plan<double>.ForTraining(network, golden.Rows, new SumSquaredError(Reduction.Sum), inputGradient: true);
        golden.Input.CopyTo(plan.Inputs);
        var pass = new Pass(golden.Rows, IsTraining: true, 1);
        plan.Forward(pass);
        Close(golden.Output, plan.Outputs, "output");
        for (int i = 0; i < plan.Targets.Length; i++)
            plan.Targets[i] = plan.Outputs[i] - (golden.OutputGradient[i] / 2);
        plan.Loss(pass);
        plan.Backward(pass);
        Close(golden.InputGradient, plan.InputGradient, "gradient by the input");
        Assert.Equal(golden.Parameters.Select(parameter => parameter.Name), network.AllParameters.Select(parameter => parameter.Name));
        foreach (GoldenParameter parameter in golden.Parameters)
            Close(parameter.Gradient, network[parameter.Name].Gradient.Span, parameter.Name);
    }

    [Theory]
    [MemberData(nameof(Checked))]
    public void Images_pass_the_gradient_check_as_they_come(string layers, int[] shape)
    {
        Gradients.Check(Examples.Model(layers, shape), 1);
        Gradients.Check(Examples.Model(layers, shape), 3);
        Gradients.Check(Examples.Model($"tanh, {layers}, flatten, linear 2", shape), 4);
    }

    [Theory]
    [MemberData(nameof(Checked))]
    public void Terms_add_up_to_every_stored_derivative(string layers, int[] shape)
    {
        var network = new Network<double>(Examples.Model(layers, shape), seed: 3);
        Plan<double> plan = Plan<double>.ForTraining(network, 2, new MeanSquaredError(), inputGradient: true);
        Examples.Numbers(plan.Inputs.Length, 1, 2).CopyTo(plan.Inputs);
        Examples.Numbers(plan.Targets.Length, 2).CopyTo(plan.Targets);
        var pass = new Pass(2, IsTraining: true, Step: 5, Seed: 2);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        foreach (Parameter<double> parameter in network.AllParameters)
        {
            for (int i = 0; i < parameter.Shape.Size; i++)
                AddsUp(plan.Explain(pass, new GradientEntry(parameter.Name, i)));
        }

        foreach (LayerPlace place in network.Model.Places())
        {
            for (int i = 0; i < place.Output.Size; i++)
                AddsUp(plan.Explain(pass, new GradientEntry(place.Name, i, 1)));
        }

        for (int i = 0; i < network.Model.Input.Size; i++)
            AddsUp(plan.Explain(pass, new GradientEntry("input", i, 1)));
    }

    // Each with the shape it ends with and the number of its parameters, counted from the article or by hand.
    [Theory]
    [InlineData("resnet-18.txt", new[] { 32, 32, 3 }, new[] { 10 }, 11_173_962)]
    [InlineData("mobilenet.txt", new[] { 32, 32, 3 }, new[] { 10 }, 19_114)]
    [InlineData("u-net.txt", new[] { 32, 32, 1 }, new[] { 32, 32, 1 }, 23_513)]
    public void Known_networks_can_be_said_in_the_notation_and_in_json(string file, int[] input, int[] output, int parameters)
    {
        string notation = File.ReadAllText(Repository.Find("examples", "networks", file));
        Model model = Model.Parse(notation, [.. input], output[^1]);
        Assert.Equal(output, model.OutputShape());
        Assert.Equal(parameters, model.Parameters().Sum(parameter => parameter.Spec.Shape.Size));
        Assert.Equal(model, Model.FromJson(model.ToJson()));
    }

    [Fact]
    public void Without_a_layer_for_images_rows_are_flattened_first_and_with_one_they_are_not()
    {
        Assert.IsType<Flatten>(Model.Parse("linear 3, relu, linear", [4, 4], 2).Layers[0]);
        Assert.IsType<Conv2D>(Model.Parse("conv2d 3 3, flatten, linear", [4, 4], 2).Layers[0]);
        Assert.IsType<Residual>(Model.Parse("residual (max-pool 3 stride=1 padding=1, conv2d 1 1), global-average-pool, linear", [4, 4, 1],
            2).Layers[0]);
    }

    [Theory]
    [InlineData("conv2d 3 3", new[] { 12 }, "expects an image [height, width, channels]; put 'reshape' before it")]
    [InlineData("conv2d 3 5 padding=valid", new[] { 4, 4, 1 }, "has a window of 5 rows, but the image with its padding has only 4")]
    [InlineData("conv2d 3 3 groups=2", new[] { 4, 4, 3 }, "splits its 3 channels and 3 outputs into 2 groups")]
    [InlineData("conv2d 0 3", new[] { 4, 4, 3 }, "at least one output, not 0")]
    [InlineData("conv2d 2 0", new[] { 4, 4, 3 }, "needs a kernel of at least 1, not 0")]
    [InlineData("max-pool 2 stride=0", new[] { 4, 4, 3 }, "needs a stride of at least 1, not 0")]
    [InlineData("max-pool 2 padding=2", new[] { 4, 4, 3 }, "would read nothing but zeros")]
    [InlineData("conv2d 2 3, linear 3", new[] { 4, 4, 3 }, "put 'flatten' before it")]
    [InlineData("group-norm 2", new[] { 4, 4, 3 }, "splits 3 channels into 2 groups")]
    [InlineData("reshape 2 3", new[] { 5 }, "makes 2 × 3 × 1 = 6 numbers of 5")]
    [InlineData("multiply (linear 3)", new[] { 5 }, "one number for each channel; they give [3]")]
    [InlineData("residual (linear 3) projection=(linear 4)", new[] { 5 }, "they give [3] and [4]")]
    [InlineData("residual (linear 3) projection=(flatten)", new[] { 5 }, "needs at least one layer in its projection")]
    public void What_does_not_fit_is_refused(string layers, int[] shape, string message) =>
        Assert.Contains(message, Assert.Throws<DownhillException>(() => Examples.Model(layers, shape).OutputShape()).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("conv2d 3 x", "kernel: expected a whole number, or rows and columns such as \"3x5\", got \"x\"")]
    [InlineData("conv2d 3 3 padding=full",
        "padding: expected \"same\", \"valid\", a whole number, or rows and columns such as \"1x2\", got \"full\"")]
    [InlineData("conv2d 3 3x3x3", "kernel: expected a whole number")]
    [InlineData("upsample 2 cubic", "mode: expected \"nearest\" or \"bilinear\"")]
    public void What_is_no_size_is_refused(string layer, string message) =>
        Assert.Contains(message, Assert.Throws<DownhillException>(() => Catalog.Layers.Parse(layer)).Message, StringComparison.Ordinal);

    private static void AddsUp(Derivation derivation) =>
        Assert.True(Math.Abs(derivation.Sum - derivation.Stored) <= 1e-12 * (1 + derivation.Magnitude),
            $"{derivation.Of}: {derivation.Sum} ≠ {derivation.Stored}");

    private static void Close(double[] expected, Span<double> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-10 * (1 + Math.Abs(expected[i])),
                $"{what} {i}: {actual[i]} instead of {expected[i]}");
    }

    private sealed record Golden(
        string Layers, int[] Shape, int Rows, double[] Input, double[] OutputGradient, double[] Output, double[] InputGradient,
        GoldenParameter[] Parameters);

    private sealed record GoldenParameter(string Name, double[] Values, double[] Gradient);
}
