using System.Collections.Immutable;

namespace Downhill.Reports;

public static partial class Lessons
{
    private static readonly ImmutableArray<string> HandwritingNames =
        ["relationships", "money", "sandwiches", "being there", "second neuron"];

    /// <summary>Three people's happiness from four features, by two sigmoid neurons without biases.</summary>
    private static Document Handwriting()
    {
        var right = new LessonRun(LessonRun.Load("handwriting"));
        var slipped = new LessonRun(ArticleArithmetic.Of(right.Example));
        return new Document("Two neurons learn three people's happiness",
            (Section[])[HandwritingNetwork(right), HandwritingForward(slipped, right), HandwritingDeltas(slipped, right),
            HandwritingSlip(slipped, right), HandwritingUpdate(slipped, right), HandwritingMore(slipped, right)], "handwriting");
    }

    private static Section HandwritingNetwork(LessonRun run) => new("The network and the three people",
    [
        new Paragraph("Each person is four numbers: how well relationships go, how much money there is, how many sandwiches, "
            + "and the value of being there. The first neuron reads the four numbers, the second reads the output of the first. "
            + "Both apply the sigmoid σ to their weighted sum, and neither has a bias."),
        new Paragraph($"The numbers are those of {run.Example.Source}."),
        new DataTable(
            "Inputs and targets",
            ["person", "relationships", "money", "sandwiches", "being there", "happiness"],
            [.. run.Example.Samples.Select((sample, i) =>
                new Row($"{i + 1}", [.. sample.Input.Append(sample.Target[0]).Select(value => LessonRun.Number(value, "G4"))]))]),
        NetworkDrawing.Of(run.Example.NewNetwork()),
        new DataTable(
            "The weights at the start",
            ["weight", "value"],
            [.. run.Before.Select((value, i) => new Row(HandwritingNames[i], [LessonRun.Number(value, "G4")]))]),
    ]);

    private static Section HandwritingForward(LessonRun slipped, LessonRun right)
    {
        string[] hidden = ["0.78583498", "0.70056714", "0.73105858"];
        Cell[] printed = [.. LessonRun.Printed(right.Example, "outputs")];
        return new Section("Forward",
        [
            new FormulaBlock("h = σ(x · W1)"),
            new FormulaBlock("o = σ(h · W2)"),
            new DataTable(
                "The outputs of the neurons",
                ["neuron and person", "printed", "reproduced", "correct"],
                [
                    .. hidden.Select((digits, i) =>
                        LessonBlocks.Compared($"first, {i + 1}", digits, slipped.Value("sigmoid1", 0, i), right.Value("sigmoid1", 0, i),
                        "F8")),
                    .. printed.Select((number, i) =>
                        LessonBlocks.Compared($"second, {i + 1}", number.Text, slipped.Value("sigmoid2", 0, i),
                        right.Value("sigmoid2", 0, i), "F8")),
                ]),
            new Paragraph($"The cost is the sum of the squared errors of all three people: {right.After.LossBefore:G10}. "
                + $"The output is about 0.59 for everyone: the network has learned nothing yet."),
        ]);
    }

    private static Section HandwritingDeltas(LessonRun slipped, LessonRun right)
    {
        double written = Enumerable.Range(0, 3).Sum(row => right.Value("sigmoid1", 0, row) * Slope(slipped, row));
        return new Section("Backward through the second neuron",
        [
            new Paragraph("The derivative of the cost by the second weight is a product of three: that of the cost by the output, "
                + "that of the output by the neuron's sum, and that of the sum by the weight. The last is the output of the first neuron. "
                + "The products of the three people are added."),
            new FormulaBlock("∂C/∂W2 = Σ 2 (o − t) · σ′(z) · h"),
            new DataTable(
                "The factors, person by person, and their sum; σ is computed at o in the article and at z in the correct column",
                ["factor and person", "printed", "reproduced", "correct"],
                [
                    .. Rows("t − o", ["0.40301517", "0.26331366", "-0.19037826"], Distance),
                    .. Rows("2 (t − o)", ["0.80603034", "0.52662731", "-0.38075651"],
                        (run, row) => -run.Explain("sigmoid2", 0, row).Stored),
                    .. Rows("σ", ["0.64496618", "0.64260448", "0.64345193"], Squashed),
                    .. Rows("1 − σ", ["0.35503382", "0.35739552", "0.35654807"], (run, row) => 1 - Squashed(run, row)),
                    .. Rows("slope σ (1 − σ)", ["0.22898481", "0.22966396", "0.22942154"], Slope),
                    .. Rows("2 (t − o) · slope", ["0.1845687", "0.12094732", "-0.08735375"],
                        (run, row) => -run.Explain("linear2", 0, row).Stored),
                    LessonBlocks.Compared("step of W2", "0.16591155", -slipped.Explain("linear2.weight").Stored,
                        -right.Explain("linear2.weight").Stored, "F8"),
                ]),
            new Note($"In its last formula the article writes the derivatives σ′ in place of the products; as printed, "
                + $"the sum would be {written:F8}. Its result comes from the products. It also differentiates (t − o)² without the minus "
                + $"sign of the inner derivative and adds the step instead of subtracting it; the two cancel."),
        ]);

        IEnumerable<Row> Rows(string name, string[] printed, Func<LessonRun, int, double> read) =>
            printed.Select((digits, row) =>
                LessonBlocks.Compared($"{name}, {row + 1}", digits, read(slipped, row), read(right, row), "F8"));

        double Squashed(LessonRun run, int row) =>
            run == slipped ? SlopeAtOutput.Sigmoid(run.Value("sigmoid2", 0, row)) : run.Value("sigmoid2", 0, row);

        static double Distance(LessonRun run, int row) => run.Example.Samples[row].Target[0] - run.Value("sigmoid2", 0, row);
        static double Slope(LessonRun run, int row) => run.Explain("linear2", 0, row).Terms[0].Factors[1].Value;
    }

    private static Section HandwritingSlip(LessonRun slipped, LessonRun right) => new("A mistake, and how to find it",
    [
        new Paragraph("The printed derivatives differ from the correct ones. A derivative can be tested without calculus: "
            + "change one weight by a small amount, measure the change of the cost, and divide."),
        LessonBlocks.Check(slipped, right, HandwritingNames),
        new Note($"The article takes σ′ at the neuron's output instead of its sum: σ(o)(1 − σ(o)) instead of σ(z)(1 − σ(z)), "
            + $"which is o(1 − o). With the article's derivative {slipped.FailedChecks()} of {right.Before.Length} derivatives fail the "
            + $"gradient check; with the correct one, {right.FailedChecks()} do."),
    ]);

    private static Section HandwritingUpdate(LessonRun slipped, LessonRun right) => new("One step downhill",
    [
        new FormulaBlock("w ← w − η ∂C/∂w"),
        new Paragraph("The learning rate η is 1, so each weight moves by its derivative."),
        LessonBlocks.Updated(HandwritingNames, LessonRun.Printed(right.Example, "linear1.weight")
            .Concat(LessonRun.Printed(right.Example, "linear2.weight")), slipped, right, "F8"),
        new Paragraph($"Did it learn? The cost was {right.After.LossBefore:F8}. "
            + $"The article's step brings it to {slipped.After.LossAfter:F8}, the correct one to {right.After.LossAfter:F8}: "
            + $"both lower the cost, and the correct derivative lowers it more."),
    ]);

    private static Section HandwritingMore(LessonRun slipped, LessonRun right)
    {
        WorkedResult end = right.Example.Run(1000);
        return new Section("A thousand steps",
        [
            LessonBlocks.Costs(slipped, right),
            LessonBlocks.CostCurve(slipped, right, 1000),
            LessonBlocks.LongRun(slipped, right),
            new DataTable(
                "Happiness after a thousand correct steps",
                ["person", "wanted", "at the start", "in the end"],
                [.. right.Example.Samples.Select((sample, i) =>
                    new Row($"{i + 1}", [LessonRun.Number(sample.Target[0], "G4"), LessonRun.Number(right.After.Outputs[i], "F4"),
                    LessonRun.Number(end.OutputsAfter[i], "F4")]))]),
        ]);
    }
}
