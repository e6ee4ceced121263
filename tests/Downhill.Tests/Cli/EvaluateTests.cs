using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class EvaluateTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("flowers", "float")]
    [InlineData("flowers", "double")]
    [InlineData("churn", "float")]
    [InlineData("prices", "float")]
    public void The_test_rows_of_a_run_are_measured_the_same_again(string kind, string precision)
    {
        string csv = kind switch { "flowers" => CliData.Flowers(), "churn" => CliData.Churn(), _ => CliData.Prices() };
        string train = folder.Write("train.csv", CliData.Part(csv, 45..)), test = folder.Write("test.csv", CliData.Part(csv, ..80));
        string run = folder.Train("run", train, "--test", test, "--epochs", "5", "--precision", precision);
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["metrics"]!["test"]!;

        Assert.Equal(80, (int)expected["rows"]!);
        foreach (string threads in new[] { "1", "3" })
        {
            JsonNode actual = CliFolder.Run("evaluate", run, test, "--json", "--threads", threads).Ok().Json;
            Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected} is not {actual}");
        }
    }

    [Fact]
    public void A_person_sees_the_metrics_and_each_class()
    {
        string table = folder.Write("churn [1].csv", CliData.Churn());
        string run = folder.Train("run", table, "--epochs", "1");

        string text = CliFolder.Run("evaluate", run, table).Ok().Output;

        foreach (string word in new[] { "accuracy", "ROC-AUC", "precision", ">yes, [really]", "churn [1].csv", "200" })
            Assert.Contains(word, text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_no_better_than_a_constant_is_said()
    {
        string rows = string.Concat(Enumerable.Range(0, 100).Select(row => $"{row % 7},{(row % 10 == 0 ? "fraud" : "ok")}\n"));
        string table = folder.Write("cards.csv", "x,y\n" + rows), all = folder.Write("all.csv", CliData.Flowers());

        Assert.Contains("On these rows the network is no better than always answering \"ok\".",
            CliFolder.Run("evaluate", folder.Train("run", table, "--epochs", "1"), table).Ok().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("no better",
            CliFolder.Run("evaluate", folder.Train("good", all, "--epochs", "40"), all).Ok().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_the_target_are_refused()
    {
        string run = folder.Train("run", folder.Write("prices.csv", CliData.Prices()), "--epochs", "1");
        string lacking = folder.Write("lacking.csv", CliData.Columns(CliData.Prices(), "x", "y"));
        string unknown = folder.Write("unknown.csv",
            CliData.Columns(CliData.Prices(), "x", "y", "extra").Replace("extra", "price", StringComparison.Ordinal));

        Assert.Contains("price", CliFolder.Run("evaluate", run, lacking).Refusal(), StringComparison.Ordinal);
        Assert.Contains("whatever", CliFolder.Run("evaluate", run, unknown).Refusal(), StringComparison.Ordinal);
        Assert.Contains("no classes", CliFolder.Run("evaluate", run, "moons").Refusal(), StringComparison.Ordinal);
    }
}
