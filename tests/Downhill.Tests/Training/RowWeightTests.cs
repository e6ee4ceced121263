namespace Downhill.Tests;

/// <summary>What the weights of rows mean, in training and in what is measured.</summary>
public sealed class RowWeightTests
{
    private static readonly double[] Integers = [1, 3, 0, 2, 1];
    private static readonly int[] Repeated = [0, 1, 1, 1, 3, 3, 4];

    private static readonly TrainingOptions FullBatch = new(new MeanSquaredError(), new Sgd(0.1), BatchSize: 0, Epochs: 3, Shuffle: false);

    public static TheoryData<string> Losses => [.. Examples.Losses];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Whole_weights_give_the_loss_and_the_steps_of_rows_repeated_so_often(string loss)
    {
        Dataset data = Examples.Data(5, 4, 3);
        data = data.With(targets: Targets.FromNumbers(
            Samples.From([.. Examples.Numbers(15).Select(Math.Abs).Select(number => Math.Min(1, number))], 3)));
        foreach (Reduction reduction in (Reduction[])[Reduction.Mean, Reduction.Sum])
        {
            Loss reduced = Catalog.Losses.Parse(loss) with { Reduction = reduction };
            (double[] weighted, double weightedLoss) = Train(data.WithWeights(Integers), reduced);
            (double[] repeated, double repeatedLoss) = Train(data.Subset(Repeated), reduced);
            Near(repeated, weighted, 1e-12);
            Assert.Equal(repeatedLoss, weightedLoss, 1e-12);
        }
    }

    [Fact]
    public void Equal_weights_give_the_same_bits_as_none()
    {
        Dataset data = Examples.Data(5, 4, 3);
        (double[] plain, double plainLoss) = Train(data, new MeanSquaredError());
        (double[] ones, double onesLoss) = Train(data.WithWeights([1, 1, 1, 1, 1]), new MeanSquaredError());
        (double[] fours, double foursLoss) = Train(data.WithWeights([4, 4, 4, 4, 4]), new MeanSquaredError());
        Assert.Equal(plain, ones);
        Assert.Equal(plain, fours);
        Assert.Equal((plainLoss, plainLoss), (onesLoss, foursLoss));
    }

    [Fact]
    public void The_scale_of_the_weights_means_nothing_to_a_mean_and_multiplies_a_sum()
    {
        Dataset data = Examples.Data(5, 4, 3), one = data.WithWeights([1, 2.5, 0.1, 0, 3]),
            large = data.WithWeights([1000, 2500, 100, 0, 3000]);
        Near(Train(one, new MeanSquaredError()).Parameters, Train(large, new MeanSquaredError()).Parameters, 1e-12);
        Assert.Equal(Train(one, new MeanSquaredError()).Loss, Train(large, new MeanSquaredError()).Loss, 1e-12);
        Near(
            Train(one, new MeanSquaredError(Reduction.Sum), new Sgd(1e-3)).Parameters,
            Train(large, new MeanSquaredError(Reduction.Sum), new Sgd(1e-6)).Parameters,
            1e-12);
    }

    // A batch divides by its rows, not by its weights: otherwise light rows that meet would count like heavy ones.
    [Fact]
    public void Steps_on_batches_add_up_to_the_step_on_all_rows()
    {
        Dataset data = Examples.Data(6, 4, 3).WithWeights([1, 2, 0, 0, 5, 0.5]);
        double[] start = Fresh().Parameters.Span.ToArray(), whole = After([0, 1, 2, 3, 4, 5]);
        double[][] parts = [After([0, 1]), After([2, 3]), After([4, 5])];
        Near(start, parts[1], 0);
        Near([.. start.Select((_, i) => 3 * (whole[i] - start[i]))], [.. start.Select((_, i) => parts.Sum(part => part[i] - start[i]))],
            1e-12);

        double[] After(int[] rows)
        {
            Network<double> network = Fresh();
            new Trainer<double>(network, data, FullBatch).StepOn(rows);
            return network.Parameters.Span.ToArray();
        }
    }

    [Fact]
    public void The_loss_of_an_epoch_is_the_weighted_mean_that_an_evaluator_finds()
    {
        Dataset data = Examples.Data(7, 4, 3).WithWeights([1, 2, 0, 0, 5, 0.5, 3]);
        foreach (Reduction reduction in (Reduction[])[Reduction.Mean, Reduction.Sum])
        {
            TrainingOptions still = FullBatch with
            {
                Loss = new MeanSquaredError(reduction),
                Optimizer = new Sgd(1e-300),
                BatchSize = 2,
                Epochs = 1
            };
            double measured = new Evaluator<double>(Fresh(), data, still.Loss).Evaluate().Loss;
            Assert.Equal(measured, new Trainer<double>(Fresh(), data, still).Train().Loss, 1e-13);
            double[] each = [.. Enumerable.Range(0, 7)
                .Select(row => new Evaluator<double>(Fresh(), data.Subset([row]).WithWeights([1]), still.Loss).Evaluate().Loss)];
            Assert.Equal(each.Select((loss, row) => loss * data.Weight(row)).Sum() / 11.5, measured, 1e-13);
        }
    }

    [Fact]
    public void The_best_epoch_is_chosen_by_the_weighted_loss_of_the_rows_watched()
    {
        // Training pulls the weight from 1 to 0; one of the rows watched would have it at 0.9, the other at −1.
        Dataset training = Dataset.FromArrays([1], [1], [0]), watched = Dataset.FromArrays([1], [1, 1], [0.9, -1]);
        Assert.Equal(1, Best(watched.WithWeights([1, 0])));
        Assert.Equal(8, Best(watched.WithWeights([1, 100])));

        int? Best(Dataset rows) => new Trainer<double>(
            new Network<double>(new Model([1], [new Linear(1, HasBias: false, Weight: Examples.Given([1, 1], 1))])), training,
            FullBatch with { Loss = new HalfSquaredError(), Epochs = 8, Patience = 8 }).Train(rows).BestEpoch;
    }

    [Fact]
    public void Every_metric_with_whole_weights_is_that_of_rows_repeated_so_often()
    {
        int[] labels = [0, 1, 1, 0, 1];
        double[] scores = [-1, 0.5, 0.5, 0.5, 3], outputs = [.. Enumerable.Range(0, 60).Select(i => (double)(i * i % 17))];
        Same(new Dataset("rows", [1], Samples.From(scores, 1), Targets.FromLabels(labels, ["no", "yes"])), new BinaryCrossEntropy());
        Same(new Dataset("rows", [12], Samples.From(outputs, 12),
            Targets.FromLabels(labels, [.. "abcdefghijkl".Select(name => name.ToString())])), new SoftmaxCrossEntropy());
        Same(Dataset.FromArrays([2], Examples.Numbers(10), Examples.Numbers(10, 1)), new Huber());

        static void Same(Dataset data, Loss loss)
        {
            (string Name, double Value)[] expected = [.. Measure(data.Subset(Repeated), loss).Numbers()],
            actual = [.. Measure(data.WithWeights(Integers), loss).Numbers()];
            Assert.Equal(expected.Select(number => number.Name), actual.Select(number => number.Name));
            Near([.. expected.Select(number => number.Value)], [.. actual.Select(number => number.Value)], 1e-14);
            Metrics plain = Measure(data, loss), ones = Measure(data.WithWeights([1, 1, 1, 1, 1]), loss);
            Assert.Equal(plain.Numbers(), ones.Numbers());
        }
    }

    [Fact]
    public void Rows_beyond_the_first_batch_have_their_own_weights()
    {
        const int Count = 600;
        int[] labels = [.. Enumerable.Range(0, Count).Select(row => row % 3 == 0 ? 1 : 0)];
        double[] scores = [.. Enumerable.Range(0, Count).Select(row => row % 5 == 0 ? 1.0 : -1)],
            weights = [.. Enumerable.Range(0, Count).Select(row => row < 256 ? 1.0 : 2 + (row % 7))];

        Metrics found = Measure(new Dataset("rows", [1], Samples.From(scores, 1), Targets.FromLabels(labels, ["no", "yes"]))
            .WithWeights(weights), new BinaryCrossEntropy());

        double right = Enumerable.Range(0, Count).Where(row => (labels[row] == 1) == (scores[row] > 0)).Sum(row => weights[row]);
        Assert.Equal(right / weights.Sum(), found.Numbers().First(number => number.Name == "accuracy").Value, 1e-12);
    }

    [Fact]
    public void Intervals_and_single_rows_go_by_the_weights_too()
    {
        Dataset data = new("rows", [1], Samples.From([-1, 0.5, 0.25, -0.5, 3], 1), Targets.FromLabels([0, 1, 0, 1, 1], ["no", "yes"]));
        var evaluator = new Evaluator<double>(new Network<double>(new Model([1], [])), data, new BinaryCrossEntropy());
        Metrics measured = evaluator.Evaluate(data.WithWeights([1e9, 1, 1, 1, 1]), new Bootstrap(200));
        Assert.InRange(measured.Accuracy!.Value, 1 - 1e-8, 1);
        Assert.True(measured.Intervals!.Single(interval => interval.Name == "accuracy").High > 1 - 1e-8);

        ErrorAnalysis assessment =
            ErrorAnalysis.Of(new Network<double>(new Model([1], [])), new BinaryCrossEntropy(), Preprocessing.None("no", "yes"),
            data.WithWeights([0, 0, 2, 0, 6]));
        Assert.Equal([0, 0, 0, 1, 1, 1], assessment.Roc!.Select(point => point.X));
        Assert.Equal(1, assessment.PrecisionRecall![0].Y);
        Assert.Equal(0.75, assessment.PrecisionRecall[^1].Y);
        Assert.Equal(4, assessment.Worst[0].Row);
    }

    [Fact]
    public void Balanced_classes_multiply_the_weights_that_are_there()
    {
        Dataset rows = new("rows", [1], Samples.From([1, 2, 3, 4, 5], 1), Targets.FromLabels([0, 0, 1, 0, 1], ["a", "b"]));
        Dataset balanced = rows.WithWeights(Integers).Balanced(), repeated = rows.Subset(Repeated).Balanced();
        Near([.. Enumerable.Range(0, 5)
            .Select(row => Integers[row] * repeated.Weight(Array.IndexOf(Repeated, row) is int at and >= 0 ? at : 0))],
            [.. Enumerable.Range(0, 5).Select(balanced.Weight)], 1e-15);
        Assert.Equal(0, balanced.Weight(2));
        Assert.Equal(7, Enumerable.Range(0, 5).Sum(balanced.Weight), 1e-14);
    }

    [Fact]
    public void Weights_that_leave_nothing_are_refused()
    {
        Dataset data = Examples.Data(2, 4, 3).WithWeights([0, 0]);
        Assert.Contains("add up to 0", Assert.Throws<DownhillException>(() => new Trainer<double>(Fresh(), data, FullBatch)).Message,
            StringComparison.Ordinal);
        Assert.Contains("add up to 0",
            Assert.Throws<DownhillException>(() => new Evaluator<double>(Fresh(), data, new MeanSquaredError()).Evaluate()).Message,
            StringComparison.Ordinal);
        Dataset huge = Examples.Data(2, 4, 3).WithWeights([1.7e308, 1.7e308]);
        Assert.Contains("below 1e308", Assert.Throws<DownhillException>(() => new Trainer<double>(Fresh(), huge, FullBatch)).Message,
            StringComparison.Ordinal);
    }

    private static Network<double> Fresh() => Examples.Network("linear 4, tanh, linear 3", 4);

    private static Metrics Measure(Dataset data, Loss loss) =>
        new Evaluator<double>(new Network<double>(new Model(data.Input, [])), data, loss).Evaluate();

    private static (double[] Parameters, double Loss) Train(Dataset data, Loss loss, Optimizer? optimizer = null)
    {
        Network<double> network = Fresh();
        TrainingResult result = new Trainer<double>(network, data, FullBatch with { Loss = loss, Optimizer = optimizer ?? new Sgd(0.01) })
            .Train();
        return (network.Parameters.Span.ToArray(), result.Loss);
    }

    private static void Near(double[] expected, double[] actual, double within)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], within);
    }
}
