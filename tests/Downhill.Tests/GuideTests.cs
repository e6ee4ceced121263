using System.Globalization;
using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>What the guide to explanations shows is what happens.</summary>
public sealed class GuideTests
{
    private static readonly string Path = Repository.Find("docs", "guide-explain.md");
    private static readonly string Guide = File.ReadAllText(Path).ReplaceLineEndings("\n");

    [Fact]
    public void The_explanation_is_what_the_command_prints()
    {
        string file = Repository.Find("examples", "worked", "hill.json");
        string printed = CliFolder.Run("explain", file, "--parameter", "linear1.weight[0,1]").Ok().Output.TrimEnd();
        if (Environment.GetEnvironmentVariable("DOWNHILL_UPDATE_DOCS") == "1")
            File.WriteAllText(Path, Guide.Replace(Block("text"), printed, StringComparison.Ordinal));
        else
            Assert.True(printed == Block("text"),
                "docs/guide-explain.md does not show what explain prints. Write it anew with: "
                    + "DOWNHILL_UPDATE_DOCS=1 dotnet test --filter GuideTests");
    }

    [Fact]
    public void The_complete_example_runs_and_gives_what_it_expects()
    {
        using var folder = new CliFolder();
        string path = folder.Write("fence.json", Block("json")), picture = folder["fence.svg"];
        JsonNode expected = JsonNode.Parse(Block("json"))!["expected"]!, result = CliFolder.Run("step", path, "--json").Ok().Json;
        Assert.Equal((double)expected["lossBefore"]!, (double)result["lossBefore"]!, 1e-15);
        Assert.Equal((double)expected["lossAfter"]!, (double)result["lossAfter"]!, 1e-15);
        Assert.True((double)result["lossAfter"]! < (double)result["lossBefore"]!);
        CliFolder.Run("check", path).Ok();
        CliFolder.Run("explain", path, "--all").Ok();
        CliFolder.Run("landscape", path, "--along", "linear2.weight[0,0]", "linear2.weight[1,0]", "--steps", "60", "--out", picture).Ok();
        Assert.True(File.Exists(picture));
    }

    [Theory]
    [InlineData("hill")]
    [InlineData("handwriting")]
    public void The_story_has_the_numbers_of_the_files(string name)
    {
        JsonNode file = JsonNode.Parse(File.ReadAllText(Repository.Find("examples", "worked", $"{name}.json")))!;
        JsonNode printed = file["published"]!["printed"]!, right = file["expected"]!["updated"]!;
        Network<double> network = WorkedExample.Load(Repository.Find("examples", "worked", $"{name}.json")).NewNetwork();
        foreach (Parameter<double> parameter in network.AllParameters)
        {
            double[] was = Numbers(printed[parameter.Name]!), should = Numbers(right[parameter.Name]!);
            for (int i = 0; i < was.Length; i++)
                Assert.Contains(Invariant($"| `{parameter.Entry(i)}` | {parameter.Data.Span[i]} | {was[i]:F8} | {should[i]:F8} |"), Guide,
                    StringComparison.Ordinal);
        }

        double before = (double)file["expected"]!["lossBefore"]!, wrong = (double)file["published"]!["lossAfter"]!,
            after = (double)file["expected"]!["lossAfter"]!;
        Assert.Contains(Invariant($"| cost, from {before:F8} | | {wrong:F8} | {after:F8} |"), Guide, StringComparison.Ordinal);
        Assert.Contains(Invariant($"by {before - after:F8} instead of {before - wrong:F8} in `{name}`"), Guide, StringComparison.Ordinal);
    }

    [Fact]
    public void The_story_has_the_slopes_of_the_sigmoid()
    {
        double output = Sigmoid(2.65);
        foreach (double number in (double[])[output, output * (1 - output), Sigmoid(output) * (1 - Sigmoid(output)),
            Sigmoid(1) * (1 - Sigmoid(1))])
            Assert.Contains(Invariant($"{number:F8}"), Guide, StringComparison.Ordinal);
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double[] Numbers(JsonNode node) => node is JsonArray items
        ? [.. items.SelectMany(item => Numbers(item!))]
        : [(double)node];

    private static string Block(string language)
    {
        string start = $"```{language}\n";
        int from = Guide.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return Guide[from..Guide.IndexOf("\n```", from, StringComparison.Ordinal)];
    }
}
