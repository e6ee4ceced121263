using Downhill.Kernels;

namespace Downhill.Tests;

public sealed class OptimizerTests
{
    public static TheoryData<string> All => [.. Examples.Optimizers];

    [Theory]
    [InlineData("sgd 0", "The optimizer 'sgd' needs learningRate above 0, not 0.")]
    [InlineData("sgd -1", "The optimizer 'sgd' needs learningRate above 0, not -1.")]
    [InlineData("sgd momentum=1", "The optimizer 'sgd' needs momentum from 0 to below 1, not 1.")]
    [InlineData("sgd l2=-0.5", "The optimizer 'sgd' needs l2 of at least 0, not -0.5.")]
    [InlineData("sgd nesterov=true", "The optimizer 'sgd' needs momentum above 0 for nesterov, such as momentum=0.9.")]
    [InlineData("adam 0", "The optimizer 'adam' needs learningRate above 0, not 0.")]
    [InlineData("adam beta1=1", "The optimizer 'adam' needs beta1 from 0 to below 1, not 1.")]
    [InlineData("adam beta2=-0.1", "The optimizer 'adam' needs beta2 from 0 to below 1, not -0.1.")]
    [InlineData("adam epsilon=0", "The optimizer 'adam' needs epsilon above 0, not 0.")]
    [InlineData("adam l2=-1", "The optimizer 'adam' needs l2 of at least 0, not -1.")]
    [InlineData("sgd weightDecay=-1", "The optimizer 'sgd' needs weightDecay of at least 0, not -1.")]
    [InlineData("adamw weightDecay=-1", "The optimizer 'adamw' needs weightDecay of at least 0, not -1.")]
    [InlineData("adamax beta2=1", "The optimizer 'adamax' needs beta2 from 0 to below 1, not 1.")]
    [InlineData("nadam momentumDecay=-1", "The optimizer 'nadam' needs momentumDecay of at least 0, not -1.")]
    [InlineData("radam beta1=1.5", "The optimizer 'radam' needs beta1 from 0 to below 1, not 1.5.")]
    [InlineData("adagrad rateDecay=-1", "The optimizer 'adagrad' needs rateDecay of at least 0, not -1.")]
    [InlineData("adadelta rho=1", "The optimizer 'adadelta' needs rho from 0 to below 1, not 1.")]
    [InlineData("rmsprop alpha=1", "The optimizer 'rmsprop' needs alpha from 0 to below 1, not 1.")]
    [InlineData("rprop shrink=1", "The optimizer 'rprop' needs shrink above 0 and below 1, not 1.")]
    [InlineData("rprop grow=1", "The optimizer 'rprop' needs grow above 1, not 1.")]
    [InlineData("rprop smallest=2 largest=1", "The optimizer 'rprop' needs largest of at least smallest, 2, not 1.")]
    [InlineData("lbfgs history=0", "The optimizer 'lbfgs' needs history from 1 to 100, not 0.")]
    [InlineData("lion beta2=-1", "The optimizer 'lion' needs beta2 from 0 to below 1, not -1.")]
    public void An_option_out_of_range_is_refused(string optimizer, string message) =>
        Assert.Equal(message, Assert.Throws<DownhillException>(Catalog.Optimizers.Parse(optimizer).Validate).Message);

    [Theory]
    [MemberData(nameof(All))]
    public void Every_optimizer_goes_downhill_in_float_and_in_double(string example)
    {
        Assert.True(Descend<float>(example) < 0.5);
        Assert.True(Descend<double>(example) < 0.5);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_state_holds_each_of_its_names_once_a_parameter_and_starts_at_zero(string example)
    {
        Optimizer optimizer = Catalog.Optimizers.Parse(example);
        Network<double> network = Examples.Network("linear 3", 2);
        var trainer = new Trainer<double>(network, Examples.Data(4, 2, 3), new TrainingOptions(new MeanSquaredError(), optimizer));
        Assert.Equal(optimizer.State.Count * network.Parameters.Length, trainer.State.Length);
        Assert.All(trainer.State.Span.ToArray(), number => Assert.Equal(0, number));
        Assert.Equal(optimizer.State.Distinct(), optimizer.State);
    }

    // What is kept of each parameter is written into every checkpoint.
    [Theory]
    [InlineData("sgd", "")]
    [InlineData("sgd momentum=0.9", "momentum")]
    [InlineData("rmsprop", "square")]
    [InlineData("rmsprop centered=true", "square mean")]
    [InlineData("rmsprop momentum=0.5", "square momentum")]
    [InlineData("adam", "mean square")]
    [InlineData("adam amsGrad=true", "mean square largest")]
    [InlineData("adamw amsGrad=true", "mean square largest")]
    [InlineData("lion", "mean")]
    [InlineData("lbfgs history=1", "parameters gradient direction step1 change1")]
    public void No_more_is_kept_than_is_needed(string example, string state) =>
        Assert.Equal(state, string.Join(' ', Catalog.Optimizers.Parse(example).State));

    // One weight of 1, one input of 1, target 0, half squared error: the gradient is the output itself.
    [Fact]
    public void Two_steps_are_those_computed_by_hand()
    {
        Close([0.9, 0.81], Steps(new Sgd(0.1)));
        Close([0.9, 0.9 - (0.1 * ((0.5 * 1) + 0.9))], Steps(new Sgd(0.1, 0.5)));
        Close([1 - (0.1 * 1.5), 0.85 - (0.1 * (0.85 + (0.5 * ((0.5 * 1) + 0.85))))], Steps(new Sgd(0.1, 0.5, Nesterov: true)));
        Close([1 - (0.1 * 1.2), 0.88 - (0.1 * 1.2 * 0.88)], Steps(new Sgd(0.1, L2: 0.2)));

        // Adam: m̂ / √v̂ is 1 in the first step, whatever the gradient.
        double mean = (0.9 * 0.1) + (0.1 * 0.75), square = (0.999 * 0.001) + (0.001 * 0.75 * 0.75);
        Close([0.75, 0.75 - (0.25 * (mean / (1 - 0.81)) / Math.Sqrt(square / (1 - (0.999 * 0.999))))],
            Steps(new Adam(0.25, Epsilon: 1e-300)));
    }

    // The gradient of the first step is 1, of the second the weight itself; each formula written out.
    [Fact]
    public void Two_steps_of_the_decoupled_decays_are_those_computed_by_hand()
    {
        Close([0.98 - 0.1, (0.98 * 0.88) - (0.1 * 0.88)], Steps(new Sgd(0.1, WeightDecay: 0.2)));
        Close([0.98 - 0.1, (0.98 * 0.88) - 0.1], Steps(new Lion(0.1, WeightDecay: 0.2)));
        double mean = (0.9 * 0.1) + (0.1 * 0.7), square = (0.999 * 0.001) + (0.001 * 0.7 * 0.7);
        double second = (0.95 * 0.7) - (0.25 * (mean / (1 - 0.81)) / Math.Sqrt(square / (1 - (0.999 * 0.999))));
        Close([0.7, second], Steps(new AdamW(0.25, Epsilon: 1e-300, WeightDecay: 0.2)));
        Close([0.98 - 0.1, (0.98 * 0.88) - (0.1 * ((0.9 * 0.1) + (0.1 * 0.88)) / (1 - 0.81))], Steps(new RAdam(0.1, WeightDecay: 0.2)));
    }

    // Without a gradient only the decay moves the weight: 1 − η λ of it is left.
    [Theory]
    [InlineData("sgd weightDecay=0.25")]
    [InlineData("adamw weightDecay=0.25")]
    [InlineData("nadam weightDecay=0.25")]
    [InlineData("radam weightDecay=0.25")]
    [InlineData("lion weightDecay=0.25")]
    public void A_decoupled_decay_shrinks_a_weight_by_its_rate(string example) =>
        Assert.Equal([0.875, 0.875 * 0.875], Driven(Catalog.Optimizers.Parse(example) with { LearningRate = 0.5 }, 1, 0, 0));

    // Lion looks at the sign of β₁ m + (1 − β₁) g only: after a gradient of 1 the mean is 1 − β₂ = 0.01, and 0.9 · 0.01 outweighs 0.1 ·
    // 0.08 but not 0.1 · 0.1.
    [Fact]
    public void Lion_weighs_the_gradient_against_the_mean_by_its_rates()
    {
        Assert.Equal([0.5, 0], Driven(new Lion(0.5), 1, 1, -0.08), new Near());
        Assert.Equal([0.5, 1], Driven(new Lion(0.5), 1, 1, -0.1), new Near());

        // Then the mean is 0.99 · 0.01 − 0.01 · 10 = −0.0901.
        Assert.Equal([0.5, 1, 1.5], Driven(new Lion(0.5), 1, 1, -10, 0.8), new Near());
        Assert.Equal([0.5, 1, 0.5], Driven(new Lion(0.5), 1, 1, -10, 0.82), new Near());
    }

    // Centred: the mean square 0.1, less the square of the mean 0.1 · 1; a spread that rounding leaves below zero is none.
    [Fact]
    public void A_centred_spread_of_nothing_is_zero()
    {
        double[] once = Driven(new RmsProp(0.1, Alpha: 0.9, Epsilon: 1, Centered: true), 1, 1);
        Assert.Equal(1 - (0.1 / (Math.Sqrt(0.1 - 0.01) + 1)), once[0], 1e-15);
        // With α = 0 the mean is the gradient itself, and 0.7 · 0.7 is rounded to less than the square of 0.7.
        Assert.Equal(1 - (0.1 * 0.7), Driven(new RmsProp(0.1, Alpha: 0, Epsilon: 1, Centered: true), 1, 0.7)[0], 1e-15);
    }

    // A loss that never falls enough: the weights are put back; one that falls at once by just what is asked for is taken.
    [Theory]
    [InlineData(0.0, false, 1)]
    [InlineData(0.99e-4, false, 1)]
    [InlineData(1.01e-4, true, 1)]
    [InlineData(1.0, true, 1)]
    [InlineData(0.99e-4, false, 0.25)]
    [InlineData(2e-4, true, 0.25)]
    public void Lbfgs_takes_a_step_that_lowers_the_loss_by_a_ten_thousandth_of_the_slope(double share, bool isTaken, double length)
    {
        Buffer<double> numbers = Buffer<double>.Allocate(2), state = Buffer<double>.Allocate(new Lbfgs().State.Count);
        (Buffer<double> weight, Buffer<double> gradient) = (numbers.Slice(0, 1), numbers.Slice(1, 1));
        (weight.Span[0], gradient.Span[0]) = (3, 0.5);

        int asked = 0;

        // The direction is −g, so that the slope is −0.25: the loss at a weight is 7 − share · |slope| · how far it went.
        OptimizerOperation<double> update = new Lbfgs(1)
            .Bind(new OptimizerBinding<double>(Backend<double>.ForProcessor(), weight, gradient, state) { Loss = Lost });
        update.Update(1, length);
        Assert.Equal(isTaken ? 3 - (0.5 * length) : 3, weight.Span[0]);
        Assert.Equal(isTaken ? 2 : 22, asked); // at the start, then at the whole length and at twenty halves

        double Lost()
        {
            asked++;
            return 7 - (share * 0.25 * (3 - weight.Span[0]) / 0.5);
        }
    }

    [Fact]
    public void Averages_that_fade_below_the_smallest_normal_number_become_zero()
    {
        var network = new Network<float>(new Model([3], [new Linear(19)]), 0);
        var optimizer = new Adam(0.1);
        Buffer<float> state = Buffer<float>.Allocate(optimizer.State.Count * (long)network.Parameters.Length);
        OptimizerOperation<float> update =
            optimizer.Bind(new OptimizerBinding<float>(Backend<float>.ForProcessor(), network.Parameters, network.Gradient, state));
        network.Gradient.Span.Clear();
        state.Span.Fill(2e-38f);
        for (int step = 1; step <= 600; step++)
        {
            update.Update(step, 0.1);
            Assert.DoesNotContain(state.Span.ToArray(), float.IsSubnormal);
        }

        Assert.All(state.Span[..network.Parameters.Length].ToArray(), average => Assert.Equal(0, average));
    }

    [Fact]
    public void A_step_out_of_order_has_the_bits_of_one_in_order()
    {
        double[] inOrder = Update([1, 2, 3, 4]), replayed = Update([1, 2, 4, 2, 3, 4]);
        Assert.Equal(inOrder, replayed);
        Assert.Equal(Update([2]), Update([4, 2]));
        Assert.Equal(Update([3]), Update([2, 3, 3]));

        // The rate of a step depends on its number alone, so the last step of each is the same from the same start.
        static double[] Update(long[] steps)
        {
            Kernels.Buffer<double> numbers = Kernels.Buffer<double>.Allocate(4);
            OptimizerOperation<double> nadam = new NAdam(0.1).Bind(new OptimizerBinding<double>(
                Kernels.Backend<double>.ForProcessor(), numbers.Slice(0, 1), numbers.Slice(1, 1), numbers.Slice(2, 2)));
            foreach (long step in steps)
            {
                new double[] { 1, 0.5, 0.1, 0.2 }.CopyTo(numbers.Span);
                nadam.Update(step, 0.1);
            }

            return numbers.Span.ToArray();
        }
    }

    // Source: torch.optim.LBFGS(lr=0.5, max_iter=1, history_size=3) of PyTorch 1.13.0a0 in float64, after twelve steps, without a search.
    [Fact]
    public void Lbfgs_without_a_search_takes_the_golden_steps()
    {
        Kernels.Buffer<double> w = Kernels.Buffer<double>.Allocate(3), g = Kernels.Buffer<double>.Allocate(3);
        var optimizer = new Lbfgs(0.5, 3);
        OptimizerOperation<double> operation = optimizer.Bind(new OptimizerBinding<double>(
            Kernels.Backend<double>.ForProcessor(), w, g, Kernels.Buffer<double>.Allocate(3 * optimizer.State.Count)));
        new[] { 1.5, -1, 0.7 }.CopyTo(w.Span);
        for (int step = 1; step <= 12; step++)
        {
            // (a − 0.3)⁴ + 2 (a + b)² + ½ (c − b)² + 0.1 (a² + b² + c²)
            (double a, double b, double c) = (w.Span[0], w.Span[1], w.Span[2]);
            g.Span[0] = (4 * Math.Pow(a - 0.3, 3)) + (4 * (a + b)) + (0.2 * a);
            g.Span[1] = (4 * (a + b)) - (c - b) + (0.2 * b);
            g.Span[2] = c - b + (0.2 * c);
            operation.Update(step, 0.5);
        }

        double[] expected = [0.14615579000397655, -0.16851045737805, -0.21457763490420625];
        for (int i = 0; i < 3; i++)
            Assert.Equal(expected[i], w.Span[i], 1e-9);
    }

    [Fact]
    public void Lbfgs_never_lets_the_loss_of_the_full_batch_rise_and_gets_far_in_few_steps()
    {
        Dataset data = Generators.Plane(64, 3);
        var network = new Network<double>(Examples.Model("linear 8, tanh, linear 1", 2));
        var trainer = new Trainer<double>(network, data, new TrainingOptions(new MeanSquaredError(), new Lbfgs(), BatchSize: 0));
        int[] rows = [.. Enumerable.Range(0, 64)];
        double first = trainer.StepOn(rows), last = first;
        for (int step = 0; step < 60; step++)
        {
            double loss = trainer.StepOn(rows);
            Assert.True(loss <= last);
            last = loss;
        }

        Assert.True(last < 0.001 * first);
    }

    [Fact]
    public void Amsgrad_keeps_the_largest_mean_square()
    {
        Network<double> network = new(new Model([1], [new Linear(1, HasBias: false, new Constant(1))]));
        var trainer = new Trainer<double>(
            network,
            Dataset.FromArrays([1], [1], [0]),
            new TrainingOptions(new HalfSquaredError(), new Adam(0.1, Beta2: 0.5, AmsGrad: true)));
        double largest = 0;
        for (int step = 0; step < 40; step++)
        {
            trainer.StepOn([0]);
            largest = Math.Max(largest, trainer.State.Span[1]);
            Assert.Equal(largest, trainer.State.Span[2]);
        }

        Assert.True(trainer.State.Span[1] < largest);
    }

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected[0], actual[0], 1e-15);
        Assert.Equal(expected[1], actual[1], 1e-14);
    }

    private static double[] Steps(Optimizer optimizer)
    {
        Network<double> network = new(new Model([1], [new Linear(1, HasBias: false, new Constant(1))]));
        var trainer = new Trainer<double>(network, Dataset.FromArrays([1], [1], [0]),
            new TrainingOptions(new HalfSquaredError(), optimizer));
        var weights = new double[2];
        for (int step = 0; step < 2; step++)
        {
            trainer.StepOn([0]);
            weights[step] = network.Parameters.Span[0];
        }

        return weights;
    }

    private static double Descend<T>(string example)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Dataset data = Generators.Plane(64, 3);
        var network = new Network<T>(Examples.Model("linear 8, tanh, linear 1", 2));
        var options = new TrainingOptions(new MeanSquaredError(), Catalog.Optimizers.Parse(example), BatchSize: 16, Epochs: 100);
        double before = new Evaluator<T>(network, data, options.Loss).Evaluate().Loss;
        return new Trainer<T>(network, data, options).Train().Loss / before;
    }

    // The weight after each step with the gradient given.
    private static double[] Driven(Optimizer optimizer, double start, params double[] gradients)
    {
        Buffer<double> numbers = Buffer<double>.Allocate(2), state = Buffer<double>.Allocate(Math.Max(1, optimizer.State.Count));
        (Buffer<double> weight, Buffer<double> gradient) = (numbers.Slice(0, 1), numbers.Slice(1, 1));
        OptimizerOperation<double> update =
            optimizer.Bind(new OptimizerBinding<double>(Backend<double>.ForProcessor(), weight, gradient, state));
        weight.Span[0] = start;
        var weights = new double[gradients.Length];
        for (int step = 0; step < gradients.Length; step++)
        {
            gradient.Span[0] = gradients[step];
            update.Update(step + 1, optimizer.LearningRate);
            weights[step] = weight.Span[0];
        }

        return weights;
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double one, double other) => Math.Abs(one - other) < 1e-12;

        public int GetHashCode(double number) => 0;
    }
}
