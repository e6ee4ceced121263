using System.Globalization;
using static Downhill.Reports.MetricText;

namespace Downhill.Reports;

/// <summary>The observed coverage of intervals and sets, next to the promised one.</summary>
public static class CoverageText
{
    private const double Level = 0.9;

    /// <summary>A sentence about intervals or sets of 90 %; null if nothing was measured.</summary>
    /// <param name="coverage">The measured coverage.</param>
    /// <param name="hasClasses">Whether they are sets of classes.</param>
    public static string? Sentence(RunCoverage coverage, bool hasClasses)
    {
        string[] parts =
        [
            .. Of(coverage.OutOfFold) is CoverageLevel outside
                ? [$"{Held(outside)} of the rows out of fold{Width(outside)}"]
                : Array.Empty<string>(),
            .. Of(coverage.Test) is CoverageLevel test ? [$"{Held(test)} of the test rows{Width(test)}"] : Array.Empty<string>(),
        ];
        return parts.Length == 0
            ? null
            : $"{(hasClasses ? "Sets" : "Intervals")} of {Percent(Level, 0)} hold {string.Join(" and ", parts)}.";

        static string Held(CoverageLevel level) => Percent(level.Held);

        string Width(CoverageLevel level) => hasClasses
            ? $" ({level.Width.ToString("F2", CultureInfo.InvariantCulture)} classes on average)"
            : $" (mean width {Number(level.Width)})";
    }

    /// <summary>The observed coverage as a chart.</summary>
    /// <inheritdoc cref="Sentence"/>
    public static LineChart Chart(RunCoverage coverage, bool hasClasses) => new(
        "Coverage",
        $"The share of rows that {(hasClasses ? "sets of classes" : "intervals")} contain the true value, by the promised share; "
            + $"on the dashed line both are equal.",
        "promised",
        "held",
        [
            .. coverage.OutOfFold is { } outside ? [Line("out of fold", outside)] : Array.Empty<ChartLine>(),
            .. coverage.Test is { } test ? [Line("test", test)] : Array.Empty<ChartLine>(),
            new ChartLine("equal", [new(0.5, 0.5), new(1, 1)]),
        ]);

    private static CoverageLevel? Of(IReadOnlyList<CoverageLevel>? levels) => levels?.FirstOrDefault(one => one.Promised == Level);

    private static ChartLine Line(string name, IReadOnlyList<CoverageLevel> levels) =>
        new(name, [.. levels.Select(level => new ChartPoint(level.Promised, level.Held))], Marked: true);
}
