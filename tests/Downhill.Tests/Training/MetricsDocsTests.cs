namespace Downhill.Tests;

public sealed class MetricsDocsTests
{
    [Fact]
    public void Every_metric_that_can_be_reported_stands_in_the_document_with_its_direction()
    {
        string document = File.ReadAllText(Repository.Find("docs/metrics.md"));
        Assert.Equal(14, MetricList.All.Length);
        foreach ((string name, string title, bool higherIsBetter) in MetricList.All.Select(metric =>
            (metric.Name, metric.Title, metric.HigherIsBetter)).Prepend(("loss", "loss", false)))
        {
            string[] cells = Assert.Single(document.Split('\n'), line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal))
                .Split('|', StringSplitOptions.TrimEntries);
            Assert.Equal((title, higherIsBetter ? "↑" : "↓"), (cells[2], cells[5]));
            Assert.Equal(higherIsBetter, Metrics.HigherIsBetter(name));
        }
    }
}
