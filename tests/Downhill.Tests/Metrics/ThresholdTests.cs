namespace Downhill.Tests;

/// <summary>Thresholds of two classes, worked by hand.</summary>
public sealed class ThresholdTests
{
    // Positive rows stand at 0.9, 0.6 and 0.3, negative ones at 0.7, 0.2, 0.2 and 0.1.
    private static readonly double[] Probabilities = [0.2, 0.9, 0.7, 0.3, 0.1, 0.6, 0.2];
    private static readonly int[] Labels = [0, 1, 0, 1, 0, 1, 0];

    [Theory]
    [InlineData("f1", 0.25)] // from 0.25 on: 3 hits, 1 alarm, F1 = 6/7; at 0.65: 1/1, at 0.5: 2 hits, 1 alarm, 4/6; at 0.8: 1 hit, 2/4
    [InlineData("balanced", 0.25)] // (3/3 + 3/4) / 2
    [InlineData("cost 5:1", 0.25)] // 1 alarm: 1/7; at 0.5 a missed one and an alarm: 6/7
    [InlineData("cost 1:5", 5.0 / 6)] // 2 missed: 2/7; an alarm alone would cost 5/7. Calibrated probabilities put it at ⅚, which is between 0.7 and 0.9
    [InlineData("0.35", 0.35)]
    public void The_threshold_is_the_one_worked_by_hand(string aim, double expected) =>
        Assert.Equal(expected, ThresholdAim.Parse(aim).Choose(Probabilities, Labels).Value, 12);

    // All cuts between 0.4 and 0.8 miss nothing: of equally good thresholds the one nearest to ½ is taken, and ½ itself where it is one of
    // them.
    [Theory]
    [InlineData("f1", new[] { 0.8, 0.9, 0.4, 0.1 }, 0.5)]
    [InlineData("f1", new[] { 0.3, 0.4, 0.2, 0.1 }, 0.25)]
    [InlineData("balanced", new[] { 0.95, 0.9, 0.8, 0.1 }, (0.9 + 0.8) / 2)]
    [InlineData("cost 9:1", new[] { 0.8, 0.9, 0.05, 0.01 }, 0.1)] // 1 / (9 + 1)
    public void Ties_go_to_where_calibrated_probabilities_put_the_threshold(string aim, double[] probabilities, double expected) =>
        Assert.Equal(expected, ThresholdAim.Parse(aim).Choose(probabilities, [1, 1, 0, 0]).Value, 12);

    // One row each at 0.3 and at 0.6 of either class: from below 0.3, from ½ and from above 0.6 the balanced accuracy is ½; ½ wins. Equal
    // probabilities are never parted: no threshold takes one row of 0.6 alone.
    [Fact]
    public void Rows_of_equal_probabilities_stay_together()
    {
        double[] probabilities = [0.6, 0.6, 0.3, 0.3];
        int[] labels = [1, 0, 1, 0];
        Assert.Equal(0.5, ThresholdAim.Parse("balanced").Choose(probabilities, labels).Value);
        Assert.Equal(0.15, ThresholdAim.Parse("f1").Choose(probabilities, labels).Value,
            12); // all positive: 2·2/(4 + 2) = ⅔; from ½ on 2/(2 + 2)
        Assert.Equal(2.0 / 3, ThresholdAim.Parse("cost 1:2").Choose(probabilities, labels).Value,
            12); // none positive: 2 missed; from ½ on 1 + 2
    }

    // A row of weight 3 counts like three.
    [Theory]
    [InlineData("f1")]
    [InlineData("balanced")]
    [InlineData("cost 2:3")]
    public void A_weight_counts_like_rows(string aim)
    {
        double weighted = ThresholdAim.Parse(aim).Choose([0.8, 0.4, 0.6, 0.3], [1, 1, 0, 0], [1, 3, 2, 0]).Value;
        Assert.Equal(weighted, ThresholdAim.Parse(aim).Choose([0.8, 0.4, 0.4, 0.4, 0.6, 0.6], [1, 1, 1, 1, 0, 0]).Value);
    }

    [Fact]
    public void The_table_is_the_one_worked_by_hand()
    {
        var rows = new Predictions(new double[7], new double[7], Probabilities, Probabilities, null, Labels, 1, null);
        ThresholdTable table = ThresholdTable.Of(rows, ["no", "yes"], "validation", ThresholdAim.Parse("cost 5:1"))!;
        Assert.Equal("yes", table.Positive);
        Assert.Equal(0.25, table.Chosen!.Value, 12);
        ThresholdScore half = table.Scores.Single(score => score.Threshold == 0.5),
            chosen = table.Scores.Single(score => score.Threshold == table.Chosen.Value);
        Assert.Equal(new ThresholdScore(0.5, 2.0 / 3, 2.0 / 3, 4.0 / 6, ((2.0 * 4) + (3 * 3)) / 24, 6.0 / 7), half);
        Assert.Equal(new ThresholdScore(table.Chosen.Value, 3.0 / 4, 1, 6.0 / 7, 21.0 / 24, 1.0 / 7), chosen);
        Assert.Equal(table.Scores.Select(score => score.Threshold).Order(), table.Scores.Select(score => score.Threshold));
        Assert.Equal(0, table.Scores.Single(score => score.Threshold == 0.9).Precision - 1); // 0.9 itself is positive from 0.9 on
    }

    // A negative row of probability 1 is positive from 1 on too, so no threshold is free of its alarm, which costs 100: missing the other
    // row too costs 1 more.
    [Fact]
    public void No_threshold_is_above_a_probability_of_1() =>
        Assert.Equal(0.25, ThresholdAim.Parse("cost 1:100").Choose([1, 0.5], [0, 1]).Value, 12);

    // The only positive row counts nothing, so there is nothing to choose by; with a little weight there is.
    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(1, 0, false)]
    [InlineData(1e-9, 1, true)]
    public void A_class_whose_rows_weigh_nothing_is_missing(double positive, double negative, bool isThere)
    {
        var rows = new Predictions(new double[2], new double[2], [0.8, 0.4], [1, 0], null, [1, 0], 1, [positive, negative]);
        Assert.Equal(isThere, ThresholdTable.Of(rows, ["no", "yes"], "validation", ThresholdAim.Parse("f1")) is not null);
    }

    [Theory]
    [InlineData("f1", "f1")]
    [InlineData("cost:5:1", "cost 5:1")]
    [InlineData("cost 2.5:0.5", "cost 2.5:0.5")]
    [InlineData("0.30", "0.3")]
    public void An_aim_is_read_and_written(string text, string written) => Assert.Equal(written, ThresholdAim.Parse(text).ToString());

    [Theory]
    [InlineData("f2")]
    [InlineData("cost")]
    [InlineData("cost 5")]
    [InlineData("cost 0:1")]
    [InlineData("cost:-1:1")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("nan")]
    public void What_is_no_aim_is_refused(string text) =>
        Assert.Contains("cost:5:1", Assert.Throws<DownhillException>(() => ThresholdAim.Parse(text)).Message);

    [Fact]
    public void Rows_of_one_class_are_refused() =>
        Assert.Contains("both classes",
            Assert.Throws<DownhillException>(() => ThresholdAim.Parse("f1").Choose([0.1, 0.2], [0, 0])).Message);

    // The confusion follows the threshold, with one output and with two; what looks at probabilities stays as it was.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Metrics_obey_the_threshold(int width)
    {
        double[] values = width == 1 ? Probabilities : [.. Probabilities.SelectMany(p => new[] { 1 - p, p })];
        var rows = new Predictions(new double[7], new double[7], values, values, null, Labels, width, null);
        Metrics plain = ClassificationMetrics.Compute(rows, ["no", "yes"]);
        Metrics moved = ClassificationMetrics.Compute(rows with { Threshold = new DecisionThreshold(0.25, ThresholdAim.Parse("f1")) },
            ["no", "yes"]);
        Assert.Equal([3, 1, 1, 2], plain.Confusion!.SelectMany(counts => counts));
        Assert.Equal([3, 1, 0, 3], moved.Confusion!.SelectMany(counts => counts));
        Assert.Equal(6.0 / 7, moved.Classes![1].F1, 12);
        Assert.Equal(plain.CalibrationError, moved.CalibrationError);
        Assert.Equal(plain.RocAuc, moved.RocAuc);
    }
}
