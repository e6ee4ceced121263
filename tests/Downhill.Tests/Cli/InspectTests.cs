using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class InspectTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Layers_have_the_names_shapes_and_counts_of_their_tensors()
    {
        string run = folder.Train(
            "run", "iris", "--epochs", "1", "--precision", "double", "--model",
            "linear 8, residual (linear 8, tanh), concat (linear 3; linear 4, relu), linear");
        JsonNode node = CliFolder.Run("inspect", run, "--json").Ok().Json;

        (string, string, int, int)[] layers = [.. node["layers"]!.AsArray().Select(layer => (
            (string)layer!["name"]!, (string)layer["output"]!, (int)layer["parameters"]!, (int)layer["depth"]!))];
        Assert.Equal(
            [
                ("linear1", "[8]", 40, 0),
                ("residual1", "[8]", 0, 0),
                ("residual1.linear1", "[8]", 72, 1),
                ("residual1.tanh1", "[8]", 0, 1),
                ("concat1", "[7]", 0, 0),
                ("concat1.branch1.linear1", "[3]", 27, 1),
                ("concat1.branch2.linear1", "[4]", 36, 1),
                ("concat1.branch2.relu1", "[4]", 0, 1),
                ("linear2", "[3]", 24, 0),
            ],
            layers);
        Assert.Equal(199, (int)node["parameters"]!);
        Assert.Equal(199 * 8, (int)node["parameterBytes"]!);
        Assert.Equal(199 * 8, node["tensors"]!.AsArray().Sum(tensor => (int)tensor!["bytes"]!));
        Assert.All(node["tensors"]!.AsArray(), tensor =>
            Assert.Contains(layers, layer => ((string)tensor!["name"]!).StartsWith(layer.Item1 + ".", StringComparison.Ordinal)));
        Assert.Equal(("double", "softmax-cross-entropy", "adam", "[4]", 1),
            ((string)node["precision"]!, (string)node["loss"]!, (string)node["optimizer"]!, (string)node["input"]!, (int)node["format"]!));
        Assert.Equal(["setosa", "versicolor", "virginica"], node["classes"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public void Memory_grows_with_the_batch_and_does_not_overflow()
    {
        string run = folder.Train("run", "digits", "--epochs", "1", "--model", "linear 64, relu, linear", "--optimizer", "adam");

        long small = Bytes("1"), large = Bytes("1001"), huge = Bytes("2147483647");

        // Weights, gradient and Adam's two moments; then 64 inputs, 64 + 64 + 10 outputs and their gradients, twice 10 numbers and one a
        // row.
        long row = 64 + (2 * (64 + 64 + 10)) + 20 + 1;
        Assert.Equal(4 * ((4 * 4810) + row), small);
        Assert.Equal(4 * 1000 * row, large - small);
        Assert.Equal(4 * ((4 * 4810) + (row * int.MaxValue)), huge);

        long Bytes(string batch) => (long)CliFolder.Run("inspect", run, "--batch", batch, "--json").Ok().Json["trainingBytes"]!;
    }

    [Fact]
    public void The_memory_of_a_run_is_the_sum_of_what_is_shown()
    {
        JsonNode node = CliFolder.Run("inspect", folder.Train("run", "digits", "--epochs", "1"), "--rows", "1797", "--json").Ok().Json;

        Assert.Equal(64 + 16, Bytes("rowBytes"));
        Assert.Equal(2 * Bytes("parameterBytes"), Bytes("optimizerBytes"));
        Assert.Equal((2 * Bytes("parameterBytes")) + Bytes("optimizerBytes") + Bytes("batchBytes"), Bytes("trainingBytes"));
        Assert.Equal(Bytes("trainingBytes") + (2 * Bytes("measuringBytes")) + (1797 * 80) + Bytes("runtimeBytes"), Bytes("runBytes"));

        long Bytes(string key) => (long)node[key]!;
    }

    [Fact]
    public void A_person_sees_the_same()
    {
        string text = CliFolder.Run("inspect", folder.Train("run", "digits", "--epochs", "1")).Ok().Output;

        foreach (string word in new[] { "conv2d2", "flatten1", "2,320", "5,114 parameters", "[10]", "adamw", "softmax-cross-entropy",
            "float" })
            Assert.Contains(word, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_of_another_program_is_listed_but_cannot_predict()
    {
        string file = folder["other.safetensors"];
        new SafetensorsWriter().AddMetadata("[author]", "someone [else]").AddBytes("a[0]", "BF16", [2, 3], new byte[12])
            .Add<float>("b", [], new float[1]).Save(file);

        string text = CliFolder.Run("inspect", file).Ok().Output;
        JsonNode node = CliFolder.Run("inspect", file, "--json").Ok().Json;

        foreach (string word in new[] { "[author]: someone [else]", "a[0]", "BF16", "[2, 3]", "12", "[]" })
            Assert.Contains(word, text, StringComparison.Ordinal);
        Assert.Equal("someone [else]", (string)node["metadata"]!["[author]"]!);
        Assert.Equal([("a[0]", 12), ("b", 4)], node["tensors"]!.AsArray()
            .Select(tensor => ((string)tensor!["name"]!, (int)tensor["bytes"]!)));
        string refusal = CliFolder.Run("predict", file, "iris").Refusal();
        Assert.Contains("is not a model of Downhill", refusal, StringComparison.Ordinal);
        Assert.Contains("inspect", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cannot_move_the_cursor()
    {
        string file = folder["other.safetensors"];
        new SafetensorsWriter().AddMetadata("key\u001b[2J", "one\ntwo\u001b[31m").AddBytes("name\u001b[1A", "U8", [1], new byte[1])
            .Save(file);

        string text = CliFolder.Run("inspect", file).Ok().Output;

        Assert.Contains("key?[2J: one?two?[31m\n", text, StringComparison.Ordinal);
        Assert.Contains("name?[1A", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.Equal("one\ntwo\u001b[31m", (string)CliFolder.Run("inspect", file, "--json").Ok().Json["metadata"]!["key\u001b[2J"]!);
    }

    [Fact]
    public void Values_that_differ_only_in_spelling_are_shown_and_such_classes_in_a_training_too()
    {
        string file = folder.Write("colors.csv", "color,x,kind\n" + string.Concat(Enumerable.Range(0, 40).Select(row =>
            $"{(row % 2 == 0 ? "Red" : "red")},{row * 7 % 11},{(row % 4 < 2 ? "Good" : row % 4 == 2 ? "good" : "bad")}\n")));

        CliResult inspected = CliFolder.Run("inspect", file, "--target", "kind").Ok(), trained = CliFolder.Run(
            "train", file, "--target", "kind", "--epochs", "1", "--ensemble", "1", "--out", folder["run"]).Ok();
        JsonNode column = CliFolder.Run("inspect", file, "--target", "kind", "--json").Ok().Json["columns"]![0]!;

        Assert.Contains("Values of the column 'color' differ only in spelling: \"Red\" and \"red\" (equal after a change of case).",
            OneLine(inspected.Output));
        Assert.Contains("Values of the column 'kind' differ only in spelling: \"Good\" and \"good\"", OneLine(inspected.Output));
        Assert.Contains("Classes differ only in spelling: \"Good\" and \"good\" (equal after a change of case).", OneLine(trained.Error));
        Assert.Equal("""[{"value":"Red","other":"red","change":"a change of case"}]""", column["alike"]!.ToJsonString());

        static string OneLine(string text) => string.Join(' ', text.Split([' ', '\n', '|'], StringSplitOptions.RemoveEmptyEntries));
    }
}
