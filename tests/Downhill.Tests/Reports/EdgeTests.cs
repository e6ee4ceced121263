using System.Xml.Linq;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Both sides of the edges at which a page shows one thing more or less.</summary>
public sealed class EdgeTests
{
    [Fact]
    public void Of_twenty_columns_none_is_another_one_and_of_twenty_one_one_is()
    {
        Assert.Equal(20, Rows(20).Length);
        Assert.Equal((21, "1 other column", "+1"), (Rows(21).Length, Rows(21)[^1].Name, Rows(21)[^1].Cells[2].Text));

        static Row[] Rows(int columns) => [.. new AttributionReport(
            new Attribution(0, 2, 1, [.. Enumerable.Range(1, columns).Select(i => new ColumnContribution($"c{i}", 0, 0, i))]),
            new Model1(), "row 1").Document().Sections.Single().Blocks.OfType<DataTable>().Single().Rows];
    }

    [Fact]
    public void Runs_without_differences_have_no_section_for_them()
    {
        RunRecord record = RunFolder.ReadRecord(Repository.Find("tests", "Downhill.Tests", "OldRuns", "table", "run"));
        ComparedRun run = new("no/such/run", record, "test", new Metrics(5, 1), [("seed", "1")], "same");

        Assert.Equal([string.Empty], new ComparisonReport(new RunComparison([run, run])).Document().Sections.Select(section =>
            section.Heading));
        Assert.Equal([string.Empty, "Differences"], new ComparisonReport(new RunComparison([run, run with { Settings = [("seed", "2")] }]))
            .Document().Sections.Select(section => section.Heading));
    }

    // The image from 0 to 1 and the kernel from −0.5 to 1 as grey values.
    [Fact]
    public void The_pictures_of_the_lesson_on_convolution_are_its_numbers()
    {
        Pictures pictures = Lessons.Find("convolution").Sections.SelectMany(section => section.Blocks).OfType<Pictures>().Single();

        Assert.Equal(ConvolutionExample.Given.Image.Select(value => (byte)Math.Round(255 * value)), pictures.Images[0].Pixels);
        Assert.Equal(ConvolutionExample.Given.Kernel.Select(value => (byte)Math.Round(255 * (value + 0.5) / 1.5)),
            pictures.Images[1].Pixels);
        Assert.Equal([("x", 5, 5), ("W", 3, 3)], pictures.Images.Select(image => (image.Text, image.Height, image.Width)));
    }

    [Fact]
    public void A_landscape_without_a_descent_has_no_end_and_a_long_title_is_cut()
    {
        var landscape = new Landscape(new LandscapeAxis("a", [0, 1]), new LandscapeAxis("b", [0, 1]), [[1, 2], [3, 4]], [new(0, 0, 1)],
            new LandscapePoint(0, 0, 1), new LandscapePoint(0, 0, 1));
        string name = new('x', 66), longer = new('x', 67);
        XNamespace space = "http://www.w3.org/2000/svg";
        var svg = XElement.Parse(LandscapeSvg.Render(landscape, name));

        Assert.DoesNotContain(svg.Descendants(space + "circle"), circle => (string?)circle.Attribute("class") == "end");
        Assert.Equal(name, svg.Elements(space + "text").First().Value);
        Assert.Equal($"{longer[..65]}…", XElement.Parse(LandscapeSvg.Render(landscape, longer)).Elements(space + "text").First().Value);
        Assert.Equal("○ the network's parameters   × lowest on the grid", svg.Elements(space + "text").ElementAt(1).Value);
        Assert.DoesNotContain("Gradient descent", svg.Element(space + "desc")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_values_are_one_bar_around_them()
    {
        Assert.Equal([new ChartBar(2.5, 3.5, 4)],
            BarChart.Histogram("t", "d", "x", [3, 3, 3, double.PositiveInfinity, 3]).Bars.AsEnumerable());
        Assert.Equal([new ChartBar(-0.5, 0.5, 0)], BarChart.Histogram("t", "d", "x", []).Bars.AsEnumerable());
    }

    [Fact]
    public void Points_beyond_the_last_column_are_left_out()
    {
        TextChart chart = TextChart.Draw([new ChartLine("a", [new(0, 0), new(1, 1), new(2, 2), new(3, 9)], Marked: true)], 3, 3, last: 2)!;
        Assert.Equal(["        2 ┤  ●", "          ┤ ●", "        0 ┤●"], chart.Lines.Take(3));
        Assert.Equal(["        2 ┤  ●", "          ┤ ●", "        0 ┤●"],
            TextChart.Draw([new ChartLine("a", [new(0, 0), new(1, 1), new(2, 2), new(3, 9)])], 3, 3, last: 2)!.Lines.Take(3));
    }

    [Fact]
    public void A_picture_of_text_needs_two_rows_and_two_columns()
    {
        ChartLine[] line = [new("a", [new(0, 0), new(1, 1)])];
        Assert.Null(TextChart.Draw(line, 1, 3));
        Assert.Null(TextChart.Draw(line, 3, 1));
        Assert.NotNull(TextChart.Draw(line, 2, 2));
    }

    // A quarter of the coldest colour over the mean of 10, 20 and 60.
    [Fact]
    public void A_colour_image_is_grey_under_its_map()
    {
        Picture hot = new Picture([10, 20, 60, 90, 90, 90], 1, 2, 3, "c").Under([0, 0], "hot");
        Assert.Equal([22, 22, 62, 68, 68, 108], hot.Pixels); // 0.75 · 30 = 22.5 and 40 more of blue; 0.75 · 90 = 67.5
    }

    [Fact]
    public void A_legend_of_two_lines_makes_the_picture_higher()
    {
        ChartLine[] lines = [.. Enumerable.Range(0, 4).Select(i => new ChartLine($"the name of the line number {i}",
            [new(0, 0), new(1, 1)]))];
        Drawing drawing = SvgChart.Drawing(new LineChart("t", "d", "x", "y", [.. lines]));

        int rows = drawing.Shapes.OfType<DrawnText>().Where(text => text.Text.StartsWith("the name", StringComparison.Ordinal))
            .Select(text => text.Y).Distinct().Count();
        Assert.True(rows > 1);
        Assert.Equal((-20 * (rows - 1), 340 + (20 * (rows - 1))), (drawing.Top, drawing.Height));
    }

    [Fact]
    public void Bad_rows_are_told_above_the_columns()
    {
        Table table = Csv.Read("a,b\n1,2\n3\n4,5\n6\n", new TableOptions { SkipBadRows = true });
        Note note = DataProfile.Blocks(TableProfile.Of(table), null).OfType<Note>().Single();

        Assert.StartsWith("Bad rows are left out: 2; the first is ", note.Text, StringComparison.Ordinal);
        Assert.Contains("line 3", note.Text, StringComparison.Ordinal);
        Assert.Empty(DataProfile.Blocks(TableProfile.Of(Csv.Read("a,b\n1,2\n3,4\n")), null).OfType<Note>());
    }

    // With ten epochs the rounds have a ninth, a third and all of them, rounded up; of four trials two go on, then one.
    [Fact]
    public void Halving_trains_for_shares_of_the_epochs()
    {
        using var folder = new CliFolder();
        var search = new Search(new Experiment(["plane"], Rows: 40, Epochs: 10, Model: "linear"),
            [SearchChoice.Parse("learning-rate=0.01|0.1|0.3")], 4,
            IsHalving: true);
        var journal = SearchJournal.Open(folder["search"], search);

        search.Run(journal, 1);

        Assert.Equal([(1, 4), (2, 2), (3, 1)], journal.Trials.CountBy(trial => trial.Rung).Select(pair => (pair.Key, pair.Value)));
        Assert.All(journal.Trials, trial => Assert.Equal(
            TrialRun.Measure(TrialRun.Measured(search.Of(trial)), trial.Rung switch { 1 => 2, 2 => 4, _ => 10 }, isRecipe: false, default),
                trial.Score));
        Assert.Equal(Search.Score(search.Experiment), journal.Recipe!.Score);
        Assert.Equal((0, 3), (journal.Recipe.Number, journal.Recipe.Rung));
    }

    [Theory]
    [InlineData("batch=", "not 'batch='")]
    [InlineData("=8", "not '=8'")]
    [InlineData("shuffle=true", "'shuffle' is not a setting of `train` with a value")]
    [InlineData("data=a|b", "'data' is not a setting")]
    [InlineData("batch=8||16", "one of the values in 'batch=8||16' is empty")]
    [InlineData("learning-rate=1..1", "from a smaller number to a larger one")]
    public void A_choice_that_is_none_is_refused(string text, string said) =>
        Assert.Contains(said, Assert.Throws<DownhillException>(() => SearchChoice.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.25, "−0.25")]
    [InlineData(1.5e-7, "1.5 · 10 −7")]
    [InlineData(-2e20, "−2 · 10 20")]
    public void Numbers_of_formulas_have_powers_of_ten(double number, string text)
    {
        Assert.Equal(text.Replace(" ", string.Empty, StringComparison.Ordinal), Value(MathMarkup.Number(number)));
        Assert.Equal(number < 0 ? $"({Value(MathMarkup.Number(number))})" : Value(MathMarkup.Number(number)),
            Value(MathMarkup.Signed(number)));

        static string Value(string markup) => XElement.Parse(markup).Value;
    }

    [Fact]
    public void An_endless_range_is_a_text() => Assert.Equal("1..Infinity", SearchChoice.Parse("model=1..Infinity").Draw(0.5));

    private sealed record Model1 : IStoredModel
    {
        public Preprocessing Preprocessing => Preprocessing.None() with { Target = [] };

        public TrainingOptions Training => new(new MeanSquaredError(), new Sgd(0.1));

        public Network<T> Load<T>()
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => throw new NotSupportedException();
    }

    // Columns of a terminal: é is one, as one letter and as e with an accent; 東 and 👍 are two.
    [Fact]
    public void A_table_is_aligned_with_wide_letters_and_combined_accents()
    {
        var writer = new StringWriter();
        new TerminalWriter(writer).Write(new DataTable(string.Empty, [Column.Text("class"), "rows"],
            [new Row("café", ["1"]), new Row("cafe\u0301", ["2"]), new Row("東京", ["3"]), new Row("👍", ["4"]), new Row("zebra", ["5"])]));

        Assert.Equal(
            ["class  rows", "───────────", "café      1", "cafe\u0301      2", "東京      3", "👍        4", "zebra     5"],
            writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    // The 32nd letter of the cell is half of a picture: it goes as a whole.
    [Fact]
    public void A_long_cell_is_not_cut_within_a_letter()
    {
        var writer = new StringWriter();
        new TerminalWriter(writer).Write(
            new DataTable(string.Empty, [Column.Text("class")], [new Row(new string('a', 30) + "👍👍", [])]));

        Assert.Equal(new string('a', 30) + "…", writer.ToString().Split(Environment.NewLine)[2]);
    }
}
