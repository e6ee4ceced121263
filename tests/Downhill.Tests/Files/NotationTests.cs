namespace Downhill.Tests;

public sealed class NotationTests
{
    [Theory]
    [InlineData("linear 64", """{"type":"linear","outputs":64,"hasBias":true}""")]
    [InlineData("  linear   64  false ", """{"type":"linear","outputs":64,"hasBias":false}""")]
    [InlineData("linear hasBias=false outputs=2", """{"type":"linear","outputs":2,"hasBias":false}""")]
    [InlineData("linear 2 weight=zeros", """{"type":"linear","outputs":2,"hasBias":true,"weight":{"type":"zeros"}}""")]
    [InlineData("linear 2 true he-uniform", """{"type":"linear","outputs":2,"hasBias":true,"weight":{"type":"he-uniform"}}""")]
    [InlineData("linear 2 weight=(normal 0 0.5)",
        """{"type":"linear","outputs":2,"hasBias":true,"weight":{"type":"normal","mean":0,"deviation":0.5}}""")]
    [InlineData("linear 2 true (constant 3)", """{"type":"linear","outputs":2,"hasBias":true,"weight":{"type":"constant","value":3}}""")]
    [InlineData("residual()", """{"type":"residual","layers":[]}""")]
    [InlineData("residual(tanh,relu)", """{"type":"residual","layers":[{"type":"tanh"},{"type":"relu"}]}""")]
    [InlineData("concat (;)", """{"type":"concat","branches":[[],[]]}""")]
    [InlineData("concat (tanh; relu, elu 0.5;)",
        """{"type":"concat","branches":[[{"type":"tanh"}],[{"type":"relu"},{"type":"elu","alpha":0.5}],[]]}""")]
    [InlineData("gelu form = tanh", """{"type":"gelu","form":"tanh"}""")]
    public void A_layer_is_read(string text, string json) => Assert.Equal(json, Catalog.Layers.ToJson(Catalog.Layers.Parse(text)));

    [Fact]
    public void Every_example_of_the_catalogue_is_written_as_it_is_read()
    {
        foreach (string example in Catalog.Layers.Entries.SelectMany(entry => entry.Examples))
        {
            Layer layer = Catalog.Layers.Parse(example);
            Assert.Equal(Catalog.Layers.ToJson(layer), Catalog.Layers.ToJson(Catalog.Layers.Parse(Catalog.Layers.ToText(layer))));
        }
    }

    [Fact]
    public void Values_stand_in_order_or_by_name()
    {
        Assert.Equal(new Sgd(0.5, 0.9, true, 1e-3), Catalog.Optimizers.Parse("sgd 0.5 0.9 true 1e-3"));
        Assert.Equal(new Sgd(0.5, 0, false, 1e-3), Catalog.Optimizers.Parse("sgd l2=1e-3 0.5"));
        Assert.Equal(new Uniform(-1, 2), Catalog.Initializers.Parse("uniform -1 2"));
        Assert.Equal(new Huber(2, Reduction.Sum), Catalog.Losses.Parse("huber 2 sum"));
        Assert.Equal(new WarmUp(2, new WarmUp(1, new CosineDecay(0.1))), Catalog.Schedules.Parse("warm-up 2 (warm-up then=(cosine 0.1))"));
    }

    [Fact]
    public void A_chain_is_read()
    {
        Assert.Equal("[]", Notation.Chain("  ").ToJsonString());
        Assert.Equal(
            """[{"type":"linear","outputs":3},{"type":"relu"},{"type":"residual","layers":[{"type":"dropout","rate":0.5}]}]""",
            Notation.Chain("linear 3, relu,residual (dropout 0.5)").ToJsonString());
    }

    [Theory]
    [InlineData("lineer 3", "There is no layer 'lineer' (did you mean 'linear'?); known are linear, flatten, reshape, slice,")]
    [InlineData("residual (reluu)", "There is no layer 'reluu' (did you mean 'relu'?); known are linear,")]
    [InlineData("linear 3 outptus=4",
        "'linear' has no option 'outptus' (did you mean 'outputs'?); it takes outputs, hasBias, weight, bias.")]
    [InlineData("relu 3", "'relu' cannot take '3'; it has no options.")]
    [InlineData("relu (tanh)", "'relu' cannot take '(…)'; it has no options.")]
    [InlineData("dropout 0.1 0.2", "'dropout' cannot take '0.2'; it takes rate.")]
    [InlineData("linear 3 outputs=4", "'linear' is given 'outputs' twice.")]
    [InlineData("linear", "'linear': the key 'outputs' is missing; 'linear' takes outputs, hasBias, weight, bias.")]
    [InlineData("linear x", "'linear x', outputs: expected a whole number, got \"x\".")]
    [InlineData("linear (tanh)", "'linear (tanh)', outputs: expected a whole number, got [{\"type\":\"tanh\"}].")]
    [InlineData("dropout NaN", "'dropout NaN', rate: expected a number, got \"NaN\".")]
    [InlineData("dropout 1e999", "'dropout 1e999', rate: expected a number, got \"1e999\".")]
    [InlineData("dropout rate=", "The layer \"dropout rate=\" ends too early; expected a value for rate.")]
    [InlineData("", "The layer \"\" ends too early; expected the name of a layer.")]
    [InlineData("relu, tanh", "The layer \"relu, tanh\" has ',' at character 5; expected the end.")]
    [InlineData("residual (tanh", "The layer \"residual (tanh\" ends too early; expected ')'.")]
    [InlineData("linear 2 weight=(zeros, zeros)", "The layer \"linear 2 weight=(zeros, zeros)\" has ',' at character 23; expected ')'.")]
    [InlineData("linear 2 weight=(zeroes)", "There is no initializer 'zeroes' (did you mean 'zeros'?)")]
    [InlineData("residual (tanh; relu)", "The layer \"residual (tanh; relu)\" has ';' at character 15; expected ')'.")]
    [InlineData("residual (tanh,)", "The layer \"residual (tanh,)\" has ')' at character 16; expected the name of a layer.")]
    [InlineData("residual tanh)", "The layer \"residual tanh)\" has ')' at character 14; expected the end.")]
    [InlineData("= 3", "The layer \"= 3\" has '=' at character 1; expected the name of a layer.")]
    public void A_layer_that_cannot_be_read_is_refused_in_words(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<DownhillException>(() => Catalog.Layers.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Errors_name_what_is_read()
    {
        Assert.StartsWith("There is no loss 'hubr' (did you mean 'huber'?)", Refusal(() => Catalog.Losses.Parse("hubr")),
            StringComparison.Ordinal);
        Assert.StartsWith("There is no optimizer 'adm' (did you mean 'adam'?); known are sgd, adam",
            Refusal(() => Catalog.Optimizers.Parse("adm")), StringComparison.Ordinal);
        Assert.Equal("The model \"relu,\" ends too early; expected the name of a layer.", Refusal(() => Notation.Chain("relu,")));
    }

    [Fact]
    public void Nesting_without_end_is_refused_in_words()
    {
        string text = string.Concat(Enumerable.Repeat("residual (", 100_000));
        Assert.Equal("The model nests layers more than 16 deep, at character 170.", Refusal(() => Notation.Chain(text)));
    }

    [Fact]
    public void Sixteen_levels_are_read()
    {
        string text = string.Concat(Enumerable.Repeat("concat (", 16)) + "tanh" + new string(')', 16);
        Assert.Equal(17, Examples.Model(text, 2).Places().Count);
    }

    private static string Refusal(Func<object?> read) => Assert.Throws<DownhillException>(read).Message;
}
