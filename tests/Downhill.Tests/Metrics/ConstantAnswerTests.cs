using System.Text.Json;

namespace Downhill.Tests;

/// <summary>Whether a constant answer is as good, where rows have weights; worked by hand.</summary>
public sealed class ConstantAnswerTests
{
    // Six rows of "a" weigh 1 each and two of "b" weigh 9 each: "b" has 18/24 of the weight. Who always says "b" is right with 0.75; the
    // entropy is −¾ ln ¾ − ¼ ln ¼ = 0.5623.
    [Theory]
    [InlineData(6, 0, 1, "\"b\"")] // 6/24
    [InlineData(6, 1, 1, "\"b\"")] // 15/24
    [InlineData(0, 2, 1, "\"b\"")] // 18/24, as good
    [InlineData(0, 2, 0.57, "\"b\"")]
    [InlineData(0, 2, 0.56, null)]
    [InlineData(1, 2, 1, null)] // 19/24
    public void The_most_frequent_class_is_that_of_the_largest_weight(int rightOfA, int rightOfB, double logLoss, string? constant) =>
        Assert.Equal(constant, Of([1, 1, 1, 1, 1, 1, 9, 9], rightOfA, rightOfB, logLoss).ConstantAsGood());

    // Without weights "a" has 6 of 8 rows.
    [Theory]
    [InlineData(6, 0, 1, "\"a\"")]
    [InlineData(6, 1, 1, null)]
    [InlineData(0, 2, 1, "\"a\"")]
    public void Without_weights_rows_are_counted(int rightOfA, int rightOfB, double logLoss, string? constant) =>
        Assert.Equal(constant, Of(null, rightOfA, rightOfB, logLoss).ConstantAsGood());

    // Four rows each, the first four of weight 1 and the others of 3: the entropy is 0.5623, not ln 2 = 0.6931.
    [Theory]
    [InlineData(0.6, "\"b\"")]
    [InlineData(0.5, null)]
    public void The_entropy_is_that_of_weighted_shares(double logLoss, string? constant)
    {
        var rows = new Predictions([.. Enumerable.Repeat(logLoss, 8)], [.. Enumerable.Repeat(logLoss, 8)],
            [.. Enumerable.Repeat(0.9, 8)], new double[8], null, [0, 0, 0, 0, 1, 1, 1, 1], 1, [1, 1, 1, 1, 3, 3, 3, 3]);
        Assert.Equal(constant, ClassificationMetrics.Compute(rows, ["a", "b"]).ConstantAsGood());
    }

    [Fact]
    public void Where_all_weight_is_of_one_class_no_constant_is_named() =>
        Assert.Null(Of([0, 0, 0, 0, 0, 0, 2, 3], 0, 2, 1).ConstantAsGood());

    [Fact]
    public void Weighted_classes_have_a_share_which_is_saved()
    {
        Metrics weighted = Of([1, 1, 1, 1, 1, 1, 9, 9], 6, 0, 1), plain = Of(null, 6, 0, 1);
        Assert.Equal([0.25, 0.75], weighted.Classes!.Select(score => score.Share));
        Assert.Equal([null, null], plain.Classes!.Select(score => score.Share));
        Assert.Equal(weighted.Classes,
            JsonSerializer.Deserialize<ClassScore[]>(JsonSerializer.Serialize(weighted.Classes)));
    }

    private static Metrics Of(double[]? weights, int rightOfA, int rightOfB, double logLoss)
    {
        int[] labels = [0, 0, 0, 0, 0, 0, 1, 1];
        double[] losses = [.. Enumerable.Repeat(logLoss, 8)],
            answers = [.. labels.Select((label, row) => (label == 0 ? row < rightOfA : row - 6 < rightOfB) == (label == 1) ? 0.9 : 0.1)];
        return ClassificationMetrics.Compute(new Predictions(losses, losses, answers, answers, null, labels, 1, weights), ["a", "b"]);
    }
}
