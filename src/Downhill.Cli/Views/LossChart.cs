using System.Collections.Immutable;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary>The losses of a run as a chart.</summary>
internal static class LossChart
{
    /// <summary>The losses of a run that is over; null where there are not two epochs.</summary>
    public static LineChart? Of(TrainingCurves curves) => curves.Losses.Count < 2 ? null
        : new LineChart("Loss by epoch", string.Empty, "epoch", "loss", [.. Lines(curves.Losses, curves.WatchedLosses)]);

    /// <summary>The two lines of a loss.</summary>
    public static ImmutableArray<ChartLine> Lines(IReadOnlyList<double> training, IReadOnlyList<double> validation) =>
        [Line("training", training), Line("validation", validation)];

    private static ChartLine Line(string name, IReadOnlyList<double> values) =>
        new(name, [.. values.Select((value, i) => new ChartPoint(i + 1, value))]);
}
