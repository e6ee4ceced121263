namespace Downhill.Tests;

public sealed class DescriptionErrorTests
{
    private const string AllLayers = "known types are linear, flatten, reshape, slice, select,";

    [Theory]
    [InlineData("""{"type": "linear", "outputs": 3, "hasBais": true}""",
        "layer: unknown key 'hasBais' (did you mean 'hasBias'?); 'linear' takes outputs, hasBias, weight, bias.")]
    [InlineData("""{"type": "relu", "slope": 1}""", "layer: unknown key 'slope'; 'relu' takes no keys.")]
    [InlineData("""{"type": "linear"}""", "layer: the key 'outputs' is missing; 'linear' takes outputs, hasBias, weight, bias.")]
    [InlineData("\"linear\"", "layer: the key 'outputs' is missing; 'linear' takes outputs, hasBias, weight, bias.")]
    [InlineData("""{"type": "linear", "outputs": 3, "outputs": 4}""", "layer: the key 'outputs' stands twice.")]
    [InlineData("""{"type": "linear", "outputs": 3, "type": "linear"}""", "layer: the key 'type' stands twice.")]
    [InlineData("""{"type": "linear", "outputs": 3, "outp\u0075ts": 4}""", "layer: the key 'outputs' stands twice.")]
    [InlineData("""{"type": "linear", "outputs": "3"}""", "layer, outputs: expected a whole number, got \"3\".")]
    [InlineData("""{"type": "linear", "outputs": 3.5}""", "layer, outputs: expected a whole number, got 3.5.")]
    [InlineData("""{"type": "linear", "outputs": 3000000000}""", "layer, outputs: expected a whole number, got 3000000000.")]
    [InlineData("""{"type": "linear", "outputs": null}""", "layer, outputs: expected a value, got null.")]
    [InlineData("""{"type": "linear", "outputs": 3, "hasBias": 1}""", "layer, hasBias: expected true or false, got 1.")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": 1}""", "layer, weight: expected an object with a \"type\", got 1.")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": "he-norml"}""",
        "layer, weight: unknown type 'he-norml' (did you mean 'he-normal'?); known types are zeros, constant, uniform, normal, "
            + "xavier-uniform, xavier-normal, lecun-uniform, lecun-normal, he-uniform, he-normal, explicit.")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": []}""", "layer, weight: expected numbers, got an empty array.")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": [[]]}""", "layer, weight: expected numbers, got an empty array.")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": [[1, 2], [3]]}""",
        "layer, weight[1]: expected an array of 2 like its neighbours, got [3].")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": [[1, 2], 3]}""",
        "layer, weight[1]: expected an array of 2 like its neighbours, got 3.")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": [1, [2]]}""", "layer, weight[1]: expected a number, got [2].")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": [1, null, 3]}""", "layer, weight[1]: expected a number, got null.")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": [1, 1e999, 3]}""", "layer, weight[1]: expected a number, got 1e999.")]
    [InlineData("""{"type": "linear", "outputs": 3, "weight": {"type": "constant", "value": -1e999}}""",
        "layer, weight.value: expected a number, got -1e999.")]
    [InlineData("""{"type": "dropout", "rate": "half"}""", "layer, rate: expected a number, got \"half\".")]
    [InlineData("""{"type": "gelu", "form": "fast"}""", "layer, form: expected \"exact\" or \"tanh\", got \"fast\".")]
    [InlineData("""{"type": "gelu", "form": 1}""", "layer, form: expected \"exact\" or \"tanh\", got 1.")]
    [InlineData("""{"type": "gelu", "form": null}""", "layer, form: expected a value, got null.")]
    [InlineData("null", "layer: expected an object, got null.")]
    [InlineData("7", "layer: expected an object with a \"type\", got 7.")]
    [InlineData("[1, 2]", "layer: expected an object with a \"type\", got [1, 2].")]
    [InlineData("""{"type": "residual", "layers": ["tanh", {"type": "concat", "branches": [["relu"], [{"type": "linear", "outputs": true}]]}]}""", "layer, layers[1].branches[1][0].outputs: expected a whole number, got true.")]
    [InlineData("""{"type": "residual", "layers": "tanh"}""", "layer, layers: expected an array, got \"tanh\".")]
    [InlineData("""{"type": "residual", "layers": null}""", "layer, layers: expected a value, got null.")]
    [InlineData("""{"type": "residual", "layers": [null]}""", "layer, layers[0]: expected a value, got null.")]
    [InlineData("""{"type": "concat", "branches": ["tanh"]}""", "layer, branches[0]: expected an array, got \"tanh\".")]
    public void A_layer_that_cannot_be_read_is_refused_with_its_place(string json, string message) =>
        Assert.Equal(message, Refusal(() => Catalog.Layers.FromJson(json)));

    [Theory]
    [InlineData("""{"type": "lineer", "outputs": 3}""", "layer: unknown type 'lineer' (did you mean 'linear'?); " + AllLayers)]
    [InlineData("""{"type": "System.Object"}""", "layer: unknown type 'System.Object'; " + AllLayers)]
    [InlineData("{}", "layer: \"type\" is missing; " + AllLayers)]
    [InlineData("""{"type": 3}""", "layer: \"type\" is missing; " + AllLayers)]
    public void An_unknown_type_is_refused_with_the_known_ones(string json, string start) =>
        Assert.StartsWith(start, Refusal(() => Catalog.Layers.FromJson(json)), StringComparison.Ordinal);

    [Theory]
    [InlineData("{", "layer is not valid JSON (line 1, byte 1).")]
    [InlineData("", "layer is not valid JSON (line 1, byte 0).")]
    [InlineData("""{"type": "dropout", "rate": NaN}""", "layer is not valid JSON (line 1, byte 28).")]
    [InlineData("{\"type\": \"dropout\",\n \"rate\": 0.5,}", "layer is not valid JSON (line 2, byte 13).")]
    [InlineData("\"relu\" x", "layer is not valid JSON (line 1, byte 7).")]
    public void Text_that_is_no_json_is_refused_with_the_line(string json, string message) =>
        Assert.Equal(message, Refusal(() => Catalog.Layers.FromJson(json)));

    [Theory]
    [InlineData("""{"type": "\ud800"}""")]
    [InlineData("""{"type": "relu", "\udc00": 1}""")]
    [InlineData("""{"type": "gelu", "form": "\ud800"}""")]
    public void Text_with_half_a_character_is_refused_in_words(string json) =>
        Assert.Equal("layer is not valid JSON (it has half of a surrogate pair).", Refusal(() => Catalog.Layers.FromJson(json)));

    [Fact]
    public void Half_a_character_that_is_not_escaped_is_refused_too()
    {
        foreach (string json in new[] { "\"\ud800\"", "{\"type\": \"relu\", \"\udc00\": 1}" })
            Assert.Equal("layer is not valid JSON (it has half of a surrogate pair).", Refusal(() => Catalog.Layers.FromJson(json)));
    }

    [Fact]
    public void Nesting_too_deep_is_refused_in_words()
    {
        string json = "\"tanh\"";
        for (int depth = 0; depth < 40; depth++)
            json = $$"""{"type": "residual", "layers": [{{json}}]}""";
        Refusal(() => Catalog.Layers.FromJson(json));
    }

    [Theory]
    [InlineData("""{"layers": []}""", "m.json: the key 'input' is missing; takes input, layers.")]
    [InlineData("""{"input": [2], "layers": [], "loss": "huber"}""", "m.json: unknown key 'loss'; takes input, layers.")]
    [InlineData("""{"input": 2, "layers": []}""", "m.json, input: expected a shape such as [784], got 2.")]
    [InlineData("""{"input": [2.5], "layers": []}""", "m.json, input: expected a shape such as [784], got [2.5].")]
    [InlineData("""{"input": [[2]], "layers": []}""", "m.json, input: expected a shape such as [784], got [[2]].")]
    [InlineData("""{"input": null, "layers": []}""", "m.json, input: expected a value, got null.")]
    [InlineData("""{"input": [0], "layers": []}""", "m.json, input: the shape [0] has the extent 0; each must be at least 1.")]
    [InlineData("""{"input": [], "layers": []}""", "m.json, input: a shape needs at least one number, such as [784].")]
    [InlineData("""{"input": [100000, 100000], "layers": []}""",
        "m.json, input: the shape [100000, 100000] holds more than 2,147,483,591 numbers in one row.")]
    [InlineData("""{"input": [2], "layers": [{"type": "linear", "outputs": 2}, {"type": "relu", "x": 1}]}""",
        "m.json, layers[1]: unknown key 'x'; 'relu' takes no keys.")]
    [InlineData("""{"input": [2], "layers": null}""", "m.json, layers: expected a value, got null.")]
    [InlineData("[]", "m.json: expected an object, got [].")]
    [InlineData("null", "m.json: expected an object, got null.")]
    public void A_model_that_cannot_be_read_is_refused_with_its_place(string json, string message) =>
        Assert.Equal(message, Refusal(() => Description.Read<Model>(json, "m.json")));

    [Theory]
    [InlineData("""{"optimizer": "sgd"}""",
        "o: the key 'loss' is missing; takes loss, optimizer, batchSize, epochs, steps, targetLoss, shuffle, seed.")]
    [InlineData("""{"loss": "huber", "optimizer": "sgd", "seed": -1}""", "o, seed: expected a whole number of at least 0, got -1.")]
    [InlineData("""{"loss": "huber", "optimizer": "sgd", "steps": 1.5}""", "o, steps: expected a whole number, got 1.5.")]
    [InlineData("""{"loss": "huber", "optimizer": "sgd", "targetLoss": "small"}""", "o, targetLoss: expected a number, got \"small\".")]
    [InlineData("""{"loss": {"type": "huber", "reduction": "max"}, "optimizer": "sgd"}""",
        "o, loss.reduction: expected \"mean\" or \"sum\", got \"max\".")]
    [InlineData("""{"loss": "huber", "optimizer": {"type": "sgd", "nesterov": "a very long text that is cut after a while"}}""",
        "o, optimizer.nesterov: expected true or false, got \"a very long text that is cut after a…")]
    public void Options_that_cannot_be_read_are_refused_with_their_place(string json, string message) =>
        Assert.StartsWith(message.TrimEnd('.'), Refusal(() => Description.Read<TrainingOptions>(json, "o")), StringComparison.Ordinal);

    // Whatever a file holds, it is read or refused in words.
    [Fact]
    public void Damaged_descriptions_are_read_or_refused_in_words()
    {
        string json = Description.Write(Examples.Model("linear 3 weight=he-normal, concat (; residual (gelu tanh)), dropout 0.1", 4));
        var random = new RandomStream(1, RandomPurpose.Checking);
        const string Signs = "{}[]\",:0-1eE.ntf\\u ";
        for (int trial = 0; trial < 3000; trial++)
        {
            char[] damaged = json.ToCharArray();
            for (int change = 0; change <= trial % 3; change++)
                damaged[random.Below((ulong)((6 * trial) + change), damaged.Length)] =
                    Signs[random.Below((ulong)((6 * trial) + 3 + change), Signs.Length)];
            try
            {
                Description.Read<Model>(new string(damaged), "model").Places();
            }
            catch (DownhillException error)
            {
                Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static string Refusal(Func<object?> read)
    {
        string message = Assert.Throws<DownhillException>(read).Message;
        Assert.DoesNotContain(message, char.IsControl);
        return message;
    }
}
