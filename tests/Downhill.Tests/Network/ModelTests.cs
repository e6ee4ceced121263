namespace Downhill.Tests;

public sealed class ModelTests
{
    [Theory]
    [InlineData("linear 3, sigmoid, linear 2", "linear1 sigmoid1 linear2")]
    [InlineData("relu, relu, leaky-relu, relu", "relu1 relu2 leaky-relu1 relu3")]
    [InlineData("residual (linear 5, tanh), linear 2", "residual1 residual1.linear1 residual1.tanh1 linear1")]
    [InlineData("linear 5, concat (linear 2; ; linear 3, linear 4)",
        "linear1 concat1 concat1.branch1.linear1 concat1.branch3.linear1 concat1.branch3.linear2")]
    [InlineData("residual (concat (residual (tanh)))",
        "residual1 residual1.concat1 residual1.concat1.branch1.residual1 residual1.concat1.branch1.residual1.tanh1")]
    public void Layers_are_named_by_kind_and_ordinal_inside_their_chain(string layers, string names) =>
        Assert.Equal(names.Split(' '), Examples.Model(layers, 5).Places().Select(place => place.Name));

    [Fact]
    public void Places_tell_shapes_and_depth()
    {
        IReadOnlyList<LayerPlace> places = Examples.Model("flatten, concat (linear 2; residual (tanh)), linear 3", 2, 3).Places();
        Assert.Equal(
            [("flatten1", "[2, 3]", "[6]", 0), ("concat1", "[6]", "[8]", 0), ("concat1.branch1.linear1", "[6]", "[2]", 1),
                ("concat1.branch2.residual1", "[6]", "[6]", 1), ("concat1.branch2.residual1.tanh1", "[6]", "[6]", 2),
                ("linear1", "[8]", "[3]", 0)],
            places.Select(place => (place.Name, place.Input.ToString(), place.Output.ToString(), place.Depth)));
        Assert.Equal("[3]", Examples.Model("flatten, concat (linear 2; residual (tanh)), linear 3", 2, 3).OutputShape().ToString());
        Assert.Equal("[2, 3]", Examples.Model(string.Empty, 2, 3).OutputShape().ToString());
    }

    [Fact]
    public void Parameters_have_the_names_of_their_layers_and_lie_in_layer_order()
    {
        Network<float> network = new(Examples.Model("linear 3, sigmoid, residual (linear 3 hasBias=false), concat (linear 2)", 4));
        Assert.Equal(
            [("linear1.weight", "[4, 3]"), ("linear1.bias", "[3]"), ("residual1.linear1.weight", "[3, 3]"),
                ("concat1.branch1.linear1.weight", "[3, 2]"), ("concat1.branch1.linear1.bias", "[2]")],
            network.AllParameters.Select(parameter => (parameter.Name, parameter.Shape.ToString())));
        Assert.Equal(12 + 3 + 9 + 6 + 2, network.Parameters.Length);
        Assert.Equal(network.Parameters.Slice(15, 9), network["residual1.linear1.weight"].Data);
        Assert.Equal(network.Gradient.Slice(15, 9), network["residual1.linear1.weight"].Gradient);
        string message = Assert.Throws<DownhillException>(() => network["linear1.wieght"]).Message;
        Assert.StartsWith("The network has no parameter 'linear1.wieght' (did you mean 'linear1.weight'?); "
            + "it has linear1.weight, linear1.bias,", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linear 3", "Layer 'linear1' expects rows of one axis; put 'flatten' before it (the input gives [2, 3] a row).")]
    [InlineData("tanh, linear 3", "Layer 'linear1' expects rows of one axis; put 'flatten' before it ('tanh1' gives [2, 3] a row).")]
    [InlineData("flatten, linear 4, linear 0", "Layer 'linear2' needs at least one output, not 0 ('linear1' gives [4] a row).")]
    [InlineData("flatten, linear 2 hasBias=false bias=zeros",
        "Layer 'linear1' has values for a bias and hasBias false; leave one of them out ('flatten1' gives [6] a row).")]
    [InlineData("flatten, residual (linear 4)",
        "Layer 'residual1' adds its input to the output of its layers, so both must have the same shape; "
            + "the layers give [4] ('flatten1' gives [6] a row).")]
    [InlineData("residual ()", "Layer 'residual1' needs at least one layer to add to its input (the input gives [2, 3] a row).")]
    [InlineData("flatten, residual (flatten)",
        "Layer 'residual1' needs at least one layer to add to its input ('flatten1' gives [6] a row).")]
    [InlineData("concat (flatten; tanh)",
        "Layer 'concat1' joins the outputs of its branches along the first axis, so their other axes must be equal; "
            + "its branches give [6], [2, 3] (the input gives [2, 3] a row).")]
    public void A_layer_that_cannot_take_its_input_is_named_with_the_shape(string layers, string message) => Refused(layers, message);

    [Theory]
    [InlineData("tanh, residual (tanh, linear 3)",
        "Layer 'residual1.linear1' expects rows of one axis; put 'flatten' before it ('residual1.tanh1' gives [2, 3] a row).")]
    [InlineData("tanh, residual (linear 3)",
        "Layer 'residual1.linear1' expects rows of one axis; put 'flatten' before it ('tanh1' gives [2, 3] a row).")]
    [InlineData("residual (concat (tanh; linear 3))",
        "Layer 'residual1.concat1.branch2.linear1' expects rows of one axis; put 'flatten' before it (the input gives [2, 3] a row).")]
    [InlineData("flatten, linear 3, concat (linear 3; residual (linear 2))",
        "Layer 'concat1.branch2.residual1' adds its input to the output of its layers, so both must have the same shape; "
            + "the layers give [2] ('linear1' gives [3] a row).")]
    public void A_layer_inside_a_composite_is_named_in_full(string layers, string message) => Refused(layers, message);

    [Fact]
    public void A_concat_without_a_branch_is_refused() => Assert.Equal(
        "Layer 'concat1' needs at least one branch (the input gives [2] a row).",
        Assert.Throws<DownhillException>(() => new Model([2], [new Concat([])]).Places()).Message);

    // Each level must cost no more than looking through what it holds.
    [Fact]
    public void Deep_nesting_is_read_and_bound()
    {
        Layer layer = new Tanh();
        for (int depth = 0; depth < 200; depth++)
            layer = depth % 2 == 0 ? new Residual([layer]) : new Concat([[layer]]);
        Network<double> network = new(new Model([2], [layer]));
        Assert.Equal(201, network.Model.Places().Count);
        Gradients.Check(network, [0.5, -1e-60]);
    }

    [Fact]
    public void A_batch_too_large_for_memory_is_refused_in_words()
    {
        var network = new Network<float>(Examples.Model("linear 70000", 3));
        string message = Assert.Throws<DownhillException>(() => Plan<float>.ForInference(network, 50000)).Message;
        Assert.Equal("3,500,000,000 numbers do not fit in one block of memory; use a smaller batch or a smaller layer.", message);
    }

    [Fact]
    public void A_plan_is_used_for_what_it_was_made_for()
    {
        Network<float> network = new(Examples.Model("linear 2", 2));
        Assert.Throws<InvalidOperationException>(() => Plan<float>.ForInference(network, 1).Loss(new Pass(1)));
        Assert.Throws<InvalidOperationException>(() => Plan<float>.ForEvaluation(network, 1, new MeanSquaredError()).Backward(new Pass(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan<float>.ForInference(network, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan<float>.ForInference(network, 2).Forward(new Pass(3)));
    }

    private static void Refused(string layers, string message)
    {
        Model model = Examples.Model(layers, 2, 3);
        Assert.Equal(message, Assert.Throws<DownhillException>(model.OutputShape).Message);
        Assert.Equal(message, Assert.Throws<DownhillException>(() => new Network<float>(model)).Message);
    }

    // Rows of two axes are flattened in front, unless the chain does it itself, at its place; layers are kept as they are written.
    [Theory]
    [InlineData("linear 4, linear", "flatten, linear, linear")]
    [InlineData("tanh, linear", "flatten, tanh, linear")]
    [InlineData("flatten, linear", "flatten, linear")]
    [InlineData("tanh, flatten, linear", "tanh, flatten, linear")]
    [InlineData("flatten, linear 4, flatten", "flatten, linear, flatten")]
    [InlineData("flatten, linear 4, flatten, linear", "flatten, linear, flatten, linear")]
    [InlineData("reshape 2 3 1, conv2d 2 1, flatten, linear", "reshape, conv2d, flatten, linear")]
    public void A_chain_flattens_once_where_it_says_or_in_front(string layers, string expected)
    {
        Model model = Model.Parse(layers, [2, 3], 1);
        Assert.Equal(expected, string.Join(", ", model.Layers.Select(CatalogName.Of)));
        Assert.Equal(expected, string.Join(", ", Model.FromJson(model.ToJson()).Layers.Select(CatalogName.Of)));
    }
}
