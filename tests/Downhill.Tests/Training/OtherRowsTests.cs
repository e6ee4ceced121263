namespace Downhill.Tests;

/// <summary>An evaluator of some rows that measures others; worked by hand. The network answers with its input.</summary>
public sealed class OtherRowsTests
{
    private static readonly Network<double> Same = new(new Model([1], []));

    // Errors of the other rows: 1, −2 and 3 of weights 1, 1 and 2. Their own targets 0, 4, 2 have the mean 2 and the squares 4 + 4 + 0.
    [Fact]
    public void Numbers_are_compared_with_their_own_targets_and_weights()
    {
        Dataset first = Dataset.FromArrays([1], [7, 8, 9], [70, 80, 90]).WithWeights([5, 1, 1]),
            other = Dataset.FromArrays([1], [1, 2, 5], [0, 4, 2]).WithWeights([1, 1, 2]);

        Metrics metrics = new Evaluator<double>(Same, first, new HalfSquaredError()).Evaluate(other);

        Assert.Equal(((1 + 4) + (2 * 9)) / 8.0, metrics.Loss, 1e-15);
        Assert.Equal((1 + 2 + (2 * 3)) / 4.0, metrics.Mae!.Value, 1e-15);
        Assert.Equal(Math.Sqrt((1 + 4 + (2 * 9)) / 4.0), metrics.Rmse!.Value, 1e-15);
        Assert.Equal(1 - (23 / 8.0), metrics.R2!.Value, 1e-15);
        Assert.Equal(3, metrics.Rows);
    }

    // Of a subset in another order, the targets too are those of the subset.
    [Fact]
    public void Rows_of_a_subset_have_the_targets_of_the_subset()
    {
        Dataset rows = Dataset.FromArrays([1], [1, 2, 3, 4], [1, 3, 6, 10]);
        var evaluator = new Evaluator<double>(Same, rows, new HalfSquaredError());
        Assert.Equal((6 + 0) / 2.0, evaluator.Evaluate(rows.Subset([3, 0])).Mae!.Value, 1e-15);
        Assert.Equal(3, evaluator.Evaluate(rows.Subset([2])).Mae!.Value, 1e-15);
        Assert.Equal([0.0, 6], evaluator.Uncertainty(rows.Subset([3, 0]))!.Scores.ToArray());
        Assert.Equal([0.0, 6], evaluator.Uncertainty(rows.Subset([3, 0]).WithWeights([1, 3]))!.Scores.ToArray());
        Assert.Equal([0.75, 1], evaluator.Uncertainty(rows.Subset([3, 0]).WithWeights([1, 3]))!.Shares!.Value.ToArray());
    }

    // Logits above 0 say "yes": of the other rows the first and the last are right.
    [Fact]
    public void Classes_are_compared_with_their_own_labels()
    {
        Dataset first = Classes([1, 1, 1], [1, 1, 1]), other = Classes([2, 2, -2], [1, 0, 0]);
        var evaluator = new Evaluator<double>(Same, first, new BinaryCrossEntropy());
        Metrics metrics = evaluator.Evaluate(other);
        Assert.Equal(2 / 3.0, metrics.Accuracy!.Value, 1e-15);
        Assert.Equal([[1, 1], [0, 1]], metrics.Confusion);

        // 1 − p of the right class, p = 1 / (1 + e⁻²) = 0.8808 for "yes" of 2.
        double p = 1 / (1 + Math.Exp(-2));
        double[] scores = [1 - p, 1 - p, p];
        Assert.Equal(scores, evaluator.Uncertainty(other)!.Scores.ToArray(), (one, two) => Math.Abs(one - two) < 1e-12);

        // From ½ on "yes": one hit and one alarm of one "yes" and two "no".
        ThresholdScore half = evaluator.Thresholds(other, "test")!.Scores.Single(score => score.Threshold == 0.5);
        Assert.Equal((0.5, 1.0, 0.75), (half.Precision, half.Recall, half.BalancedAccuracy));

        static Dataset Classes(double[] logits, int[] labels) =>
            new("rows", [1], Samples.From(logits, 1), Targets.FromLabels(labels, ["no", "yes"]));
    }

    // Errors of 1, 2 and 3 against intervals of ±2: two of three are held, three of four by weight, and each is 4 wide.
    [Fact]
    public void Coverage_is_of_the_rows_given_with_their_weights()
    {
        Dataset first = Dataset.FromArrays([1], [7, 8], [7, 8]), other = Dataset.FromArrays([1], [1, 2, 5], [0, 4, 2]);
        Preprocessing known = Preprocessing.None() with { Uncertainty = new Uncertainty([2]) };
        var evaluator = new Evaluator<double>(Same, first, new HalfSquaredError(), preprocessing: known);
        Assert.All(evaluator.Coverage(other)!, level => Assert.Equal((2 / 3.0, 4.0), (level.Held, level.Width)));
        Assert.All(evaluator.Coverage(other.WithWeights([2, 1, 1]))!, level => Assert.Equal((0.75, 4.0), (level.Held, level.Width)));
        Assert.All(evaluator.Coverage(first)!, level => Assert.Equal((1.0, 4.0), (level.Held, level.Width)));
    }
}
