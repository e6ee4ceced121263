using System.Text.Json;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary><c>downhill walkthrough</c>.</summary>
public sealed class WalkthroughCommandTests : IDisposable
{
    private readonly CliFolder folder = new();

    public static TheoryData<string> Names => [.. Lessons.Names];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lesson_is_told_or_written(string name)
    {
        string text = CliFolder.Run("walkthrough", name).Ok().Output;
        Assert.StartsWith(Lessons.Find(name).Title, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);

        string page = folder[$"{name}.html"];
        Assert.Contains(page, CliFolder.Run("walkthrough", name, "--out", page).Ok().Output, StringComparison.Ordinal);
        Assert.Equal([page], folder.Entries);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("did you mean 'handwriting'?", "handwritting")]
    [InlineData("there are handwriting, hill, slope, mazur", "x")]
    [InlineData("handwriting, hill, slope, mazur")]
    public void Another_name_or_none_is_refused_with_those_there_are(string said, params string[] name) =>
        Assert.Contains(said, CliFolder.Run(["walkthrough", .. name]).Refusal(), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lesson_is_data(string name)
    {
        using var json = JsonDocument.Parse(CliFolder.Run("walkthrough", name, "--json").Ok().Output);
        Document lesson = Lessons.Find(name);
        Assert.Equal(lesson.Title, json.RootElement.GetProperty("title").GetString());
        JsonElement[] blocks = [.. json.RootElement.GetProperty("sections").EnumerateArray()
            .SelectMany(section => section.GetProperty("blocks").EnumerateArray())];
        Assert.Equal(lesson.Sections.Sum(section => section.Blocks.Length), blocks.Length);
        double[] values = [.. lesson.Sections.SelectMany(section => section.Blocks).OfType<DataTable>().SelectMany(table => table.Rows)
            .SelectMany(row => row.Cells).Select(cell => cell.Value).Where(double.IsFinite)];
        double[] read = [.. blocks.Where(block => block.GetProperty("type").GetString() == "table")
            .SelectMany(table => table.GetProperty("rows").EnumerateArray()).SelectMany(row => row.GetProperty("cells").EnumerateArray())
            .Select(cell => cell.GetProperty("value")).Where(value => value.ValueKind == JsonValueKind.Number)
            .Select(value => value.GetDouble())];
        Assert.Equal(values, read);
        Assert.Contains("choose one", CliFolder.Run("walkthrough", name, "--json", "--out", folder["x.html"]).Refusal(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_refused() =>
        Assert.Contains("does not exist", CliFolder.Run("walkthrough", "mazur", "--out", folder["no/such.html"]).Refusal(),
            StringComparison.Ordinal);
}
