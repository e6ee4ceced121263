using System.Collections.Immutable;
using System.Globalization;
using Downhill.Experiments;

namespace Downhill.Reports;

/// <summary>A run in progress, for a terminal of some size: words about it, and below them as much of its curves as fits.</summary>
public static class LivePicture
{
    private const int MaxColumns = 72, MaxRows = 12, MinRows = 3, Gap = 2, BarWidth = 20, NarrowBar = 10;

    // Narrower curves beside each other tell nothing.
    private const int MinColumns = 14;

    /// <summary>The lines, none wider and together not higher than the terminal.</summary>
    /// <param name="run">The progress of the run.</param>
    /// <param name="elapsed">The time since it began.</param>
    /// <param name="width">The width of the terminal in letters.</param>
    /// <param name="height">The height of the terminal in lines.</param>
    /// <returns>The lines, and whether each is of a chart, whose marks have colours.</returns>
    public static IReadOnlyList<(string Text, bool IsChart)> Lines(RunProgress run, TimeSpan elapsed, int width, int height)
    {
        TrainingCurves shown = run.Members[run.Shown];
        string[] words =
        [
            .. Flow([$"{Bar(run.Share, width)} {(100 * run.Share).ToString("F0", CultureInfo.InvariantCulture)} %",
                .. HowFar(run, shown, elapsed)], width),
            .. Flow(HowGood(shown), width),
            .. run.Members.Count > 1 ? Flow(Members(run), width, "; ") : [],
        ];
        int room = height - 1; // the line of the cursor
        if (words.Length >= room)
            return [.. words.Take(Math.Max(1, room)).Select(line => (line, false))];
        IEnumerable<string> curves = Curves(run, Curved(run), width, room - words.Length);
        return [.. words.Select(line => (line, false)), .. curves.Select(line => (line, true))];
    }

    // A member that has just begun has nothing to draw yet.
    private static int Curved(RunProgress run) => HasCurves(run.Members[run.Shown]) ? run.Shown
        : run.Members.Index().Where(member => HasCurves(member.Item)).Select(member => member.Index).DefaultIfEmpty(run.Shown).Last();

    private static bool HasCurves(TrainingCurves member) => member.Losses.Count > 1;

    private static IEnumerable<string> HowFar(RunProgress run, TrainingCurves shown, TimeSpan elapsed)
    {
        if (shown.Last is not TrainingProgress last)
        {
            yield return "starting";
            yield break;
        }

        string member = run.Members.Count > 1 ? Invariant($"member {run.Shown + 1:N0}, ") : string.Empty;
        yield return Invariant($"{member}epoch {last.Epoch:N0}/{run.Training.Epochs:N0}");
        if (run.Left(elapsed) is TimeSpan left)
            yield return Invariant($"{(run.MayEndEarly ? "at most " : string.Empty)}{(int)left.TotalHours}:{left:mm\\:ss} left");
        yield return Invariant($"{run.SamplesPerSecond:N0} samples/s");
        yield return Invariant($"learning rate {last.LearningRate:G3}");
    }

    private static IEnumerable<string> HowGood(TrainingCurves shown)
    {
        if (shown.Last is TrainingProgress last)
            yield return $"loss {MetricText.Number(last.Loss)}";
        if (shown.Watched is Metrics watched)
            yield return $"validation {MetricText.Number(watched.Loss)} ({MetricText.Short(watched)})";
        if (shown.Best is { } best && shown.Losses.Count > 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"best epoch {best.Epoch:N0}: "
                + $"{MetricText.Number(best.Loss)}{(best.Metrics is Metrics metrics ? $" ({MetricText.Short(metrics)})" : string.Empty)}");
    }

    private static IEnumerable<string> Members(RunProgress run)
    {
        string[] atWork = [.. run.Members.Index().Where(member => RunProgress.IsAtWork(member.Item))
            .Select(member => Invariant($"{member.Index + 1:N0} (epoch {member.Item.Last!.Value.Epoch:N0})"))];
        int done = run.Members.Count(member => member.IsDone), waiting = run.Members.Count - done - atWork.Length;
        yield return Invariant($"members done: {done:N0} of {run.Members.Count:N0}");
        if (atWork.Length > 0)
            yield return $"at work: {string.Join(", ", atWork)}";
        if (waiting > 0)
            yield return Invariant($"waiting: {waiting:N0}");
    }

    private static IEnumerable<string> Curves(RunProgress run, int member, int width, int room)
    {
        const int Words = 1 + TextChart.Frame;
        TrainingCurves shown = run.Members[member];
        string whose = run.Members.Count > 1 ? Invariant($", member {member + 1:N0}") : string.Empty;
        int rows = Math.Min(MaxRows, room - Words), half = (width - Gap) / 2;
        if (rows < MinRows || width < TextChart.Margin + MinColumns)
            return [];
        bool hasFigures = HasCurves(shown) && shown.Figures.Count > 1, areBeside = half >= TextChart.Margin + MinColumns;
        if (hasFigures && areBeside)
            return Beside(Losses(half, rows), Figures(half, rows), half);
        int shared = (room / 2) - Words;
        return hasFigures && shared >= MinRows
            ? [.. Drawn(Losses(width, Math.Min(MaxRows, shared))), .. Drawn(Figures(width, Math.Min(MaxRows, shared)))]
            : Drawn(Losses(width, rows));

        Chart? Losses(int most, int high)
        {
            bool byEpoch = HasCurves(shown);
            ImmutableArray<ChartLine> lines =
                RunCurves.LossLines(byEpoch ? shown.Losses : shown.Within.Losses, byEpoch ? shown.WatchedLosses : []);
            return byEpoch
                ? Of([$"loss by epoch{whose}{(shown.WatchedLosses.Count > 0 ? ": ● training ○ validation" : ": ● training")}",
                    $"loss{whose}{(shown.WatchedLosses.Count > 0 ? ": ● train ○ valid" : string.Empty)}"], lines, run.Training.Epochs, most,
                    high)
                : Of([$"loss so far in epoch {shown.Within.Epoch}{whose}"], lines, null, most, high);
        }

        Chart? Figures(int most, int high) => Of(
            [$"{(shown.AreAccuracies ? "accuracy" : "RMSE")} by epoch{whose}: ○ validation",
                $"{(shown.AreAccuracies ? "accuracy" : "RMSE")}{whose}: ○ valid"],
            RunCurves.LossLines([], shown.Figures),
            run.Training.Epochs,
            most,
            high,
            shown.AreAccuracies ? share => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %" : null);
    }

    // The first title that fits is taken. Without a count of epochs, the values fill the width and their ends have no labels.
    private static Chart? Of(string[] titles, ImmutableArray<ChartLine> lines, int? epochs, int width, int rows,
        Func<double, string>? label = null)
    {
        int columns = Math.Min(MaxColumns, width - TextChart.Margin);
        return TextChart.Draw(lines, columns, rows, epochs, label, epochs is null ? (string.Empty, string.Empty) : null) is TextChart chart
            ? new Chart([Cut(titles.Select(title => title + (chart.IsLogarithmic ? ", logarithmic" : string.Empty)).Append(titles[^1])
                .First(title => title.Length <= width || title == titles[^1]), width), .. chart.Lines])
            : null;
    }

    private static IEnumerable<string> Drawn(Chart? chart) => chart?.Text ?? [];

    private static IEnumerable<string> Beside(Chart? left, Chart? right, int width) => left is null || right is null
        ? Drawn(left ?? right)
        : left.Text.Zip(right.Text, (one, other) => $"{one.PadRight(width)}{new string(' ', Gap)}{other}");

    private static string Bar(double share, int width)
    {
        int whole = width < 60 ? NarrowBar : BarWidth, done = (int)Math.Round(Math.Clamp(share, 0, 1) * whole);
        return new string('█', done) + new string('░', whole - done);
    }

    // As many parts on a line as fit.
    private static IEnumerable<string> Flow(IEnumerable<string> parts, int width, string between = ", ")
    {
        string line = string.Empty;
        foreach (string part in parts)
        {
            string longer = line.Length == 0 ? part : line + between + part;
            if (longer.Length <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                yield return line;
            line = Cut(part, width);
        }

        if (line.Length > 0)
            yield return line;
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width)];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Chart(IReadOnlyList<string> Text);
}
