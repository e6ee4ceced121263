using System.Globalization;
using System.Text.Json;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>The numbers the lessons tell.</summary>
public sealed class LessonTests
{
    public static TheoryData<string> Names => [.. Lessons.Names];

    [Theory]
    [InlineData("hill", 32)]
    [InlineData("handwriting", 30)]
    public void What_an_article_prints_is_reproduced_to_every_digit(string name, int atLeast)
    {
        Row[] rows = [.. Tables(name)
            .Where(table => table.Columns.Skip(1).Select(column => column.Name).SequenceEqual(["printed", "reproduced", "correct"]))
            .SelectMany(table => table.Rows)];
        Assert.InRange(rows.Length, atLeast, 100);
        Assert.All(rows, row => AssertPrinted(row.Cells[0].Text, row.Cells[1].Value));
    }

    [Theory]
    [InlineData("hill")]
    [InlineData("handwriting")]
    public void The_correct_column_is_what_step_gives_and_the_reproduced_one_what_the_file_says(string name)
    {
        WorkedExample example = WorkedExample.Load(Repository.Find("examples", "worked", $"{name}.json"));
        double[] correct = example.Run().Updated;
        double[] published = [.. example.NewNetwork().AllParameters.SelectMany(parameter =>
            Flat(example.Published!.Value.GetProperty("updated").GetProperty(parameter.Name)))];
        DataTable table = Tables(name).Single(table => table.Caption == "Each parameter after the update");
        Assert.Equal(correct.Length, table.Rows.Length);
        for (int i = 0; i < correct.Length; i++)
        {
            Assert.Equal(correct[i], table.Rows[i].Cells[2].Value);
            Assert.InRange(Math.Abs(table.Rows[i].Cells[1].Value - published[i]), 0, 1e-15);
        }
    }

    [Theory]
    [InlineData("hill", 12)]
    [InlineData("handwriting", 5)]
    public void The_gradient_check_exposes_the_slip(string name, int parameters)
    {
        DataTable table = Tables(name).Single(table => table.Caption == "The derivative of the cost by each parameter");
        Assert.Equal(parameters, table.Rows.Length);
        Assert.All(table.Rows, row =>
        {
            Assert.True(Math.Abs(row.Cells[0].Value - row.Cells[1].Value) > 1e-4, row.Name);
            Assert.Equal(row.Cells[1].Value, row.Cells[2].Value, 1e-10);
        });
        string note = string.Join(' ', Blocks(name).OfType<Note>().Select(block => block.Text));
        Assert.Contains($"{parameters} of {parameters} derivatives fail the gradient check; with the correct one, 0 do", note,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hill")]
    [InlineData("handwriting")]
    public void One_step_with_the_right_slope_lowers_the_cost_more(string name)
    {
        Row one = Tables(name).Single(table => table.Caption == "The cost by the number of updates").Rows[0];
        ChartLine line = Blocks(name).OfType<LineChart>().Single().Lines[1];
        Assert.True(one.Cells[1].Value < one.Cells[0].Value && one.Cells[0].Value < line.Points[0].Y);
        Assert.Equal(41, line.Points.Length);
        Assert.True(line.Points[^1].Y < line.Points[0].Y / 5);
    }

    [Fact]
    public void The_slip_is_not_in_the_catalogue_and_keeps_the_names_of_layers()
    {
        Assert.DoesNotContain(Catalog.Layers.Entries, entry => entry.Type == typeof(SlopeAtOutput));
        Assert.Equal(["linear1", "sigmoid1", "linear2", "sigmoid2"],
            ArticleArithmetic.Of(LessonRun.Load("hill")).Network.Places().Select(place => place.Name));
    }

    [Fact]
    public void Left_of_the_valley_the_weight_grows_and_right_of_it_it_shrinks()
    {
        DataTable table = Tables("slope").First();
        double[] left = [.. table.Rows[0].Cells.Select(cell => cell.Value)], right = [.. table.Rows[1].Cells.Select(cell => cell.Value)];
        Assert.Equal([0.5, 2, -4, 1.3, 0.08], left.Select(value => Math.Round(value, 12)));
        Assert.Equal([2.25, 1.125, 3, 1.65, 0.045], right.Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void One_step_size_creeps_one_suits_and_one_overshoots()
    {
        Row[] rows = [.. Tables("slope").Last().Rows];
        Assert.Equal(["60", "4", "23", "never"], rows.Select(row => row.Cells[0].Text));
        Assert.All(rows.Take(3), row => Assert.InRange(row.Cells[2].Value, 0, 1e-4));
        Assert.True(rows[3].Cells[2].Value > 2);
    }

    [Fact]
    public void Mazur_follows_its_file()
    {
        WorkedExample example = WorkedExample.Load(Repository.Find("examples", "worked", "mazur.json"));
        double[] expected = [.. example.NewNetwork().AllParameters.SelectMany(parameter =>
            Flat(example.Expected!.Value.GetProperty("updated").GetProperty(parameter.Name)))];
        DataTable table = Tables("mazur").Single(table => table.Caption == "Each parameter before and after");
        Assert.Equal(expected.Length, table.Rows.Length);
        Assert.All(expected.Select((value, i) => (value, table.Rows[i].Cells[1].Value)),
            pair => Assert.Equal(pair.value, pair.Item2, 1e-14));
        Assert.Contains(Blocks("mazur").OfType<Paragraph>(),
            block => block.Text.StartsWith("0 of 12 derivatives fail", StringComparison.Ordinal));
    }

    [Fact]
    public void Mazur_with_the_biases_left_alone_is_what_the_file_says_and_what_is_printed_is_found()
    {
        JsonElement frozen = WorkedExample.Load(Repository.Find("examples", "worked", "mazur.json")).Published!.Value.GetProperty(
            "biasesFrozen");
        double[] numbers = [.. Tables("mazur").Single(table => table.Caption == "After the step").Rows.Select(row => row.Cells[0].Value)];
        double[] expected = [.. Flat(frozen.GetProperty("outputsAfter")), frozen.GetProperty("lossAfter").GetDouble()];
        Assert.All(expected.Zip(numbers), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
        Assert.Contains(
            "prints a cost of 0.291027924 there. This is the result, 0.291027924,", Blocks("mazur").OfType<Note>().Single().Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_row_has_as_many_cells_as_columns_and_each_number_is_one(string name)
    {
        Assert.All(Tables(name), table => Assert.All(table.Rows, row => Assert.Equal(table.Columns.Length - 1, row.Cells.Length)));
        Assert.All(Tables(name).SelectMany(table => table.Rows).SelectMany(row => row.Cells),
            cell => Assert.True(double.IsFinite(cell.Value) || cell.Text == "never"));
        Assert.All(Blocks(name).OfType<LineChart>().SelectMany(curve => curve.Lines).SelectMany(line => line.Points),
            point => Assert.True(double.IsFinite(point.Y)));
    }

    private static IEnumerable<Block> Blocks(string name) => Lessons.Find(name).Sections.SelectMany(section => section.Blocks);

    private static IEnumerable<DataTable> Tables(string name) => Blocks(name).OfType<DataTable>();

    private static IEnumerable<double> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element.GetDouble()];

    // Rounded to the digits printed or cut to them; where all are printed that a double has, it is the same double.
    private static void AssertPrinted(string printed, double reproduced)
    {
        int decimals = printed.Length - printed.IndexOf('.', StringComparison.Ordinal) - 1;
        string exact = reproduced.ToString("F40", CultureInfo.InvariantCulture);
        bool same = printed == reproduced.ToString("R", CultureInfo.InvariantCulture)
            || printed == reproduced.ToString($"F{decimals}", CultureInfo.InvariantCulture)
            || exact.StartsWith(printed, StringComparison.Ordinal);
        Assert.True(same, $"{printed} is printed, {exact} reproduced");
    }
}
