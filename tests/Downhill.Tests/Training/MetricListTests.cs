using System.Text.Json;

namespace Downhill.Tests;

public sealed class MetricListTests
{
    [Fact]
    public void Every_metric_is_measured_stored_and_read_back()
    {
        double[] numbers = Examples.Numbers(12 * 4, 3);
        Dataset classes = new("classes", [4], Samples.From(numbers, 4),
            Targets.FromLabels([.. Enumerable.Range(0, 12)], [.. Enumerable.Range(0, 12).Select(i => $"{i}")]));
        Dataset two = new("two", [4], Samples.From(numbers, 4),
            Targets.FromLabels([.. Enumerable.Range(0, 12).Select(i => i % 2)], ["no", "yes"]));
        Dataset values = new("values", [4], Samples.From(numbers, 4),
            Targets.FromNumbers(Samples.From([.. Enumerable.Range(1, 12).Select(i => (double)i)], 1)));
        Metrics[] all =
        [
            new Evaluator<double>(Examples.Network("linear 12", 4), classes, new SoftmaxCrossEntropy()).Evaluate(),
            new Evaluator<double>(Examples.Network("linear 1", 4), two, new BinaryCrossEntropy()).Evaluate(new Bootstrap(10)),
            new Evaluator<double>(Examples.Network("linear 1", 4), values, new MeanSquaredError()).Evaluate(),
        ];

        foreach (Metric metric in MetricList.All)
            Assert.Contains(all, metrics => metrics.Values[metric.Name] is not null);
        foreach (Metrics metrics in all)
        {
            string json = JsonSerializer.Serialize(metrics, DescriptionJson.Default.Metrics);
            Metrics read = JsonSerializer.Deserialize(json, DescriptionJson.Default.Metrics)!;
            Assert.Equal(json, JsonSerializer.Serialize(read, DescriptionJson.Default.Metrics));
            Assert.Equal(metrics.Numbers(), read.Numbers());
            Assert.Equal(metrics.Summary() with { Intervals = null }, read.Summary() with { Intervals = null });
            Assert.NotEqual(metrics.Summary() with { Intervals = null },
                read.Summary() with { Intervals = null, Values = [("accuracy", 2)] });
        }
    }

    [Theory]
    [InlineData("""{"rows":3,"loss":"NaN","rmse":"Infinity","prAuc":null,"classes":[{"name":"a","rows":1,"precision":0,"recall":1,"f1":0.5}],"confusion":[[1]],"positive":"a"}""")]
    [InlineData("""{"positive":"a","confusion":[[1]],"rmse":"Infinity","loss":"NaN","classes":[{"rows":1,"name":"a","precision":0,"recall":1,"f1":0.5}],"rows":3}""")]
    public void Numbers_that_are_not_finite_and_keys_in_any_order_are_read(string json)
    {
        Metrics read = JsonSerializer.Deserialize(json, DescriptionJson.Default.Metrics)!;
        Assert.Equal((3, double.NaN, double.PositiveInfinity, "a"), (read.Rows, read.Loss, read.Rmse, read.Positive));
        Assert.Equal(new ClassScore("a", 1, 0, 1, 0.5), Assert.Single(read.Classes!));
        Assert.Equal(1, Assert.Single(Assert.Single(read.Confusion!)));
        Assert.Equal(["loss", "rmse"], read.Numbers().Select(number => number.Name));
    }

    [Fact]
    public void A_name_that_is_no_metric_is_refused() =>
        Assert.Contains("'acuracy'",
            Assert.Throws<JsonException>(() =>
                JsonSerializer.Deserialize("""{"rows":3,"loss":1,"acuracy":1}""", DescriptionJson.Default.Metrics)).Message,
                StringComparison.Ordinal);
}
