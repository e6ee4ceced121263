using Downhill.Reports;

namespace Downhill.Tests;

public class TextChartTests
{
    [Fact]
    public void Values_rise_from_the_lowest_row_to_the_highest()
    {
        TextChart chart = Draw([0, 1, 2, 3], columns: 4, rows: 4)!;
        Assert.Equal(
            [
                "        3 ┤   ●",
                "          ┤  ●",
                "          ┤ ●",
                "        0 ┤●",
                "          └────",
                "           1  4",
            ],
            chart.Lines);
        Assert.False(chart.IsLogarithmic);
    }

    [Fact]
    public void A_line_that_is_not_done_ends_before_the_right_edge()
    {
        TextChart chart = TextChart.Draw([Line([3, 2, 1])], 8, 3, last: 8)!;
        Assert.Equal("        3 ┤●", chart.Lines[0]);
        Assert.Equal("        1 ┤  ●", chart.Lines[2]);
    }

    [Fact]
    public void Large_ratios_are_drawn_as_factors() =>
        Assert.Equal(["     1000 ┤   ●", "          ┤  ●", "          ┤ ●", "        1 ┤●"], Draw([1, 10, 100, 1000], 4, 4)!.Lines.Take(4));

    [Fact]
    public void A_line_that_stays_lies_beside_its_value() => Assert.Equal("        2 ┤●●●", Draw([2, 2, 2], 3, 3)!.Lines[0]);

    [Fact]
    public void Between_two_points_a_line_is_drawn_and_many_points_of_a_column_are_averaged()
    {
        Assert.Equal(["        4 ┤    ●", "          ┤   ●", "          ┤  ●", "          ┤ ●", "        0 ┤●"],
            Draw([0, 4], 5, 5)!.Lines.Take(5));
        Assert.Equal("       15 ┤ ●", Draw([0, 0, 0, 10, 20, 15], 2, 2)!.Lines[0]);
    }

    [Fact]
    public void Points_that_are_not_joined_are_drawn_one_by_one()
    {
        TextChart chart = TextChart.Draw([new ChartLine("rows", [new(0, 0), new(0, 2), new(1, 1)], Marked: true, Joined: false)], 2, 3)!;
        Assert.Equal(["        2 ┤●", "          ┤ ●", "        0 ┤●"], chart.Lines.Take(3));
    }

    [Fact]
    public void Where_lines_meet_the_mark_is_another()
    {
        TextChart chart = TextChart.Draw([Line([1, 2]), Line([1, 3])], 2, 3)!;
        Assert.Equal("        1 ┤◉", chart.Lines[2]);
        Assert.Equal("        3 ┤ ○", chart.Lines[0]);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { double.NaN, 1, double.PositiveInfinity })]
    public void Without_two_values_there_is_no_picture(double[] values) => Assert.Null(Draw(values, 10, 5));

    private static TextChart? Draw(double[] values, int columns, int rows) => TextChart.Draw([Line(values)], columns, rows);

    private static ChartLine Line(double[] values) => new("a", [.. values.Select((value, i) => new ChartPoint(i + 1, value))]);
}
