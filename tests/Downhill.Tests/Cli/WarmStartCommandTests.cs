using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>The verb train with --from and --freeze.</summary>
public sealed class WarmStartCommandTests : IDisposable
{
    private static readonly string[] Small = ["--model", "linear 8, tanh, linear", "--epochs", "30"];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Training_begins_where_the_model_ended_and_takes_over_what_is_not_chosen()
    {
        string data = folder.Write("flowers.csv", CliData.Flowers()),
            first = folder.Train("first", [data, .. Small, "--optimizer", "sgd 0.05 momentum=0.9", "--batch", "10",
                "--schedule", "cosine"]);

        string second = folder.Train("second", data, "--from", first, "--epochs", "1", "--learning-rate", "1e-9");

        JsonNode record = Record(second);
        Assert.StartsWith("starts from the weights of ", (string)record["recipe"]!, StringComparison.Ordinal);
        Assert.Equal(10, (int)record["training"]!["batchSize"]!);
        Assert.Equal("sgd", (string)record["training"]!["optimizer"]!["type"]!);
        Assert.Equal("cosine", (string)record["training"]!["schedule"]!["type"]!);
        Assert.Equal(1, (int)record["training"]!["epochs"]!);
        Assert.Equal((double)Record(first)["metrics"]!["test"]!["logLoss"]!, (double)record["metrics"]!["test"]!["logLoss"]!, 1e-4);
        Assert.Equal(ModelFile.Open(RunFolder.FindModel(first)).Preprocessing.Encodings,
            ModelFile.Open(RunFolder.FindModel(second)).Preprocessing.Encodings);
        Weights(first).Zip(Weights(second)).ToList().ForEach(pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Frozen_layers_keep_their_bits_and_the_command_and_a_resumed_run_give_the_same_bytes()
    {
        string data = folder.Write("flowers.csv", CliData.Flowers()), first = folder.Train("first", [data, .. Small]);
        string[] words = [data, "--from", first, "--freeze", "linear1", "--epochs", "4"];
        string whole = folder.Train("whole", words);

        CliFolder.Run(new CancellationToken(canceled: true), ["train", .. words, "--out", folder["stopped"], "--threads", "1"]);
        CliFolder.Run("resume", folder["stopped"], "--threads", "1").Ok();
        string[] again = ShellWords.Split((string)Record(whole)["command"]!);
        CliFolder.Run([.. again.Skip(1), "--out", folder["again"], "--quiet", "--threads", "1"]).Ok();

        byte[] expected = File.ReadAllBytes(RunFolder.FindModel(whole));
        Assert.Equal(expected, File.ReadAllBytes(RunFolder.FindModel(folder["stopped"])));
        Assert.Equal(expected, File.ReadAllBytes(RunFolder.FindModel(folder["again"])));
        Network<float> before = ModelFile.Open(RunFolder.FindModel(first)).Load<float>(),
            after = ModelFile.Open(RunFolder.FindModel(whole)).Load<float>();
        Assert.Equal(before["linear1.weight"].Data.ToArray(), after["linear1.weight"].Data.ToArray());
        Assert.NotEqual(before["linear2.weight"].Data.ToArray(), after["linear2.weight"].Data.ToArray());
    }

    [Fact]
    public void Other_data_are_prepared_as_for_the_model_and_may_lack_classes()
    {
        string flowers = CliData.Flowers(), data = folder.Write("flowers.csv", flowers), first = folder.Train("first", [data, .. Small]);
        string two = folder.Write("two.csv", CliData.Part(flowers, 40..100)); // no virginica

        string second = folder.Train("second", two, "--from", first, "--epochs", "1");

        Assert.Equal(ModelFile.Open(RunFolder.FindModel(first)).Preprocessing with { Uncertainty = null },
            ModelFile.Open(RunFolder.FindModel(second)).Preprocessing);
        Assert.Equal(3, ModelFile.Open(RunFolder.FindModel(second)).Model.OutputShape().Size);
    }

    [Fact]
    public void Another_target_gets_a_last_layer_of_its_own()
    {
        string[][] rows = CliData.Rows(CliData.Flowers());
        string[] names = rows[0];
        string data = folder.Write("flowers.csv", CliData.Flowers()), first = folder.Train("first", [data, .. Small]);
        string other = folder.Write("other.csv",
            string.Join('\n', rows.Select((row, i) => string.Join(',', [.. row[..4], i == 0 ? "long" : $"{(i % 2 == 0 ? "yes" : "no")}"])))
            + "\n");

        string second = folder.Train("second", other, "--from", first, "--target", "long", "--freeze", "linear1", "--epochs", "2");

        ModelFile model = ModelFile.Open(RunFolder.FindModel(second));
        Assert.Equal(["no", "yes"], model.Preprocessing.Classes.Order());
        Assert.Equal(1, model.Model.OutputShape().Size);
        Assert.Contains("new: linear2.weight, linear2.bias", (string)Record(second)["recipe"]!, StringComparison.Ordinal);
        Assert.Equal(ModelFile.Open(RunFolder.FindModel(first)).Load<float>()["linear1.weight"].Data.ToArray(),
            model.Load<float>()["linear1.weight"].Data.ToArray());
        Assert.Equal(5, names.Length);
    }

    // The names of classes do not make it the same target; and its threshold means nothing for another one.
    [Theory]
    [InlineData("y", true)]
    [InlineData("z", false)]
    public void The_same_classes_of_another_target_are_learned_anew(string target, bool isKnown)
    {
        string[] lines = [.. Enumerable.Range(0, 80).Select(row =>
            $"{row * 7 % 80},{row * 3 % 40},{(row * 7 % 80 > 40 ? "yes" : "no")},{(row % 2 == 0 ? "yes" : "no")}")];
        string data = folder.Write("two.csv", $"a,b,y,z\n{string.Join('\n', lines)}\n");
        string first = folder.Train("first", [data, "--target", "y", "--drop", "z", "--threshold", "0.3", .. Small[..^1], "2"]);

        string second = folder.Train("second", data, "--from", first, "--target", target, "--drop", isKnown ? "z" : "y", "--epochs", "1",
            "--learning-rate", "1e-12");

        ModelFile before = ModelFile.Open(RunFolder.FindModel(first)), after = ModelFile.Open(RunFolder.FindModel(second));
        Assert.Equal(isKnown ? 0.3 : null, after.Preprocessing.Threshold?.Value);
        Assert.Equal(isKnown, Math.Abs(before.Load<float>()["linear2.weight"].Data.Span[0]
            - after.Load<float>()["linear2.weight"].Data.Span[0]) < 1e-6);
        Assert.Equal(!isKnown, ((string)Record(second)["recipe"]!).EndsWith("; new: linear2.weight, linear2.bias",
            StringComparison.Ordinal));
    }

    // What the model predicts says nothing of the values of another column.
    [Theory]
    [InlineData("kind", "level", 0, 1)]
    [InlineData("level", "kind", 2, 1)]
    [InlineData("level", "flag", 2, 1)]
    public void Another_target_is_what_it_is_by_itself(string first, string second, int classes, int outputs)
    {
        string[] names = ["a", "b", "kind", "level", "flag"];
        string data = folder.Write("two.csv", $"{string.Join(',', names)}\n" + string.Concat(Enumerable.Range(0, 80).Select(row =>
            $"{row * 7 % 80},{row * 3 % 40},{(row % 2 == 0 ? "yes" : "no")},{row * 11 % 80}.5,{row % 2}\n")));
        string Drop(string kept) => string.Join(',', names[2..].Where(name => name != kept));
        string run = folder.Train("first", [data, "--target", first, "--drop", Drop(first), .. Small[..^1], "2"]);

        ModelFile other = ModelFile.Open(RunFolder.FindModel(folder.Train("second", data, "--from", run, "--target", second, "--drop",
            Drop(second), "--epochs", "1")));

        Assert.Equal((classes, outputs), (other.Preprocessing.Classes.Length, other.Model.OutputShape().Size));
        Assert.Equal(second, Assert.Single(other.Preprocessing.Target));
    }

    [Fact]
    public void A_number_keeps_the_scale_of_the_model()
    {
        string data = folder.Write("prices.csv", CliData.Prices()), first = folder.Train("first", [data, .. Small]);

        string second = folder.Train("second", data, "--from", first, "--epochs", "1", "--learning-rate", "1e-9");

        Assert.Equal(ModelFile.Open(RunFolder.FindModel(first)).Preprocessing.TargetMean.AsEnumerable(),
            ModelFile.Open(RunFolder.FindModel(second)).Preprocessing.TargetMean);
        Assert.Equal(1, (double)Record(first)["metrics"]!["test"]!["rmse"]! / (double)Record(second)["metrics"]!["test"]!["rmse"]!, 1e-3);
    }

    // A blend's members each get a last layer for the new target; the layers before it are taken over, and the calibration of the old
    // target is not.
    [Fact]
    public void A_blend_begins_a_training_for_another_target()
    {
        string[] lines = [.. File.ReadAllLines(BlendCommandTests.Table(folder, 130, classes: true))
            .Select((line, row) => $"{line},{(row == 0 ? "z" : (row % 3) switch { 0 => "red", 1 => "green", _ => "blue" })}")];
        string data = folder.Write("two.csv", string.Join('\n', lines));
        string first = folder.Train("first", data, "--target", "y", "--drop", "z", "--seed", "3");
        Assert.NotNull(RunFolder.ReadRecord(first).Blend);

        string second = folder.Train("second", data, "--from", first, "--target", "z", "--drop", "y", "--epochs", "1", "--learning-rate",
            "1e-12");

        Network<float> before = ModelFile.Open(RunFolder.FindModel(first)).Load<float>(),
            after = ModelFile.Open(RunFolder.FindModel(second)).Load<float>();
        Assert.Equal([3], after.Output);
        Assert.DoesNotContain(after.Model.Layers, layer => layer is Scale);
        Assert.Contains("new: ", (string)Record(second)["recipe"]!, StringComparison.Ordinal);
        int kept = 0;
        foreach (Parameter<float> parameter in after.AllParameters)
        {
            Parameter<float>? known = before.AllParameters.FirstOrDefault(one => one.Name == parameter.Name);
            Assert.NotNull(known);
            if (known.Shape != parameter.Shape)
                continue;
            kept++;
            known.Data.ToArray().Zip(parameter.Data.ToArray()).ToList().ForEach(pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }

        Assert.True(kept > 0);
        CliFolder.Run("predict", second, data).Ok();
    }

    [Theory]
    [InlineData("--from {run} --pieces 4", "'pieces' (--pieces) cannot be used here")]
    [InlineData("--from {run} --freeze linear7", "There is no layer or parameter 'linear7' to freeze")]
    [InlineData("--from {run} --freeze linear1 --freeze linear2", "nothing to train")]
    [InlineData("--from {run} --model \"linear 9, tanh, linear 7, tanh, linear\"", "no weights can be copied")]
    [InlineData("--from nothing", "nothing does not exist")]
    [InlineData("--from {run} --blend on", "A blend (--blend on) needs a table")]
    public void What_does_not_fit_is_refused_before_anything_is_written(string words, string expected)
    {
        string data = folder.Write("flowers.csv", CliData.Flowers()), first = folder.Train("first", [data, .. Small]);

        CliResult result = CliFolder.Run(["train", data, .. ShellWords.Split(words.Replace("{run}", first, StringComparison.Ordinal)),
            "--out", folder["second"]]);

        Assert.Contains(expected, result.Refusal(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["second"]));
    }

    [Fact]
    public void Columns_that_the_model_needs_must_be_there()
    {
        string data = folder.Write("flowers.csv", CliData.Flowers()), first = folder.Train("first", [data, .. Small]);
        string[] names = CliData.Rows(CliData.Flowers())[0];
        string fewer = folder.Write("fewer.csv", CliData.Columns(CliData.Flowers(), names[0], names[1], names[4]));

        Assert.Contains("lacks 2 columns that the model needs",
            CliFolder.Run("train", fewer, "--from", first, "--out", folder["second"]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("takes rows of 4 numbers, but these have 64",
            CliFolder.Run("train", "digits", "--from", first, "--out", folder["second"]).Refusal(), StringComparison.Ordinal);
    }

    private static JsonNode Record(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;

    private static IEnumerable<float> Weights(string run) => ModelFile.Open(RunFolder.FindModel(run)).Load<float>().Parameters.ToArray();
}
