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
        string metrics = string.Concat(comparison.Metrics.Select(metric => $"<tr><td>{HtmlPage.Text(MetricsView.Words(metric))}</td>{string.Concat(comparison.Runs.Select(run => Cell(comparison, run, metric)))}</tr>"));
        yield return $"<div class=\"scroll\"><table><caption><span>{HtmlPage.Text(comparison.Runs[0].Part)} rows; ★ marks the best.</span></caption><thead><tr><th>metric</th>{head}</tr></thead><tbody>{metrics}</tbody></table></div>";
        string choices = string.Concat(comparison.Differences.Select(name => $"<tr><td>{HtmlPage.Text(name)}</td>{string.Concat(comparison.Runs.Select(run => $"<td>{HtmlPage.Text(RunComparison.Choice(run, name))}</td>"))}</tr>"));
        if (choices.Length > 0)
            yield return $"<h2>In what they differ</h2><div class=\"scroll words\"><table><thead><tr><th>choice</th>{head}</tr></thead><tbody>{choices}</tbody></table></div>";
        yield return "<h2>How they learnt</h2>";
        yield return Figure(comparison, "Training loss", epoch => epoch.Loss, "training");
        yield return Figure(comparison, "Validation loss", epoch => epoch.Validation?.Loss, "validation");
        if (comparison.Runs.Any(run => RunFolder.ReadEpochs(run.Path).Select(epoch => epoch.LearningRate).OfType<double>().Distinct().Count() > 1))
            yield return Figure(comparison, "Learning rate", epoch => epoch.LearningRate, "rate", "learning rate");
    }

    private static string Cell(RunComparison comparison, ComparedRun run, string metric) => RunComparison.Value(run, metric) is double value
        ? $"<td>{HtmlPage.Text(MetricsView.Number(value))}{(comparison.Best(metric).Contains(run) ? " ★" : string.Empty)}</td>"
        : "<td></td>";

    // Of an ensemble, the first member; more than four lines on one chart cannot be told apart.
    private static string Figure(RunComparison comparison, string title, Func<EpochRecord, double?> value, string id, string up = "loss")
    {
        const int Most = 4;
        var figures = new StringBuilder();
        foreach ((int number, ComparedRun[] runs) in comparison.Runs.Chunk(Most).Index())
        {
            ImmutableArray<WalkthroughLine> lines =
            [
                .. runs.Select(run => new WalkthroughLine(Name(run), [.. Points(run, value)])).Where(line => line.Points.Length > 1),
            ];
            if (lines.IsEmpty)
                continue;
            var curve = new WalkthroughCurve(title, $"{title} by epoch; of an ensemble, that of the first member.", "epoch", up, lines);
            figures.Append($"<figure>{SvgChart.Draw(curve, $"{id}{number}")}<figcaption>{HtmlPage.Text(curve.Description)}</figcaption></figure>");
        }

        return figures.ToString();
    }

    private static IEnumerable<WalkthroughPoint> Points(ComparedRun run, Func<EpochRecord, double?> value) => RunFolder.ReadEpochs(run.Path)
        .Where(epoch => epoch.Member is null or 1 && value(epoch) is double number && double.IsFinite(number))
        .Select(epoch => new WalkthroughPoint(epoch.Epoch, value(epoch)!.Value));

    private static string Name(ComparedRun run) => Path.GetFileName(Path.GetFullPath(run.Path));
}
