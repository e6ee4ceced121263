namespace Downhill.Tests;

/// <summary>Rows that are picked, called wrongly or weighted, each by hand.</summary>
public sealed class ChosenRowsTests
{
    // The inputs are the logits. Rows 1 and 3 are of class a and called b and c, row 4 is of class c and called b, rows 2 and 5 are right.
    // Row 3 is farther off than row 1.
    [Fact]
    public void The_worst_rows_of_a_class_are_those_that_are_of_it()
    {
        var network = new Network<double>(new Model([3], [new Linear(3, false, Examples.Identity(3))]));
        var rows = new Dataset("rows", [3], Samples.From([0, 1, 0, 2, 0, 0, 0, 0, 3, 0, 4, 0, 0, 5, 0.0], 3),
            Targets.FromLabels([0, 0, 0, 2, 1], ["a", "b", "c"]));
        ErrorAnalysis found = ErrorAnalysis.Of(network, new SoftmaxCrossEntropy(), Preprocessing.None("a", "b", "c"), rows);
        Assert.Equal([(3, "a", "c"), (1, "a", "b"), (4, "c", "b")],
            found.WorstOfClass!.Select(row => (row.Row, row.Actual, row.Predicted)));
    }

    // A probability of 0.3 is called "yes" by a threshold of 0.25; the more probable class, of which the bins tell, is "no" with 0.7.
    [Fact]
    public void Confidence_is_of_the_more_probable_class_whatever_the_threshold_is()
    {
        var network = new Network<double>(new Model([1], [new Linear(1, false, Examples.Given([1, 1], Math.Log(3 / 7.0)))]));
        var rows = new Dataset("rows", [1], Samples.From([1.0, 1], 1), Targets.FromLabels([1, 1], ["no", "yes"]));
        Preprocessing preprocessing = Preprocessing.None("no", "yes") with
        {
            Threshold = new DecisionThreshold(0.25, ThresholdAim.Parse("f1")),
        };
        CalibrationBin bin = Assert.Single(ErrorAnalysis.Of(network, new BinaryCrossEntropy(), preprocessing, rows).Calibration!);
        Assert.Equal((2, 0.7, 0), (bin.Rows, Math.Round(bin.Confidence, 9), bin.Accuracy));
    }

    [Fact]
    public void Picked_rows_keep_all_they_have()
    {
        var threshold = new DecisionThreshold(0.25, ThresholdAim.Parse("f1"));
        var rows = new Predictions([1, 2, 3], [4, 5, 6], [0.1, 0.2, 0.3], [-1, -2, -3], null, [0, 1, 0], 1, [7, 8, 9], threshold);
        Predictions some = rows.Pick([2, 0, 2]);
        Assert.Equal([3, 1, 3], some.Losses);
        Assert.Equal([6, 4, 6], some.LogLosses!);
        Assert.Equal([0.3, 0.1, 0.3], some.Values);
        Assert.Equal([-3, -1, -3], some.Outputs);
        Assert.Equal([0, 0, 0], some.Labels!);
        Assert.Equal([9.0, 7, 9], Enumerable.Range(0, 3).Select(some.Weight));
        Assert.Equal([1, 0, 1], Enumerable.Range(0, 3).Select(some.Predicted));
    }

    [Fact]
    public void A_threshold_that_is_given_is_the_one_that_is_taken()
    {
        var rows = new Predictions(new double[3], new double[3], [0.8, 0.4, 0.1], [1, 0, -1], null, [1, 0, 0], 1, null);
        ThresholdTable table = ThresholdTable.Of(rows, ["no", "yes"], "validation", ThresholdAim.Parse("0.35"))!;
        Assert.Equal(0.35, table.Chosen!.Value);
        Assert.Contains(0.35, table.Scores.Select(score => score.Threshold));
    }

    [Fact]
    public void Predictions_out_of_fold_have_the_weights_of_their_rows()
    {
        Dataset rows = Dataset.FromArrays([1], [0, 0], [1, 2]);
        Assert.Null(new OutOfFoldLoss(rows, new MeanSquaredError(), 1).Predictions([1, 2], null).Weights);
        Assert.Equal([3, 1], new OutOfFoldLoss(rows.WithWeights([3, 1]), new MeanSquaredError(), 1).Predictions([1, 2], null).Weights!);
    }
}
