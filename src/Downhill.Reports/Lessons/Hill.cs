using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Reports;

public static partial class Lessons
{
    private static readonly ImmutableArray<string> HillNames = ["w1", "w2", "w3", "w4", "b1", "b2", "w5", "w6", "w7", "w8", "b3", "b4"];

    /// <summary>A network of two inputs, two hidden neurons and two outputs, with biases: all twelve updates of one step.</summary>
    private static Document Hill()
    {
        var right = new LessonRun(LessonRun.Load("hill"));
        var slipped = new LessonRun(ArticleArithmetic.Of(right.Example));
        return new Document("Twelve parameters take one step downhill",
            (Section[])[HillNetwork(right), HillForward(slipped, right), HillLast(slipped, right), HillHidden(slipped, right),
            HillSlip(slipped, right), HillUpdate(slipped, right), HillSanity(slipped, right), HillMore(slipped, right)], "hill");
    }

    private static Section HillNetwork(LessonRun run) => new("The network",
    [
        new Paragraph("Two inputs, two hidden neurons, two outputs. Each neuron multiplies its inputs by its weights, "
            + "adds its bias and applies the sigmoid σ to the sum. w1 to w4 and b1, b2 belong to the hidden neurons, w5 to w8 and b3, "
            + "b4 to the outputs. Weights with an odd number lead to the first neuron of a layer, those with an even number to "
            + "the second."),
        new Paragraph($"The numbers are those of {run.Example.Source}."),
        NetworkDrawing.Of(run.Example.NewNetwork()),
        new DataTable("The parameters at the start", ["parameter", "value"],
            [.. run.Before.Select((value, i) => new Row(HillNames[i], [LessonRun.Number(value, "G4")]))]),
    ]);

    private static Section HillForward(LessonRun slipped, LessonRun right)
    {
        // The article takes its cost from the outputs in the fifteen decimals it shows.
        double[] shown = [.. slipped.After.Outputs.Select(output =>
            double.Parse(output.ToString("F15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))];
        double[] targets = [.. right.Example.Samples[0].Target];
        return new Section("Forward, and the cost",
        [
            new Paragraph("The inputs are 2 and 3, the targets 1 and 0.2."),
            LessonBlocks.Forward(right, "F15"),
            new FormulaBlock("C = (t1 − y1)² + (t2 − y2)²"),
            new DataTable(
                "The outputs and their cost",
                ["number", "printed", "reproduced", "correct"],
                [
                    .. Rows(["y1", "y2"], ["0.712257432295742", "0.533097573871501"], (y, _) => y),
                    .. Rows(["t1 − y1", "t2 − y2"], ["0.287742567704258", "-0.333097573871501"], (y, t) => t - y),
                    .. Rows(["(t1 − y1)²", "(t2 − y2)²"], ["0.0827957852690395", "0.11095399371908007"], (y, t) => (t - y) * (t - y)),
                    LessonBlocks.Compared("cost", LessonRun.Printed(right.Example, "lossBefore").Single().Text,
                        shown.Select((y, i) => (targets[i] - y) * (targets[i] - y)).Sum(), right.After.LossBefore),
                ]),
            new Paragraph("The article computes the cost from the outputs rounded to fifteen decimals. This explains the last digits."),
        ]);

        IEnumerable<Row> Rows(string[] names, string[] printed, Func<double, double, double> of) =>
            names.Select((name, i) =>
                LessonBlocks.Compared(name, printed[i], of(shown[i], targets[i]), of(right.After.Outputs[i], targets[i])));
    }

    private static Section HillLast(LessonRun slipped, LessonRun right)
    {
        return new Section("Backward: a weight of the last layer",
        [
            new Paragraph("Three steps lead from w5 to the cost. The chain rule multiplies their derivatives: the input of the weight, "
                + "the derivative of the sigmoid, and the derivative of the cost by the output."),
            new FormulaBlock("∂C/∂w5 = h1 · σ′(z3) · 2 (y1 − t1)"),
            new DataTable(
                "The factors for w5",
                ["factor", "printed", "reproduced", "correct"],
                [
                    Row("h1", "0.41338242108267", run => run.Value("sigmoid1")),
                    Row("σ′(z3)", "0.220793265944315", run => run.Explain("linear2", 0, 0).Terms[0].Factors[1].Value),
                    Row("y1 − t1", "-0.2877425677042583", run => run.Value("sigmoid2") - run.Example.Samples[0].Target[0]),
                    Row("2 (y1 − t1)", "-0.5754851354085166", run => run.Explain("sigmoid2", 0, 0).Stored),
                    Row("∂C/∂z3", "-0.127063242549253", run => run.Explain("linear2", 0, 0).Stored),
                    Row("∂C/∂w5", "-0.052525710835624", run => run.Explain("linear2.weight", 0).Stored),
                ]),
            new Paragraph("The input of a bias is always 1, so its derivative is ∂C/∂z itself."),
        ]);

        Row Row(string name, string printed, Func<LessonRun, double> read) =>
            LessonBlocks.Compared(name, printed, read(slipped), read(right));
    }

    private static Section HillHidden(LessonRun slipped, LessonRun right)
    {
        return new Section("Backward: a weight of the hidden layer",
        [
            new Paragraph("A hidden neuron leads to both outputs. So its derivative is a sum over two paths. "
                + "The derivatives of the last layer's sums z3 and z4 are used again; this makes backpropagation cheap."),
            new FormulaBlock("∂C/∂w1 = x1 · σ′(z1) · (w5 · ∂C/∂z3 + w6 · ∂C/∂z4)"),
            new DataTable(
                "The factors for w1, where x1 is 2, w5 is 0.7 and w6 is −0.3",
                ["factor", "printed", "reproduced", "correct"],
                [
                    Row("σ′(z1)", "0.23961666676227233", run => run.Explain("linear1", 0, 0).Terms[0].Factors[1].Value),
                    Row("∂C/∂z3", "-0.127063242549253", run => run.Explain("linear2", 0, 0).Stored),
                    Row("∂C/∂z4", "0.15525450387590206", run => run.Explain("linear2", 1, 0).Stored),
                    Row("∂C/∂w1", "-0.064945998937865", run => run.Explain("linear1.weight", 0).Stored),
                ]),
        ]);

        Row Row(string name, string printed, Func<LessonRun, double> read) =>
            LessonBlocks.Compared(name, printed, read(slipped), read(right));
    }

    private static Section HillSlip(LessonRun slipped, LessonRun right) => new("A mistake, and how to find it",
    [
        new Paragraph("The printed and the correct values agree up to the derivative of the sigmoid, and differ from there on. "
            + "A test shows which is right: change one parameter by a small amount in both directions, and see how much the cost changes."),
        LessonBlocks.Check(slipped, right, HillNames),
        new Note($"The article takes σ′ at the output of the neuron, σ(o)(1 − σ(o)). The chain rule needs it at the sum, σ(z)(1 − σ(z)), "
            + $"which is o(1 − o). With the article's derivative {slipped.FailedChecks()} of {right.Before.Length} derivatives fail the "
            + $"gradient check; with the correct one, {right.FailedChecks()} do."),
    ]);

    private static Section HillUpdate(LessonRun slipped, LessonRun right)
    {
        string[] order = ["linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias"];
        return new Section("One step downhill",
        [
            new Paragraph("The learning rate η is 0.1: each parameter changes by a tenth of its derivative, in the opposite direction."),
            new FormulaBlock("w ← w − η ∂C/∂w"),
            LessonBlocks.Updated(HillNames, order.SelectMany(key => LessonRun.Printed(right.Example, key)), slipped, right, "R"),
            new Paragraph("The article prints all digits of a number, so the last one depends on when a result is rounded. "
                + "The article rounds after each product and each sum; so does the column \"reproduced\". "
                + "Downhill itself rounds once after a product and a sum (fused multiply-add). "
                + "Some numbers are printed with fewer digits, rounded or truncated."),
        ]);
    }

    private static Section HillSanity(LessonRun slipped, LessonRun right)
    {
        Cell[] outputs = [.. LessonRun.Printed(right.Example, "outputsAfter")];
        string cost = LessonRun.Printed(right.Example, "lossAfter").Single().Text;
        return new Section("Did the cost fall?",
        [
            new DataTable(
                "After the step",
                ["number", "printed", "reproduced", "correct"],
                [
                    .. outputs.Select((number, i) =>
                        LessonBlocks.Compared($"y{i + 1}", number.Text, slipped.After.OutputsAfter[i], right.After.OutputsAfter[i])),
                    LessonBlocks.Compared("cost", cost, slipped.After.LossAfter, right.After.LossAfter),
                ]),
            new Paragraph($"It was {right.After.LossBefore:F10}. "
                + $"The article's step lowers it by {right.After.LossBefore - slipped.After.LossAfter:F10}; "
                + $"the correct one by {right.After.LossBefore - right.After.LossAfter:F10}, a little more. "
                + $"A derivative that is slightly wrong can still point downhill. That is why such a mistake can stay unnoticed."),
        ]);
    }

    private static Section HillMore(LessonRun slipped, LessonRun right) => new("More steps",
    [
        LessonBlocks.Costs(slipped, right),
        LessonBlocks.CostCurve(slipped, right, 1000),
        LessonBlocks.LongRun(slipped, right),
    ]);
}
