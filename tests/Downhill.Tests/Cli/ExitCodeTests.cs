using System.Text.Json.Nodes;
using Downhill.Cli;

namespace Downhill.Tests;

/// <summary>
/// The exit code of every ending of every verb: 0 done, 1 a check failed or something could not be written, 2 unusable, 3 diverged, 130
/// interrupted.
/// </summary>
public sealed class ExitCodeTests : IDisposable
{
    private const string Wild = "--optimizer 'sgd 1e30' --model linear";

    private static readonly string[] Verbs =
    [
        "train", "init", "resume", "find-lr", "tune", "evaluate", "report", "compare", "predict", "export", "import", "check", "step",
        "explain", "landscape", "walkthrough", "inspect", "datasets", "bench", "studio", "serve",
    ];

    private readonly CliFolder folder = new();

    [Fact]
    public void An_output_that_cannot_be_written_is_no_mistake_of_the_user()
    {
        using var error = new StringWriter { NewLine = "\n" };

        int code = CommandLine.Run(["datasets", "--json"], new Terminal(new FullWriter(), error, TextReader.Null),
            () => CancellationToken.None);

        Assert.Equal((1, "No space left on device\n"), (code, error.ToString()));
    }

    private sealed class FullWriter : StringWriter
    {
        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Write(string? value) => throw new IOException("No space left on device");

        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }

    public static TheoryData<int, string> Endings => new()
    {
        { 0, "train plane --epochs 1 --out {out}" },
        { 2, "train plane --epochs none" },
        { 2, "train {nothing}" },
        { 3, $"train plane {Wild} --out {{out}}" },
        { 3, $"train plane --folds 2 {Wild} --out {{out}}" },
        { 3, $"train plane --ensemble 2 {Wild} --out {{out}}" },
        { 0, "init plane --out {out}.json" },
        { 2, "init" },
        { 2, "resume {nothing}" },
        { 2, "resume {run}" },
        { 0, "find-lr plane --steps 20" },
        { 0, "find-lr plane --steps 20 --min-rate 1e30 --max-rate 1e38 --model linear" },
        { 2, "find-lr plane --steps 19" },
        { 0, "tune plane --epochs 1 --trials 2 --try batch=16|32 --out {out}" },
        { 0, "tune plane --epochs 1 --trials 6 --optimizer sgd --model linear --try learning-rate=0.001|1e30 --out {out}" },
        { 2, "tune plane" },
        { 3, "tune plane --epochs 1 --trials 2 --optimizer sgd --model linear --try learning-rate=1e29|1e30 --out {out}" },
        { 3, "tune plane --epochs 1 --trials 2 --optimizer sgd --model linear --try learning-rate=1e29|1e30 --out {out} --json" },
        { 3, "tune plane --epochs 9 --trials 3 --halving --optimizer sgd --model linear --try learning-rate=1e29|1e30 --out {out}" },
        { 0, "evaluate {run} plane" },
        { 2, "evaluate {run} iris" },
        { 0, "report {run}" },
        { 2, "report {nothing}" },
        { 0, "compare {run} {other}" },
        { 2, "compare {run}" },
        { 0, "predict {run} plane" },
        { 2, "predict {nothing} plane" },
        { 2, "predict {run} plane --out {nothing}/x/y.csv" },
        { 0, "export {run} --out {out}.onnx" },
        { 2, "export {run} --out {out}.pt" },
        { 0, "import {onnx} --out {out}.safetensors" },
        { 2, "import {nothing} --out {out}.safetensors" },
        { 0, "check plane" },
        { 1, "check plane --relative 0 --absolute 0" },
        { 2, "check {nothing}" },
        { 0, "step {example}" },
        { 2, "step {nothing}" },
        { 3, "step {wild}" },
        { 0, "explain {example} --parameter linear1.weight[0,0]" },
        { 2, "explain {example} --parameter linear9.weight[0,0]" },
        { 0, "landscape {example} --grid 5 --along linear1.weight[0,0] linear1.weight[1,0]" },
        { 0, "studio --help" },
        { 2, "studio {nothing}" },
        { 2, "studio --port 0" },
        { 0, "serve --help" },
        { 2, "serve {nothing}" },
        { 2, "landscape {nothing}" },
        { 0, "walkthrough mazur" },
        { 2, "walkthrough nobody" },
        { 0, "inspect {run}" },
        { 2, "inspect {nothing}" },
        { 0, "datasets" },
        { 2, "datasets --what" },
        { 0, "bench 4-4-2 --seconds 0.01 --threads 1" },
        { 2, "bench four" },
        { 2, "" },
        { 2, "nothing" },
        { 0, "--help" },
        { 0, "--version" },
    };

    public static TheoryData<string> Interrupted =>
    [
        "train plane --out {out}", "train plane --folds 2 --out {out}", "train plane --ensemble 2 --out {out}",
        "train {rows} --blend on --out {out}",
        "find-lr plane", "tune plane --try batch=16|32 --out {out}", "check digits",
        "landscape {example} --along linear1.weight[0,0] linear1.weight[1,0]", "bench 784-128-10 --threads 1", "resume {begun}",
    ];

    public void Dispose() => folder.Dispose();

    // The list says the names by which a command is found before it is made.
    [Fact]
    public void Each_command_is_listed_under_its_name() => Assert.Equal(Verbs,
        CommandLine.Commands(new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null), () => default)
            .Select(command => command.Name == command.Create().Name ? command.Name : "another name"));

    [Theory]
    [MemberData(nameof(Endings))]
    public void Every_ending_has_its_code(int code, string words)
    {
        CliResult result = CliFolder.Run(Words(words));
        Assert.True(result.Code == code, $"'{words}' ends with {result.Code}: {result.Output}{result.Error}");
        if (code == 2)
            Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    // An option that would be ignored is named.
    [Theory]
    [InlineData("check {example} --model linear", "--model")]
    [InlineData("check {example} --target y", "--target")]
    [InlineData("check {example} --data iris", "--data")]
    [InlineData("check {example} --loss huber", "--loss")]
    [InlineData("check {example} --rows 3", "--rows")]
    [InlineData("check {run} --model linear", "--model")]
    [InlineData("check {run} --target y", "--target")]
    [InlineData("check iris --data iris", "--data")]
    [InlineData("explain {run} --data plane --row 1 --line 2 --short", "--line")]
    [InlineData("explain {run} --data plane --short --all", "--short")]
    [InlineData("explain {run} --data plane --short --input 0", "--short")]
    [InlineData("explain {run} --data plane --all --class 1", "--class")]
    [InlineData("explain {run} --data plane --all --against 1", "--against")]
    [InlineData("explain {example} --all --format json --out {out}.html", "--format")]
    [InlineData("find-lr plane --learning-rate 0.1", "--learning-rate")]
    [InlineData("find-lr plane --schedule cosine", "--schedule and --warm-up")]
    [InlineData("find-lr plane --warm-up 5", "--schedule and --warm-up")]
    [InlineData("find-lr plane --folds 2", "--folds")]
    [InlineData("find-lr plane --ensemble 2", "--ensemble")]
    [InlineData("import {onnx} --map a=b --out {out}.safetensors", "--map")]
    [InlineData("import {onnx} --loss huber --out {out}.safetensors", "--loss")]
    [InlineData("tune plane --try batch=16|32 --overwrite --out {out}", "--overwrite")]
    public void An_option_without_a_meaning_is_refused(string words, string option) =>
        Assert.StartsWith($"{option} has no meaning here: ", CliFolder.Run(Words(words)).Refusal(), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Interrupted))]
    public void Whatever_is_interrupted_ends_with_130(string words)
    {
        CliResult result = CliFolder.Run(new CancellationToken(canceled: true), Words(words));
        Assert.True(result.Code == 130, $"'{words}' ends with {result.Code}: {result.Output}{result.Error}");
    }

    [Fact]
    public void A_resumed_run_that_diverges_ends_with_3()
    {
        string run = folder["run"];
        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true), "train", "plane", "--optimizer", "sgd 1e10", "--model",
            "linear", "--threads", "1", "--out", run).Code);
        Assert.Equal(3, CliFolder.Run("resume", run, "--threads", "1").Code);
        Assert.Equal(RunStatus.Diverged, RunFolder.Status(run));
    }

    [Fact]
    public void All_that_diverged_is_kept_and_said()
    {
        CliResult result = CliFolder.Run(
            Words("tune plane --epochs 1 --trials 2 --optimizer sgd --model linear --try learning-rate=1e29|1e30 --out {out}"));
        Assert.Empty(result.Output);
        Assert.EndsWith($"All trials diverged; try smaller learning rates. The trials are saved in {folder["out"]}.\n", result.Error,
            StringComparison.Ordinal);
        Assert.All(File.ReadAllLines(Path.Combine(folder["out"], "trials.jsonl")), line => Assert.Null(JsonNode.Parse(line)!["score"]));
    }

    [Fact]
    public void Every_verb_has_a_good_and_a_bad_ending()
    {
        string commands = CliFolder.Run("nothing").Error;
        Assert.Equal($"There is no command 'nothing'; commands are {string.Join(", ", Verbs)}.\n", commands);
        foreach (string verb in Verbs)
        {
            int[] codes = [.. Endings.Select(ending => ((int Code, string Words))((int)ending[0], (string)ending[1]))
                .Where(ending => ending.Words.Split(' ')[0] == verb).Select(ending => ending.Code)];
            Assert.Contains(2, codes);
            Assert.True(codes.Contains(0) || verb == "resume", verb);
        }
    }

    private string[] Words(string words)
    {
        string[] said = [.. ShellWords.Split(words)];
        return [.. said.Select(word => word.Contains('{', StringComparison.Ordinal) ? Fill(word) : word)];
    }

    private string Fill(string word) => word
        .Replace("{out}", folder["out"], StringComparison.Ordinal)
        .Replace("{nothing}", folder["nothing"], StringComparison.Ordinal)
        .Replace("{run}", word.Contains("{run}", StringComparison.Ordinal) ? Run() : string.Empty, StringComparison.Ordinal)
        .Replace("{other}", word.Contains("{other}", StringComparison.Ordinal)
            ? folder.Train("other", "plane", "--epochs", "2", "--model", "linear")
            : string.Empty, StringComparison.Ordinal)
        .Replace("{begun}", word.Contains("{begun}", StringComparison.Ordinal) ? Begun() : string.Empty, StringComparison.Ordinal)
        .Replace("{onnx}", word.Contains("{onnx}", StringComparison.Ordinal) ? Onnx() : string.Empty, StringComparison.Ordinal)
        .Replace("{rows}", word.Contains("{rows}", StringComparison.Ordinal) ? folder.Write("rows.csv", CliData.Churn()) : string.Empty,
            StringComparison.Ordinal)
        .Replace("{example}", Example("0.5"), StringComparison.Ordinal)
        .Replace("{wild}", Example("1e300"), StringComparison.Ordinal);

    private string Run() => Directory.Exists(folder["trained"])
        ? folder["trained"]
        : folder.Train("trained", "plane", "--epochs", "1", "--model", "linear 3, tanh, linear");

    private string Begun()
    {
        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true), "train", "plane", "--threads", "1", "--out",
            folder["begun"]).Code);
        return folder["begun"];
    }

    private string Onnx()
    {
        CliFolder.Run("export", Run(), "--out", folder["model.onnx"], "--without-preprocessing").Ok();
        return folder["model.onnx"];
    }

    private string Example(string weight) => folder.Write($"example{weight}.json", $$"""
        {"network": {"input": [2], "layers": [{"type": "linear", "outputs": 2, "weight": [[{{weight}}, 2], [3, 4]]}]}, "loss": {"type": "sum-squared-error"},
         "optimizer": {"type": "sgd", "learningRate": 0.1}, "samples": [{"input": [0.5, 1], "target": [0, 1]}]}
        """);
}
