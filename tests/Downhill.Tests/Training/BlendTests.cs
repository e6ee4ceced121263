using System.Collections.Immutable;

namespace Downhill.Tests;

public sealed class BlendTests
{
    // y = 1 if 2 a − b + noise > 0
    private static Dataset Classes(int rows)
    {
        var random = new RandomStream(5, RandomPurpose.Generation);
        double[] inputs = [.. Enumerable.Range(0, rows * 3).Select(i => random.Normal((ulong)i))];
        int[] labels = [.. Enumerable.Range(0, rows).Select(row =>
            (2 * inputs[row * 3]) - inputs[(row * 3) + 1] + random.Normal((ulong)((rows * 3) + row)) > 0 ? 1 : 0)];
        return new Dataset("classes", [3], Samples.From(inputs, 3), Targets.FromLabels(labels, ["no", "yes"]));
    }

    private static IReadOnlyList<Candidate> Few(int outputs) =>
    [
        new PenaltyCandidate("linear", [new Linear(outputs)], [100, 1, 0.01]),
        new PenaltyCandidate("one input", [new Select([2]), new Linear(outputs)], [1]),
        new DescentCandidate("small", [new SmoothClip(), new Linear(4), new Silu(), new Linear(outputs)],
            new TrainingOptions(new MeanSquaredError(), new AdamW(0.02), 16, 12)),
    ];

    private static IReadOnlyList<IReadOnlyList<Split>> Deals(Dataset rows, int deals) =>
        [.. Enumerable.Range(0, deals).Select(deal => Splitter.Random(rows.Rows, (ulong)deal).Folds(4))];

    private static BlendTrainer<T> Trainer<T>(Dataset rows, int threads)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        new(rows, new BinaryCrossEntropy(), Few(1), Deals(rows, 2), 3, threads);

    [Fact]
    public void The_blend_has_the_same_bits_for_any_number_of_threads()
    {
        Dataset rows = Classes(90);
        Blend<float> one = Trainer<float>(rows, 1).Train(), three = Trainer<float>(rows, 3).Train();
        Assert.Equal(one.Network.Parameters.Span.ToArray(), three.Network.Parameters.Span.ToArray());
        Assert.Equal(one.OutOfFold, three.OutOfFold);
        Assert.Equal(one.Network.Model, three.Network.Model);
    }

    [Fact]
    public void Weights_add_up_and_calibration_never_loses_out_of_fold()
    {
        Blend<double> blend = Trainer<double>(Classes(120), 2).Train();
        Assert.Equal(1, blend.Competitors.Sum(one => one.Weight), 12);
        Assert.Equal(0, blend.Competitors.Single(one => one.Name == "one input").Weight);
        Assert.True(blend.Loss <= blend.LossBefore);
        Assert.True(blend.Loss <= blend.Competitors.Min(one => one.Loss));
        Assert.Equal(8, blend.Competitors[0].Members);
    }

    // Each row's own members are those of its folds; recomputed from the network's parts they give what was measured.
    [Theory]
    [InlineData("two classes", 1)]
    [InlineData("three classes", 3)]
    [InlineData("two numbers", 2)]
    public void What_is_held_out_of_fold_is_what_the_members_in_the_network_give(string target, int width)
    {
        Dataset rows = Classes(80);
        if (target == "three classes")
            rows = rows.With(targets: Targets.FromLabels(
                [.. Enumerable.Range(0, 80).Select(row => rows.Inputs[row, 0] < -0.5 ? 0 : rows.Inputs[row, 1] < 0 ? 1 : 2)],
                ["a", "b", "c"]));
        else if (target == "two numbers")
            rows = rows.With(targets: Targets.FromNumbers(
                Samples.From([.. Enumerable.Range(0, 160).Select(i => rows.Inputs[i / 2, i % 2] + rows.Inputs[i / 2, 2])], 2)));
        IReadOnlyList<IReadOnlyList<Split>> deals = Deals(rows, 2);
        Loss loss = width == 1 ? new BinaryCrossEntropy() : width == 2 ? new MeanSquaredError() : new SoftmaxCrossEntropy();
        var trainer = new BlendTrainer<double>(rows, loss, [Few(width)[0]], deals, 3);
        Blend<double> blend = trainer.Train();
        var average = (Average)blend.Network.Model.Layers[0];
        Assert.Equal(8, average.Members.Length);
        var sums = new double[rows.Rows * width];
        for (int member = 0; member < 8; member++)
        {
            var network = new Network<double>(new Model([3], average.Members[member]));
            blend.Network.Parameters.Span.Slice(member * 4 * width, 4 * width).CopyTo(network.Parameters.Span);
            foreach (int row in deals[member / 4][member % 4].Test)
            {
                Plan<double> plan = Plan<double>.ForInference(network, 1);
                rows.Gather([row], plan.Inputs, [], 0);
                plan.Forward(new Pass(1));
                for (int j = 0; j < width; j++)
                    sums[(row * width) + j] += blend.Factor * plan.Outputs[j] / 2;
            }
        }

        Assert.All(sums.Zip(blend.OutOfFold), pair => Assert.Equal(pair.Second, pair.First, 1e-12 * Math.Max(1, Math.Abs(pair.Second))));
        Assert.Equal(target == "two numbers", blend.Factor == 1);

        double right = Enumerable.Range(0, 80)
            .Average(row => Right(blend.OutOfFold.AsSpan(row * width, width), row)); // the candidate learns each output
        Assert.InRange(right, 0.75, 1);

        double Right(ReadOnlySpan<double> outputs, int row) => target == "two numbers"
            ? Math.Abs(outputs[0] - rows.Targets.Numbers![row, 0]) + Math.Abs(outputs[1] - rows.Targets.Numbers[row, 1]) < 0.2 ? 1 : 0
            : (width == 1 ? outputs[0] > 0 ? 1 : 0
                : outputs.IndexOf(Math.Max(outputs[0], Math.Max(outputs[1], outputs[2])))) == rows.Targets.Label(row) ? 1 : 0;
    }

    // The targets are 0: of 3 and −1, and of −3 and 1, a quarter and three quarters are right. What is far off gets nothing.
    [Fact]
    public void Weights_are_those_of_the_mean_that_loses_least()
    {
        var score = new OutOfFoldLoss(Dataset.FromArrays([1], [0, 0, 0], [0, 0, 0]), new MeanSquaredError(), 1);
        double[] one = [3, -3, 3], other = [-1, 1, -1], far = [40, 40, 40], small = [-1, 1, -0.5];
        Assert.Equal([0.25, 0, 0.75], Blending.Weights(score, [one, far, other]));
        Assert.Equal([0.5, 0.5], Blending.Weights(score, [other, [1, -1, 1]]));
        Assert.Equal([1, 0], Blending.Weights(score, [other, other])); // of equal ones the first
        Assert.Equal([1, 0], Blending.Weights(score, [[-1, 1, -1], [19, -19, 19]])); // a share of a twentieth is none
        Assert.Equal([0, 0], Blending.Weights(score, [[double.NaN, 0, 0], [double.NaN, 0, 0]]));
        Assert.Equal([0, 0, 0], Blending.Mix([one, far, other], Blending.Weights(score, [one, far, other])));
        Assert.Equal(1, Blending.Weights(score, [one, far, other, small]).Sum(), 12);
    }

    [Fact]
    public void The_loss_out_of_fold_is_a_weighted_mean()
    {
        Dataset rows = Dataset.FromArrays([1], [0, 0, 0], [0, 0, 0]).WithWeights([1, 3, 0]);
        Assert.Equal((1 + (3 * 4)) / 4.0, new OutOfFoldLoss(rows, new MeanSquaredError(), 1).Mean([1, -2, 9]));
    }

    [Fact]
    public void Outputs_out_of_fold_become_probabilities()
    {
        Dataset two = Classes(2), three = two.With(targets: Targets.FromLabels([2, 0], ["a", "b", "c"]));
        double[] binary = new OutOfFoldLoss(two, new BinaryCrossEntropy(), 1).Predictions([Math.Log(3), -Math.Log(4)], null).Values;
        double[] several = new OutOfFoldLoss(three, new SoftmaxCrossEntropy(), 3)
            .Predictions([0, Math.Log(2), Math.Log(5), 800, 800, -800], null).Values;
        Assert.All(binary.Zip([0.75, 0.2]), pair => Assert.Equal(pair.Second, pair.First, 12));
        Assert.All(several.Zip([0.125, 0.25, 0.625, 0.5, 0.5, 0]), pair => Assert.Equal(pair.Second, pair.First, 12));
    }

    // With one candidate that has one stop there is nothing to choose but the temperature; of numbers not even that. Where much is chosen
    // on few rows, choices made without the row score worse than those made with it.
    [Fact]
    public void The_nested_loss_is_the_loss_without_the_choices_optimism()
    {
        var random = new RandomStream(6, RandomPurpose.Generation);
        Dataset numbers = Dataset.FromArrays([8], [.. Enumerable.Range(0, 320).Select(i => random.Normal((ulong)i))],
            [.. Enumerable.Range(0, 40).Select(i => random.Normal((ulong)(500 + i)))]);
        var rows = new Dataset("noise", [8], numbers.Inputs,
            Targets.FromLabels([.. Enumerable.Range(0, 40).Select(row => random.Below((ulong)(900 + row), 2))], ["no", "yes"]));
        PenaltyCandidate[] many =
            [.. Enumerable.Range(0, 8).Select(input => new PenaltyCandidate($"input {input}", [new Select([input]), new Linear(1)], [1]))];
        Blend<double> fixedOne = new BlendTrainer<double>(numbers, new MeanSquaredError(),
            [new PenaltyCandidate("one", [new Linear(1)], [1])], Deals(numbers, 2), 3).Train();
        Blend<double> chosen = new BlendTrainer<double>(numbers, new MeanSquaredError(), many, Deals(numbers, 2), 3).Train();
        Blend<double> classes = new BlendTrainer<double>(rows, new BinaryCrossEntropy(), many, Deals(rows, 2), 3).Train();
        Assert.Equal(fixedOne.Loss, fixedOne.NestedLoss, 12);
        Assert.True(chosen.NestedLoss > chosen.Loss, $"{chosen.NestedLoss} {chosen.Loss}");
        Assert.True(classes.NestedLoss > classes.Loss, $"{classes.NestedLoss} {classes.Loss}");
    }

    // Stopped after 0, 1, 2, … members, it goes on from those that are done: none is trained twice, and the bits are those of a whole run.
    [Fact]
    public void A_competition_that_is_stopped_anywhere_goes_on_to_the_same_bits()
    {
        Dataset rows = Classes(90);
        Blend<float> whole = Trainer<float>(rows, 1).Train();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-members-");
        try
        {
            int total = 0;
            for (int stop = 0; stop < 30; stop++)
            {
                using var cancellation = new CancellationTokenSource();
                int before = folder.GetFiles().Length;
                var watch = new Reports<BlendProgress>(_ =>
                {
                    if (folder.GetFiles().Length > before)
                        cancellation.Cancel(); // after the first member that is new
                });
                if (stop == 0)
                    cancellation.Cancel();
                var trainer = new BlendTrainer<float>(rows, new BinaryCrossEntropy(), Few(1), Deals(rows, 2), 3,
                    1 + (stop % 2))
                { Store = new MemberFiles(folder.FullName) };
                try
                {
                    Blend<float> blend = trainer.Train(watch, cancellation.Token);
                    Assert.Equal(whole.Network.Parameters.Span.ToArray(), blend.Network.Parameters.Span.ToArray());
                    Assert.Equal(whole.Network.Statistics.Span.ToArray(), blend.Network.Statistics.Span.ToArray());
                    Assert.Equal(whole.OutOfFold, blend.OutOfFold);
                    Assert.Equal(whole.Network.Model, blend.Network.Model);
                    Assert.True(stop > 5, "it was never stopped");
                    return;
                }
                catch (OperationCanceledException)
                {
                    int now = folder.GetFiles().Length;
                    Assert.InRange(now - total, stop == 0 ? 0 : 1, 2); // with two threads another may have been done
                    total = now;
                }
            }

            Assert.Fail("it never ended");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A member's file of other bytes, cut short, or of another competition is as good as none.
    [Fact]
    public void A_damaged_member_is_trained_again()
    {
        Dataset rows = Classes(80);
        Blend<double> whole = Trainer<double>(rows, 1).Train();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-members-");
        try
        {
            var said = new List<string>();
            BlendTrainer<double> New() =>
                new(rows, new BinaryCrossEntropy(), Few(1), Deals(rows, 2), 3) { Store = new MemberFiles(folder.FullName, said.Add) };
            New().Train();
            string[] files = [.. folder.GetFiles().Select(file => file.FullName).Order(StringComparer.Ordinal)];
            byte[] bytes = File.ReadAllBytes(files[0]);
            bytes[^9] ^= 1;
            File.WriteAllBytes(files[0], bytes);
            File.WriteAllBytes(files[1], File.ReadAllBytes(files[1])[..^8]);
            File.Copy(files[4], files[2], overwrite: true);
            Blend<double> again = New().Train();
            Assert.Equal(whole.Network.Parameters.Span.ToArray(), again.Network.Parameters.Span.ToArray());
            Assert.Equal(whole.OutOfFold, again.OutOfFold);
            Assert.Equal(3, said.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // (XᵀX + λ I) w = Xᵀy on centred rows of deviation 1, solved by elimination for two inputs.
    [Fact]
    public void A_penalized_linear_network_is_ridge_regression()
    {
        double[] x = Examples.Numbers(60, 1), noise = Examples.Numbers(30, 2);
        double[] y = [.. Enumerable.Range(0, 30).Select(i => (3 * x[2 * i]) - x[(2 * i) + 1] + (0.3 * noise[i]))];
        Dataset rows = Dataset.FromArrays([2], x, y);
        MemberStop<double> member = new PenaltyCandidate("ridge", [new Linear(1)], [5], 200)
            .Fit<double>(rows, rows, new MeanSquaredError(), 0, default)[0];

        double[] mean = [x.Where((_, i) => i % 2 == 0).Average(), x.Where((_, i) => i % 2 == 1).Average()];
        double[] deviation = [.. Enumerable.Range(0, 2)
            .Select(j => Math.Sqrt(Enumerable.Range(0, 30).Average(i => Math.Pow(x[(2 * i) + j] - mean[j], 2))))];
        double Z(int i, int j) => (x[(2 * i) + j] - mean[j]) / deviation[j];
        double S(Func<int, double> of) => Enumerable.Range(0, 30).Sum(of);

        // The loss is the mean of (y − ŷ)², so that λ / n · ½ w² stands against it as λ / 2 against the sum of squares.
        double a = S(i => Z(i, 0) * Z(i, 0)) + 2.5, b = S(i => Z(i, 0) * Z(i, 1)), d = S(i => Z(i, 1) * Z(i, 1)) + 2.5;
        double p = S(i => Z(i, 0) * (y[i] - y.Average())), q = S(i => Z(i, 1) * (y[i] - y.Average()));
        double[] w = [((d * p) - (b * q)) / ((a * d) - (b * b)) / deviation[0], ((a * q) - (b * p)) / ((a * d) - (b * b)) / deviation[1]];
        Assert.Equal(w[0], member.Parameters[0], 4);
        Assert.Equal(w[1], member.Parameters[1], 4);
        Assert.Equal(y.Average() - (w[0] * mean[0]) - (w[1] * mean[1]), member.Parameters[2], 4);
    }

    // Two inputs of very different sizes that go together: steps down the gradient alone would take many thousands.
    [Fact]
    public void A_narrow_valley_is_gone_down_in_few_steps()
    {
        double[] x = Examples.Numbers(60, 1);
        double[] inputs = [.. Enumerable.Range(0, 30).SelectMany(i => (double[])[x[2 * i], 60 * (x[2 * i] + (0.2 * x[(2 * i) + 1]))])];
        double[] targets = [.. Enumerable.Range(0, 30).Select(i => (3 * inputs[2 * i]) - (0.5 * inputs[(2 * i) + 1]) + 2)];
        var network = new Network<double>(Examples.Model("linear 1", 2), 1);
        double loss = new PenalizedSolver(network, Dataset.FromArrays([2], inputs, targets), new MeanSquaredError(), 2).Minimize(0, 40);
        Assert.InRange(loss, 0, 1e-9);
        Assert.All(network.Parameters.Span.ToArray().Zip([3, -0.5, 2]), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
    }

    [Fact]
    public void A_penalized_network_counts_a_row_of_weight_three_like_three_rows()
    {
        Dataset rows = Examples.Data(6, 2, 1);
        double[] weighted = Solve(rows.WithWeights([1, 3, 1, 0, 2, 1])), repeated = Solve(rows.Subset([0, 1, 1, 1, 2, 4, 4, 5]));
        for (int i = 0; i < weighted.Length; i++)
            Assert.Equal(repeated[i], weighted[i], 1e-6);

        static double[] Solve(Dataset some)
        {
            var network = new Network<double>(Examples.Model("linear 1", 2), 1);
            new PenalizedSolver(network, some, new MeanSquaredError(), 2).Minimize(0.1, 200);
            return network.Parameters.Span.ToArray();
        }
    }

    [Fact]
    public void A_blend_is_saved_as_one_model_and_gives_the_same_bits_when_it_is_opened()
    {
        Dataset rows = Classes(100);
        Blend<float> blend = Trainer<float>(rows, 2).Train();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        try
        {
            ModelFile.Save(path, blend.Network, Preprocessing.None("no", "yes"),
                new TrainingOptions(new BinaryCrossEntropy(), new AdamW()));
            Network<float> opened = ModelFile.Open(path).Load<float>();
            Assert.Equal(blend.Network.Model, opened.Model);
            Assert.Equal(blend.Network.Parameters.Span.ToArray(), opened.Parameters.Span.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Overconfident_logits_are_divided_by_a_temperature()
    {
        Dataset rows = Classes(300);
        var score = new OutOfFoldLoss(rows, new BinaryCrossEntropy(), 1);
        double[] right = [.. Enumerable.Range(0, 300).Select(row => 1.7 * ((2 * rows.Inputs[row, 0]) - rows.Inputs[row, 1]))];
        double[] overconfident = [.. right.Select(output => 3 * output)];
        double factor = score.Temperature(overconfident), own = score.Temperature(right);
        Assert.InRange(own, 0.75, 1.33);
        Assert.InRange(factor, own / 3 * 0.95, own / 3 * 1.2); // held a little towards 1
        Assert.True(score.Mean([.. overconfident.Select(output => factor * output)]) < score.Mean(overconfident));
    }

    [Fact]
    public void A_blend_that_is_cancelled_says_so()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => Trainer<float>(Classes(60), 1).Train(cancellation: cancellation.Token));
    }

    [Fact]
    public void Inputs_that_are_pieces_are_told_from_those_that_are_whole()
    {
        double[] numbers = [.. Enumerable.Range(0, 100).Select(i => i % 10 == 9 ? double.NaN : i)];
        var preprocessing = Preprocessing.Of([NumberEncoding.Fit("a", numbers, pieces: 4), new BooleanEncoding("b", "no", "yes", false)],
            "t", []);
        Assert.Equal([0, 1, 6], TableCandidates.WholeInputs(preprocessing).ToArray());
    }
}
