namespace Downhill.Tests;

/// <summary>What is equally good, and the partner of a mixed row.</summary>
public sealed class TieTests
{
    // The validation row does not see the weight, so its loss is that of the start after each epoch. The first epoch goes to about −10²⁰⁰,
    // whose square is too large in the second: a state that is only as good as the start is none to go back to.
    [Fact]
    public void An_epoch_that_is_only_as_good_as_the_start_is_not_gone_back_to()
    {
        var network = new Network<double>(new Model([1], [new Linear(1, false, new Constant(1))]));
        var options = new TrainingOptions(new HalfSquaredError(), new Sgd(1e200), Epochs: 9, Retries: 2);

        TrainingResult result = new Trainer<double>(network, Dataset.FromArrays([1], [1], [0]), options)
            .Train(Dataset.FromArrays([1], [0], [0.5]));

        Assert.Equal([(2, 0), (2, 0)], result.Retries!.Select(retry => (retry.Epoch, retry.BackTo)));
    }

    // With a rate of 2 the weight is −1 after epochs 1, 3 and 5, where the validation row has a loss of 0, and 1 after the others.
    [Fact]
    public void Of_equal_epochs_the_first_is_restored()
    {
        var network = new Network<double>(new Model([1], [new Linear(1, false, new Constant(1))]));
        var options = new TrainingOptions(new HalfSquaredError(), new Sgd(2), Epochs: 5, Patience: 5);

        TrainingResult result = new Trainer<double>(network, Dataset.FromArrays([1], [1], [0]), options)
            .Train(Dataset.FromArrays([1], [1], [-1]));

        Assert.Equal(((int?)1, -1.0), (result.BestEpoch, network.Parameters.Span[0]));
    }

    // Half of the rows are flipped by the draw of their own number, whether they are the row or its partner.
    [Fact]
    public void The_partner_of_a_mix_is_changed_by_its_own_draws()
    {
        const int Rows = 40;
        double[] inputs = [.. Enumerable.Range(0, 2 * Rows).Select(i => (double)i)], targets = new double[Rows];
        Dataset data = Dataset.FromArrays([1, 2], inputs, targets);
        var random = new RandomStream(5, RandomPurpose.Augmentation, 3);
        int[] all = [.. Enumerable.Range(0, Rows)];
        double[] mixed = [.. inputs], mixedTargets = [.. targets];

        new Augmenter<double>(new Sequence([new Flip(0.5), new MixUp(1)]), data, 5, 1).Apply(3, all, mixed, mixedTargets);

        int different = 0;
        foreach (int row in all)
        {
            (int partner, double share) = new MixUp(1).Draw(random.Part(1 << 15), row, Rows);
            (double left, double right) = Changed(row);
            (double otherLeft, double otherRight) = Changed(partner);
            Assert.Equal((share * left) + ((1 - share) * otherLeft), mixed[2 * row], 1e-12);
            Assert.Equal((share * right) + ((1 - share) * otherRight), mixed[(2 * row) + 1], 1e-12);
            different += IsFlipped(row) == IsFlipped(partner) ? 0 : 1;
        }

        Assert.InRange(different, 10, 30);

        bool IsFlipped(int row) => random.Uniform(2 * (ulong)row) < 0.5;

        (double, double) Changed(int row) => IsFlipped(row) ? ((2 * row) + 1, 2 * row) : (2 * row, (2 * row) + 1);
    }
}
