using System.Text;
using System.Text.Json;
using Downhill.Cli;
using Downhill.Experiments;
using Downhill.Onnx;
using Downhill.Serving;
using Downhill.Tables;

namespace Downhill.Fuzzing;

/// <summary>Readers of JSON and of the notation.</summary>
internal static class JsonTargets
{
    // Larger networks are described, but not made here.
    private const long MaxParameters = 20_000;

    private static readonly string Folder = Directory.CreateTempSubdirectory("downhill-fuzz-").FullName;
    private static readonly RowReader RowReader = new(
        Preprocessing.Of([new NumberEncoding("a", 0, 1), new CategoryEncoding("c", ["x", "y"], HasOther: true),
            new BooleanEncoding("b", "no", "yes"), new DateEncoding("d", "yyyy-MM-dd", 19_000, 30, true, true, false)], "t", ["n", "y"]),
            4);

    public static Target Recipe { get; } = Target.OfText(
        "recipe",
        ReadRecipe,
        ["// a recipe\n{\n  \"data\": \"iris\",\n  \"epochs\": 3, // few\n  \"model\": \"linear 4, tanh, linear\",\n  \"loss\": "
            + "\"softmax-cross-entropy\",\n}\n",
            "{\"data\": [\"a.csv\", \"b.csv\"], \"columns\": {\"age\": \"number\", \"--x\": \"drop\"}, \"missing\": [\"-\", \"x\"], "
                + "\"no-shuffle\": true}"],
        "\"data\":", "\"columns\":", "\"epochs\":", "\"learning-rate\":", "\"folds\":", "\"ensemble\":", "\"optimizer\":", "\"sgd 0.1\"",
        "true", "false", "[", "{", "//", "--");

    public static Target Run { get; } =
        new("run", ReadRun, [TrainedRun()],
        ["null", "{}", "[]", "\"status\":", "\"finished\"", "\"metrics\":", "\"model\":", "\"training\":", "-1", "1e999", "\"\""]);

    public static Target WorkedExample { get; } = Target.OfText(
        "worked",
        ReadWorked,
        ["""{"network": {"layers": [{"outputs": 2, "type": "linear", "weight": [[0.1, -0.2], [0.4, 0.5]]}, {"type": "tanh"}], "input": [2]}, "loss": {"type": "half-squared-error"}, "optimizer": {"type": "sgd", "learningRate": 0.5}, "samples": [{"input": [1, 2], "target": [0.5, -0.5]}], "steps": 1}"""],
        [.. Catalog.Layers.Entries.Select(entry => $"{{\"type\": \"{entry.Name}\"}}"),
            .. Catalog.Optimizers.Entries.Select(entry => $"\"{entry.Name}\""), "\"weight\":", "\"bias\":", "\"expected\":",
            "\"samples\": [", "1e308", "-1", "null"]);

    public static Target ModelToOnnx { get; } = Target.OfText(
        "model-json",
        ReadModelJson,
        ["""{"input": [4], "layers": [{"type": "linear", "outputs": 3}, {"type": "relu"}, {"type": "linear", "outputs": 2}]}""",
            Description.Write(Model.Parse("linear 4, layer-norm, residual (tanh), linear", [6], 2))],
        [.. Catalog.Layers.Entries.SelectMany(entry =>
            entry.Options.Select(option => $"\"{option.Name}\":").Append($"{{\"type\": \"{entry.Name}\"}}"))]);

    public static Target Notation { get; } = Target.OfText(
        "notation",
        ReadNotation,
        [.. Catalog.Layers.Entries.Where(entry => entry.ExampleInput is [5]).SelectMany(entry => entry.Examples),
            "linear 64, relu, linear 10", "average (linear 3; relu, linear 3) weights=(2, 1)"],
        [.. Catalog.Layers.Entries.Select(entry => entry.Name), "(", ")", ";", "=", ", ", "weights=(", "residual (", "concat ("]);

    public static Target Rows { get; } = Target.OfText(
        "serving", ReadRows, ["""{"a": 1.5, "c": "x", "b": "yes", "d": "2024-01-31"}""",
            """[{"a": null, "c": "z", "b": true, "d": null}, {"a": "1e3", "c": 1, "b": 0, "d": "2024-02-29", "t": "y"}]"""], "\"a\":",
            "\"c\":", "\"b\":", "\"d\":", "null", "[", "{", "},{");

    private static void ReadRecipe(byte[] bytes)
    {
        string path = Path.Combine(Folder, "recipe.json");
        File.WriteAllBytes(path, bytes);
        RecipeFile.Read(path);
    }

    private static void ReadRun(byte[] bytes)
    {
        string run = Path.Combine(Folder, "run");
        File.WriteAllBytes(Path.Combine(run, "run.json"), bytes);
        RunFolder.Status(run);
        RunFolder.Command(run);
        RunFolder.LearntFrom(run);
        foreach (string[] words in (string[][])[["inspect", run], ["compare", run, Path.Combine(Folder, "sound")],
            ["compare", run, Path.Combine(Folder, "sound"), "--json"]])
        {
            using var error = new StringWriter();
            int code = CommandLine.Run(words, new Terminal(TextWriter.Null, error, TextReader.Null), () => default);
            if (code == 1)
                throw new FindException($"{words[0]}: {error}");
            if (code != 0)
                throw new DownhillException(error.ToString().TrimEnd('\n', '\r'));
        }

        RunRecord record = RunFolder.ReadRecord(run);
        Reports.HtmlWriter.Write(new Reports.RunReport("run", record, []).Document(), TextWriter.Null);
    }

    private static void ReadWorked(byte[] bytes)
    {
        WorkedExample example = Downhill.WorkedExample.FromJson(Encoding.UTF8.GetString(bytes), "example.json");
        if (IsSmall(example.Network))
            example.Run(1);
    }

    private static void ReadModelJson(byte[] bytes)
    {
        Model model = Description.Read<Model>(Encoding.UTF8.GetString(bytes), "model.json");
        model.OutputShape();
        if (IsSmall(model))
            OnnxExport.Write(new Network<float>(model), Preprocessing.None(), null);
    }

    private static void ReadNotation(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        string json = Downhill.Notation.Chain(text).ToJsonString();
        var model = Description.Read<Model>($$"""{"input": [5], "layers": {{json}}}""", "model");
        if (Description.Write(Description.Read<Model>(Description.Write(model), "model")) != Description.Write(model))
            throw new FindException("A model is another one when it is written and read again.");
        model.OutputShape();
    }

    private static void ReadRows(byte[] bytes)
    {
        PredictorRows rows = RowReader.Read(bytes, 1000);
        using JsonDocument document = JsonDocument.Parse(bytes);
        int count = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.GetArrayLength() : 1;
        if (rows.Count != count || rows.Raw.Length != 4 * count)
            throw new FindException($"{count} rows become {rows.Count}.");
    }

    private static bool IsSmall(Model model) => model.Parameters().Sum(parameter => (long)parameter.Spec.Shape.Size) < MaxParameters;

    private static byte[] TrainedRun()
    {
        foreach (string name in (string[])["run", "sound"])
            CommandLine.Run(["train", "iris", "--epochs", "2", "--model", "linear 2, tanh, linear", "--threads", "1", "--quiet", "--out",
                Path.Combine(Folder, name)], new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null), () => default);
        return File.ReadAllBytes(Path.Combine(Folder, "run", "run.json"));
    }
}
