namespace Downhill.Tests;

public sealed class GeneratorsTests
{
    private static readonly Dictionary<string, Func<int, ulong, double?, Dataset>> Makers = new()
    {
        ["xor"] = (rows, seed, noise) => noise is { } n ? Generators.Xor(rows, seed, n) : Generators.Xor(rows, seed),
        ["two-gaussians"] = (rows, seed, noise) => noise is { } n
            ? Generators.TwoGaussians(rows, seed, n)
            : Generators.TwoGaussians(rows, seed),
        ["circle"] = (rows, seed, noise) => noise is { } n ? Generators.Circle(rows, seed, n) : Generators.Circle(rows, seed),
        ["spiral"] = (rows, seed, noise) => noise is { } n ? Generators.Spiral(rows, seed, n) : Generators.Spiral(rows, seed),
        ["moons"] = (rows, seed, noise) => noise is { } n ? Generators.Moons(rows, seed, n) : Generators.Moons(rows, seed),
        ["plane"] = (rows, seed, noise) => noise is { } n ? Generators.Plane(rows, seed, n) : Generators.Plane(rows, seed),
    };

    public static TheoryData<string> All => [.. Makers.Keys];

    public static TheoryData<string> Classified => [.. Makers.Keys.Where(name => name != "plane")];

    [Theory]
    [MemberData(nameof(All))]
    public void The_seed_decides_every_bit_and_a_longer_set_begins_with_a_shorter_one(string name)
    {
        double[] numbers = Numbers(Makers[name](100, 5, null));
        Assert.Equal(numbers, Numbers(Makers[name](100, 5, null)));
        Assert.NotEqual(numbers, Numbers(Makers[name](100, 6, null)));
        Assert.Equal(numbers, Numbers(Makers[name](250, 5, null))[..numbers.Length]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Rows_are_finite_points_and_no_two_are_the_same(string name)
    {
        Dataset data = Makers[name](2001, 1, null);
        Assert.Equal((2001, "[2]", name), (data.Rows, data.Input.ToString(), data.Name));
        Assert.All(Numbers(data), number => Assert.True(double.IsFinite(number)));
        Assert.Equal(2001, Enumerable.Range(0, 2001).Select(row => Point(data, row)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Classified))]
    public void Two_classes_take_turns(string name)
    {
        Dataset data = Makers[name](101, 3, null);
        Assert.Equal(2, data.Targets.Classes.Count);
        Assert.All(Enumerable.Range(0, 101), row => Assert.Equal(row % 2, data.Targets.Label(row)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Bad_rows_and_noise_are_refused(string name)
    {
        foreach (int rows in new[] { int.MinValue, -1, 0, 1, int.MaxValue })
            Assert.Contains($"'{name}' cannot have {rows:N0} rows", Refusal(() => Makers[name](rows, 1, null)), StringComparison.Ordinal);
        foreach (double noise in new[] { -0.1, double.NaN, double.PositiveInfinity })
            Assert.Contains($"'{name}' cannot have the noise {noise}", Refusal(() => Makers[name](10, 1, noise)), StringComparison.Ordinal);
    }

    // Computed with a separate implementation of Philox4x32-10 in Python.
    [Fact]
    public void The_first_points_are_those_an_independent_program_gives()
    {
        Dataset data = Generators.Xor(3, 1);
        Assert.Equal((-0.7400863447020576, -0.3708998623023404), Point(data, 0));
        Assert.Equal((0.2827206868447669, -0.7382821412678574), Point(data, 1));
        Assert.Equal((0.19746756657479358, 0.9571919895151525), Point(data, 2));
    }

    [Fact]
    public void Xor_asks_whether_the_signs_differ_and_fills_all_four_quadrants_alike()
    {
        Dataset data = Generators.Xor(4000, 1);
        var quadrants = new int[4];
        for (int row = 0; row < data.Rows; row++)
        {
            (double x, double y) = Point(data, row);
            Assert.InRange(x, -1, 1);
            Assert.InRange(y, -1, 1);
            Assert.Equal(x < 0 != y < 0 ? 1 : 0, data.Targets.Label(row));
            quadrants[(x < 0 ? 1 : 0) + (y < 0 ? 2 : 0)]++;
        }

        Assert.All(quadrants, count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void Gaussians_have_their_centres_and_unit_deviation()
    {
        Dataset data = Generators.TwoGaussians(20_000, 1);
        for (int label = 0; label < 2; label++)
        {
            for (int column = 0; column < 2; column++)
            {
                double[] values = [.. Enumerable.Range(0, data.Rows).Where(row => data.Targets.Label(row) == label)
                    .Select(row => data.Inputs[row, column])];
                double mean = values.Average();
                Assert.InRange(mean, (label == 0 ? -2 : 2) - 0.05, (label == 0 ? -2 : 2) + 0.05);
                Assert.InRange(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), 0.96, 1.04);
            }
        }
    }

    [Fact]
    public void The_circle_is_a_disc_in_a_ring_and_area_is_covered_evenly()
    {
        Dataset data = Generators.Circle(8000, 1);
        int nearCentre = 0;
        for (int row = 0; row < data.Rows; row++)
        {
            (double x, double y) = Point(data, row);
            double radius = Math.Sqrt((x * x) + (y * y));
            Assert.InRange(radius, data.Targets.Label(row) == 0 ? 0 : 0.7 - 1e-12, data.Targets.Label(row) == 0 ? 0.5 : 1 + 1e-12);
            nearCentre += radius < 0.25 ? 1 : 0;
        }

        Assert.InRange(nearCentre, 900, 1100); // a quarter of the disc's area, so of its 4,000 points
    }

    [Fact]
    public void The_arms_of_the_spiral_are_each_other_turned_by_half_and_wind_one_and_three_quarter_times()
    {
        Dataset data = Generators.Spiral(4000, 1, noise: 0);
        double shortest = 1, longest = 0;
        for (int row = 0; row < data.Rows; row++)
        {
            (double x, double y) = Point(data, row);
            double radius = Math.Sqrt((x * x) + (y * y));
            double angle = (3.5 * (radius - 0.1) / 0.9 * Math.PI) + (Math.PI * data.Targets.Label(row));
            Assert.Equal(radius * Math.Cos(angle), x, 1e-12);
            Assert.Equal(radius * Math.Sin(angle), y, 1e-12);
            (shortest, longest) = (Math.Min(shortest, radius), Math.Max(longest, radius));
        }

        Assert.InRange(shortest, 0.1, 0.102);
        Assert.InRange(longest, 0.998, 1);
    }

    [Fact]
    public void The_spiral_can_be_told_apart_nearly_always()
    {
        Dataset known = Generators.Spiral(2000, 1), asked = Generators.Spiral(2000, 2);
        int right = 0;
        for (int row = 0; row < asked.Rows; row++)
        {
            (double x, double y) = Point(asked, row);
            int nearest = Enumerable.Range(0, known.Rows).MinBy(other =>
            {
                (double otherX, double otherY) = Point(known, other);
                return ((x - otherX) * (x - otherX)) + ((y - otherY) * (y - otherY));
            });
            right += known.Targets.Label(nearest) == asked.Targets.Label(row) ? 1 : 0;
        }

        Assert.InRange(right / 2000.0, 0.995, 1);
    }

    [Fact]
    public void The_moons_are_half_circles_that_reach_into_each_other()
    {
        Dataset data = Generators.Moons(2000, 1, noise: 0);
        for (int row = 0; row < data.Rows; row++)
        {
            (double x, double y) = Point(data, row);
            bool upper = data.Targets.Label(row) == 0;
            (double acrossCentre, double aboveCentre) = upper ? (x, y) : (x - 1, y - 0.5);
            Assert.Equal(1, Math.Sqrt((acrossCentre * acrossCentre) + (aboveCentre * aboveCentre)), 1e-12);
            Assert.True(upper ? aboveCentre >= 0 : aboveCentre <= 0);
        }
    }

    [Fact]
    public void The_plane_is_a_linear_function_with_the_noise_asked_for()
    {
        Dataset exact = Generators.Plane(5000, 1, noise: 0), noisy = Generators.Plane(5000, 1);
        double squares = 0;
        for (int row = 0; row < exact.Rows; row++)
        {
            (double x, double y) = Point(exact, row);
            Assert.InRange(x, -1, 1);
            Assert.InRange(y, -1, 1);
            Assert.Equal(Point(exact, row), Point(noisy, row));
            Assert.Equal((2 * x) - (3 * y) + 1, exact.Targets.Numbers![row, 0], 1e-12);
            double error = noisy.Targets.Numbers![row, 0] - exact.Targets.Numbers[row, 0];
            squares += error * error;
        }

        Assert.InRange(Math.Sqrt(squares / exact.Rows), 0.048, 0.052);
    }

    private static (double X, double Y) Point(Dataset data, int row) => (data.Inputs[row, 0], data.Inputs[row, 1]);

    private static double[] Numbers(Dataset data) =>
        [.. Enumerable.Range(0, data.Rows).SelectMany(row => new[]
        {
            data.Inputs[row, 0], data.Inputs[row, 1], data.Targets.Numbers?[row, 0] ?? data.Targets.Label(row),
        })];

    private static string Refusal(Func<object> action) => Assert.Throws<DownhillException>(action).Message;
}
