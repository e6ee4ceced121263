using System.Globalization;
using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>What the verb inspect says that train would do with a table.</summary>
public sealed class TrainPlanTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{1}", "", "regression", "because its values are numbers; --task classification")]
    [InlineData("{0}", "", "classification",
        "3 classes (1, 2, 3), because they are a few consecutive whole numbers, each in many rows; --task regression")]
    [InlineData("{0}", "--task regression", "regression", "as told")]
    [InlineData("{2}", "", "classification", "2 classes (0, 1), because there are two different numbers; --task regression")]
    [InlineData("kind {0}", "", "classification", "because its values are text")]
    public void It_says_what_the_target_is_taken_for_and_what_says_otherwise(string form, string more, string task, string why)
    {
        string data = folder.Write("rows.csv", "a,y\n"
            + string.Concat(Enumerable.Range(0, 90)
            .Select(row => string.Format(CultureInfo.InvariantCulture, $"{row % 7},{form}\n", 1 + (row % 3), row * 1.5, row % 2))));
        string[] words = ["inspect", data, .. ShellWords.Split(more)];

        JsonNode plan = CliFolder.Run([.. words, "--json"]).Ok().Json["train"]!;
        string text = CliFolder.Run(words).Ok().Output;

        Assert.Equal(("y", task), ((string)plan["target"]!, (string)plan["task"]!));
        Assert.Contains(why, (string)plan["why"]!, StringComparison.Ordinal);
        Assert.Contains("It would predict the last column, 'y'; --target names another.", text, StringComparison.Ordinal);
        string run = folder.Train("run", [data, .. ShellWords.Split(more)]);
        Assert.Equal((string)plan["recipe"]!, (string)JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["recipe"]!);
    }

    [Fact]
    public void It_says_why_train_would_refuse()
    {
        string data = folder.Write("rows.csv", "a,y\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row % 7},name {row}\n")));

        JsonNode plan = CliFolder.Run("inspect", data, "--json").Ok().Json["train"]!;

        Assert.Equal(CliFolder.Run("train", data, "--out", folder["run"]).Refusal(), (string)plan["refusal"]!);
        Assert.Contains("too many for classes", (string)plan["refusal"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_of_a_large_table_has_two_digits_and_the_rows_to_watch_are_at_most_2000()
    {
        string data = folder.Write("rows.csv", "a,y\n"
            + string.Concat(Enumerable.Range(0, 32561).Select(row => $"{row % 7},{(row % 3) * 0.5}\n")));

        string run = folder.Train("run", data, "--model", "linear", "--epochs", "1", "--task", "regression");

        JsonNode record = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
        Assert.Contains(" --validation 0.061 --test 0.2 ", (string)record["command"]!, StringComparison.Ordinal);
        Assert.InRange((int)record["data"]!["validation"]!, 1900, 2000);
    }

    [Fact]
    public void A_run_that_is_interrupted_does_not_look_at_the_test_rows()
    {
        string data = folder.Write("flowers.csv", CliData.Flowers());

        CliResult result = CliFolder.Run(new CancellationToken(canceled: true), "train", data, "--model", "linear 8, relu, linear", "--out",
            folder["run"], "--validation", "0.2");

        JsonNode metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(folder["run"], "run.json")))!["metrics"]!;
        Assert.Equal(130, result.Code);
        Assert.Null(metrics["test"]);
        Assert.NotNull(metrics["validation"]);
        Assert.DoesNotContain("\ntest ", result.Output, StringComparison.Ordinal);
        Assert.Null(JsonNode.Parse(File.ReadAllText(Path.Combine(folder["run"], "run.json")))!["metrics"]!["train"]);
    }
}
