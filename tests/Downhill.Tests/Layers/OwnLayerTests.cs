namespace Downhill.Tests;

public sealed class OwnLayerTests
{
    [Fact]
    public void A_model_with_own_layers_survives_json()
    {
        Model model = Examples.Model("linear 4, own-cube, residual (own-scale), own-scale mistake=Overwrites, linear 2", 3);
        Assert.Equal(new OwnScale(OwnMistake.Overwrites), model.Layers[3]);
        string json = Description.Write(model);
        Assert.Contains("""{"type":"own-cube","factor":3}""", json, StringComparison.Ordinal);
        Model read = Description.Read<Model>(json, "model");
        Assert.Equal(json, Description.Write(read));
        Assert.Equal(
            ["linear1", "own-cube1", "residual1", "residual1.own-scale1", "own-scale1", "linear2"],
            read.Places().Select(place => place.Name));
    }

    [Fact]
    public void Own_layers_have_defaults_and_errors_like_any_other()
    {
        Assert.Equal(new OwnCube(3), Catalog.Layers.FromJson("""{"type": "own-cube"}"""));
        Assert.Equal("own-scale", Catalog.Layers.NameOf(new OwnScale()));
        string message = Assert.Throws<DownhillException>(() => Catalog.Layers.Parse("own-cube facter=2")).Message;
        Assert.Equal("'own-cube' has no option 'facter' (did you mean 'factor'?); it takes factor.", message);
    }

    [Fact]
    public void A_layer_that_is_not_in_the_catalogue_is_refused_by_name()
    {
        string message = Assert.Throws<DownhillException>(() => new Model([2], [new Stranger()]).Places()).Message;
        Assert.Equal("The layer Stranger is not in the catalogue; register it before use.", message);
    }

    [Fact]
    public void Own_layers_are_trained()
    {
        var network = new Network<float>(Examples.Model("own-scale, linear 3, own-cube, linear 1", 2));
        var options = new TrainingOptions(new MeanSquaredError(), new Adam(0.01), BatchSize: 0, Epochs: 300);
        Dataset data = Generators.Plane(50, 1);
        double before = new Evaluator<float>(network, data, options.Loss).Evaluate().Loss;
        double after = new Trainer<float>(network, data, options, threads: 2).Train().Loss;
        Assert.InRange(after, 0, 0.2 * before);
    }

    private sealed record Stranger : Layer
    {
        public override Shape OutputShape(Shape input) => input;

        public override Operation<T> Bind<T>(Binding<T> at) => throw new NotSupportedException();
    }
}
