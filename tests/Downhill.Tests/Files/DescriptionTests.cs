namespace Downhill.Tests;

public sealed class DescriptionTests
{
    public static TheoryData<string> Layers => [.. Examples.Layers];

    public static TheoryData<string> Losses => [.. Examples.Losses];

    public static TheoryData<string> Optimizers => [.. Examples.Optimizers];

    public static TheoryData<string> Initializers => [.. Examples.Initializers];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_survives_json(string example)
    {
        Survives(Catalog.Layers, example);
        Model model = Examples.Model($"{example}, {example}", 5);
        string json = Description.Write(model);
        Assert.Equal(json, Description.Write(Description.Read<Model>(json, "model")));
        Assert.StartsWith("""{"input":[5],"layers":[{"type":""", json, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_survives_json(string example) =>
        Assert.Equal(Catalog.Losses.Parse(example), Survives(Catalog.Losses, example));

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_survives_json(string example) =>
        Assert.Equal(Catalog.Optimizers.Parse(example), Survives(Catalog.Optimizers, example));

    [Theory]
    [MemberData(nameof(Initializers))]
    public void Every_initializer_survives_json(string example) =>
        Assert.Equal(Catalog.Initializers.Parse(example), Survives(Catalog.Initializers, example));

    [Fact]
    public void Missing_keys_get_their_defaults()
    {
        Assert.Equal(new Linear(3), Catalog.Layers.FromJson("""{"type": "linear", "outputs": 3}"""));
        Assert.True(((Linear)Catalog.Layers.FromJson("""{"type": "linear", "outputs": 3}""")).HasBias);
        Assert.False(((Linear)Catalog.Layers.FromJson("""{"type": "linear", "outputs": 3, "hasBias": false}""")).HasBias);
        Assert.Equal(new Dropout(0.5), Catalog.Layers.FromJson("""{"type": "dropout"}"""));
        Assert.Equal(new LeakyRelu(0.01), Catalog.Layers.FromJson("""{"type": "leaky-relu"}"""));
        Assert.Equal(new Gelu(GeluForm.Exact), Catalog.Layers.FromJson("""{"type": "gelu"}"""));
        Assert.Equal(new Huber(1, Reduction.Mean), Catalog.Losses.FromJson("""{"type": "huber"}"""));
        Assert.Equal(new Adam(0.001, 0.9, 0.999, 1e-8, 0, false), Catalog.Optimizers.FromJson("""{"type": "adam"}"""));
        Assert.Equal(new Sgd(0.1, 0, false, 0), Catalog.Optimizers.FromJson("""{"type": "sgd"}"""));
        Assert.Equal(new Uniform(-0.05, 0.05), Catalog.Initializers.FromJson("""{"type": "uniform"}"""));
        TrainingOptions options = Description.Read<TrainingOptions>("""{"loss": "huber", "optimizer": "adam"}""", "options");
        Assert.Equal(new TrainingOptions(new Huber(), new Adam(), 32, 10, null, null, true, 0), options);
    }

    [Fact]
    public void The_type_may_stand_anywhere_and_a_bare_name_stands_for_an_object()
    {
        Assert.Equal(new Linear(3, false), Catalog.Layers.FromJson("""{"outputs": 3, "type": "linear", "hasBias": false}"""));
        Assert.Equal(new Huber(2), Catalog.Losses.FromJson("""{"delta": 2.0, "type": "huber"}"""));
        Assert.Equal(new Linear(3, true, new HeNormal(), new Constant(0.5)), Catalog.Layers.FromJson(
            """{"weight": "he-normal", "outputs": 3, "bias": {"value": 0.5, "type": "constant"}, "type": "linear"}"""));
        Assert.Equal(
            """{"input":[2],"layers":[{"type":"relu"},{"type":"residual","layers":[{"type":"tanh"}]}]}""",
            Description.Write(Description.Read<Model>("""{"layers": ["relu", {"layers": ["tanh"], "type": "residual"}], "input": [2]}""",
                "model")));
    }

    [Fact]
    public void Numbers_given_as_nested_arrays_keep_their_values_and_shape()
    {
        var linear = (Linear)Catalog.Layers.FromJson(
            """{"type": "linear", "outputs": 2, "weight": [[1, 2.5], [-3e-7, 0.1], [5, 6]], "bias": [0, -1]}""");
        var weight = Assert.IsType<Explicit>(linear.Weight);
        Assert.Equal([3, 2], weight.Shape.ToArray());
        Assert.Equal([1, 2.5, -3e-7, 0.1, 5, 6], weight.Values.ToArray());
        Assert.Equal("""{"type":"explicit","shape":[2],"values":[0,-1]}""", Catalog.Initializers.ToJson(linear.Bias!));
        string json = Catalog.Layers.ToJson(linear);
        Assert.Equal(json, Catalog.Layers.ToJson(Catalog.Layers.FromJson(json)));
    }

    [Fact]
    public void Every_number_survives_to_its_last_bit()
    {
        foreach (double number in new[] { 0.1, 1 / 3.0, double.Epsilon, double.MaxValue, -1e-308, 123456789012345680 })
            Assert.Equal(new Constant(number), Catalog.Initializers.FromJson(Catalog.Initializers.ToJson(new Constant(number))));
    }

    [Fact]
    public void An_explicit_null_is_as_good_as_leaving_an_optional_key_out()
    {
        Assert.Equal(new Linear(3), Catalog.Layers.FromJson("""{"type": "linear", "outputs": 3, "weight": null}"""));
        Assert.Null(Description.Read<TrainingOptions>("""{"loss": "huber", "optimizer": "sgd", "steps": null, "targetLoss": null}""",
            "options").Steps);
    }

    // From notation to JSON and back; records that hold arrays are compared by their JSON.
    private static TBase Survives<TBase>(CatalogList<TBase> list, string example)
        where TBase : class
    {
        string json = list.ToJson(list.Parse(example));
        TBase read = list.FromJson(json);
        Assert.Equal(json, list.ToJson(read));
        Assert.StartsWith($$"""{"type":"{{example.Split(' ')[0]}}""", json, StringComparison.Ordinal);
        return read;
    }
}
