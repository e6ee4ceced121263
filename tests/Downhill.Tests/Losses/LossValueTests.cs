namespace Downhill.Tests;

public sealed class LossValueTests
{
    private const double Ln2 = 0.6931471805599453;

    // Two rows of two outputs: the differences are 1, −2 and 0.5, 0.
    private static readonly double[] Outputs = [2, 1, 0.5, -1], Targets = [1, 3, 0, -1];

    // e³ and e⁻³ stand for ln(1 + e³) = 3 + ln(1 + e⁻³) = 3.048587351573742, computed by hand from e⁻³ = 0.049787068367863944.
    public static TheoryData<string, double[], double[], double[], double[]> Cases => new()
    {
        { "sum-squared-error", Outputs, Targets, [5, 0.25], [2, -4, 1, 0] },
        { "half-squared-error", Outputs, Targets, [2.5, 0.125], [1, -2, 0.5, 0] },
        { "mean-squared-error", Outputs, Targets, [2.5, 0.125], [1, -2, 0.5, 0] },
        { "mean-absolute-error", Outputs, Targets, [1.5, 0.25], [0.5, -0.5, 0.5, 0] },
        { "huber", Outputs, Targets, [(0.5 + 1.5) / 2, 0.125 / 2], [0.5, -0.5, 0.25, 0] },
        { "huber 0.5", Outputs, Targets, [((0.5 * 0.75) + (0.5 * 1.75)) / 2, 0.125 / 2], [0.25, -0.25, 0.25, 0] },
        { "softmax-cross-entropy", [0, 0, 3, 0], [1, 0, 0, 1], [Ln2, 3.048587351573742],
            [-0.5, 0.5, 0.9525741268224334, -0.9525741268224334] },
        { "softmax-cross-entropy", [0, 0, 5, 5], [0.25, 0.75, 1, 1], [Ln2, 2 * Ln2], [0.25, -0.25, 0, 0] },
        { "binary-cross-entropy", [0, 3, -3, 0], [1, 0, 0, 0.5], [(Ln2 + 3.048587351573742) / 2, (0.04858735157374196 + Ln2) / 2],
            [-0.25, 0.9525741268224334 / 2, 0.04742587317756678 / 2, 0] },
    };

    private static readonly double[] Logits = [0.3, -1.2, 2.5, 0.7], Labels = [1, 0, 0, 1];

    // Source: torch.nn.functional of PyTorch 1.13.0a0 in float64, reduction none; the quantile, hinge and focal losses, which it lacks,
    // from their formulas by its automatic differentiation.
    public static TheoryData<string, double[], double[], double[], double[]> Golden => new()
    {
        { "quantile 0.9", Outputs, Targets, [0.95, 0.025], [0.05, -0.45, 0.05, 0] },
        { "log-cosh", Outputs, Targets, [0.8793917889204458, 0.06005725347913873],
            [0.3807970779778825, -0.4820137900379085, 0.23105857863000492, 0] },
        { "poisson", Logits, [2, 0, 5, 1], [0.5255265097441026, 0.49812333408697496],
            [-0.3250705962119984, 0.15059710595610107, 3.5912469803517366, 0.5068763537352383] },
        { "kullback-leibler", Logits, [0.25, 0.75, 1, 0], [0.7640781333639444, 0.15297761052607406],
            [0.5675744761936437, -0.5675744761936437, -0.1418510649004877, 0.1418510649004878] },
        { "focal", Logits, Labels, [0.05725007717868534, 1.1234303106905112],
            [-0.09620421965764107, 0.017042796874039205, 0.5617015367773479, -0.047927361220253054] },
        { "focal 1.5 alpha=0.25", Logits, Labels, [0.030232291929175162, 0.8687887340015914],
            [-0.03134320926449666, 0.02234234238469595, 0.40563841620130103, -0.017582399427319387] },
        { "hinge", Logits, Labels, [0.35, 1.9], [-0.5, 0, 0.5, -0.5] },
        { "hinge squared=true", Logits, Labels, [0.245, 6.17], [-0.7, 0, 3.5, -0.3] },
        { "softmax-cross-entropy labelSmoothing=0.1", Logits, Labels, [0.2764132779827525, 1.8629776105260742],
            [-0.13242552380635642, 0.1324255238063563, 0.8081489350995122, -0.8081489350995122] },
        { "binary-cross-entropy labelSmoothing=0.1", Logits, Labels, [0.4463188559032792, 1.4460378915890038],
            [-0.18777874159417052, 0.09073760825049118, 0.43707090998937825, -0.14090611391591695] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    [MemberData(nameof(Golden))]
    public void Values_and_gradients_are_those_computed_elsewhere(string name, double[] outputs, double[] targets, double[] losses,
        double[] gradient)
    {
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            double scale = reduction == Reduction.Mean ? 0.5 : 1;
            Loss loss = Catalog.Losses.Parse(name) with { Reduction = reduction };
            Plan<double> plan = Bound(loss, outputs, targets, width: 2);
            var pass = new Pass(2);
            Assert.Equal(scale * losses.Sum(), plan.Loss(pass), 1e-14);
            Close(losses, plan.RowLosses.ToArray());
            plan.Backward(pass);
            Close([.. gradient.Select(entry => scale * entry)], plan.InputGradient.ToArray());
        }
    }

    [Fact]
    public void The_absolute_error_has_the_derivative_zero_where_it_is_zero()
    {
        Plan<double> plan = Bound(new MeanAbsoluteError(), [1, -1, 0, 5], [1, -1, 0, 5], width: 4);
        Assert.Equal(0, plan.Loss(new Pass(1)));
        plan.Backward(new Pass(1));
        Assert.All(plan.InputGradient.ToArray(), entry => Assert.Equal(0, entry));
    }

    // −ln of a probability of e^(−1600) is 1600: nothing overflows, nothing is rounded to 0 or 1 first.
    [Fact]
    public void Confident_answers_cost_what_they_should()
    {
        Assert.Equal([0, 1600], Losses(new SoftmaxCrossEntropy(), [800, -800, 800, -800], [1, 0, 0, 1], 2));
        Assert.Equal([0, 800, 400], Losses(new BinaryCrossEntropy(), [800, -800, 800, -800, 800, 800], [1, 0, 0, 1, 1, 0], 2));
        Assert.Equal([1200], Losses(new SoftmaxCrossEntropy(), [800, -800], [0.25, 0.75], 2));
        Assert.Equal([600], Losses(new BinaryCrossEntropy(), [-800], [0.75], 1));
    }

    [Fact]
    public void Confident_answers_cost_the_same_in_float()
    {
        Plan<float> plan = Plan<float>.ForTraining(new Network<float>(new Model([2], [])), 2, new SoftmaxCrossEntropy(),
            inputGradient: true);
        new float[] { 800, -800, 800, -800 }.CopyTo(plan.Inputs);
        new float[] { 1, 0, 0, 1 }.CopyTo(plan.Targets);
        plan.Forward(new Pass(2));
        Assert.Equal(800, plan.Loss(new Pass(2)));
        plan.Backward(new Pass(2));
        Assert.Equal([0, 0, 0.5f, -0.5f], plan.InputGradient.ToArray());
    }

    [Fact]
    public void A_sure_and_right_answer_still_costs_the_little_that_is_left()
    {
        Assert.Equal(2.061153620314381e-09, Losses(new BinaryCrossEntropy(), [20], [1], 1)[0], 1e-24); // ln(1 + e⁻²⁰)
        Assert.Equal(2.061153620314381e-09, Losses(new SoftmaxCrossEntropy(), [20, 0], [1, 0], 2)[0], 1e-15);
    }

    [Fact]
    public void The_losses_from_logits_name_the_layer_that_makes_probabilities_of_them()
    {
        Assert.Equal(new Softmax(), new SoftmaxCrossEntropy().Link);
        Assert.Equal(new Sigmoid(), new BinaryCrossEntropy().Link);
        Assert.Null(new MeanSquaredError().Link);
        Assert.True(new Focal().AnswersAreProbabilities);
        Assert.False(new Hinge().AnswersAreProbabilities);
        Assert.True(new Hinge().IsForClasses);
        Assert.False(new Poisson().IsForClasses);
    }

    [Fact]
    public void The_answer_of_the_poisson_loss_is_the_mean_and_its_best_value_is_at_the_target()
    {
        Plan<double> plan = Plan<double>.ForEvaluation(new Network<double>(new Model([2], [])), 1, new Poisson());
        new[] { 0, 2 * Ln2 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(1));
        Assert.Equal(1, plan.Predictions[0]);
        Assert.Equal(4, plan.Predictions[1], 1e-14);
    }

    [Fact]
    public void A_distribution_answered_exactly_costs_nothing_in_divergence()
    {
        double[] shares = [0.125, 0.375, 0.5, 0];
        double[] logits = [.. shares.Select(share => share == 0 ? -800 : Math.Log(share))];
        Assert.Equal(0, Losses(new KullbackLeibler(), logits, shares, 4)[0], 1e-15);
    }

    [Fact]
    public void Focal_without_focus_is_the_cross_entropy()
    {
        double[] logits = [800, -800, 3, -0.5], targets = [0, 1, 1, 0.25];
        Assert.Equal(Losses(new BinaryCrossEntropy(), logits, targets, 4)[0], Losses(new Focal(0), logits, targets, 4)[0], 1e-13);
        Assert.Equal(800, Losses(new Focal(), [800], [0], 1)[0]);
    }

    [Theory]
    [InlineData("quantile 1", "The loss 'quantile' needs a level above 0 and below 1, not 1.")]
    [InlineData("focal -1", "The loss 'focal' needs a gamma of at least 0, not -1.")]
    [InlineData("focal alpha=2", "The loss 'focal' needs an alpha from 0 to 1, not 2.")]
    [InlineData("softmax-cross-entropy labelSmoothing=1",
        "The loss 'softmax-cross-entropy' needs labelSmoothing from 0 to below 1, not 1.")]
    [InlineData("binary-cross-entropy labelSmoothing=-0.1",
        "The loss 'binary-cross-entropy' needs labelSmoothing from 0 to below 1, not -0.1.")]
    public void An_option_out_of_range_is_refused(string loss, string message) =>
        Assert.Equal(message, Assert.Throws<DownhillException>(() =>
            Plan<double>.ForTraining(new Network<double>(new Model([2], [])), 1, Catalog.Losses.Parse(loss))).Message);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1, "-1")]
    public void Huber_needs_a_bend(double delta, string shown)
    {
        Network<double> network = new(new Model([1], []));
        string message = Assert.Throws<DownhillException>(() => Plan<double>.ForTraining(network, 1, new Huber(delta))).Message;
        Assert.Equal($"The loss 'huber' needs a delta above 0, not {shown}.", message);
    }

    private static double[] Losses(Loss loss, double[] outputs, double[] targets, int width)
    {
        Plan<double> plan = Bound(loss, outputs, targets, width);
        plan.Loss(new Pass(plan.Rows));
        return plan.RowLosses.ToArray();
    }

    private static Plan<double> Bound(Loss loss, double[] outputs, double[] targets, int width)
    {
        int rows = outputs.Length / width;
        Plan<double> plan = Plan<double>.ForTraining(new Network<double>(new Model([width], [])), rows, loss, inputGradient: true);
        outputs.CopyTo(plan.Inputs);
        targets.CopyTo(plan.Targets);
        plan.Forward(new Pass(rows));
        return plan;
    }

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-15);
    }

    [Fact]
    public void Counts_of_nothing_have_no_better_start_than_zero()
    {
        Assert.Null(new Poisson().StartOutput(0));
        Assert.Equal(Math.Log(2), new Poisson().StartOutput(2)!.Value, 1e-15);
    }

    // The terms of a row are those of its own targets, whose sum need not be 1.
    [Theory]
    [InlineData("softmax-cross-entropy")]
    [InlineData("softmax-cross-entropy labelSmoothing=0.2")]
    public void The_explained_terms_of_every_row_add_up_to_its_gradient(string loss)
    {
        Plan<double> plan = Plan<double>.ForTraining(Examples.Network("linear 3", 5), 4, Catalog.Losses.Parse(loss));
        Examples.Numbers(20).CopyTo(plan.Inputs);
        new[] { 1.0, 0, 0, 1, 1, 1, 0, 0.5, 0, 2, 0, 2 }.CopyTo(plan.Targets);
        var pass = new Pass(4, IsTraining: true, 1);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        for (int row = 0; row < 4; row++)
        {
            for (int output = 0; output < 3; output++)
            {
                Derivation derivation = plan.Explain(pass, new GradientEntry("linear1", output, row));
                Assert.Equal(derivation.Stored, derivation.Sum, 1e-14);
            }
        }
    }
}
