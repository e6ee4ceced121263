namespace Downhill.Tests;

public class CrossValidationTests
{
    [Fact]
    public void Mean_and_deviation_are_those_of_the_folds()
    {
        var folds = CrossValidation.Of([new Metrics(10, 2, [("accuracy", 0.5), ("rocAuc", 0.4)]), new Metrics(10, 4, [("accuracy", 0.7)]),
            new Metrics(12, 9, [("accuracy", 0.9), ("rocAuc", 0.8)])]);

        Assert.Equal((32, 5), (folds.Mean.Rows, folds.Mean.Loss));
        Assert.Equal(0.7, folds.Mean.Accuracy!.Value, 1e-12);
        Assert.Equal(Math.Sqrt((9 + 1 + 16) / 2.0), folds.Deviation.Loss, 1e-12);
        Assert.Equal(0.2, folds.Deviation.Accuracy!.Value, 1e-12);
        Assert.Null(folds.Mean.RocAuc);
        Assert.Null(folds.Mean.Rmse);
        Assert.Equal(3, folds.Folds.Count);
    }

    [Fact]
    public void Every_number_of_the_folds_has_a_mean_and_a_deviation()
    {
        var low = new Metrics(5, 1, [.. MetricList.All.Select(metric => (metric.Name, 1.0))]);
        var high = new Metrics(5, 3, [.. MetricList.All.Select(metric => (metric.Name, 3.0))]);

        var folds = CrossValidation.Of([low, high]);

        Assert.Equal(low.Numbers().Select(entry => (entry.Name, 2.0)), folds.Mean.Numbers());
        Assert.Equal(low.Numbers().Select(entry => (entry.Name, Math.Sqrt(2))), folds.Deviation.Numbers());
    }
}
