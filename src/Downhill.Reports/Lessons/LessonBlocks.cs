using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Reports;

/// <summary>Parts that several lessons show.</summary>
internal static class LessonBlocks
{
    private static readonly int[] Milestones = [1, 10, 100, 1000];
    private static readonly string[] TwoLayers = ["linear1", "sigmoid1", "linear2", "sigmoid2"];

    /// <summary>The sums and outputs of two layers of two neurons.</summary>
    public static DataTable Forward(LessonRun run, string format) => new(
        "The weighted sum (linear) and the output (sigmoid) of each neuron",
        ["layer", "first neuron", "second neuron"],
        [.. TwoLayers.Select(name =>
            new Row(name, [LessonRun.Number(run.Value(name), format), LessonRun.Number(run.Value(name, 1), format)]))]);

    /// <summary>The derivative of each parameter with and without the mistake, and the one from differences.</summary>
    public static DataTable Check(LessonRun slipped, LessonRun right, ImmutableArray<string> names) => new(
        "The derivative of the cost by each parameter",
        ["parameter", "σ′ at the output", "by differences", "σ′ at the sum"],
        [.. slipped.Differences().Select((numeric, i) => new Row(
            names[i],
            [LessonRun.Number(slipped.After.Gradient[i], "F12"), LessonRun.Number(numeric, "F12"),
                LessonRun.Number(right.After.Gradient[i], "F12")]))]);

    /// <summary>The cost after ever more updates, with the slip and without.</summary>
    public static DataTable Costs(LessonRun slipped, LessonRun right) => new(
        "The cost by the number of updates",
        ["updates", "σ′ at the output", "σ′ at the sum"],
        [.. Milestones.Select(steps => new Row(
            steps.ToString("N0", CultureInfo.InvariantCulture),
            [LessonRun.Number(slipped.Example.Run(steps).LossAfter, "G10"),
                LessonRun.Number(right.Example.Run(steps).LossAfter, "G10")]))]);

    /// <summary>The cost over the updates, with the slip and without.</summary>
    public static LineChart CostCurve(LessonRun slipped, LessonRun right, int most)
    {
        int[] steps = [.. Enumerable.Range(0, 41).Select(i => i * most / 40)];
        ImmutableArray<ChartPoint> wrong = slipped.Costs(steps), correct = right.Costs(steps);
        return new LineChart(
            $"The cost over {most:N0} updates",
            $"Both lines start at {correct[0].Y:G4}. With σ′ at the output the cost falls to {wrong[^1].Y:G4}, "
                + $"with σ′ at the sum to {correct[^1].Y:G4}.",
            "updates",
            "cost",
            [new ChartLine("σ′ at the output", wrong), new ChartLine("σ′ at the sum", correct)]);
    }

    /// <summary>The reason why the mistake wins in the long run, although the first step suggests otherwise.</summary>
    public static Paragraph LongRun(LessonRun slipped, LessonRun right)
    {
        string ahead = slipped.Example.Run(1000).LossAfter < right.Example.Run(1000).LossAfter
            ? "the wrong derivative is ahead"
            : "the correct derivative is ahead";
        return new Paragraph($"From the same point, one step along the correct gradient lowers the cost more. "
            + $"After a thousand steps {ahead}. The outputs lie between 0 and 1, "
            + $"where σ′ at the output is never less than {1 / (2 + Math.E + (1 / Math.E)):F3}. "
            + $"The correct σ′ goes to zero when an output comes near 0 or 1. So the wrong steps stay longer, "
            + $"as with a larger learning rate. They do no harm here, but they do not follow the steepest descent, "
            + $"and in general nothing guarantees that they work.");
    }

    /// <summary>Three columns of the new parameters: printed in the source, reproduced with its slip, and correct.</summary>
    public static DataTable Updated(ImmutableArray<string> names, IEnumerable<Cell> printed, LessonRun slipped, LessonRun right,
        string format) => new(
        "Each parameter after the update",
        ["parameter", "printed", "reproduced", "correct"],
        [.. printed.Select((number, i) => new Row(
            names[i],
            [number, LessonRun.Number(slipped.After.Updated[i], format), LessonRun.Number(right.After.Updated[i], format)]))]);

    /// <summary>A row of a table with a number as printed, as reproduced and as it should be.</summary>
    public static Row Compared(string name, string printed, double reproduced, double correct, string format = "R") =>
        new(name, [LessonRun.Printed(printed), LessonRun.Number(reproduced, format), LessonRun.Number(correct, format)]);
}
