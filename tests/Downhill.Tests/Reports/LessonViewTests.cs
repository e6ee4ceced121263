using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>Lessons as text and as pages.</summary>
public sealed class LessonViewTests
{
    public static TheoryData<string> Names => [.. Lessons.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_is_well_formed_and_stands_alone(string name)
    {
        Document lesson = Lessons.Find(name);
        using var output = new StringWriter();
        HtmlWriter.Write(lesson, output);
        string page = output.ToString();
        var main = XElement.Parse(
            page[page.IndexOf("<main>", StringComparison.Ordinal)..(page.IndexOf("</main>", StringComparison.Ordinal) + 7)]);
        Block[] blocks = [.. lesson.Sections.SelectMany(section => section.Blocks)];

        Assert.Equal(lesson.Title, main.Element("h1")!.Value);
        Assert.Equal(lesson.Sections.Count(), main.Elements("section").Count());
        Assert.Equal(blocks.OfType<DataTable>().Count(), main.Descendants("table").Count());
        Assert.All(main.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
        Assert.All(main.Descendants("th"), header => Assert.Contains(header.Attribute("scope")!.Value, (string[])["col", "row"]));
        Assert.Equal(blocks.OfType<FormulaBlock>().Count(), main.Descendants("math").Count());

        string[] ids = [.. main.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(blocks.OfType<Chart>().Count(), main.Descendants("svg").Count());
        Assert.All(main.Descendants("svg"), svg =>
        {
            Assert.All(svg.Attribute("aria-labelledby")!.Value.Split(' '), id => Assert.Contains(id, ids));
            Assert.NotEmpty(svg.Element("title")!.Value);
            Assert.NotEmpty(svg.Element("desc")!.Value);
        });
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_text_is_plain_and_fits_eighty_columns(string name)
    {
        using var output = new StringWriter { NewLine = "\n" };
        TerminalWriter.Write(Lessons.Find(name), output);
        string[] lines = output.ToString().Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        Assert.Contains(lines, line => line.Contains("● ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(0.25, 2.75, new[] { 0, 0.5, 1, 1.5, 2, 2.5, 3 })]
    [InlineData(-3, 1000, new[] { -500.0, 0, 500, 1000 })]
    [InlineData(5, 5, new[] { 5, 5.2 })]
    public void Ticks_are_round_and_reach_around_the_values(double low, double high, double[] ticks) =>
        Assert.Equal(ticks, NiceNumbers.Around(low, high));

    [Fact]
    public void Formulas_become_mathematics()
    {
        XElement math = XElement.Parse(FormulaMath.Write("∂C/∂w12 = 0.5 · (x1 − 3)²"));
        Assert.Equal("∂C∂w12=0.5·(x1−3)2", math.Value);
        Assert.Equal(["w12", "x1"], math.Descendants("msub").Select(sub => sub.Value));
        Assert.Equal(["∂C", "∂w12"], math.Descendants("mfrac").Single().Elements().Select(part => part.Value));
        Assert.Equal("(x1−3)2", math.Descendants("msup").Single().Value);
        Assert.Equal("0.5", math.Descendants("mn").Skip(1).First().Value);
    }
}
