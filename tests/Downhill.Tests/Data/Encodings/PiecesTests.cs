namespace Downhill.Tests;

public sealed class PiecesTests
{
    private static readonly double[] Five = [1, 2, 4, 8, 16];

    [Fact]
    public void A_number_fills_the_intervals_below_it_and_its_own_in_part()
    {
        var encoding = NumberEncoding.Fit("x", Five, pieces: 4);

        Assert.Equal(["x", "x from 1 to 2", "x from 2 to 4", "x from 4 to 8", "x from 8 to 16"], encoding.Features);
        Assert.Equal([1, 1, 0.25, 0], Pieced(encoding, 5));
        Assert.Equal([1, 1, 0, 0], Pieced(encoding, 4));
        Assert.Equal([0, 0, 0, 0], Pieced(encoding, -100));
        Assert.Equal([1, 1, 1, 1], Pieced(encoding, 100));
    }

    [Fact]
    public void The_number_itself_is_encoded_as_without_pieces()
    {
        NumberEncoding whole = NumberEncoding.Fit("x", [.. Five, double.NaN]),
            cut = NumberEncoding.Fit("x", [.. Five, double.NaN], pieces: 4);

        foreach (double raw in (double[])[3, -7, double.NaN])
            Assert.Equal(Written(whole, raw), Written(cut, raw)[..2]);
        Assert.Equal([0, 1, 0, 0, 0, 0], Written(cut, double.NaN));
    }

    [Fact]
    public void Few_different_numbers_are_all_knots_and_two_are_not_cut()
    {
        double[] knots = [.. NumberEncoding.Fit("x", [0, 0, 1, 5, 5, 0], pieces: 32).Knots!.Value];
        Assert.Equal([0.0, 1, 5], knots);
        Assert.Null(NumberEncoding.Fit("x", [0, 1, 1, 0], pieces: 32).Knots);
        Assert.Null(NumberEncoding.Fit("x", Five, pieces: 1).Knots);
        Assert.Null(NumberEncoding.Fit("x", [double.NaN], pieces: 32).Knots);
    }

    [Fact]
    public void A_number_that_nearly_all_rows_have_leaves_pieces_for_the_others()
    {
        double[] gains = [.. Enumerable.Repeat(0.0, 9_000), .. Enumerable.Range(1, 1_000).Select(i => (double)i)];
        double[] knots = [.. NumberEncoding.Fit("gain", gains, pieces: 16).Knots!];

        Assert.Equal((0, 1_000), (knots[0], knots[^1]));
        Assert.InRange(knots.Length, 14, 17);
        Assert.Equal(knots.Order(), knots);
    }

    [Fact]
    public void Gathered_rows_are_the_written_ones_in_float_and_double()
    {
        var encoding = NumberEncoding.Fit("x", [.. Five, double.NaN], pieces: 3);
        double[] raw = [0, 1, 1.5, 3, double.NaN, 7, 16, 99];
        Samples encoded = Preprocessing.Of([encoding], "y", []).Apply(Samples.From(raw, 1));
        double[] expected = [.. raw.SelectMany(number => Written(encoding, number))];

        Assert.Equal(expected, Csv.Numbers(encoded));
        int[] rows = [.. Enumerable.Range(0, raw.Length)];
        var doubles = new double[expected.Length];
        var floats = new float[expected.Length];
        floats.AsSpan().Fill(7);
        encoded.Gather<double>(rows, doubles);
        encoded.Gather<float>(rows, floats);
        Assert.Equal(expected, doubles);
        Assert.Equal(expected.Select(number => (float)number), floats);
    }

    [Fact]
    public void Encodings_are_equal_where_their_knots_are()
    {
        Assert.Equal(NumberEncoding.Fit("x", Five, pieces: 4), NumberEncoding.Fit("x", Five, pieces: 4));
        Assert.NotEqual(NumberEncoding.Fit("x", Five, pieces: 4), NumberEncoding.Fit("x", Five));
        Assert.NotEqual(NumberEncoding.Fit("x", Five, pieces: 4), NumberEncoding.Fit("x", Five, pieces: 2));
    }

    private static double[] Pieced(NumberEncoding encoding, double raw) => Written(encoding, raw)[1..];

    private static double[] Written(NumberEncoding encoding, double raw)
    {
        var values = new double[encoding.Width];
        encoding.Write(raw, values);
        return values;
    }
}
