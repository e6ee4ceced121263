namespace Downhill.Tests;

/// <summary>What stands between the gradient and the weights: schedule, penalties, bounds and the running mean.</summary>
public sealed class TrainingRuleTests
{
    private static readonly TrainingOptions Plain = new(new HalfSquaredError(), new Sgd(0.1));

    // One weight of 1, one input of 1, target 0, half squared error: the gradient is the weight itself.
    [Fact]
    public void Each_rule_is_the_one_computed_by_hand()
    {
        Close([0.9, 0.81], Weights(Plain));
        Close([0.9, 0.9 - (0.05 * 0.9)], Weights(Plain with { Schedule = new PolynomialDecay(), Epochs = 2 }));
        Close([0.95, 0.95 - (0.1 * 0.95)], Weights(Plain with { Schedule = new WarmUp(2), Epochs = 2 }));
        Close([0.87, 0.87 - (0.1 * 1.17)], Weights(Plain with { L1 = 0.3 }));
        Close([0.95, 0.9], Weights(Plain with { ClipValue = 0.5 }));
        Close([1.05, 1.1], Weights(Plain with { ClipValue = 0.5 }, target: 2));
        Close([0.9, 0.81], Weights(Plain with { ClipValue = 2 }));
        Close([1.1, 1.19], Weights(Plain with { ClipValue = 2 }, target: 2));
        Close([1.07, 1.07 + (0.1 * 0.63)], Weights(Plain with { L1 = 0.3 }, target: 2));
        Close([0.95, 0.9], Weights(Plain with { ClipNorm = 0.5 }));
        Close([0.9, 0.81], Weights(Plain with { ClipNorm = 1 }));
        Close([0.5, 0.45], Weights(Plain with { MaxNorm = 0.5 }));
    }

    [Fact]
    public void A_gradient_is_clipped_to_a_length_in_its_own_direction()
    {
        double[] free = Step(Plain with { Loss = new SumSquaredError(Reduction.Sum) }),
            clipped = Step(Plain with { Loss = new SumSquaredError(Reduction.Sum), ClipNorm = 0.01 });
        double length = Math.Sqrt(free.Sum(move => move * move));
        Assert.True(length > 0.01);
        for (int i = 0; i < free.Length; i++)
            Assert.Equal(free[i] * 0.01 / length, clipped[i], 1e-15);

        static double[] Step(TrainingOptions options)
        {
            Network<double> network = Examples.Network("linear 4, tanh, linear 3", 5);
            double[] before = network.Parameters.Span.ToArray();
            new Trainer<double>(network, Examples.Data(20, 5, 3), options).StepOn([1, 2, 3]);
            return [.. before.Select((weight, i) => (weight - network.Parameters.Span[i]) * 10)];
        }
    }

    [Fact]
    public void Weights_into_a_neuron_stay_as_short_as_asked_and_biases_are_let_alone()
    {
        Network<double> network = Examples.Network("linear 9, tanh, linear 3", 5);
        new Trainer<double>(network, Examples.Data(20, 5, 3), Plain with { MaxNorm = 0.3, Epochs = 5 }).Train();
        foreach (string name in new[] { "linear1.weight", "linear2.weight" })
        {
            Parameter<double> weight = network[name];
            for (int j = 0; j < weight.Shape[1]; j++)
                Assert.InRange(Math.Sqrt(Enumerable.Range(0, weight.Shape[0])
                    .Sum(i => Math.Pow(weight.Data.Span[(i * weight.Shape[1]) + j], 2))), 0, 0.3 + 1e-12);
        }
    }

    [Fact]
    public void The_running_mean_of_the_weights_is_kept_and_training_goes_on_from_the_weights_themselves()
    {
        Network<double> network = One();
        var trainer = new Trainer<double>(network, Dataset.FromArrays([1], [1], [0]), Plain with { AverageDecay = 0.5, Epochs = 3 });
        double average = 1, weight = 1;
        for (int step = 1; step <= 3; step++)
        {
            weight *= 0.9;
            double keep = Math.Min(0.5, (1.0 + step) / (10 + step));
            average = (keep * average) + ((1 - keep) * weight);
        }

        trainer.Train();
        Assert.Equal(average, network.Parameters.Span[0], 1e-14);
        Assert.Equal(0.9 * weight, trainer.Preview([0])[0], 1e-14);
        trainer.StepOn([0]);
        Assert.Equal((5.0 / 14 * average) + (9.0 / 14 * 0.9 * weight), network.Parameters.Span[0], 1e-14);
    }

    [Fact]
    public void Training_that_keeps_a_running_mean_can_be_previewed_and_continued()
    {
        TrainingOptions options = Plain with { AverageDecay = 0.5 };
        Dataset data = Dataset.FromArrays([1], [1], [0]);
        Network<double> network = One(), same = One();
        Trainer<double> trainer = new(network, data, options), other = new(same, data, options);
        for (int step = 0; step < 3; step++)
        {
            double average = network.Parameters[0], preview = trainer.Preview([0])[0];
            Assert.Equal(average, network.Parameters[0]);
            trainer.StepOn([0]);
            other.StepOn([0]);
            Assert.Equal(Math.Pow(0.9, step + 1), preview, 1e-14);
            Assert.Equal(same.Parameters[0], network.Parameters[0]);
        }

        // Without a mean it goes on from the weights themselves; with one, from both.
        var plain = new Trainer<double>(network, data, Plain);
        plain.ContinueFrom(trainer);
        plain.StepOn([0]);
        Assert.Equal((4, Math.Pow(0.9, 4)), (plain.Step, Math.Round(network.Parameters[0], 14)));
        var averaged = new Trainer<double>(same, data, options);
        averaged.ContinueFrom(other);
        other.StepOn([0]);
        double expected = same.Parameters[0];
        Assert.Equal(Math.Pow(0.9, 4), averaged.Preview([0])[0], 1e-14);
        Assert.NotEqual(Math.Pow(0.9, 4), expected, 1e-6);
    }

    [Fact]
    public void Patience_ends_the_training_and_restores_the_best_epoch()
    {
        // Training pulls the weight from 1 to 0; the validation rows would have it at 0.5.
        Network<double> network = One();
        Dataset validation = Dataset.FromArrays([1], [1], [0.5]);
        var reports = new Reports<TrainingProgress>();
        TrainingResult result = new Trainer<double>(network, Dataset.FromArrays([1], [1], [0]), Plain with { Epochs = 100, Patience = 4 })
            .Train(validation, reports);
        double[] losses = [.. reports.All.Where(report => report.IsEpochEnd).Select(report => report.Validation!.Loss)];
        int best = Array.IndexOf(losses, losses.Min()) + 1;
        Assert.Equal((TrainingStop.Patience, best + 4, (int?)best), (result.Stop, result.Epochs, result.BestEpoch));
        Assert.Equal(Math.Pow(0.9, best), network.Parameters.Span[0], 1e-14);
        Assert.Equal(losses.Min(), new Evaluator<double>(network, validation, new HalfSquaredError()).Evaluate().Loss);
    }

    // The validation rows do not see the weight, so every epoch is as good as the first.
    [Fact]
    public void An_epoch_that_is_only_as_good_as_the_best_is_no_better_one()
    {
        Network<double> network = One();
        TrainingResult result = new Trainer<double>(network, Dataset.FromArrays([1], [1], [0]), Plain with { Epochs = 100, Patience = 3 })
            .Train(Dataset.FromArrays([1], [0], [0.5]));
        Assert.Equal((TrainingStop.Patience, 4, (int?)1), (result.Stop, result.Epochs, result.BestEpoch));
        Assert.Equal(0.9, network.Parameters.Span[0], 1e-15);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_from_epoch_to_epoch()
    {
        var reports = new Reports<TrainingProgress>();
        new Trainer<double>(One(), Dataset.FromArrays([1], [1], [0]), Plain with { Epochs = 6, Schedule = new ReduceOnPlateau(1, 0.5) })
            .Train(Dataset.FromArrays([1], [1], [5]), reports);
        Assert.Equal([0.1, 0.1, 0.1, 0.05, 0.05, 0.025],
            reports.All.Where(report => report.IsEpochEnd).Select(report => report.LearningRate));
    }

    [Fact]
    public void A_weight_counts_like_as_many_equal_rows()
    {
        foreach (string loss in Examples.Losses)
        {
            TrainingOptions options = Plain with { Loss = Catalog.Losses.Parse(loss) with { Reduction = Reduction.Sum }, BatchSize = 0 };
            (double min, double max) = options.Loss.TargetRange;
            Dataset data = Dataset.FromArrays([5], Examples.Numbers(15, 1),
                [.. Examples.Numbers(9, 2).Select(target => Math.Clamp(target, min, max))]);
            double[] weighted = Trained(data.WithWeights([1, 3, 0]), [0, 1, 2]),
                repeated = Trained(data.Subset([0, 1, 1, 1]), [0, 1, 2, 3]);
            for (int i = 0; i < weighted.Length; i++)
                Assert.Equal(repeated[i], weighted[i], 1e-12);

            double[] Trained(Dataset rows, int[] batch)
            {
                Network<double> network = Examples.Network("linear 4, tanh, linear 3", 5);
                new Trainer<double>(network, rows, options).StepOn(batch);
                return network.Parameters.Span.ToArray();
            }
        }
    }

    [Fact]
    public void A_weighted_gradient_is_explained_with_the_weight()
    {
        Plan<double> plan = Plan<double>.ForTraining(Examples.Network("linear 3", 5), 3, new SoftmaxCrossEntropy(), isWeighted: true);
        Examples.Numbers(15).CopyTo(plan.Inputs);
        new double[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }.CopyTo(plan.Targets);
        new[] { 0.5, 2, 0.1 }.CopyTo(plan.Weights);
        var pass = new Pass(3, IsTraining: true, 1);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        for (int row = 0; row < 3; row++)
        {
            Derivation derivation = plan.Explain(pass, new GradientEntry("linear1", 1, row));
            Assert.Equal(derivation.Stored, derivation.Sum, 1e-15);
            Assert.NotEqual(0, derivation.Stored);
        }
    }

    [Fact]
    public void Balanced_weights_are_those_of_scikit_learn()
    {
        // sklearn.utils.class_weight.compute_sample_weight('balanced', [0, 0, 0, 1]): rows / (classes · rows of the class).
        Dataset data = new Dataset("rows", [1], Samples.From([1, 2, 3, 4, 5], 1), Targets.FromLabels([0, 0, 0, 1, 2], ["a", "b", "c"]))
            .Subset([3, 0, 1, 2]);
        Dataset balanced = data.Balanced();
        Assert.Equal([2, 4 / 6.0, 4 / 6.0, 4 / 6.0], Enumerable.Range(0, 4).Select(balanced.Weight));
        Assert.Equal(2, balanced.Subset([1, 0]).Weight(1));
        Assert.False(data.IsWeighted);
        Assert.Equal(1, data.Weight(0));
    }

    [Fact]
    public void Weights_that_are_none_are_refused()
    {
        Dataset data = Examples.Data(2, 1, 1);
        Assert.Contains("2 rows but 1 weights", Assert.Throws<DownhillException>(() => data.WithWeights([1])).Message);
        Assert.Contains("has the weight -1", Assert.Throws<DownhillException>(() => data.WithWeights([1, -1])).Message);
        Assert.Contains("only classes can be balanced", Assert.Throws<DownhillException>(() => data.Balanced()).Message);
    }

    [Fact]
    public void All_rules_together_give_the_same_bits_on_any_number_of_threads()
    {
        float[] one = Train(1);
        Assert.Equal(one, Train(2));
        Assert.Equal(one, Train(7));

        static float[] Train(int threads)
        {
            var network = new Network<float>(
                Examples.Model("linear 300, batch-norm, relu, layer-norm, gaussian-noise, linear 300, rms-norm, linear 10", 50), seed: 2);
            Dataset data = Examples.Data(300, 50, 10).WithWeights([.. Examples.Numbers(300).Select(Math.Abs)]);
            var options = new TrainingOptions(
                new MeanSquaredError(), new AdamW(0.01), BatchSize: 128, Epochs: 3, Seed: 9, Schedule: new WarmUp(1, new CosineDecay()),
                Patience: 2, L1: 1e-5, ClipValue: 0.1, ClipNorm: 0.5, MaxNorm: 2, AverageDecay: 0.9);
            var trainer = new Trainer<float>(network, data, options, threads);
            trainer.Train(data);
            return [.. network.Parameters.Span, .. network.Statistics.Span];
        }
    }

    [Fact]
    public void An_option_out_of_range_is_refused()
    {
        Refused(Plain with { Patience = 0 }, "The patience is 0; it must be at least 1 epoch.");
        Refused(Plain with { TargetLoss = -0.1 }, "The target loss is -0.1; it must be at least 0.");
        Refused(Plain with { TargetLoss = double.NaN }, "The target loss is NaN; it must be at least 0.");
        (Plain with { TargetLoss = 0 }).Validate();
        Refused(Plain with { L1 = -1 }, "The L1 term is -1; it must be at least 0.");
        Refused(Plain with { ClipValue = 0 }, "The bound on each entry of the gradient is 0; it must be above 0.");
        Refused(Plain with { ClipNorm = -2 }, "The bound on the gradient's length is -2; it must be above 0.");
        Refused(Plain with { MaxNorm = 0 }, "The bound on the weights' length is 0; it must be above 0.");
        Refused(Plain with { AverageDecay = 1 }, "The decay of the averaged weights is 1; it must be above 0 and below 1, such as 0.999.");
        Refused(Plain with { Schedule = new CosineDecay(2) }, "The schedule 'cosine' needs last from 0 to 1, not 2.");

        static void Refused(TrainingOptions options, string message) =>
            Assert.Equal(message, Assert.Throws<DownhillException>(options.Validate).Message);
    }

    private static Network<double> One() => new(new Model([1], [new Linear(1, HasBias: false, new Constant(1))]));

    private static double[] Weights(TrainingOptions options, double target = 0)
    {
        Network<double> network = One();
        var trainer = new Trainer<double>(network, Dataset.FromArrays([1], [1], [target]), options);
        var weights = new double[2];
        for (int step = 0; step < 2; step++)
        {
            trainer.StepOn([0]);
            weights[step] = network.Parameters.Span[0];
        }

        return weights;
    }

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected[0], actual[0], 1e-14);
        Assert.Equal(expected[1], actual[1], 1e-14);
    }
}
