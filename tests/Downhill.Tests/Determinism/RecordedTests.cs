using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>
/// Experiments with every choice written out, worked examples and lessons give the numbers that version 0.1.0 gave: Recorded/hashes.tsv,
/// which Recorded/record.py wrote.
/// </summary>
public sealed class RecordedTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Experiments() =>
        Read("experiments.tsv").Select(line => line[..2]).Where(line => !line[1].StartsWith('@'));

    /// <summary>Those on files of the shared data.</summary>
    public static IEnumerable<object[]> SharedExperiments() =>
        Read("experiments.tsv").Select(line => line[..2]).Where(line => line[1].StartsWith('@'));

    [Theory]
    [MemberData(nameof(Experiments))]
    public void An_experiment_gives_the_recorded_bits(string name, string arguments)
    {
        string run = folder.Train("run", [.. ShellWords.Split(arguments), "--threads", "2"]);
        Assert.Equal(Recorded($"train {name}"), Checksums.OfTensors(RunFolder.FindModel(run)));
    }

    [SharedTheory]
    [MemberData(nameof(SharedExperiments))]
    public void An_experiment_on_shared_data_gives_the_recorded_bits(string name, string arguments)
    {
        string[] words = ShellWords.Split(arguments);
        An_experiment_gives_the_recorded_bits(name, $"'{SharedData.Find(words[0][1..])}' {arguments[words[0].Length..]}");
    }

    [Theory]
    [InlineData("handwriting")]
    [InlineData("hill")]
    [InlineData("mazur")]
    public void A_worked_example_gives_the_recorded_numbers(string example) =>
        AssertFigures($"step {example}", "step", Repository.Find("examples", "worked", $"{example}.json"), "--json");

    [Theory]
    [InlineData("handwriting")]
    [InlineData("hill")]
    [InlineData("slope")]
    [InlineData("mazur")]
    public void A_lesson_has_the_recorded_figures(string lesson) => AssertFigures($"walkthrough {lesson}", "walkthrough", lesson, "--json");

    private static void AssertFigures(string name, params string[] command)
    {
        var numbers = new SortedSet<double>();
        Collect(CliFolder.Run(command).Ok().Json, numbers);
        Assert.Equal(Recorded(name), Checksums.OfNumbers(numbers));
    }

    // The distinct numbers in a JSON value, also those written as text in a cell of a table.
    private static void Collect(JsonNode? value, SortedSet<double> numbers)
    {
        if (value is JsonObject { } drawing && (string?)(drawing["type"] as JsonValue) == "network")
            return; // a drawing of the network repeats its numbers of units, which version 0.1.0 did not print
        if (value is JsonObject members)
        {
            foreach ((_, JsonNode? member) in members)
                Collect(member, numbers);
        }
        else if (value is JsonArray items)
        {
            foreach (JsonNode? item in items)
                Collect(item, numbers);
        }
        else if (value?.GetValueKind() is JsonValueKind.Number or JsonValueKind.String
            && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number))
        {
            numbers.Add(number + 0.0); // no negative zero
        }
    }

    private static string Recorded(string name) => Read("hashes.tsv").Single(line => line[0] == name)[1];

    private static IEnumerable<string[]> Read(string file) =>
        File.ReadLines(Repository.Find("tests", "Downhill.Tests", "Recorded", file)).Select(line => line.Split('\t'));
}
