namespace Downhill.Tests;

/// <summary>Metrics where their rules change: the numbers of classes and rows from which something is told, and ties.</summary>
public sealed class MetricEdgeTests
{
    [Theory]
    [InlineData(9, false, true)]
    [InlineData(10, true, true)]
    [InlineData(200, true, true)]
    [InlineData(201, true, false)]
    public void A_matrix_has_at_most_200_classes_and_the_top_five_are_of_at_least_ten(int classes, bool hasTop, bool hasMatrix)
    {
        string[] names = [.. Enumerable.Range(0, classes).Select(i => $"k{i}")];
        double[] answers = [.. Enumerable.Range(0, classes).Select(i => i == 6 ? 0.5 : 0.5 / (classes - 1))];
        var metrics = ClassificationMetrics.Compute(new Predictions([1, 2], [1, 2], [.. answers, .. answers], [.. answers, .. answers],
            null, [4, 3], classes, null), names);

        // Of equal probabilities the classes before count: class 4 has one above it and four before it, class 3 three.
        Assert.Equal((double?)(hasTop ? 0.5 : null), metrics.Top5);
        Assert.Equal(hasMatrix, metrics.Confusion is not null);
        Assert.Equal(classes, metrics.Classes!.Count);
        Assert.Equal(((double?)0, 1, 1.5), (metrics.Accuracy, metrics.Classes[4].Rows, metrics.Loss));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Coverage_out_of_fold_needs_ten_rows(int rows, bool isTold)
    {
        double[] values = [.. Enumerable.Range(0, rows).Select(row => (double)row)];
        var predictions = new Predictions(new double[rows], null, values, values, [.. values.Select(value => value + 1)], null, 1, null);

        IReadOnlyList<CoverageLevel>? found = Coverage.Crossed(predictions);

        double[] promised = isTold ? [0.5, 0.6, 0.7, 0.8, 0.9, 0.95] : [];
        Assert.Equal(promised, (found ?? []).Select(level => level.Promised));
        Assert.All(found ?? [], level => Assert.Equal((1.0, 2.0), (level.Held, level.Width))); // each error is 1: half of a width of 2
    }

    [Theory]
    [InlineData("f1", "f1")]
    [InlineData("balanced", "balanced")]
    [InlineData("0.25", "0.25")]
    [InlineData("cost:5:2", "cost 5:2")]
    [InlineData("cost 0.5:1e2", "cost 0.5:100")]
    [InlineData("0", null)]
    [InlineData("1", null)]
    [InlineData("-0.5", null)]
    [InlineData("NaN", null)]
    [InlineData("cost:0:1", null)]
    [InlineData("cost:1:0", null)]
    [InlineData("cost:1", null)]
    [InlineData("cost:1:2:3", null)]
    [InlineData("cost:1:Infinity", null)]
    [InlineData("costs:1:2", null)]
    [InlineData("F1", null)]
    [InlineData("", null)]
    public void An_aim_is_a_word_a_cost_or_a_share(string text, string? aim) => Assert.Equal(aim, ThresholdAim.TryParse(text)?.ToString());

    // A missed positive costs 3, a false alarm 1: from 1 / 4 on a probability is worth calling.
    [Fact]
    public void What_a_threshold_is_expected_to_be_follows_from_the_costs()
    {
        Assert.Equal(0.25, ThresholdAim.TryParse("cost:3:1")!.Expectation);
        Assert.Equal(0.75, ThresholdAim.TryParse("cost:1:3")!.Expectation);
    }

    [Fact]
    public void Of_equal_answers_the_first_class_is_predicted_and_a_half_alone_is_the_second()
    {
        Assert.Equal(1, PredictedClass.Of([0.1, 0.45, 0.45]));
        Assert.Equal(0, PredictedClass.Of([0.5, 0.5]));
        Assert.Equal((1, 0), (PredictedClass.Of([0.5]), PredictedClass.Of([0.4999])));
        var threshold = new DecisionThreshold(0.75, ThresholdAim.TryParse("0.75")!);
        Assert.Equal((1, 0), (PredictedClass.Of([0.25, 0.75], threshold), PredictedClass.Of([0.26, 0.74], threshold)));
    }

    // Of n scores the ⌈(n + 1) c⌉-th smallest: of nine the fifth for a half, and the last for 90 % and more.
    [Theory]
    [InlineData(0.05, 1)]
    [InlineData(0.5, 5)]
    [InlineData(0.51, 6)]
    [InlineData(0.9, 9)]
    [InlineData(0.99, 9)]
    public void An_interval_is_as_wide_as_one_of_the_errors_was(double coverage, double half)
    {
        var known = Uncertainty.OfNumbers([0, 0, 0, 0, 0, 0, 0, 0, 0], [3, -1, 2, 5, -4, 9, 8, -7, 6]);
        Assert.Equal((10 - half, 10 + half), known.Interval(10, coverage));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_coverage_is_above_0_and_below_1(double coverage) => Assert.Contains("it must be above 0 and below 1",
        Assert.Throws<DownhillException>(() => Uncertainty.OfClasses([0.5]).Interval(0, coverage)).Message, StringComparison.Ordinal);

    // A set holds what is at least as probable as 1 − the score; and always the most probable ones, also where there are two.
    [Fact]
    public void A_set_of_classes_holds_what_is_probable_enough_and_the_most_probable()
    {
        var known = Uncertainty.OfClasses([0.25, 0.75, 0.5]);
        Assert.Equal([0, 1], known.Set([0.5, 0.3, 0.2], 0.75)); // the third of 0.25, 0.5, 0.75: from 0.25 on
        Assert.Equal([0, 1, 2], known.Set([0.5, 0.25, 0.25], 0.75));
        Assert.Equal([0], known.Set([0.5, 0.3, 0.2], 0.25)); // the first: from 0.75 on, so the largest alone
        Assert.Equal([0, 1], known.Set([0.4, 0.4, 0.2], 0.25));
        Assert.Equal([1], known.Set([0.8], 0.25));
        Assert.Equal([0, 1], known.Set([0.4], 0.75));
    }

    [Theory]
    [InlineData(1, 0.95, "Intervals need at least 2 samples, not 1.")]
    [InlineData(2, 0, "The level of the intervals is 0; it must be above 0 and below 1, such as 0.95.")]
    [InlineData(2, 1, "The level of the intervals is 1; it must be above 0 and below 1, such as 0.95.")]
    [InlineData(2, 0.5, null)]
    public void A_bootstrap_takes_two_samples_and_a_level_between_0_and_1(int samples, double level, string? message)
    {
        var bootstrap = new Bootstrap(samples, level);
        if (message is null)
            bootstrap.Validate();
        else
            Assert.Equal(message, Assert.Throws<DownhillException>(bootstrap.Validate).Message);
    }

    // A correlation of counts: 2 right of each class of 3, (4 · 6 − (9 + 9)) / (36 − 18).
    [Fact]
    public void Counts_of_two_classes_give_these_numbers()
    {
        int[] labels = [0, 0, 0, 1, 1, 1], called = [0, 0, 1, 1, 1, 0];
        double[] answers = [.. called.Select(label => label == 1 ? 0.75 : 0.25)];
        var metrics = ClassificationMetrics.Compute(
            new Predictions(new double[6], new double[6], answers, answers, null, labels, 1, null), ["no", "yes"]);

        Assert.Equal(2.0 / 3, metrics.Accuracy!.Value, 1e-15);
        Assert.Equal(1.0 / 3, metrics.Mcc!.Value, 1e-15);
        Assert.Equal("yes", metrics.Positive);
        Assert.Equal([[2, 1], [1, 2]], metrics.Confusion);

        // Said with 3/4, right in 2/3: the gap is 1/12 in the one bin that all are in.
        Assert.Equal(1.0 / 12, metrics.CalibrationError!.Value, 1e-15);

        // Of 9 pairs 4 are in order and 4 are ties.
        Assert.Equal(6.0 / 9, metrics.RocAuc!.Value, 1e-15);
    }
}
