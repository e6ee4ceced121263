namespace Downhill.Tests;

public class ColumnEncodingTests
{
    [Fact]
    public void Numbers_are_scaled_by_median_and_quartiles_and_bent_towards_three()
    {
        var encoding = NumberEncoding.Fit("x", [5, 1, 2, 3, 4]);
        Assert.Equal(new NumberEncoding("x", 3, 2), encoding);
        Assert.Equal(0, Single(encoding, 3));
        Assert.Equal(0.5 / Math.Sqrt(1 + (0.25 / 9)), Single(encoding, 4), 1e-15);
        Assert.Equal(3, Single(encoding, 1e30), 1e-9);
        Assert.Equal(-3, Single(encoding, double.MinValue), 1e-9);
        Assert.Equal(0.5, Single(NumberEncoding.Fit("x", [5, 1, 2, 3, 4], clip: false), 4));
        Assert.Equal(2.75, NumberEncoding.Fit("x", [1, 2, 3.5, 4]).Center);
    }

    [Fact]
    public void Batches_that_are_gathered_into_one_place_leave_nothing_behind()
    {
        var ones = new OneHotColumn([2, -1, 0, 1], 3);
        var permuted = new PermutedColumn(ones, [3, 2, 1, 0]);
        double[] batch = [9, 9, 9, 9, 9, 9, 9, 9];

        ones.Gather([0, 3], batch.AsSpan(), 1, 4);
        Assert.Equal([9, 0, 0, 1, 9, 0, 1, 0], batch);
        ones.Gather([1, 2], batch.AsSpan(), 1, 4);
        Assert.Equal([9, 0, 0, 0, 9, 1, 0, 0], batch);
        permuted.Gather([3, 1], batch.AsSpan(), 1, 4);
        Assert.Equal([9, 0, 0, 1, 9, 1, 0, 0], batch);
        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(feature => permuted[0, feature]));
    }

    [Fact]
    public void Where_the_quartiles_are_one_half_the_range_is_the_scale_and_a_constant_is_nothing()
    {
        Assert.Equal(new NumberEncoding("x", 0, 5), NumberEncoding.Fit("x", [0, 0, 0, 0, 0, 0, 10]));
        Assert.Equal(0, Single(NumberEncoding.Fit("x", [7, 7]), 100));
        Assert.Equal([0, 0], Values(NumberEncoding.Fit("x", [double.NaN]), 100));
    }

    [Fact]
    public void Standard_scaling_has_mean_zero_and_deviation_one()
    {
        double[] numbers = [2, 4, 4, 4, 5, 5, 7, 9];
        var encoding = NumberEncoding.Fit("x", numbers, Scaling.Standard, clip: false);

        Assert.Equal((5, 2), (encoding.Center, encoding.Scale));
        Assert.Equal(0, NumberEncoding.Fit("x", [0.1, 0.1, 0.1], Scaling.Standard).Scale);
    }

    [Fact]
    public void A_missing_number_is_the_center_and_says_so_where_the_training_part_had_one()
    {
        var encoding = NumberEncoding.Fit("x", [1, double.NaN, 3]);

        Assert.Equal(["x", "x is missing"], encoding.Features);
        Assert.Equal([0, 1], Values(encoding, double.NaN));
        Assert.Equal(0, Values(encoding, 3)[1]);
        Assert.Equal([0], Values(NumberEncoding.Fit("x", [1, 2, 3]), double.NaN));
    }

    [Fact]
    public void Two_values_are_minus_one_and_one()
    {
        var encoding = new BooleanEncoding("x", "no", "yes", HasIndicator: true);

        Assert.Equal(["x is yes", "x is missing"], encoding.Features);
        Assert.Equal([-1, 0], Values(encoding, 0));
        Assert.Equal([1, 0], Values(encoding, 1));
        Assert.Equal([0, 0], Values(encoding, 2));
        Assert.Equal([0, 1], Values(encoding, double.NaN));
    }

    [Fact]
    public void Categories_are_ordered_by_rows_and_rare_and_unknown_ones_share_an_input()
    {
        var encoding = CategoryEncoding.Fit("x", [("b", 5), ("a", 5), ("once", 1), ("c", 9), ("never", 0)], missing: 2);

        Assert.Equal(["x is c", "x is a", "x is b", "x is other", "x is missing"], encoding.Features);
        Assert.Equal([0, 1, 0, 0, 0], Values(encoding, 1));
        Assert.Equal([0, 0, 0, 1, 0], Values(encoding, 3));
        Assert.Equal([0, 0, 0, 0, 1], Values(encoding, double.NaN));
        Assert.Equal(["c"], CategoryEncoding.Fit("x", [("b", 5), ("c", 9)], 0, most: 1).Categories.AsEnumerable());
    }

    [Fact]
    public void More_categories_than_inputs_are_wanted_for_become_one_place()
    {
        (string, int)[] counts = [("a", 2), ("b", 3), ("c", 4), ("once", 1)];
        var encoding = CategoryEncoding.Fit("x", counts, missing: 1, most: 2, embeds: true);

        Assert.True(encoding.IsEmbedded);
        Assert.Equal(["x"], encoding.Features);
        Assert.Equal(5, encoding.Places);
        Assert.Equal([2], Values(encoding, 2));
        Assert.Equal([3], Values(encoding, 3));
        Assert.Equal([4], Values(encoding, double.NaN));
        Assert.False(CategoryEncoding.Fit("x", counts, missing: 1, most: 3, embeds: true).IsEmbedded);
        Assert.Equal([-1], Values(CategoryEncoding.Fit("x", [("a", 2), ("b", 2)], 0, most: 1, embeds: true), 2));
    }

    [Fact]
    public void What_was_never_seen_is_nothing_where_there_is_no_input_for_it()
    {
        var encoding = CategoryEncoding.Fit("x", [("a", 5), ("b", 4)], missing: 0);

        Assert.Equal([0, 0], Values(encoding, 2));
        Assert.Equal([0, 0], Values(encoding, double.NaN));
    }

    [Fact]
    public void A_date_is_a_trend_and_places_on_circles()
    {
        double[] days = [.. Enumerable.Range(0, 800).Select(day => day + 0.25)];
        var encoding = DateEncoding.Fit("t", "yyyy-MM-dd HH:mm", days);

        // From the first quartile to the third of 0.25, 1.25, … 799.25, about the median of 399.75: a day of 799.25 is at 399.5 / 399.5.
        Assert.Equal(0, Values(encoding, 399.75)[0], 1e-12);
        Assert.Equal(1 / Math.Sqrt(1 + (1.0 / 9)), Values(encoding, 799.25)[0], 1e-12);
        Assert.Equal(-1 / Math.Sqrt(1 + (1.0 / 9)), Values(encoding, 0.25)[0], 1e-12);
        Assert.Equal(["t trend", "t year sin", "t year cos", "t week sin", "t week cos", "t day sin", "t day cos"], encoding.Features);
        double[] thursday = Values(encoding, 0); // the first of January 1970
        Assert.Equal([0, 1], thursday[1..3]);
        Assert.Equal([Math.Sin(2 * Math.PI * 3 / 7), Math.Cos(2 * Math.PI * 3 / 7)], thursday[3..5], Near);
        Assert.Equal([1, 0], Values(encoding, 0.25)[5..7], Near);
        Assert.Equal(Values(encoding, 5)[3..5], Values(encoding, 12)[3..5], Near);
        Assert.All(Enumerable.Range(0, 800), day => Assert.All(Values(encoding, day * 1.37), number => Assert.InRange(number, -3, 3)));
    }

    [Fact]
    public void Circles_that_the_dates_do_not_go_round_are_left_out()
    {
        Assert.Equal(["t trend"], DateEncoding.Fit("t", "d", [10, 11, 12]).Features);
        Assert.Equal(["t trend", "t week sin", "t week cos", "t is missing"], DateEncoding.Fit("t", "d", [10, 16, double.NaN]).Features);
        Assert.Equal([0, 0, 0, 1], Values(DateEncoding.Fit("t", "d", [10, 16, double.NaN]), double.NaN));
        Assert.Equal(["t trend"], DateEncoding.Fit("t", "d", [10.25, 10.5, 10.625]).Features);
        Assert.Equal(["t trend", "t day sin", "t day cos"], DateEncoding.Fit("t", "d", [10.25, 10.5, 10.75]).Features);
        Assert.Equal(["t trend", "t day sin", "t day cos"], DateEncoding.Fit("t", "d", [10, 13.25]).Features);
        Assert.Equal(["t trend", "t week sin", "t week cos"],
            DateEncoding.Fit("t", "d", [10, 13.5, 10]).Features.Where(name => !name.Contains("day", StringComparison.Ordinal)));
        Assert.Equal(["t trend", "t week sin", "t week cos"], DateEncoding.Fit("t", "d", [10, 192]).Features);
        Assert.Equal(["t trend", "t year sin", "t year cos", "t week sin", "t week cos"], DateEncoding.Fit("t", "d", [10, 193]).Features);
    }

    [Fact]
    public void Rows_are_gathered_as_the_encodings_write_them_in_float_and_double()
    {
        ColumnEncoding[] encodings =
        [
            new NumberEncoding("n", 1, 2, HasIndicator: true), new CategoryEncoding("c", ["a", "b"], HasOther: true),
            new BooleanEncoding("b", "0", "1"),
        ];
        double[] raw = [3, 0, 1, double.NaN, 2, 0, -5, 1, double.NaN];
        var preprocessing = Preprocessing.Of(encodings, "y", []);
        Samples encoded = preprocessing.Apply(Samples.From(raw, 3));

        Assert.Equal((3, 6), (encoded.Rows, encoded.Columns));
        double[] expected = [.. Enumerable.Range(0, 3)
            .SelectMany(row => encodings.SelectMany((encoding, column) => Values(encoding, raw[(row * 3) + column])))];
        Assert.Equal(expected, Csv.Numbers(encoded));
        var doubles = new double[12];
        var floats = new float[12];
        encoded.Gather<double>([2, 0], doubles);
        floats.AsSpan().Fill(7);
        encoded.Gather<float>([2, 0], floats);
        Assert.Equal([.. expected[12..], .. expected[..6]], doubles);
        Assert.Equal(doubles.Select(number => (float)number), floats);
    }

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1e-12;

    private static double Single(ColumnEncoding encoding, double raw) => Assert.Single(Values(encoding, raw));

    private static double[] Values(ColumnEncoding encoding, double raw)
    {
        var values = new double[encoding.Width];
        values.AsSpan().Fill(9);
        encoding.Write(raw, values);
        Assert.Equal(encoding.Features.Count, encoding.Width);
        return values;
    }
}
