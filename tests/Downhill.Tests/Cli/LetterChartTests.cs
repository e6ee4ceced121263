using Downhill.Cli;
using Spectre.Console;

namespace Downhill.Tests;

public class LetterChartTests
{
    [Fact]
    public void Values_rise_from_the_lowest_row_to_the_highest()
    {
        LetterChart chart = Draw([0, 1, 2, 3], columns: 4, rows: 4)!;
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
        LetterChart chart = LetterChart.Draw([new('●', "blue", [3, 2, 1])], 8, 3, 8, "1", "8")!;
        Assert.Equal("        3 ┤●", chart.Lines[0]);
        Assert.Equal("        1 ┤  ●", chart.Lines[2]);
    }

    [Fact]
    public void Large_ratios_are_drawn_as_factors() => Assert.Equal(["     1000 ┤   ●", "          ┤  ●", "          ┤ ●", "        1 ┤●"], Draw([1, 10, 100, 1000], 4, 4)!.Lines.Take(4));

    [Fact]
    public void A_line_that_stays_lies_beside_its_value() => Assert.Equal("        2 ┤●●●", Draw([2, 2, 2], 3, 3)!.Lines[0]);

    [Fact]
    public void Where_lines_meet_the_letter_is_another()
    {
        LetterLine[] lines = [new('●', "blue", [1, 2]), new('○', "yellow", [1, 3])];
        LetterChart chart = LetterChart.Draw(lines, 2, 3, 2, "1", "2")!;
        Assert.Equal("        1 ┤◉", chart.Lines[2]);
        Assert.Equal("[grey]   [[x]] [blue]●●[/] [yellow]○[/] [green]◉[/][/]", LetterChart.Coloured("   [x] ●● ○ ◉", lines));
        Assert.Equal("   [x] ●● ○ ◉", Markup.Remove(LetterChart.Coloured("   [x] ●● ○ ◉", lines)));
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { double.NaN, 1, double.PositiveInfinity })]
    public void Without_two_values_there_is_no_picture(double[] values) => Assert.Null(Draw(values, 10, 5));

    private static LetterChart? Draw(double[] values, int columns, int rows) =>
        LetterChart.Draw([new('●', "blue", values)], columns, rows, Math.Max(1, values.Length), "1", values.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
