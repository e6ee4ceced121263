namespace Downhill.Tests;

public sealed class MetricsDocsTests
{
    [Fact]
    public void Every_metric_that_can_be_reported_stands_in_the_document_with_its_direction()
    {
        string document = File.ReadAllText(Repository.Find("docs/metrics.md"));
        var all = new Metrics(1, 1, 1, 1, 1, 1, 1, 1, null, null, 1, 1, 1, 1, 1, 1, 1);

        Assert.Equal(14, all.Numbers().Count());
        foreach ((string name, _) in all.Numbers())
        {
            string line = Assert.Single(document.Split('\n'), line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal));
            Assert.Equal(Metrics.HigherIsBetter(name) ? "↑" : "↓", line.Split('|')[5].Trim());
        }
    }
}
