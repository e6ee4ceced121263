using System.Collections.Immutable;

namespace Downhill.Reports;

public static partial class Lessons
{
    private static readonly ImmutableArray<string> MazurNames = ["w1", "w3", "w2", "w4", "b1", "b1′", "w5", "w7", "w6", "w8", "b2", "b2′"];

    /// <summary>A widely read example of 2015: half the squared error, and a larger step.</summary>
    private static Document Mazur()
    {
        var run = new LessonRun(LessonRun.Load("mazur"));
        return new Document("A well-known example, checked",
            (Section[])[MazurForward(run), MazurBackward(run), MazurUpdate(run), MazurFrozen(run), MazurMore(run)], "mazur");
    }

    private static Section MazurForward(LessonRun run) => new("Forward",
    [
        new Paragraph($"Two inputs, 0.05 and 0.1, should give 0.01 and 0.99. The numbers are those of {run.Example.Source}: "
            + $"there the neurons of a layer share a constant bias; here each neuron has its own bias, which is trained."),
        NetworkDrawing.Of(run.Example.NewNetwork()),
        LessonBlocks.Forward(run, "F9"),
        new FormulaBlock("C = ½ (y1 − t1)² + ½ (y2 − t2)²"),
        new Paragraph($"The cost is {run.After.LossBefore:F9}. The factor ½ cancels the 2 of the derivative."),
    ]);

    private static Section MazurBackward(LessonRun run)
    {
        Derivation output = run.Explain("sigmoid2", 0, 0), sum = run.Explain("linear2", 0, 0), hidden = run.Explain("sigmoid1", 0, 0);
        return new Section("Backward",
        [
            new FormulaBlock("∂C/∂w5 = h1 · y1 (1 − y1) · (y1 − t1)"),
            new FormulaBlock($"{run.Explain("linear2.weight").Stored:F9} = {run.Value("sigmoid1"):F9} · "
                + $"{sum.Terms[0].Factors[1].Value:F9} · {output.Stored:F9}"),
            new Paragraph("For a hidden weight, the derivatives of the paths through both outputs are added first."),
            new FormulaBlock("∂C/∂h1 = w5 · ∂C/∂z3 + w7 · ∂C/∂z4"),
            new FormulaBlock($"{hidden.Stored:F9} = {hidden.Terms[0].Value:F9} + {Bracketed(hidden.Terms[1].Value)}"),
            new DataTable(
                "Each derivative, by the chain rule and by differences",
                ["parameter", "chain rule", "by differences"],
                [.. run.Differences().Select((numeric, i) =>
                    new Row(MazurNames[i], [LessonRun.Number(run.After.Gradient[i], "F12"), LessonRun.Number(numeric, "F12")]))]),
            new Paragraph($"{run.FailedChecks()} of {run.Before.Length} derivatives fail the gradient check."),
        ]);

        static string Bracketed(double value) => value < 0 ? $"({value:F9})" : $"{value:F9}";
    }

    private static Section MazurUpdate(LessonRun run) => new("One step downhill",
    [
        new FormulaBlock("w ← w − η ∂C/∂w"),
        new Paragraph("The learning rate η is 0.5."),
        new DataTable(
            "Each parameter before and after",
            ["parameter", "before", "after"],
            [.. run.Before.Select((before, i) =>
                new Row(MazurNames[i], [LessonRun.Number(before, "G4"), LessonRun.Number(run.After.Updated[i], "F9")]))]),
        new Paragraph($"The cost falls from {run.After.LossBefore:F9} to {run.After.LossAfter:F9}."),
    ]);

    private static Section MazurFrozen(LessonRun run)
    {
        (double Cost, double[] Outputs) weightsOnly = MazurWithWeights(run, run.After.Updated),
        overwritten = MazurWithWeights(run, MazurOverwritten(run));
        return new Section("Without updates of the biases",
        [
            new Paragraph("The text updates only its eight weights. Their new values are those above, "
                + "because all derivatives are computed before any update. The biases stay 0.35 and 0.6, so the cost falls less."),
            new DataTable(
                "After the step",
                ["number", "weights only", "biases too"],
                [
                    .. weightsOnly.Outputs.Select((output, i) =>
                        new Row($"y{i + 1}", [LessonRun.Number(output, "F9"), LessonRun.Number(run.After.OutputsAfter[i], "F9")])),
                    new Row("cost", [LessonRun.Number(weightsOnly.Cost, "F9"), LessonRun.Number(run.After.LossAfter, "F9")]),
                ]),
            new Note($"The text prints a cost of 0.291027924 there. This is the result, {overwritten.Cost:F9}, "
                + $"if the output weights are overwritten first and the derivatives of the hidden weights are computed with the new "
                + $"ones. Backpropagation needs the old ones: all derivatives are taken at the same point."),
        ]);
    }

    // What a step of the weights alone leads to; all else is as at the start.
    private static (double Cost, double[] Outputs) MazurWithWeights(LessonRun run, double[] parameters)
    {
        Network<double> network = run.Example.NewNetwork();
        parameters.CopyTo(network.Parameters.Span);
        Network<double> start = run.Example.NewNetwork();
        foreach (Parameter<double> bias in network.AllParameters.Where(parameter =>
            parameter.Name.EndsWith("bias", StringComparison.Ordinal)))
            start[bias.Name].Data.Span.CopyTo(bias.Data.Span);
        Plan<double> plan = Plan<double>.ForEvaluation(network, 1, run.Example.Loss);
        run.Example.Fill(plan);
        plan.Forward(new Pass(1));
        return (plan.Loss(new Pass(1)), plan.Outputs.ToArray());
    }

    // The hidden weights' derivatives with the new output weights in place of the old.
    private static double[] MazurOverwritten(LessonRun run)
    {
        double[] parameters = [.. run.After.Updated];
        ReadOnlySpan<double> output = run.After.Network["linear2.weight"].Data.Span;
        for (int j = 0; j < 2; j++)
        {
            double share = (run.Explain("linear2", 0, 0).Stored * output[2 * j])
                + (run.Explain("linear2", 1, 0).Stored * output[(2 * j) + 1]);
            double delta = share * run.Explain("linear1", j, 0).Terms[0].Factors[1].Value;
            for (int i = 0; i < 2; i++)
                parameters[(2 * i) + j] =
                    run.Before[(2 * i) + j] - (run.Example.Optimizer.LearningRate * delta * run.Example.Samples[0].Input[i]);
        }

        return parameters;
    }

    private static Section MazurMore(LessonRun run)
    {
        int[] steps = [.. Enumerable.Range(0, 41).Select(i => i * 5)];
        ImmutableArray<ChartPoint> costs = run.Costs(steps);
        WorkedResult end = run.Example.Run(10_000);
        return new Section("More steps",
        [
            new LineChart("The cost over 200 updates",
                $"The cost starts at {costs[0].Y:G4} and falls to {costs[^1].Y:G4}, fast at first and then slowly.", "updates", "cost",
                [new ChartLine("cost", costs)]),
            new Paragraph($"After ten thousand steps the cost is {end.LossAfter:G6}, and the outputs are {end.OutputsAfter[0]:F6} and "
                + $"{end.OutputsAfter[1]:F6}."),
        ]);
    }
}
