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
        { "softmax-cross-entropy", [0, 0, 3, 0], [1, 0, 0, 1], [Ln2, 3.048587351573742], [-0.5, 0.5, 0.9525741268224334, -0.9525741268224334] },
        { "softmax-cross-entropy", [0, 0, 5, 5], [0.25, 0.75, 1, 1], [Ln2, 2 * Ln2], [0.25, -0.25, 0, 0] },
        { "binary-cross-entropy", [0, 3, -3, 0], [1, 0, 0, 0.5], [(Ln2 + 3.048587351573742) / 2, (0.04858735157374196 + Ln2) / 2], [-0.25, 0.9525741268224334 / 2, 0.04742587317756678 / 2, 0] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_computed_by_hand(string name, double[] outputs, double[] targets, double[] losses, double[] gradient)
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
        Plan<float> plan = Plan<float>.ForTraining(new Network<float>(new Model([2], [])), 2, new SoftmaxCrossEntropy(), inputGradient: true);
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
    }

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
}
