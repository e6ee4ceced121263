using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Tests;

/// <summary>Competitions of candidates whose outputs are given, so that every choice, weight and loss can be worked out by hand.</summary>
public sealed class BlendByHandTests
{
    // Two folds of rows 0, 1 and 2, 3.
    private static readonly IReadOnlyList<Split> Folds = [new([2, 3], [], [0, 1]), new([0, 1], [], [2, 3])];

    private static readonly Dataset Zeros = Dataset.FromArrays([1], [0, 1, 2, 3], [0, 0, 0, 0]);

    // Of candidate a, the first stop is off by 2 in the first deal and by 4 in the second, 3 on average; the second stop by 3 and by −1,
    // 1 on average: after the first deal the first stop is better, after both the second. Candidate b is off by −2 and −3,
    // −2.5 on average.
    // After the first deal a and b have equal weights, which gives 0, and c has none. After both, of 20 rounds the seventh has the mean 0:
    // (5 · 1 − 2 · 2.5) / 7.
    [Fact]
    public void Stops_and_weights_are_chosen_again_after_all_deals()
    {
        Given a = new("a", 2, (stop, deal, _) => stop == 0 ? (deal == 0 ? 2 : 4) : deal == 0 ? 3 : -1),
            b = new("b", 1, (_, deal, _) => deal == 0 ? -2 : -3), c = new("c", 1, (_, _, _) => 10);
        var told = new Reports<BlendProgress>();

        Blend<double> blend = New(Zeros, 2, c, a, b).Train(told);

        Competitor[] expected = [new("c", "stop 1", 100, 0, 2), new("a", "stop 2", 1, 5 / 7.0, 4), new("b", "stop 1", 6.25, 2 / 7.0, 4)];
        Assert.Equal(expected, blend.Competitors);
        Assert.All(blend.OutOfFold, output => Assert.Equal(0, output, 1e-15));
        Assert.All([blend.LossBefore, blend.Loss, blend.NestedLoss], loss => Assert.Equal(0, loss, 1e-15));
        Assert.Equal((1.0, 2, 2), (blend.Factor, blend.Deals, blend.Folds));

        // Members have their stop, deal and fold as parameters: those of a come first, all of its second stop.
        Assert.Equal([2.00, 2.01, 2.10, 2.11, 1.00, 1.01, 1.10, 1.11],
            blend.Network.Parameters.ToArray().Where((_, i) => i % 2 == 0));
        Layer[] layers = [.. blend.Network.Model.Layers];
        Assert.Equal([5 / 7.0, 2 / 7.0], Assert.IsType<Average>(Assert.Single(layers)).Weights);

        Assert.Equal(
            [("c", 1, 1, 1, 6), ("c", 1, 1, 2, 6), ("a", 1, 1, 3, 6), ("a", 1, 1, 4, 6), ("b", 1, 1, 5, 6), ("b", 1, 1, 6, 6),
            ("a", 2, 2, 1, 4), ("a", 2, 2, 2, 4), ("b", 2, 2, 3, 4), ("b", 2, 2, 4, 4)],
            told.All.Select(one => (one.Candidate, one.FirstDeal, one.LastDeal, one.Done, one.Total)));
        ulong[] seeds = [.. a.Seeds, .. b.Seeds, .. c.Seeds];
        Assert.Equal(10, seeds.Distinct().Count());
        Assert.DoesNotContain(7UL, seeds);
    }

    // The first stop is off by 3 in rows 2 and 3 alone, the second by 2 in rows 0 and 1: the second is better, by 8/4 to 18/4. Rows 0 and 1
    // alone would choose the first, and rows 2 and 3 the second: chosen without the row, each row has the worse one, (4 + 4 + 9 + 9) / 4.
    // With the weights 1, 3, 2 and 0 the losses are 16/6 and 18/6, and without the row (4 + 3 · 4 + 2 · 9) / 6.
    [Theory]
    [InlineData(null, 2, 6.5)]
    [InlineData(new[] { 1.0, 3, 2, 0 }, 16 / 6.0, 34 / 6.0)]
    public void The_nested_loss_is_of_choices_without_the_row(double[]? weights, double loss, double nested)
    {
        var only = new Given("only", 2, (stop, _, row) => stop == 0 ? (row < 2 ? 0 : 3) : row < 2 ? 2 : 0);
        Blend<double> blend = New(weights is null ? Zeros : Zeros.WithWeights(weights), 1, only).Train();
        Assert.Equal([2, 2, 0, 0], blend.OutOfFold);
        Assert.Equal((loss, loss, nested), (blend.LossBefore, blend.Loss, blend.NestedLoss));
        Assert.Equal(new Competitor("only", "stop 2", loss, 1, 2), Assert.Single(blend.Competitors));
    }

    // Equal stops: the first. A stop that is no number, before or behind a good one, is not taken. A candidate without a good stop is
    // dropped, and without any candidate there is no blend.
    [Fact]
    public void A_stop_that_is_no_number_is_not_taken()
    {
        Given equal = new("equal", 3, (_, _, _) => 1), first = new("first", 2, (stop, _, _) => stop == 0 ? double.NaN : 1),
            last = new("last", 2, (stop, _, _) => stop == 1 ? double.NaN : 1), none = new("none", 2, (_, _, _) => double.NaN);
        Assert.Equal("stop 1", Assert.Single(New(Zeros, 1, equal).Train().Competitors).Stop);
        Assert.Equal("stop 2", Assert.Single(New(Zeros, 1, first).Train().Competitors).Stop);
        Assert.Equal("stop 1", Assert.Single(New(Zeros, 1, last).Train().Competitors).Stop);
        Blend<double> some = New(Zeros, 2, none, last).Train();
        Assert.Equal([(0.0, 2), (1.0, 4)], some.Competitors.Select(one => (one.Weight, one.Members)));
        Assert.Equal(1, some.NestedLoss);
        Assert.Contains("No candidate gave finite numbers", Assert.Throws<DownhillException>(() => New(Zeros, 2, none).Train()).Message,
            StringComparison.Ordinal);
    }

    // Cancelled while the second member is trained: it may have ended early, and is not kept.
    [Fact]
    public void A_member_that_was_cancelled_is_not_kept()
    {
        using var cancellation = new CancellationTokenSource();
        Given a = new("a", 1, (_, _, _) => 1), b = new("b", 1, (_, _, row) =>
        {
            if (row > 1)
                cancellation.Cancel();
            return 2;
        });
        using var folder = new CliFolder();
        var trainer = new BlendTrainer<double>(Zeros, new MeanSquaredError(), [b, a], [Folds], 7) { Store = new MemberFiles(folder.Path) };
        Assert.Throws<OperationCanceledException>(() => trainer.Train(cancellation: cancellation.Token));
        Assert.Equal([folder["1-1-1.safetensors"]], folder.Entries);
        Assert.Equal((2, 0), (b.Seeds.Count, a.Seeds.Count));
    }

    // Two outputs, targets 1 and 2: off by 1 and 3, the squared error of a row is (1 + 9) / 2.
    [Fact]
    public void The_error_of_several_outputs_is_their_mean()
    {
        Dataset rows = Dataset.FromArrays([1], [0, 1, 2, 3], [1, 2, 1, 2, 1, 2, 1, 2]);
        Assert.Equal((1 + (3 * 3)) / 2.0, New(rows, 1, new Given("pair", 1, (_, _, _) => 2, 2, 5)).Train().Loss);
        Assert.Equal((1 + 0) / 2.0, New(rows, 1, new Given("equal", 1, (_, _, _) => 2, 2)).Train().Loss);
    }

    // Logits of ±4, of which each third row is wrong: the factor makes them smaller, and is the last number of the network but one.
    [Fact]
    public void Probabilities_that_are_too_sure_become_less_sure()
    {
        var rows = new Dataset("rows", [1], Samples.From([0.0, 1, 2, 3, 4, 5], 1), Targets.FromLabels([1, 0, 1, 1, 0, 0], ["no", "yes"]));
        double[] logits = [4, -4, -4, 4, -4, 4];
        IReadOnlyList<Split> folds = [new([3, 4, 5], [], [0, 1, 2]), new([0, 1, 2], [], [3, 4, 5])];
        Blend<double> blend = new BlendTrainer<double>(rows, new BinaryCrossEntropy(), [new Given("sure", 1, (_, _, row) => logits[row])],
            [folds], 7).Train();

        // Right four times of six: of all ln f from −1.5 to 1.5 the one with the least (4 ln(1 + e⁻ᶻ) + 2 ln(1 + eᶻ)) / 6 + 5/6 ln² f,
        // z = 4 f.
        double best = Enumerable.Range(-15_000, 30_001).Select(i => i / 10_000.0).MinBy(Held);
        Assert.Equal(Math.Exp(best), blend.Factor, 1e-3);
        Assert.InRange(best, -1.4, -0.2);
        Assert.Equal(logits.Select(logit => logit * blend.Factor), blend.OutOfFold);
        Assert.Equal(Loss(4), blend.LossBefore, 1e-12);
        Assert.Equal(Loss(4 * blend.Factor), blend.Loss, 1e-12);
        Assert.Equal(blend.Factor, blend.Network.Parameters[^2]);
        Assert.IsType<Scale>(blend.Network.Model.Layers[^1]);

        static double Loss(double z) => ((4 * Math.Log(1 + Math.Exp(-z))) + (2 * Math.Log(1 + Math.Exp(z)))) / 6;

        static double Held(double logarithm) => Loss(4 * Math.Exp(logarithm)) + (5 / 6.0 * logarithm * logarithm);
    }

    // Of 20 epochs eighths, rounded down; of few epochs each.
    [Theory]
    [InlineData(20, "2 epochs,5 epochs,7 epochs,10 epochs,12 epochs,15 epochs,17 epochs,20 epochs")]
    [InlineData(3, "1 epoch,2 epochs,3 epochs")]
    public void The_stops_of_a_descent_are_spread_over_its_epochs(int epochs, string stops)
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(0.01), 2, epochs);
        var candidate = new DescentCandidate("small", [new Linear(1)], options);
        Assert.Equal(stops.Split(','), candidate.Stops(4));

        MemberStop<double>[] members =
            candidate.Fit<double>(Zeros.Subset([0, 1, 2]), Zeros.Subset([3]), new MeanSquaredError(), 5, default);

        Assert.Equal(candidate.Stops(4).Count, members.Length);
        for (int stop = 0; stop < members.Length; stop++)
        {
            // A training of so many epochs, with the member's seed, ends with these weights.
            var network = new Network<double>(candidate.Model([1]), 5);
            new Trainer<double>(network, Zeros.Subset([0, 1, 2]), candidate.Training with
            {
                Epochs = int.Parse(candidate.Stops(4)[stop].Split(' ')[0], CultureInfo.InvariantCulture),
                Seed = 5,
            }).Train();
            Assert.Equal(network.Parameters.ToArray(), members[stop].Parameters);
            Assert.Equal((3 * network.Parameters[0]) + network.Parameters[1], Assert.Single(members[stop].HeldOut), 1e-12);
        }
    }

    [Fact]
    public void A_descent_that_diverges_gives_no_numbers_from_then_on()
    {
        var candidate = new DescentCandidate("wild", [new Linear(1)], new TrainingOptions(new MeanSquaredError(), new Sgd(1e60), 0, 16));
        MemberStop<double>[] members =
            candidate.Fit<double>(Zeros.Subset([1, 2]), Zeros.Subset([3, 0]), new MeanSquaredError(), 5, default);
        Assert.Equal(8, members.Length);
        Assert.Equal([double.NaN, double.NaN], members[^1].HeldOut);
    }

    // Rows that all weigh 4 make the penalty a quarter as strong.
    [Fact]
    public void A_penalty_is_set_against_the_weights_of_the_rows()
    {
        Dataset rows = Examples.Data(12, 2, 1);
        double[] light = Fit(rows, 2), heavy = Fit(rows.WithWeights([.. Enumerable.Repeat(4.0, 12)]), 8), other = Fit(rows, 8);
        Assert.Equal(light, heavy, (one, two) => Math.Abs(one - two) < 1e-5);
        Assert.True(Math.Abs(light[0] - other[0]) > 1e-3);

        static double[] Fit(Dataset some, double penalty) =>
            new PenaltyCandidate("ridge", [new Linear(1)], [penalty]).Fit<double>(some, some, new MeanSquaredError(), 1, default)[0]
                .Parameters;
    }

    // Epochs for 800 steps of 32 rows below 2000 rows and of 128 from there on, 1200 steps of the normalized ones; at least 8.
    [Theory]
    [InlineData(1999, 32, 13, 20)] // 63 steps an epoch: ⌈800 / 63⌉ and ⌈1200 / 63⌉
    [InlineData(2000, 128, 50, 75)] // 16 steps an epoch
    [InlineData(12800, 128, 8, 12)] // 100 steps an epoch: 8 and 12
    [InlineData(20000, 128, 8, 8)]
    public void The_epochs_of_the_candidates_of_a_table_follow_from_its_rows(int rows, int batch, int small, int normalized)
    {
        var preprocessing = Preprocessing.Of([new NumberEncoding("a", 0, 1, HasIndicator: true, Knots: [0.0, 1, 2])], "y", ["no", "yes"]);
        IReadOnlyList<Candidate> candidates = TableCandidates.For(preprocessing, rows, 1);
        Assert.Equal(["linear", "clipped linear", "additive", "small", "normalized", "normalized pieces"],
            candidates.Select(candidate => candidate.Name));
        DescentCandidate[] descents = [.. candidates.OfType<DescentCandidate>()];
        Assert.Equal([small, normalized, small], descents.Select(candidate => candidate.Training.Epochs));
        Assert.All(descents, candidate => Assert.Equal(batch, candidate.Training.BatchSize));

        // Pieces are for "additive" and "normalized pieces" alone: the others take the number and its indicator.
        Assert.Equal([true, true, false, true, true, false], candidates.Select(candidate => candidate.Layers[0] is Select));
        ImmutableArray<double> penalties = ((PenaltyCandidate)candidates[0]).Penalties;
        Assert.Equal(penalties.OrderDescending(), penalties);
    }

    private static BlendTrainer<double> New(Dataset rows, int deals, params Candidate[] candidates) =>
        new(rows, new MeanSquaredError(), candidates, [.. Enumerable.Repeat(Folds, deals)], 7);

    // Outputs by stop, deal and row. A member is told its deal by how often its fold was asked for before.
    private sealed record Given(string Name, int Count, Func<int, int, int, double> Output, int Outputs = 1, double? Second = null)
        : Candidate(Name, [new Linear(Outputs)])
    {
        public List<ulong> Seeds { get; } = [];

        public override IReadOnlyList<string> Stops(int rows) => [.. Enumerable.Range(1, Count).Select(stop => $"stop {stop}")];

        internal override MemberStop<T>[] Fit<T>(Dataset training, Dataset heldOut, Loss loss, ulong seed, CancellationToken cancellation)
        {
            int fold = heldOut.Stored(0) == 0 ? 0 : 1, deal = Seeds.Count / 2;
            Seeds.Add(seed);
            return [.. Enumerable.Range(0, Count).Select(stop => new MemberStop<T>(
                [T.CreateTruncating(stop + 1 + (deal / 10.0) + (fold / 100.0)), .. new T[(2 * Outputs) - 1]], [],
                [.. Enumerable.Range(0, heldOut.Rows).SelectMany(row => Row(stop, deal, heldOut.Stored(row)))]))];
        }

        private double[] Row(int stop, int deal, int row) =>
            Outputs == 1 ? [Output(stop, deal, row)] : [Output(stop, deal, row), Second ?? Output(stop, deal, row)];
    }
}
