namespace Downhill.Tests;

/// <summary>
/// Values of the activations by their formulas, the ends of the ranges of layers, and how many numbers flow into and out of a weight.
/// </summary>
public sealed class LayerValueTests
{
    public static TheoryData<string, string> Numbers
    {
        get
        {
            var numbers = new TheoryData<string, string>();
            foreach (string example in Examples.Layers.Where(example => !example.StartsWith("own-", StringComparison.Ordinal)))
            {
                Layer layer = Catalog.Layers.Parse(example);
                foreach (System.Reflection.PropertyInfo property in layer.GetType().GetProperties()
                    .Where(one => one.SetMethod is not null && (one.PropertyType == typeof(int) || one.PropertyType == typeof(double))))
                    numbers.Add(example, property.Name);
            }

            return numbers;
        }
    }

    // Python's math module: math.erfc, math.tanh, math.exp, math.expm1, math.log1p.
    [Theory]
    [InlineData("gelu", 1.399789198096713, -0.10021080190328713)]
    [InlineData("gelu tanh", 1.3995715769802328, -0.10042842301976707)]
    [InlineData("silu", 1.2263617142904655, -0.2736382857095345)]
    [InlineData("sigmoid", 0.8175744761936437, 0.18242552380635635)]
    [InlineData("softplus", 1.7014132779827524, 0.2014132779827524)]
    [InlineData("elu", 1.5, -0.7768698398515702)]
    [InlineData("elu 0.5", 1.5, -0.3884349199257851)]
    [InlineData("selu", 1.5760514810332207, -1.3658143533672527)]
    [InlineData("tanh", 0.9051482536448664, -0.9051482536448664)]
    [InlineData("relu", 1.5, 0)]
    [InlineData("leaky-relu 0.2", 1.5, -0.3)]
    [InlineData("clip", 1.5, 0)]
    [InlineData("clip -1 1", 1, -1)]
    [InlineData("hard-sigmoid", 0.75, 0.25)]
    [InlineData("hard-sigmoid 0.4", 1, 0)]
    [InlineData("hard-swish", 1.125, -0.375)]
    [InlineData("smooth-clip 1.5", 1.0606601717798212, -1.0606601717798212)]
    public void An_activation_has_the_values_of_its_formula(string layer, double above, double below)
    {
        Plan<double> plan = Plan<double>.ForInference(Examples.Network(layer, 2), 1);
        new[] { 1.5, -1.5 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(1));
        Assert.Equal(above, plan.Outputs[0], 1e-14);
        Assert.Equal(below, plan.Outputs[1], 1e-14);
    }

    // Row [1, 2, 3, 4, 5].
    [Theory]
    [InlineData("select (0, 1, 3)", "1 2 4")]
    [InlineData("select (0, 2, 3, 4)", "1 3 4 5")]
    [InlineData("select (4)", "5")]
    [InlineData("slice 1 3", "2 3 4")]
    [InlineData("slice 4 1", "5")]
    [InlineData("slice 2", "3 4 5")]
    [InlineData("slice 4", "5")]
    [InlineData("concat (slice 3 2; ; select (0))", "4 5 1 2 3 4 5 1")]
    [InlineData("flatten", "1 2 3 4 5")]
    [InlineData("residual (relu)", "2 4 6 8 10")]
    [InlineData("multiply (relu)", "1 4 9 16 25")]
    [InlineData("average (relu; slice 0 5, residual (relu)) weights=(1, 3)", "1.75 3.5 5.25 7 8.75")]
    public void What_moves_numbers_moves_these(string layer, string outputs)
    {
        double[] expected = [.. outputs.Split(' ')
            .Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        Plan<double> plan = Plan<double>.ForInference(Examples.Network(layer, 5), 2);
        new double[] { 9, 9, 9, 9, 9, 1, 2, 3, 4, 5 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(2));
        double[] found = plan.Outputs.ToArray();
        Assert.Equal(expected, found[^expected.Length..].Select(value => Math.Round(value, 12)));
        Assert.Equal(2 * expected.Length, found.Length);
    }

    // Of an image of two places and three channels, slices and selections are of channels or of rows: the first axis.
    [Fact]
    public void A_slice_of_several_axes_takes_whole_parts_of_the_first()
    {
        Plan<double> plan = Plan<double>.ForInference(Examples.Network("slice 1 2", 3, 2), 1);
        new double[] { 1, 2, 3, 4, 5, 6 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(1));
        Assert.Equal([3, 4, 5, 6], plan.Outputs.ToArray());
    }

    [Fact]
    public void Far_out_the_gates_of_gelu_are_open_or_shut()
    {
        Plan<double> plan = Plan<double>.ForInference(Examples.Network("gelu tanh", 4), 1);
        new[] { 1e200, -1e200, 50.5, -50.5 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(1));
        Assert.Equal([1e200, 0, 50.5, 0], plan.Outputs.ToArray().Select(value => value == 0 ? 0 : value));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void What_is_no_number_or_below_any_range_is_refused(string example, string option)
    {
        Shape input = [.. Catalog.Layers.Entries.Single(entry => entry.Examples.Contains(example)).ExampleInput];
        Layer sound = Catalog.Layers.Parse(example);
        new Model(input, [sound]).OutputShape();
        System.Reflection.PropertyInfo property = sound.GetType().GetProperty(option)!;
        object[] bad = property.PropertyType == typeof(int) ? [int.MinValue, -1] : [double.NaN, double.PositiveInfinity];
        foreach (object value in bad)
        {
            var wrong = (Layer)sound.GetType().GetMethod("<Clone>$")!.Invoke(sound, null)!;
            property.SetValue(wrong, value);
            Assert.Throws<DownhillException>(() => new Model(input, [wrong]).OutputShape());
        }
    }

    [Theory]
    [InlineData("embedding 1 1", true, 5)]
    [InlineData("embedding 0 1", false, 5)]
    [InlineData("embedding 1 0", false, 5)]
    [InlineData("gaussian-noise 0", true, 5)]
    [InlineData("group-norm 1 0", false, 2, 2, 4)]
    [InlineData("group-norm 0", false, 2, 2, 4)]
    [InlineData("group-norm 3", false, 2, 2, 4)]
    [InlineData("group-norm 4", true, 2, 2, 4)]
    [InlineData("layer-norm 0", false, 5)]
    [InlineData("batch-norm 0", false, 5)]
    [InlineData("batch-norm 1", true, 5)]
    [InlineData("batch-norm 1.1", false, 5)]
    [InlineData("batch-norm epsilon=0", false, 5)]
    [InlineData("reshape 1 1 1", true, 1)]
    [InlineData("reshape 0 1 1", false, 1)]
    [InlineData("reshape 1 0 1", false, 1)]
    [InlineData("reshape 1 1 0", false, 1)]
    [InlineData("reshape 2 2 2", false, 9)]
    [InlineData("slice 4 1", true, 5)]
    [InlineData("slice 4 2", false, 5)]
    [InlineData("slice 0 0", false, 5)]
    [InlineData("slice 5", false, 5)]
    [InlineData("smooth-clip 0", false, 5)]
    [InlineData("hard-sigmoid 0", false, 5)]
    [InlineData("clip 2 2", false, 5)]
    [InlineData("upsample 2147483591x1", true, 1, 1, 1)]
    [InlineData("upsample 1x2147483591", true, 1, 1, 1)]
    [InlineData("select (4)", true, 5)]
    [InlineData("select (0, 0)", false, 5)]
    [InlineData("select (1, 0)", false, 5)]
    [InlineData("select (-1, 0)", false, 5)]
    [InlineData("select (5)", false, 5)]
    [InlineData("conv2d 4 1 groups=2", true, 2, 2, 4)]
    [InlineData("conv2d 3 1 groups=2", false, 2, 2, 4)]
    [InlineData("conv2d 4 1 groups=3", false, 2, 2, 4)]
    [InlineData("conv2d 4 1 groups=0", false, 2, 2, 4)]
    [InlineData("conv2d 4 0", false, 2, 2, 4)]
    [InlineData("conv2d 4 1 stride=0", false, 2, 2, 4)]
    [InlineData("conv2d 4 1 dilation=0", false, 2, 2, 4)]
    [InlineData("conv2d 0 1", false, 2, 2, 4)]
    [InlineData("conv2d 4 1 hasBias=false bias=zeros", false, 2, 2, 4)]
    [InlineData("conv2d-transpose 4 1 groups=2", true, 2, 2, 4)]
    [InlineData("conv2d-transpose 3 1 groups=2", false, 2, 2, 4)]
    [InlineData("conv2d-transpose 4 0", false, 2, 2, 4)]
    [InlineData("conv2d-transpose 4 1 stride=0", false, 2, 2, 4)]
    [InlineData("conv2d-transpose 4 1 dilation=0", false, 2, 2, 4)]
    [InlineData("max-pool 0", false, 2, 2, 4)]
    [InlineData("upsample 0", false, 2, 2, 4)]
    [InlineData("upsample 1073741825x1", false, 4, 2, 4)]
    [InlineData("upsample 1x1073741825", false, 2, 4, 4)]
    [InlineData("upsample 536870897x1", true, 4, 1, 1)]
    [InlineData("upsample 1x536870897", true, 1, 4, 1)]
    [InlineData("upsample 536870898x1", false, 4, 1, 1)]
    [InlineData("concat (linear 2147483590; linear 1)", true, 1)]
    [InlineData("embedding 1 2147483591", true, 1)]
    [InlineData("embedding 1 1073741795", true, 2)]
    public void The_ends_of_a_range_are_as_documented(string layer, bool isTaken, params int[] input)
    {
        if (isTaken)
            Examples.Model(layer, input).OutputShape();
        else
            Assert.Throws<DownhillException>(() => Examples.Model(layer, input).OutputShape());
    }

    // A row has at most 2,147,483,591 numbers, and an extent is at least 1: who refuses it is the layer, before a shape does.
    [Theory]
    [InlineData("concat (linear 2147483590; linear 2)", "too many", 1)]
    [InlineData("embedding 1 1073741796", "too many", 2)]
    [InlineData("upsample 536870898x1", "too large", 4, 1, 1)]
    [InlineData("upsample 1x536870898", "too large", 1, 4, 1)]
    [InlineData("upsample 0", "a factor of at least 1", 2, 2, 4)]
    [InlineData("reshape -2 3 1", "extents of at least 1, not -2 × 3 × 1", 6)]
    [InlineData("reshape 3 -2 1", "extents of at least 1, not 3 × -2 × 1", 6)]
    [InlineData("reshape 3 2 -1", "extents of at least 1, not 3 × 2 × -1", 6)]
    [InlineData("reshape -2 -3 1", "extents of at least 1, not -2 × -3 × 1", 6)]
    [InlineData("reshape -2 3 -1", "extents of at least 1, not -2 × 3 × -1", 6)]
    [InlineData("reshape 2 -3 -1", "extents of at least 1, not 2 × -3 × -1", 6)]
    public void What_is_too_large_or_too_small_is_named(string layer, string message, params int[] input) =>
        Assert.Contains(message, Assert.Throws<DownhillException>(() => Examples.Model(layer, input).OutputShape()).Message,
            StringComparison.Ordinal);

    // At a kink the derivative is that of one side, the same for every number; the output's derivative is 1.
    [Theory]
    [InlineData("relu", 0, 0)]
    [InlineData("leaky-relu 0.25", 0, 0.25)]
    [InlineData("elu 0.5", 0, 0.5)]
    [InlineData("selu", 0, 1.7580993408473766)]
    [InlineData("clip -1 2", -1, 0)]
    [InlineData("clip -1 2", 2, 0)]
    [InlineData("clip -1 2", 1.5, 1)]
    [InlineData("hard-sigmoid 0.25", 2, 0)]
    [InlineData("hard-sigmoid 0.25", -2, 0)]
    [InlineData("hard-sigmoid 0.25", 1.5, 0.25)]
    [InlineData("hard-swish", -3, 0)]
    [InlineData("hard-swish", 3, 1.5)]
    [InlineData("hard-swish", 3.5, 1)]
    public void At_a_kink_the_derivative_is_the_one_documented(string layer, double at, double slope)
    {
        Network<double> network = Examples.Network($"{layer}, linear 1 hasBias=false weight=(constant 1)", 1);
        Plan<double> plan = Plan<double>.ForTraining(network, 1, new SumSquaredError(), inputGradient: true);
        plan.Inputs[0] = at;
        plan.Forward(new Pass(1));
        plan.Targets[0] = plan.Outputs[0] - 0.5; // (y − t)² has the derivative 2 (y − t) = 1
        plan.Loss(new Pass(1));
        plan.Backward(new Pass(1));
        Assert.Equal(slope, plan.InputGradient[0], 1e-14);
    }

    // What a weight's start is scaled by: of a window of 3 × 3 and two groups of 4 channels into 6 outputs, 9 · 2 numbers in and 9 · 3 out.
    [Theory]
    [InlineData("linear 7", 5, 7, 5)]
    [InlineData("conv2d 6 3", 36, 54, 4, 4, 4)]
    [InlineData("conv2d 6 3 groups=2", 18, 27, 4, 4, 4)]
    [InlineData("conv2d-transpose 6 3", 36, 54, 4, 4, 4)]
    [InlineData("conv2d-transpose 6 3 groups=2", 18, 27, 4, 4, 4)]
    public void Weights_know_how_many_numbers_they_join(string layer, int fanIn, int fanOut, params int[] input)
    {
        ParameterSpec weight = Catalog.Layers.Parse(layer).Parameters([.. input])[0];
        Assert.Equal((fanIn, fanOut), (weight.FanIn, weight.FanOut));
    }

    // (extent − 1) · stride + kernel − 2 · padding, height and width each with their own.
    [Theory]
    [InlineData("conv2d-transpose 1 3 padding=1x0", "[4, 7, 1]")]
    [InlineData("conv2d-transpose 1 3 padding=0x1", "[6, 5, 1]")]
    [InlineData("conv2d-transpose 1 3 stride=2x1 padding=1x0", "[7, 7, 1]")]
    [InlineData("conv2d 1 3 padding=1x0", "[4, 3, 1]")]
    [InlineData("conv2d 1 3 padding=0x1", "[2, 5, 1]")]
    public void Paddings_belong_to_their_own_axis(string layer, string output) =>
        Assert.Equal(output, Examples.Model(layer, 4, 5, 2).OutputShape().ToString());
}
