namespace Downhill.Tests;

public sealed class BootstrapTests
{
    [Fact]
    public void The_interval_of_a_mean_is_about_as_wide_as_theory_says()
    {
        const int rows = 400;
        Dataset data = Dataset.FromArrays([1], Examples.Numbers(rows), new double[rows]);
        Metrics metrics = Evaluator(data, new MeanAbsoluteError()).Evaluate(new Bootstrap());
        MetricInterval mae = metrics.Intervals!.Single(interval => interval.Name == "mae");

        // The mean of |y|: the absolute values are even over [0, 1), with the deviation 1/√12.
        double mean = metrics.Mae!.Value, half = 1.96 / Math.Sqrt(12 * rows);
        Assert.Equal(mean - half, mae.Low, 0.005);
        Assert.Equal(mean + half, mae.High, 0.005);
    }

    // Of three rows one has an error of 3: a sample holds it none to three times, so the mean lies from 0 to 3, whichever row it is.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_row_is_drawn_and_every_row_is_left_out(int row)
    {
        var errors = new double[3];
        errors[row] = 3;
        Metrics metrics = Evaluator(Dataset.FromArrays([1], errors, new double[3]), new MeanAbsoluteError())
            .Evaluate(new Bootstrap(500, 0.999));
        MetricInterval mae = metrics.Intervals!.Single(interval => interval.Name == "mae");
        Assert.Equal((0, 3), (mae.Low, mae.High));
        mae = Evaluator(Dataset.FromArrays([1], errors, new double[3]), new MeanAbsoluteError())
            .Evaluate(new Bootstrap(2000, 0.2)).Intervals!.Single(interval => interval.Name == "mae");
        Assert.Equal((1, 1), (mae.Low, mae.High)); // 8 of 27 samples have 0, 12 have 1, 6 have 2, one has 3
    }

    [Fact]
    public void What_does_not_apply_to_all_rows_has_no_interval_although_it_applies_to_some()
    {
        Dataset data = Dataset.FromArrays([1], Examples.Numbers(4), [0, 1, 2, 3]);
        Metrics metrics = Evaluator(data, new MeanAbsoluteError()).Evaluate(new Bootstrap(50));

        Assert.Null(metrics.Mape);
        Assert.Equal(metrics.Numbers().Select(number => number.Name), metrics.Intervals!.Select(interval => interval.Name));
    }

    [Fact]
    public void The_draws_follow_from_the_seed()
    {
        double[] scores = Examples.Numbers(60);
        int[] labels = [.. scores.Select((score, row) => row % 3 == 0 || score > 0 ? 1 : 0)];
        var data = new Dataset("rows", [1], Samples.From(scores, 1), Targets.FromLabels(labels, ["no", "yes"]));
        Evaluator<double> evaluator = Evaluator(data, new BinaryCrossEntropy());
        Metrics once = evaluator.Evaluate(new Bootstrap(50)), again = evaluator.Evaluate(new Bootstrap(50)),
            other = evaluator.Evaluate(new Bootstrap(50, Seed: 1));
        Assert.Equal(once.Intervals!, again.Intervals!);
        Assert.NotEqual(once.Intervals!, other.Intervals!);
        Assert.All(once.Intervals!, interval => Assert.True(interval.Low <= interval.High));
        Assert.Equal(once.Numbers().Select(number => number.Name).Where(name => name != "calibrationError"),
            once.Intervals!.Select(interval => interval.Name));
        Assert.Contains("\"intervals\"", once.ToJson(), StringComparison.Ordinal);
        Assert.Null(evaluator.Evaluate().Intervals);
    }

    // Of 100 rows predicted with ½, as many are right as heads fall: 95 % of all cases are at most 10 away from 50 (P = 0.965; at most 9:
    // 0.943). Half of the rows with weight 0: 50 rows, at most 7 away from 25 (P = 0.967; at most 6: 0.935), which is 0.14.
    [Theory]
    [InlineData(1, 0.10)]
    [InlineData(0, 0.14)]
    public void The_calibration_error_stands_beside_what_chance_explains(double weight, double expected)
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row % 2)];
        double[] half = [.. Enumerable.Repeat(0.5, 100)], weights = [.. Enumerable.Range(0, 100).Select(row => row < 50 ? 1 : weight)];
        var rows = new Predictions(new double[100], new double[100], half, half, null, labels, 1, weights);
        Metrics metrics = new Bootstrap(4000).Measure(rows, some => ClassificationMetrics.Compute(some, ["no", "yes"]));
        Assert.Equal(expected, metrics.CalibrationBound!.Value, 12);
        Assert.Equal(0, metrics.CalibrationError);
        Assert.DoesNotContain(metrics.Intervals!,
            interval => interval.Name == "calibrationError"); // rows drawn anew have one of about 0.04
        Assert.Contains("\"calibrationBound\"", metrics.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0.95, "at least 2 samples, not 1")]
    [InlineData(10, 1, "The level of the intervals is 1")]
    public void An_option_out_of_range_is_refused(int samples, double level, string message) =>
        Assert.Contains(message, Assert.Throws<DownhillException>(new Bootstrap(samples, level).Validate).Message);

    private static Evaluator<double> Evaluator(Dataset data, Loss loss) => new(new Network<double>(new Model([1], [])), data, loss);
}
