using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

public partial class SvgChartTests
{
    [Fact]
    public void Names_that_do_not_fit_beside_each_other_stand_on_lines_of_their_own()
    {
        string[] names = ["one", "another-of-these", "the-name-of-a-run-that-is-long", "the-name-of-another-run"];
        XElement chart = Draw([.. names.Select(name => Line(name, 0, 1))]);
        double[] box = [.. ((string)chart.Attribute("viewBox")!).Split(' ').Select(Number)];
        XElement[] texts = [.. names.Select(name => Assert.Single(chart.Elements(), element => element.Value == name))];

        Assert.Equal(-20, box[1]);
        Assert.Equal([-2, 18], texts.Select(text => Number((string)text.Attribute("y")!)).Distinct().Order());
        Assert.All(texts, text => Assert.InRange(Number((string)text.Attribute("x")!), 40, box[2]));
        foreach (IGrouping<string, XElement> row in texts.GroupBy(text => (string)text.Attribute("y")!))
            Assert.All(row.Zip(row.Skip(1)), pair =>
                Assert.True(Number((string)pair.First.Attribute("x")!)
                + (pair.First.Value.Length * 7) < Number((string)pair.Second.Attribute("x")!)));
    }

    [Fact]
    public void A_line_without_points_is_left_out_and_the_others_keep_their_colours()
    {
        string chart = SvgChart.Draw(new LineChart("title", "what it shows", "x", "y", [new ChartLine("gone", []), Line("there", 1, 2)]),
            "id");
        Assert.DoesNotContain("gone", chart, StringComparison.Ordinal);
        Assert.Equal(["--two"], Colour().Matches(chart).Select(match => match.Groups["name"].Value).Distinct());
        Assert.Contains("viewBox=\"0 0 520 340\"", chart, StringComparison.Ordinal);
    }

    private static ChartLine Line(string name, double from, double to) => new(name, [new(0, from), new(1, to)]);

    private static XElement Draw(ChartLine[] lines) =>
        XElement.Parse(SvgChart.Draw(new LineChart("title", "what it shows", "epoch", "loss", [.. lines]), "id"));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("var\\((?<name>--(one|two|good|bad))\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Colour();
}
