using System.Text.RegularExpressions;

namespace Downhill.Tests;

public sealed partial class DocsTests
{
    public static TheoryData<string> Names => [.. CatalogTables.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_entry_of_the_catalogue_has_a_section_in_the_mathematics(string name) =>
        Assert.True(Sections().Contains(name), $"docs/math.md has no heading with `{name}`; derive it there.");

    [Fact]
    public void Every_section_in_the_mathematics_is_of_an_entry_of_the_catalogue() =>
        Assert.Empty(Sections().Except(CatalogTables.All.Select(entry => entry.Name)));

    [Fact]
    public void The_catalogue_page_is_what_the_catalogue_says()
    {
        string path = Repository.Find("docs", "catalog.md"), expected = CatalogTables.Render();
        if (Environment.GetEnvironmentVariable("DOWNHILL_UPDATE_DOCS") == "1")
            File.WriteAllText(path, expected);
        string actual = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : string.Empty;
        Assert.True(
            actual == expected,
            "docs/catalog.md is not what the catalogue says. Write it anew with: DOWNHILL_UPDATE_DOCS=1 dotnet test --filter DocsTests");
    }

    [Fact]
    public void The_notation_that_the_catalogue_page_explains_can_be_read()
    {
        Assert.Equal(new Linear(64, HasBias: false, Weight: new HeNormal()),
            Catalog.Layers.Parse("linear 64 hasBias=false weight=he-normal"));
        Assert.Equal(3, Assert.IsType<Concat>(Catalog.Layers.Parse("concat (linear 2, tanh; linear 3; )")).Branches.Length);
        Assert.Equal<Layer>([new Linear(8), new Tanh()],
            [.. Assert.IsType<Residual>(Catalog.Layers.Parse("residual (linear 8, tanh)")).Layers]);
        Assert.Equal(new Adam(0.01, L2: 0.001), Catalog.Optimizers.Parse("adam 0.01 l2=0.001"));
        Assert.Equal(new Huber(0.5), Catalog.Losses.Parse("huber 0.5"));
    }

    // The names in backticks that stand in headings.
    private static HashSet<string> Sections() =>
        [.. File.ReadLines(Repository.Find("docs", "math.md"))
            .Where(line => Heading().IsMatch(line))
            .SelectMany(line => Quoted().Matches(line))
            .Select(match => match.Groups["name"].Value)];

    [GeneratedRegex("^#+ ", RegexOptions.None, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}
