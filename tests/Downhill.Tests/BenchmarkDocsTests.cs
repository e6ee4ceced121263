using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>The README's table of speeds says what the result files say.</summary>
public sealed class BenchmarkDocsTests
{
    private const string Start =
        "<!-- benchmarks: written from benchmarks/results by DOWNHILL_UPDATE_DOCS=1 dotnet test --filter DocsTests -->\n",
        End = "<!-- end of benchmarks -->";

    [Fact]
    public void The_table_in_the_readme_is_what_was_measured()
    {
        string path = Repository.Find("README.md"), readme = File.ReadAllText(path).ReplaceLineEndings("\n");
        int from = readme.IndexOf(Start, StringComparison.Ordinal) + Start.Length, to = readme.IndexOf(End, StringComparison.Ordinal);
        Assert.True(from >= Start.Length && to >= from, "README.md has no block for the benchmarks.");
        string expected = string.Join("\n", Results("training.json").Select(Render));
        if (Environment.GetEnvironmentVariable("DOWNHILL_UPDATE_DOCS") == "1")
            File.WriteAllText(path, $"{readme[..from]}{expected}{readme[to..]}");
        else
            Assert.True(readme[from..to] == expected,
                "README.md does not show what benchmarks/results hold. Write it anew with: "
                    + "DOWNHILL_UPDATE_DOCS=1 dotnet test --filter DocsTests");
    }

    [Fact]
    public void Every_result_names_the_processor_the_parties_and_the_spread_and_has_its_page()
    {
        foreach (string path in Results("*.json").Where(path => Path.GetFileName(path) != "targets.json"))
        {
            JsonNode result = JsonNode.Parse(File.ReadAllText(path))!;
            Assert.NotEmpty((string)result["processor"]!);
            Assert.Contains("Downhill", result["parties"]!.AsObject().Select(party => party.Key));
            string page = File.ReadAllText(Path.ChangeExtension(path, ".md"));
            Assert.All(result["parties"]!.AsObject(),
                party => Assert.Contains($"- {party.Key}: {party.Value}", page, StringComparison.Ordinal));
            foreach (JsonNode? run in result["rows"]!.AsArray().SelectMany(row => row!["runs"]?.AsObject().Select(run => run.Value) ?? []))
                Assert.True(run!["problem"] is not null || (double)run["low"]! <= (double)run["median"]!, path);
        }
    }

    private static string[] Results(string pattern)
    {
        string folder = Repository.Find("benchmarks", "results");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [];
    }

    private static string Render(string path)
    {
        JsonNode result = JsonNode.Parse(File.ReadAllText(path))!;
        string folder = Path.GetFileName(Path.GetDirectoryName(path))!;

        // TorchSharp, which a .NET program would use, where it was measured.
        bool isTorchSharp = result["parties"]!["TorchSharp"]?.ToString().StartsWith("missing", StringComparison.Ordinal) == false;
        string peer = isTorchSharp ? "TorchSharp" : "PyTorch", key = isTorchSharp ? "torchsharp" : "torch";
        string about = result["parties"]![peer]!.ToString(), version = isTorchSharp ? about : about.Split(',')[0];
        var text = new StringBuilder(
            $"{result["processor"]}, {result["date"]}; {peer} {version}; microseconds of a training step:\n\n");
        text.Append($"| network | batch | optimizer | Downhill, 1 thread | of peak | {peer}, 1 thread | speed-up | Downhill, "
            + $"all threads | {peer} at its best | speed-up |\n");
        text.Append("|---|--:|---|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (JsonNode row in result["rows"]!.AsArray().Where(row => row!["case"]!["gather"] is null).Select(row => row!))
        {
            JsonNode ours = row["runs"]!["ours-1"]!, all = row["runs"]![$"ours-{result["cores"]}"]!;
            JsonNode? theirs = row["runs"]![$"{key}-1"], best = isTorchSharp ? Best(row, key) : Best(row, key, "compiled");
            text.Append($"| {row["case"]!["network"]} | {row["case"]!["batch"]} | {row["case"]!["optimizer"]} | {Time(ours)} | "
                + $"{(double)ours["percentOfPeak"]!:F0} % ");
            text.Append($"| {Time(theirs)} | {Ratio(theirs, ours)} | {Time(all)} | {Time(best)} | {Ratio(best, all)} |\n");
        }

        return text.Append($"\nMore, with spread, versions and the rows that are lost: "
            + $"[benchmarks/results/{folder}](benchmarks/results/{folder}).\n").ToString();
    }

    private static JsonNode? Best(JsonNode row, params string[] parties) => row["runs"]!.AsObject().Select(run => run.Value!)
        .Where(run => parties.Contains((string)run["party"]!) && run["median"] is not null)
        .MinBy(run => (double)run["median"]!);

    private static string Time(JsonNode? run) => run?["median"] is JsonNode median ? Number((double)median * 1e6) : "—";

    // The median of how many times as long they take, round by round.
    private static string Ratio(JsonNode? theirs, JsonNode ours)
    {
        if (theirs?["median"] is null)
            return "—";
        double[] ratios = [.. theirs["rounds"]!.AsArray().Zip(ours["rounds"]!.AsArray(), (their, our) => (double)their! / (double)our!)
            .Order()];
        return $"{Number((ratios[(ratios.Length - 1) / 2] + ratios[ratios.Length / 2]) / 2)} ×";
    }

    private static string Number(double value) =>
        value.ToString(value >= 100 ? "N0" : value >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);
}
