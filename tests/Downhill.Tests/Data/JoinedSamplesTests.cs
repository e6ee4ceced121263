namespace Downhill.Tests.Data;

/// <summary>Rows side by side, and an image encoded before columns.</summary>
public sealed class JoinedSamplesTests
{
    private static readonly byte[] Pixels = [0, 51, 102, 255, 10, 20, 30, 40, 7, 77, 177, 250];

    private static readonly double[] Numbers = [3, double.NaN, 5, 1, 0, 2];

    [Fact]
    public void Columns_next_to_each_other_are_taken_from_one_side_or_from_both()
    {
        Samples joined = Samples.Join(Samples.From([1.0, 2, 3, 4], 2), Samples.From([5.0, 6, 7, 8, 9, 10], 3));
        Assert.Equal([1, 2, 3, 4], Numbers(0, 2));
        Assert.Equal([5, 6, 7, 8, 9, 10], Numbers(2, 3));
        Assert.Equal([1, 3], Numbers(0, 1));
        Assert.Equal([1, 2, 5, 3, 4, 8], Numbers(0, 3));
        Assert.Equal([2, 5, 6, 7, 4, 8, 9, 10], Numbers(1, 4));
        Assert.Equal([6, 7, 9, 10], Numbers(3, 2));

        double[] Numbers(int start, int count)
        {
            Samples some = joined.Range(start, count);
            return [.. Enumerable.Range(0, 2).SelectMany(row => Enumerable.Range(0, count).Select(column => some[row, column]))];
        }
    }

    // Two rows of six columns out of three sets; every range of columns, within one set or over several.
    [Fact]
    public void Every_range_of_three_sets_side_by_side_has_its_own_columns()
    {
        Samples first = Samples.From([11.0, 12, 21, 22], 2), second = Samples.From([13.0, 14, 15, 23, 24, 25], 3),
            third = Samples.From([16.0, 26], 1);
        foreach (Samples joined in (Samples[])[Samples.Join(Samples.Join(first, second), third),
            Samples.Join(first, Samples.Join(second, third))])
        {
            for (int start = 0; start < 6; start++)
            {
                for (int count = 1; count <= 6 - start; count++)
                {
                    Samples some = joined.Range(start, count);
                    Assert.Equal((2, count), (some.Rows, some.Columns));
                    for (int column = 0; column < count; column++)
                        Assert.Equal((11 + start + column, 21 + start + column), (some[0, column], some[1, column]));
                }
            }
        }
    }

    // More rows than are looked up at once, with several inputs and targets, in another order.
    [Fact]
    public void Many_rows_are_gathered_each_in_its_place()
    {
        double[] inputs = Examples.Numbers(1200, 1), targets = Examples.Numbers(1800, 2);
        Dataset data = Dataset.FromArrays([2], inputs, targets).Subset([.. Enumerable.Range(0, 600).Select(row => 599 - row)]);
        int[] rows = [.. Enumerable.Range(0, 600).Select(row => row * 7 % 600)];
        double[] input = new double[1200], target = new double[1800];
        data.Gather(rows, input.AsSpan(), target.AsSpan(), 3);
        Assert.Equal(rows.SelectMany(row => inputs[(2 * (599 - row))..(2 * (600 - row))]), input);
        Assert.Equal(rows.SelectMany(row => targets[(3 * (599 - row))..(3 * (600 - row))]), target);
        Assert.Throws<DownhillException>(() => Dataset.FromArrays([2], [1, 2, 3, 4], [1, 2, 3]));
        Assert.Throws<DownhillException>(() => Dataset.FromArrays([2], [], []));
    }

    [Fact]
    public void Rows_stand_side_by_side()
    {
        Samples joined = Samples.Join(Samples.From(Pixels, 4), Samples.From(Numbers, 2));
        var rows = new float[12];
        joined.Gather([2, 0], rows.AsSpan());

        Assert.Equal((3, 6), (joined.Rows, joined.Columns));
        Assert.Equal([7, 77, 177, 250, 0, 2, 0, 51, 102, 255, 3, float.NaN], rows);
        Assert.Equal(255, joined[0, 3]);
        Assert.Equal(5, joined[1, 4]);
        Assert.Contains("same number of rows", Assert.Throws<DownhillException>(() =>
            Samples.Join(Samples.From(Pixels, 4), Samples.From(Numbers, 3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encoded_pixels_have_the_bits_of_an_image_alone_wherever_the_raw_numbers_are()
    {
        var image = new ImageEncoding("file", new ImageReading(2, 2), 250);
        Preprocessing both = Preprocessing.Of(
            [image, new NumberEncoding("x", 1, 2, HasIndicator: true), new NumberEncoding("y", 0, 1)], "t", []);
        Samples pixels = Samples.From(Pixels, 4), joined = Samples.Join(pixels, Samples.From(Numbers, 2));
        var plain = new double[18];
        joined.Gather([0, 1, 2], plain.AsSpan());
        float[] alone = new float[12], compact = new float[21], copied = new float[21];

        pixels.Standardize([0], [250]).Gather([0, 1, 2], alone.AsSpan());
        both.Apply(joined).Gather([0, 1, 2], compact.AsSpan());
        both.Apply(Samples.From(plain, 6)).Gather([0, 1, 2], copied.AsSpan());

        Assert.Equal(compact, copied);
        for (int row = 0; row < 3; row++)
            Assert.Equal(alone[(row * 4)..((row + 1) * 4)], compact[(row * 7)..((row * 7) + 4)]);
        Assert.Equal([4, 5, 6], [both.RawPlace(1), both.RawPlace(2), both.RawPlace(3)]);
    }

    [Fact]
    public void An_augmentation_changes_the_image_and_leaves_the_columns()
    {
        Preprocessing both = Preprocessing.Of(
            [new ImageEncoding("file", new ImageReading(2, 2), 1), new NumberEncoding("x", 0, 1), new NumberEncoding("y", 0, 1)], "t", []);
        double[] known = [3, 1, 5, 1, 0, 2];
        var raw = new Dataset("rows", [6], Samples.Join(Samples.From(Pixels, 4), Samples.From(known, 2)),
            Targets.FromNumbers(Samples.From(new double[] { 1, 2, 3 }, 1)));
        Dataset rows = both.Apply(raw).Subset([2, 0]);
        float[] before = new float[12], after = new float[12], targets = new float[2];
        rows.Gather([0, 1], before, targets, 1);
        before.CopyTo(after, 0);

        new Augmenter<float>(new Flip(Horizontal: 1), rows, 0, 1).Apply(1, [0, 1], after, targets);

        Assert.Equal([2, 2], rows.Image!);
        Assert.Equal([77, 7, 250, 177], after[..4]);
        Assert.Equal(before[4..6], after[4..6]);
        Assert.Equal([51, 0, 255, 102], after[6..10]);
        Assert.Equal(before[10..], after[10..]);
    }

    [Fact]
    public void A_description_with_an_image_elsewhere_or_of_nothing_is_refused()
    {
        var image = new ImageEncoding("file", new ImageReading(2, 2), 255);
        var model = new Model([5], [new Linear(1)]);

        Assert.Contains("not the first column", Refusal([new NumberEncoding("x", 0, 1), image]), StringComparison.Ordinal);
        Assert.Contains("divided by 0", Refusal([image with { Largest = 0 }, new NumberEncoding("x", 0, 1)]), StringComparison.Ordinal);
        Assert.Contains("not 2", Refusal([image with { Reading = new ImageReading(2, 2, 2) }, new NumberEncoding("x", 0, 1)]),
            StringComparison.Ordinal);
        Assert.Contains("become 6 inputs", Refusal([image, new NumberEncoding("x", 0, 1, HasIndicator: true)]), StringComparison.Ordinal);
        Preprocessing.Of([image, new NumberEncoding("x", 0, 1)], "t", []).Require(model, "here");

        string Refusal(ColumnEncoding[] encodings) =>
            Assert.Throws<DownhillException>(() => Preprocessing.Of(encodings, "t", []).Require(model, "here")).Message;
    }

    [Fact]
    public void A_slice_without_a_count_goes_to_the_end()
    {
        Assert.Equal([3], new Slice(2).OutputShape([5]));
        Assert.Equal([1, 4], new Slice(2).OutputShape([3, 4]));
        Assert.Contains("has only 5", Assert.Throws<DownhillException>(() => new Slice(5).OutputShape([5])).Message,
            StringComparison.Ordinal);
        Assert.Equal(new Slice(2), Model.Parse("slice 2, linear 1", [5], 1).Layers[0]);
        Assert.Equal(Model.Parse("slice 2, linear 1", [5], 1), Model.FromJson(Model.Parse("slice 2, linear 1", [5], 1).ToJson(), "model"));
    }
}
