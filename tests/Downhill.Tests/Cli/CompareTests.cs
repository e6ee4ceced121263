using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class CompareTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_best_of_each_metric_is_marked_and_what_differs_is_told()
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());
        string little = folder.Train("little", table, "--epochs", "1", "--learning-rate", "0.0001"),
            much = folder.Train("much", table, "--epochs", "60", "--learning-rate", "0.01");

        JsonNode json = CliFolder.Run("compare", little, much, "--json").Ok().Json;

        Assert.True((bool)json["comparable"]!);
        foreach (string metric in new[] { "loss", "accuracy" })
            Assert.Equal([much], json["best"]![metric]!.AsArray().Select(run => (string)run!));
        Assert.Equal(["0.0001", "0.01"], json["differences"]!["learning rate"]!.AsArray().Select(rate => (string)rate!));
        Assert.Null(json["differences"]!["seed"]);

        string[] lines = CliFolder.Run("compare", little, much).Ok().Output.Split('\n');
        Assert.Matches(@"^\s*accuracy\s+\S+\s+\S+ ★\s*$",
            Assert.Single(lines, line => line.TrimStart().StartsWith("accuracy", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("seed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_shows_table_and_curves_and_stands_alone()
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());
        string one = folder.Train("one", table, "--epochs", "3"), two = folder.Train("two", table, "--epochs", "30");
        CliFolder.Run("compare", one, two, "--out", folder["page.html"]).Ok();
        Assert.Contains("--html FILE is now --out", CliFolder.Run("compare", one, two, "--html", folder["old.html"]).Ok().Error,
            StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(folder["page.html"]), File.ReadAllText(folder["old.html"]));
        CliFolder.Run("compare", one, two, "--out", folder["page.tex"]).Ok();
        Assert.EndsWith("\\end{document}\n", File.ReadAllText(folder["page.tex"]), StringComparison.Ordinal);
        Assert.Contains("ends in .html", CliFolder.Run("compare", one, two, "--out", folder["page.doc"]).Refusal(),
            StringComparison.Ordinal);
        string page = File.ReadAllText(folder["page.html"]);
        Assert.Contains("★", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains(">30</td>", page, StringComparison.Ordinal);
        Assert.Contains("Training loss", page, StringComparison.Ordinal);
        Assert.Contains("Learning rate", page, StringComparison.Ordinal);
        Assert.Equal(2 * 2, page.Split("<polyline").Length - 1);
        Assert.DoesNotContain("href", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_named_twice_is_one()
    {
        string run = folder.Train("run", "iris", "--epochs", "1");

        Assert.Contains("there is 1", CliFolder.Run("compare", run, run + Path.DirectorySeparatorChar, run).Refusal(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--test", "0.4")]
    [InlineData("--seed", "5")]
    public void Runs_on_other_rows_are_shown_without_a_best(string option, string value)
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());
        string one = folder.Train("one", table, "--epochs", "1"), other = folder.Train("other", table, "--epochs", "9", option, value);

        JsonNode json = CliFolder.Run("compare", one, other, "--json").Ok().Json;

        Assert.False((bool)json["comparable"]!);
        Assert.Empty(json["best"]!["loss"]!.AsArray());
        Assert.DoesNotContain("★", CliFolder.Run("compare", one, other).Ok().Output, StringComparison.Ordinal);
    }

    // As many rows of the same data are measured, but other ones.
    [Theory]
    [InlineData("--group one", "--group other")]
    [InlineData("--time first", "--time second")]
    [InlineData("--split random", "--split stratified")]
    [InlineData("--task classification", "--task classification --split random")]
    public void Runs_whose_rows_were_dealt_otherwise_are_not_alike(string options, string otherOptions)
    {
        string table = folder.Write("rows.csv", "one,other,first,second,x,y\n"
            + string.Concat(Enumerable.Range(0, 60)
            .Select(row => $"g{row % 10},h{row / 6},{row},{row * 7 % 60},{row % 7},{(row % 3 == 0 ? "a" : "b")}\n")));
        string one = Train("one", options), other = Train("other", otherOptions), same = Train("same", options);

        Assert.False((bool)CliFolder.Run("compare", one, other, "--json").Ok().Json["comparable"]!);
        Assert.True((bool)CliFolder.Run("compare", one, same, "--json").Ok().Json["comparable"]!);

        string Train(string name, string words) =>
            folder.Train(name, [table, "--epochs", "1", "--model", "linear", "--seed", "3", .. words.Split(' ')]);
    }

    [Fact]
    public void Broken_and_missing_runs_are_named_and_left_out()
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());
        string one = folder.Train("one", table, "--epochs", "1"), two = folder.Train("two", table, "--epochs", "2");
        string broken = folder.Train("broken", table, "--epochs", "1"), open = folder.Train("open", table, "--epochs", "1");
        File.WriteAllText(Path.Combine(broken, "run.json"), "{");
        string record = Path.Combine(open, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"finished\"", "\"interrupted\"", StringComparison.Ordinal));

        string killed = folder.Train("killed", table, "--epochs", "1"); // its record says that it runs, but nobody works in its folder
        File.WriteAllText(Path.Combine(killed, "run.json"), File.ReadAllText(Path.Combine(killed, "run.json"))
            .Replace("\"finished\"", "\"running\"", StringComparison.Ordinal));

        CliResult result = CliFolder.Run("compare", one, broken, open, killed, folder["gone"], two);

        Assert.Equal(0, result.Code);
        Assert.Contains($"The run in {killed} is not finished but interrupted", result.Error, StringComparison.Ordinal);
        Assert.Equal(4, result.Error.Split('\n').Count(line => line.StartsWith("left out: ", StringComparison.Ordinal)));
        Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, CliFolder.Run("compare", one, broken).Code);
    }
}
