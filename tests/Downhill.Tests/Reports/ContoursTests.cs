using System.Collections.Immutable;
using Downhill.Reports;

namespace Downhill.Tests;

public sealed class ContoursTests
{
    [Fact]
    public void A_bowl_has_one_round_loop()
    {
        List<(double X, double Y)> loop = Assert.Single(new Contours(Heights(41, (x, y) => (x * x) + (y * y))).Below(100));
        Assert.All(loop, point => Assert.Equal(10, Math.Sqrt(Math.Pow(point.X - 20, 2) + Math.Pow(point.Y - 20, 2)), 0.02));
        Assert.Equal(Math.PI * 100, Area(loop), 2.0);
    }

    [Fact]
    public void A_slope_has_a_loop_along_the_rim()
    {
        List<(double X, double Y)> loop = Assert.Single(new Contours(Heights(5, (x, _) => x)).Below(0.5));
        Assert.Equal(2.5 * 4, Area(loop), 1e-12);
    }

    [Theory]
    [InlineData(0.4, 2)]
    [InlineData(0.6, 1)]
    public void In_a_saddle_the_middle_decides_whether_the_low_corners_meet(double level, int loops) =>
        Assert.Equal(loops, new Contours([[0, 1], [1, 0]]).Below(level).Count());

    [Fact]
    public void A_hole_runs_the_other_way_round()
    {
        double[] areas = [.. new Contours(Heights(41, (x, y) => Math.Abs(Math.Sqrt((x * x) + (y * y)) - 10))).Below(4).Select(Area)];
        Assert.Equal(2, areas.Length);
        Assert.Equal(Math.PI * ((14 * 14) - (6 * 6)), areas.Sum(), 6.0);
        Assert.True(areas.Min() < 0);
    }

    [Fact]
    public void What_is_not_finite_lies_above_every_level()
    {
        var heights = new Contours([[0, double.NaN, double.PositiveInfinity], [0, 0, 0], [0, 0, 0]]);
        Assert.All(Assert.Single(heights.Below(1)), point => Assert.True(double.IsFinite(point.X) && double.IsFinite(point.Y)));
        Assert.Empty(new Contours([[1, 1], [1, 1]]).Below(1));
    }

    [Fact]
    public void Levels_are_equal_factors_over_a_wide_range_and_equal_differences_else()
    {
        (double[] levels, bool isLogarithmic) = Contours.Levels([[1, 2], [3, 5]], 4);
        Assert.False(isLogarithmic);
        Assert.Equal([1.5, 2.5, 3.5, 4.5], levels);
        (levels, isLogarithmic) = Contours.Levels([[1e-4, 2], [3, 1]], 6);
        Assert.True(isLogarithmic);
        Assert.Equal(levels[1] / levels[0], levels[5] / levels[4], 1e-9);
        Assert.Empty(Contours.Levels([[2, 2], [2, double.NaN]], 4).Levels);
    }

    private static double Area(List<(double X, double Y)> loop) =>
        loop.Zip(loop.Skip(1).Append(loop[0]), (a, b) => ((a.X * b.Y) - (b.X * a.Y)) / 2).Sum();

    private static ImmutableArray<ImmutableArray<double>> Heights(int count, Func<double, double, double> at) =>
        [.. Enumerable.Range(0, count)
            .Select(j => Enumerable.Range(0, count).Select(i => at(i - (count / 2), j - (count / 2))).ToImmutableArray())];
}
