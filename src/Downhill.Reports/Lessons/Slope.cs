using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Reports;

public static partial class Lessons
{
    private const double SlopeSmallEnough = 1e-4;
    private const int SlopeMostSteps = 200;

    /// <summary>One weight and its error curve: which way to go, how far, and when to stop.</summary>
    private static Document Slope() =>
        new("One weight finds the minimum", (Section[])[SlopeCurve(), SlopeSides(), SlopeSteps(), SlopeStop()], "slope");

    private static Section SlopeCurve()
    {
        WorkedExample example = SlopeExample(0.5, 0.2);
        return new Section("The error curve",
        [
            new Paragraph("A network with one weight multiplies its input by it. The input is 2 and the output should be 3. "
                + "Half the squared distance is the error; the factor ½ cancels the 2 of the derivative."),
            new FormulaBlock("E = ½ (w · 2 − 3)²"),
            new LineChart(
                "The error for every weight",
                "A curve with its minimum at w = 1.5. At A, w = 0.5, it falls to the right; at B, w = 2.25, it rises.",
                "w",
                "E",
                [SlopeValley(), SlopeTangent("at A", 0.5), SlopeTangent("at B", 2.25)]),
            new Paragraph($"At A the error is {example.Run(1).LossBefore:G6}."),
        ]);
    }

    private static Section SlopeSides()
    {
        return new Section("Which way to go",
        [
            new Paragraph("The derivative says how the error changes with the weight. Left of the minimum it is negative: "
                + "a larger weight gives a smaller error. Right of the minimum it is positive. "
                + "A step against the derivative leads downhill from both sides."),
            new FormulaBlock("w ← w − η ∂E/∂w"),
            new DataTable(
                "One step with η = 0.2",
                ["from", "w", "error", "∂E/∂w", "new w", "new error"],
                [Row("A", 0.5), Row("B", 2.25)]),
            new Paragraph("At A the derivative is negative and the weight grows; at B it is positive and the weight shrinks. "
                + "With many weights, each one moves by its own partial derivative. All partial derivatives together are the gradient."),
        ]);

        static Row Row(string name, double weight)
        {
            WorkedResult result = SlopeExample(weight, 0.2).Run(1);
            double[] values = [weight, result.LossBefore, result.Gradient[0], result.Updated[0], result.LossAfter];
            return new Row(name, [.. values.Select(value => LessonRun.Number(value, "G6"))]);
        }
    }

    private static Section SlopeSteps() => new("How far to go",
    [
        new Paragraph("The learning rate η scales the derivative to a step. Each chart shows the first eight steps from A."),
        SlopePath("Too small, η = 0.02", 0.02, "The steps are short and approach the minimum slowly."),
        SlopePath("Suitable, η = 0.2", 0.2, "The steps become shorter as the curve becomes flatter, and reach the minimum."),
        SlopePath("Too large, η = 0.53", 0.53, "Each step ends on the other side of the minimum, with a larger error than before."),
    ]);

    private static Section SlopeStop() => new("When to stop",
    [
        new Paragraph($"Gradient descent never ends by itself. It is stopped when the error is small enough, "
            + $"here below {SlopeSmallEnough:0.####}."),
        new DataTable(
            "Steps from A until the error is small enough",
            ["η", "steps", "w", "error"],
            [SlopeStopAt(0.02), SlopeStopAt(0.2), SlopeStopAt(0.45), SlopeStopAt(0.53)]),
        new Note($"With η = 0.45 every step goes past the minimum, but still comes closer to it. "
            + $"With η = 0.53 the error grows with each step; the descent is stopped after {SlopeMostSteps} steps."),
    ]);

    private static Row SlopeStopAt(double rate)
    {
        WorkedExample example = SlopeExample(0.5, rate);
        int steps = 1;
        while (steps < SlopeMostSteps && example.Run(steps).LossAfter >= SlopeSmallEnough)
            steps++;
        WorkedResult end = example.Run(steps);
        bool reached = end.LossAfter < SlopeSmallEnough;
        return new Row(
            rate.ToString(CultureInfo.InvariantCulture),
            [reached ? LessonRun.Number(steps, "G4") : new Cell("never"), LessonRun.Number(end.Updated[0], "G6"),
                LessonRun.Number(end.LossAfter, "G4")]);
    }

    private static WorkedExample SlopeExample(double weight, double rate) => new(
        new Model([1], [new Linear(1, HasBias: false, Weight: new Explicit([1, 1], [weight]))]),
        new HalfSquaredError(),
        new Sgd(rate),
        [new WorkedSample([2], [3])]);

    private static double SlopeError(double weight) => SlopeExample(weight, 0.2).Run(1).LossBefore;

    private static ChartLine SlopeValley(double left = 0.25, double right = 2.75) =>
        new("error", [.. Enumerable.Range(0, 51).Select(i => left + (i * (right - left) / 50))
            .Select(weight => new ChartPoint(weight, SlopeError(weight)))]);

    private static ChartLine SlopeTangent(string name, double weight)
    {
        WorkedResult at = SlopeExample(weight, 0.2).Run(1);
        return new ChartLine(name,
            [.. new[] { -0.25, 0, 0.25 }.Select(by => new ChartPoint(weight + by, at.LossBefore + (by * at.Gradient[0])))], Marked: true);
    }

    private static LineChart SlopePath(string title, double rate, string seen)
    {
        WorkedExample example = SlopeExample(0.5, rate);
        double[] weights = [0.5, .. Enumerable.Range(1, 8).Select(steps => example.Run(steps).Updated[0])];
        return new LineChart(
            title,
            $"{seen} The weights are {string.Join(", ", weights.Select(weight => weight.ToString("G4", CultureInfo.InvariantCulture)))}.",
            "w",
            "E",
            [SlopeValley(Math.Min(0.25, weights.Min()), Math.Max(2.75, weights.Max())),
                new ChartLine("steps", [.. weights.Select(weight => new ChartPoint(weight, SlopeError(weight)))], Marked: true)]);
    }
}
