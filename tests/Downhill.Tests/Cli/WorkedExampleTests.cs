using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>The verbs on worked examples: step, explain and check.</summary>
public sealed class WorkedExampleTests : IDisposable
{
    private const string TwoSamples = """
        {"network": {"layers": [{"outputs": 3, "type": "linear", "hasBias": false, "weight": [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]]}, {"type": "tanh"},
         {"type": "linear", "outputs": 2, "weight": [[0.7, 0.1], [-0.3, 0.2], [0.5, -0.9]], "bias": [0.01, -0.02]}, {"type": "elu"}], "input": [2]},
         "loss": {"reduction": "mean", "type": "half-squared-error"}, "optimizer": {"type": "sgd", "learningRate": 0.5},
         "samples": [{"input": [1, 2], "target": [0.5, -0.5]}, {"input": [-0.3, 0.8], "target": [1, 0]}], "steps": 3, "published": ["anything"]}
        """;

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("hill")]
    [InlineData("handwriting")]
    [InlineData("mazur")]
    public void Step_gives_the_expected_numbers(string name)
    {
        string path = Repository.Find("examples", "worked", $"{name}.json");
        JsonNode expected = JsonNode.Parse(File.ReadAllText(path))!["expected"]!;
        JsonNode actual = JsonNode.Parse(CliFolder.Run("step", path, "--json").Ok().Output)!;
        Assert.Equal(expected.AsObject().Select(entry => entry.Key).Order(), actual.AsObject().Select(entry => entry.Key).Order());
        AssertClose(expected, actual);
    }

    [Theory]
    [InlineData("1e200", "0.5", "1e200", "the output of 'linear1' in step 1", "the output of 'linear1'")]
    [InlineData("1e150", "0.5", "1e10", "the loss itself in step 1", "the loss itself")]
    [InlineData("1e-80", "0.5", "1e200", "the gradient of 'linear1.weight' in step 1", "the gradient of 'linear1.weight'")]
    [InlineData("0.1", "1e308", "1", "the output of 'linear2' after the update", null)]
    public void Numbers_that_overflow_are_named_after_what_can_be_shown(string weight, string rate, string input, string where,
        string? atOnce)
    {
        string path = folder.Write("huge.json", $$"""
            {"network": {"input": [1], "layers": [{"type": "linear", "outputs": 1, "weight": [[{{weight}}]]}, {"type": "linear", "outputs": 1, "weight": [[0.7]]}]},
             "loss": {"type": "half-squared-error"}, "optimizer": {"type": "sgd", "learningRate": {{rate}}}, "samples": [{"input": [{{input}}], "target": [0.5]}]}
            """);
        CliResult step = CliFolder.Run("step", path), json = CliFolder.Run("step", path, "--json");
        Assert.Equal((3, 3), (step.Code, json.Code));
        Assert.StartsWith($"The first non-finite value is {where};", step.OneLine(), StringComparison.Ordinal);
        Assert.Contains("cost after", step.Output, StringComparison.Ordinal);
        Assert.Equal(where, (string)JsonNode.Parse(json.Output)!["firstNonFinite"]!);

        foreach (string[] words in (string[][])[["explain", path, "--parameter", "linear1.weight[0,0]"], ["check", path]])
        {
            CliResult shown = CliFolder.Run(words);
            Assert.Equal(atOnce is null ? 0 : 3, shown.Code);
            Assert.Contains("weight[0, 0]", shown.Output.Replace("worst entry", "weight[0, 0]", StringComparison.Ordinal),
                StringComparison.Ordinal);
            if (atOnce is not null)
                Assert.StartsWith($"The first non-finite value is {atOnce};", shown.OneLine(), StringComparison.Ordinal);
        }
    }

    // What "step" does to every weight, said beside its derivative.
    [Fact]
    public void Every_derivative_says_what_the_first_update_makes_of_its_weight()
    {
        string hill = Repository.Find("examples", "worked", "hill.json");
        JsonObject updated = CliFolder.Run("step", hill, "--json").Ok().Json["updated"]!.AsObject();
        double[] expected = [.. updated.SelectMany(parameter => Numbers(parameter.Value!))];

        JsonNode?[] all = [.. CliFolder.Run("explain", hill, "--all", "--format", "json").Ok().Lines.Select(line => JsonNode.Parse(line))];

        Assert.Equal(expected.Order(), all.Select(one => (double)one!["updated"]!).Order());

        static IEnumerable<double> Numbers(JsonNode node) => node is JsonArray many
            ? many.SelectMany(one => Numbers(one!))
            : [(double)node];
    }

    [Fact]
    public void Step_makes_as_many_updates_as_asked_for()
    {
        string path = folder.Write("two.json", TwoSamples);
        JsonNode byFile = Step(path), three = Step(path, "--steps", "3"), one = Step(path, "--steps", "1");
        Assert.Equal(byFile.ToJsonString(), three.ToJsonString());
        Assert.Equal(one["gradient"]!.ToJsonString(), three["gradient"]!.ToJsonString());
        Assert.True((double)three["lossAfter"]! < (double)one["lossAfter"]!);

        double weight = 0.1 - (0.5 * (double)one["gradient"]!["linear1.weight"]![0]![0]!);
        Assert.Equal(weight, (double)one["updated"]!["linear1.weight"]![0]![0]!, 1e-15);
    }

    [Fact]
    public void Explain_agrees_with_step_and_with_differences()
    {
        string path = folder.Write("two.json", TwoSamples);
        JsonNode gradient = Step(path)["gradient"]!["linear1.weight"]!;
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                JsonNode explained = JsonNode.Parse(CliFolder.Run("explain", path, "--parameter", $"linear1.weight[{i},{j}]", "--format",
                    "json").Ok().Output)!;
                Assert.Equal((double)gradient[i]![j]!, (double)explained["value"]!);
                Assert.InRange((int)explained["digitsThatAgree"]!, 7, 16);
                JsonNode last = explained["steps"]!.AsArray()[^1]!;
                Assert.Equal((double)explained["value"]!, last["terms"]!.AsArray().Sum(term => (double)term!["value"]!), 1e-14);
                Assert.Equal(2, last["terms"]!.AsArray().Count);
            }
        }
    }

    [Fact]
    public void Explain_shows_the_chain_from_the_loss_to_the_weight()
    {
        string text = CliFolder.Run("explain", Repository.Find("examples", "worked", "hill.json"), "--parameter", "linear1.weight[0,1]")
            .Ok().Output;
        string[] order = ["∂C/∂sigmoid2[0]", "∂C/∂linear2[0]", "∂C/∂sigmoid1[1]", "∂C/∂linear1[1]", "∂C/∂linear1.weight[0, 1]",
            "by differences", "w ← w − η ∂C/∂w = 0.2 − 0.1"];
        int at = -1;
        foreach (string part in order)
        {
            int next = text.IndexOf(part, at + 1, StringComparison.Ordinal);
            Assert.True(next > at, $"'{part}' does not follow in\n{text}");
            at = next;
        }
    }

    [Fact]
    public void Explain_takes_inputs_all_parameters_and_trained_models()
    {
        string path = folder.Write("two.json", TwoSamples);
        Assert.Contains("∂C/∂input[1] (row 1)", CliFolder.Run("explain", path, "--input", "1", "--row", "1").Ok().Output,
            StringComparison.Ordinal);
        Assert.Equal(14, CliFolder.Run("explain", path, "--all")
            .Ok().Lines.Count(line => line.StartsWith("by differences", StringComparison.Ordinal)));

        CliFolder.Run("train", "iris", "--epochs", "2", "--out", folder["run"]).Ok();
        Assert.Contains("∂C/∂linear2.weight[3, 2]",
            CliFolder.Run("explain", folder["run"], "--data", "iris", "--row", "12", "--parameter", "linear2.weight[3, 2]").Ok().Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--parameter", "linear2.weight[1,0]")]
    [InlineData("--input", "1")]
    [InlineData("--all", null)]
    public void Explain_writes_the_same_numbers_in_every_format(string which, string? value)
    {
        string path = folder.Write("two.json", TwoSamples);
        string[] arguments = ["explain", path, which, .. value is null ? Array.Empty<string>() : [value], "--format"];
        CliResult json = CliFolder.Run([.. arguments, "json"]).Ok();
        JsonNode[] expected = value is null ? [.. json.Lines.Select(line => JsonNode.Parse(line)!)] : [JsonNode.Parse(json.Output)!];
        string html = CliFolder.Run([.. arguments, "html"]).Ok().Output;
        string latex = CliFolder.Run([.. arguments, "latex"]).Ok().Output, text = CliFolder.Run([.. arguments, "text"]).Ok().Output;
        Assert.Equal(value is null ? 14 : 1, expected.Length);
        XElement[] summaries = [.. XElement.Parse(
            html[html.IndexOf("<main>", StringComparison.Ordinal)..html.IndexOf("</body>", StringComparison.Ordinal)])
            .Elements("section").Select(section => section.Descendants("table").First())];
        Assert.Equal(expected.Length, summaries.Length);
        foreach ((JsonNode explanation, XElement summary) in expected.Zip(summaries))
        {
            double number = (double)explanation["value"]!;
            Assert.Equal([number, (double)explanation["numeric"]!],
                summary.Descendants("data").Select(data => double.Parse(data.Attribute("value")!.Value, CultureInfo.InvariantCulture)));
            Assert.Contains($"  = {number.ToString("G10", CultureInfo.InvariantCulture)}\n", text, StringComparison.Ordinal);
            Assert.Contains($"&= {ExplanationLatex.Number(number)}\n", latex, StringComparison.Ordinal);
            Assert.Contains($"{explanation["chain"]}\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Check_takes_worked_examples() =>
        Assert.Contains("All 18 derivatives agree", CliFolder.Run("check", folder.Write("two.json", TwoSamples)).Ok().Output,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("\"half-squared-error\"", "\"half-squared-eror\"",
        "loss: unknown type 'half-squared-eror' (did you mean 'half-squared-error'?)")]
    [InlineData("\"steps\": 3", "\"step\": 3", "unknown key 'step' (did you mean 'steps'?)")]
    [InlineData("\"steps\": 3", "\"steps\": 0", "steps: expected at least 1, got 0")]
    [InlineData("[1, 2]", "[1, 2, 3]", "samples[0].input: expected 2 numbers")]
    [InlineData("[0.5, -0.5]", "[0.5]", "samples[0].target: expected 2 numbers")]
    [InlineData(", \"target\": [1, 0]", "", "samples[1]: the key 'target' is missing")]
    [InlineData("[-0.3, 0.8]", "[-0.3, NaN]", "is not valid JSON")]
    [InlineData("[-0.3, 0.8]", "[-0.3, \"x\"]", "samples[1].input[1]: expected a number")]
    [InlineData("[0.01, -0.02]", "[0.01]", "'linear2.bias'")]
    [InlineData("[0.4, 0.5, -0.6]", "[0.4, 0.5]", "network.layers[0].weight[1]: expected an array of 3")]
    [InlineData("\"hasBias\": false", "\"hasBias\": \"no\"", "network.layers[0].hasBias: expected true or false")]
    [InlineData("\"learningRate\": 0.5", "\"learningRate\": -1", "learningRate above 0")]
    [InlineData("{\"type\": \"tanh\"}", "{\"type\": \"tan\"}", "network.layers[1]: unknown type 'tan'")]
    public void A_wrong_example_is_refused_with_its_place(string right, string wrong, string said)
    {
        string path = folder.Write("wrong.json", TwoSamples.Replace(right, wrong, StringComparison.Ordinal));
        foreach (string[] command in (string[][])[["step", path], ["check", path], ["explain", path, "--all"]])
        {
            CliResult result = CliFolder.Run(command);
            Assert.Equal(2, result.Code);
            Assert.Contains(said, result.Error, StringComparison.Ordinal);
            Assert.Contains("wrong.json", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_cannot_be_explained_is_refused()
    {
        string path = folder.Write("two.json", TwoSamples);
        AssertRefused("did you mean 'linear1.weight'", "explain", path, "--parameter", "linear1.weigth[0,0]");
        AssertRefused("is not an entry of linear1.weight", "explain", path, "--parameter", "linear1.weight[2,0]");
        AssertRefused("is not an entry of linear1.weight", "explain", path, "--parameter", "linear1.weight");
        AssertRefused("entries 0 to 1", "explain", path, "--input", "2");
        AssertRefused("entries 0 to 1", "explain", Repository.Find("examples", "worked", "hill.json"), "--input", "2");
        AssertRefused("there is no row 2", "explain", path, "--all", "--row", "2");
        AssertRefused("--row cannot be used here", "explain", path, "--all", "--row", "1");
        AssertRefused("Choose a derivative", "explain", path);
        AssertRefused("cannot be read", "step", folder["nosuch.json"]);
        AssertRefused("is a folder", "step", folder.Path);
    }

    private static JsonNode Step(params string[] arguments) => JsonNode.Parse(CliFolder.Run(["step", .. arguments, "--json"]).Ok().Output)!;

    private static void AssertRefused(string said, params string[] arguments)
    {
        CliResult result = CliFolder.Run(arguments);
        Assert.Equal(2, result.Code);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    private static void AssertClose(JsonNode expected, JsonNode actual)
    {
        if (expected is JsonObject members)
        {
            foreach ((string key, JsonNode? value) in members)
                AssertClose(value!, actual[key]!);
        }
        else if (expected is JsonArray items)
        {
            Assert.Equal(items.Count, actual.AsArray().Count);
            for (int i = 0; i < items.Count; i++)
                AssertClose(items[i]!, actual[i]!);
        }
        else
        {
            double number = (double)expected;
            Assert.InRange((double)actual, number - (1e-12 * Math.Abs(number)), number + (1e-12 * Math.Abs(number)));
        }
    }
}
