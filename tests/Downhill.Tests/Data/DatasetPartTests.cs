namespace Downhill.Tests.Data;

/// <summary>What goes with rows into a part, and with other inputs, targets and weights.</summary>
public sealed class DatasetPartTests
{
    // Rows of 4 pixels and 1 column, with weights.
    private static Dataset All => new Dataset("rows", [5], Samples.From([.. Enumerable.Range(0, 20).Select(i => (double)i)], 5),
        Targets.FromNumbers(Samples.From([0.0, 10, 20, 30], 1))).With(image: [2, 2]).WithWeights([1, 2, 3, 4]);

    public static TheoryData<string> Changes => ["subset", "subset of a subset", "inputs", "targets", "weights", "nothing"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Weights_and_the_image_go_with_their_rows(string change)
    {
        Samples other = Samples.From([.. Enumerable.Range(0, 20).Select(i => 100.0 + i)], 5);
        (Dataset data, int[] stored, double[] weights) = change switch
        {
            "subset" => (All.Subset([3, 1]), [3, 1], [4.0, 2]),
            "subset of a subset" => (All.Subset([3, 1, 0]).Subset([2, 0]), [0, 3], [1, 4]),
            "inputs" => (All.Subset([3, 1]).With(other), [3, 1], [4, 2]),
            "targets" => (All.Subset([3, 1]).With(targets: All.Targets), [3, 1], [4, 2]),
            "weights" => (All.Subset([3, 1]).WithWeights([7, 8]), [3, 1], [7, 8]),
            _ => (All, (int[])[0, 1, 2, 3], (double[])[1, 2, 3, 4]),
        };
        double[] inputs = new double[stored.Length * 5], targets = new double[stored.Length], given = new double[stored.Length];
        int[] rows = [.. Enumerable.Range(0, stored.Length)];

        data.Gather(rows, inputs.AsSpan(), targets.AsSpan(), 1);
        data.GatherWeights(rows, given.AsSpan());

        Assert.Equal<int>([2, 2], data.Image!);
        Assert.Equal((true, stored.Length), (data.IsWeighted, data.Rows));
        Assert.Equal(weights, given);
        Assert.Equal(weights, rows.Select(data.Weight));
        Assert.Equal(stored, rows.Select(data.Stored));
        double first = change == "inputs" ? 100 : 0;
        Assert.Equal(stored.SelectMany(row => Enumerable.Range(row * 5, 5).Select(i => first + i)), inputs);
        Assert.Equal(stored.Select(row => 10.0 * row), targets);
    }

    // Classes a, b and c, of which c does not occur: 4 rows, two classes, so that rows of a weigh 4 / (2 · 3) and that of b 4 / 2.
    [Fact]
    public void A_class_that_does_not_occur_has_no_share_of_the_balanced_weight()
    {
        var rows = new Dataset("rows", [1], Samples.From([0.0, 0, 0, 0], 1), Targets.FromLabels([0, 1, 0, 0], ["a", "b", "c"]));
        Assert.Equal([4 / 6.0, 2, 4 / 6.0, 4 / 6.0], Enumerable.Range(0, 4).Select(rows.Balanced().Weight));
    }

    // Columns behind an image keep the image's shape through the preprocessing, on whose pixels an augmentation works.
    [Fact]
    public void Prepared_rows_know_where_their_image_is()
    {
        Preprocessing preprocessing = Preprocessing.Of(
            [new ImageEncoding("photo", new ImageReading(2, 2), 10), new NumberEncoding("age", 0, 1, IsClipped: false)], "y", []);
        Dataset raw = new("rows", [5], Samples.From([.. Enumerable.Range(0, 20).Select(i => (double)i)], 5),
            Targets.FromNumbers(Samples.From([0.0, 10, 20, 30], 1)));
        Dataset prepared = preprocessing.Apply(raw.Subset([2]));
        var row = new double[5];
        prepared.Gather([0], row.AsSpan(), [], 0);
        Assert.Equal<int>([2, 2], prepared.Image!);
        Assert.Null(raw.Image);
        Assert.Equal([1, 1.1, 1.2, 1.3, 14], row, (one, other) => Math.Abs(one - other) < 1e-12);
    }
}
