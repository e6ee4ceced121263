using System.Collections.Immutable;
using System.Text;

namespace Downhill.Cli;

/// <summary>Runs side by side on a page that stands alone: their metrics, in what they differ, and how they learnt.</summary>
internal static class ComparePage
{
    public static void Write(Stream stream, RunComparison comparison)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        HtmlPage.Write(writer, "Runs side by side", Body(comparison));
    }

    private static IEnumerable<string> Body(RunComparison comparison)
    {
        yield return "<h1>Runs side by side</h1>";
        if (!comparison.AreAlike)
            yield return "<p class=\"note\">The runs were not measured on the same rows, so none is marked as the best.</p>";
        string head = string.Concat(comparison.Runs.Select(run => $"<th>{HtmlPage.Text(run.Path)}</th>"));
        yield return PageParts.Table(
            $"{comparison.Runs[0].Part} rows{(comparison.AreAlike ? "; ★ marks the best" : string.Empty)}.",
            $"<th>metric</th>{head}",
            comparison.Metrics.Select(metric => $"<td>{HtmlPage.Text(MetricsView.Words(metric))}</td>{string.Concat(comparison.Runs.Select(run => Cell(comparison, run, metric)))}"));
        string[] choices = [.. comparison.Differences.Select(name => $"<td>{HtmlPage.Text(name)}</td>{string.Concat(comparison.Runs.Select(run => $"<td>{HtmlPage.Text(RunComparison.Choice(run, name))}</td>"))}")];
        if (choices.Length > 0)
            yield return $"<h2>In what they differ</h2>{PageParts.Table(null, $"<th>choice</th>{head}", choices, "words")}";
        yield return "<h2>How they learnt</h2>";
        yield return Figure(comparison, "Training loss", epoch => epoch.Loss, "training");
        yield return Figure(comparison, "Validation loss", epoch => epoch.Validation?.Loss, "validation");
        if (comparison.Runs.Any(run => Epochs(run).Select(epoch => epoch.LearningRate).Distinct().Count() > 1))
            yield return Figure(comparison, "Learning rate", epoch => epoch.LearningRate, "rate", "learning rate");
    }

    private static string Cell(RunComparison comparison, ComparedRun run, string metric) => RunComparison.Value(run, metric) is double value
        ? $"<td>{HtmlPage.Text(MetricsView.Number(value))}{(comparison.Best(metric).Contains(run) ? " ★" : string.Empty)}</td>"
        : "<td></td>";

    // Of an ensemble, the first member; more than four lines on one chart cannot be told apart.
    private static string Figure(RunComparison comparison, string title, Func<EpochRecord, double?> value, string id, string up = "loss")
    {
        const int Max = 4;
        var figures = new StringBuilder();
        foreach ((int number, ComparedRun[] runs) in comparison.Runs.Chunk(Max).Index())
        {
            ImmutableArray<WalkthroughLine> lines = [.. runs.Select(run => PageParts.ByEpoch(Name(run), Epochs(run), value))]; // all, so that each keeps its colour
            if (lines.All(line => line.Points.Length < 2))
                continue;
            var curve = new WalkthroughCurve(title, $"{title} by epoch; of an ensemble, that of the first member.", "epoch", up, lines);
            figures.Append($"<figure class=\"chart\">{SvgChart.Draw(curve, $"{id}{number}")}<figcaption>{HtmlPage.Text(curve.Description)}</figcaption></figure>");
        }

        return figures.ToString();
    }

    private static IEnumerable<EpochRecord> Epochs(ComparedRun run) => RunFolder.ReadEpochs(run.Path).Where(epoch => epoch.Member is null or 1);

    private static string Name(ComparedRun run) => Path.GetFileName(Path.GetFullPath(run.Path));
}
