using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>
/// Lessons and explanations in full. Their main numbers are compared with those that their sources print by <see cref="LessonTests"/>, and
/// with differences by <see cref="ConvolutionLessonTests"/>; these files keep each of the others in its place.
/// </summary>
public sealed class ShownLessonTests
{
    public static TheoryData<string> Names => [.. Lessons.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lesson_as_text_and_its_charts(string name) => Shown.Same($"lesson-{name}", Shown.Text(Lessons.Find(name)));

    [Fact]
    public void An_explanation_in_every_format()
    {
        WorkedExample example = WorkedExample.Load(Repository.Find("examples", "worked", "hill.json"));
        (Plan<double> plan, Pass pass) = Filled(example);
        Explanation[] explanations = [.. Explanation.All(plan, pass, [new GradientEntry("linear1.weight", 2),
            new GradientEntry("linear2.bias", 1)])];
        explanations[0] = explanations[0] with { Update = new EntryUpdate(0.25, -0.5, "sgd", 0.125) };
        explanations[1] = explanations[1] with { Update = new EntryUpdate(-0.25, 0.5, "adam", null), NotDerived = 1 };
        Shown.Same("explanation-text", string.Join('\n', explanations.SelectMany(one => ExplanationText.Lines(one, plan.Network))));
        Shown.Same("explanation-latex", string.Join('\n', explanations.SelectMany(one => ExplanationLatex.Lines(one, plan.Network))));
        Shown.Same("explanation-json", string.Join('\n', explanations.Select(one => ExplanationJson.Node(one, plan.Network).ToString())));
        Shown.Same("explanation-html", Shown.Markup(
            $"<body>{string.Concat(ExplanationHtml.Body("Title", explanations, plan.Network))}</body>"));
    }

    // Of two rows each term says of which; of a sum of more terms than are shown the others are counted.
    [Fact]
    public void An_explanation_of_several_rows_and_of_a_long_sum()
    {
        WorkedExample example = WorkedExample.Load(Repository.Find("examples", "worked", "handwriting.json"));
        (Plan<double> plan, Pass pass) = Filled(example);
        Explanation rows = Explanation.Of(plan, pass, new GradientEntry("linear1.weight", 1));
        var wide = new Network<double>(Model.Parse("linear 2 hasBias=false, linear 10 hasBias=false, linear 1 hasBias=false", [1], 1),
            seed: 1);
        wide["linear1.weight"].Data.Write([1, 2]);
        wide["linear2.weight"].Data.Write([.. Enumerable.Range(0, 20).Select(i => (i % 7) - 3.0)]);
        wide["linear3.weight"].Data.Write([.. Enumerable.Range(1, 10).Select(i => 0.5 * i)]);
        Plan<double> long1 = Plan<double>.ForTraining(wide, 1, new HalfSquaredError(), inputGradient: true);
        long1.Inputs[0] = 1;
        Explanation sum = Explanation.Of(long1, new Pass(1, IsTraining: true, Step: 1), new GradientEntry("linear1.weight", 1))
            .WithInputNames(["height"]);
        foreach ((string name, Explanation one, Network<double> network) in ((string, Explanation, Network<double>)[])[("rows", rows,
            plan.Network), ("long", sum, wide)])
        {
            Shown.Same($"explanation-{name}", string.Join('\n', [.. ExplanationText.Lines(one, network), "---",
                .. ExplanationLatex.Lines(one, network), "---", Shown.Markup(ExplanationHtml.Section(one, network, "d"))]));
        }
    }

    [Fact]
    public void The_kernel_and_its_patches_are_pictures()
    {
        var patches = new KernelPatches(2, 2, 2, [-0.5, 1, 0.25, 2],
            [new KernelPatch(1, 0, 3, -1.5, [0, 1, 0.5, -0.25]), new KernelPatch(0, 2, 1, 2, [0.75, 0.5, 0.25, 0])]);
        var explanation = new Explanation([], [new Derivation(new GradientEntry("w", 0), "a rule", [], 1)], 1)
        {
            Patches = patches,
            Rows = 2
        };

        Pictures[] shown = [.. KernelPictures.Of(explanation).Cast<Pictures>()];

        // The kernel from −2 to 2: 255 (v + 2) / 4; the patches from −0.25 to 1: 255 (v + 0.25) / 1.25.
        Assert.Equal([96, 191, 143, 255], shown[0].Images[0].Pixels);
        Assert.Equal([51, 255, 153, 0], shown[1].Images[0].Pixels);
        Assert.Equal([204, 153, 102, 51], shown[1].Images[1].Pixels);
        Assert.Equal(["row 1, place [0, 3]: −1.5 · 0.5 = −0.75", "row 0, place [2, 1]: 2 · 0.25 = 0.5"], shown[1].Images.Select(picture =>
            picture.Text));
        Assert.Contains("from −2 (black) to 2 (white). The weight stands in its row 1, column 0, counted from 0.",
            shown[0].Caption.Replace('-', '−'), StringComparison.Ordinal);
        Assert.Contains("from −0.25 (black) to 1 (white)", shown[1].Caption.Replace('-', '−'), StringComparison.Ordinal);
        Assert.Equal("place [2, 1]: 2 · 0.25 = 0.5", ((Pictures)KernelPictures.Of(explanation with { Rows = 1 }).Last()).Images[1].Text);
        Assert.Single(KernelPictures.Of(explanation with { Patches = patches with { Patches = [] } }));
        Assert.Empty(KernelPictures.Of(explanation with { Patches = null }));
    }

    private static (Plan<double> Plan, Pass Pass) Filled(WorkedExample example)
    {
        Plan<double> plan = Plan<double>.ForTraining(example.NewNetwork(), example.Samples.Length, example.Loss, inputGradient: true);
        example.Fill(plan);
        return (plan, new Pass(example.Samples.Length, IsTraining: true, Step: 1));
    }
}
