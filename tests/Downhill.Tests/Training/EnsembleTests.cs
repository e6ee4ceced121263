namespace Downhill.Tests;

public sealed class EnsembleTests
{
    private static readonly Model Member = Examples.Model("linear 6, batch-norm, tanh, dropout 0.2, linear 2", 3);

    private static readonly Dataset Data = Examples.Data(40, 3, 2);

    private static readonly TrainingOptions Options = new(new MeanSquaredError(), new Adam(), BatchSize: 8, Epochs: 4, Seed: 5);

    [Fact]
    public void The_bits_do_not_depend_on_how_many_members_are_trained_at_once()
    {
        float[] one = Train(3, 1).Network.Parameters.Span.ToArray();
        Assert.Equal(one, Train(3, 2).Network.Parameters.Span.ToArray());
        Assert.Equal(one, Train(3, 8).Network.Parameters.Span.ToArray());
    }

    [Fact]
    public void Members_are_plain_trainings_that_differ_in_the_seed()
    {
        EnsembleTrainer<float> trainer = Train(3, 2);
        List<float> expected = [];
        foreach (int member in Enumerable.Range(1, 3))
        {
            ulong seed = Ensemble.Seed(5, member);
            var network = new Network<float>(Member, seed);
            new Trainer<float>(network, Data, Options with { Seed = seed }).Train();
            expected.AddRange(network.Parameters.Span);
        }

        Assert.Equal(expected, trainer.Network.Parameters.Span.ToArray());
        Assert.Equal(5UL, Ensemble.Seed(5, 1));
        Assert.Equal(100, Enumerable.Range(1, 100).Select(member => Ensemble.Seed(5, member)).Distinct().Count());
    }

    [Fact]
    public void The_ensemble_gives_the_mean_of_its_members()
    {
        Network<double>[] members = [.. Enumerable.Range(1, 3).Select(i => new Network<double>(Member, (ulong)i))];
        double[][] outputs = [.. members.Select(Outputs)];
        Assert.Equal(outputs[0].Select((_, i) => (outputs[0][i] + outputs[1][i] + outputs[2][i]) / 3), Outputs(Ensemble.Combine(members)));
        Assert.Same(members[0], Ensemble.Combine([members[0]]));
    }

    [Fact]
    public void An_ensemble_has_the_numbers_of_its_members_one_after_the_other()
    {
        Network<double>[] members = [.. Enumerable.Range(1, 3).Select(i => new Network<double>(Member, (ulong)i))];
        foreach ((int i, Network<double> member) in members.Index())
            member.Statistics.Span.Fill(i + 1);
        Network<double> all = Ensemble.Combine(members);
        Assert.Equal(members.SelectMany(member => member.Parameters.Span.ToArray()), all.Parameters.Span.ToArray());
        Assert.Equal(members.SelectMany(member => member.Statistics.Span.ToArray()), all.Statistics.Span.ToArray());
    }

    [Fact]
    public void How_an_ensemble_ended_is_told_by_all_its_members()
    {
        TrainingResult patient = new(TrainingStop.Patience, 5, 50, 1, null), whole = new(TrainingStop.Epochs, 9, 90, 3, null),
            stopped = new(TrainingStop.Cancelled, 2, 20, 8, null), broken = new(TrainingStop.Diverged, 1, 7, double.NaN, "linear1.weight");

        Assert.Equal(new TrainingResult(TrainingStop.Patience, 9, 140, 2, null), Ensemble.Combine([patient, whole]));
        Assert.Equal(new TrainingResult(TrainingStop.Epochs, 9, 140, 2, null), Ensemble.Combine([whole, patient]));
        Assert.Equal(new TrainingResult(TrainingStop.Cancelled, 9, 160, 4, null), Ensemble.Combine([patient, whole, stopped]));
        Assert.Same(broken, Ensemble.Combine([patient, stopped, broken]));
        Assert.Same(stopped, Ensemble.Combine([stopped]));
    }

    [Fact]
    public void A_member_that_diverges_ends_the_training_and_is_named()
    {
        var trainer = new EnsembleTrainer<float>(Examples.Model("linear 2", 3), Data, Options with { Optimizer = new Sgd(1e30) }, 3);
        Assert.Equal(TrainingStop.Diverged, trainer.Train().Stop);
        Assert.Equal(1, trainer.Diverged);
    }

    [Fact]
    public void What_goes_wrong_in_a_member_comes_out()
    {
        var trainer = new EnsembleTrainer<float>(Member, Data, Options, 3,
            2)
        { Starting = (member, _) => throw new DownhillException($"member {member}") };
        Assert.StartsWith("member", Assert.Throws<DownhillException>(() => trainer.Train()).Message, StringComparison.Ordinal);
    }

    private static double[] Outputs(Network<double> network)
    {
        Plan<double> plan = Plan<double>.ForInference(network, 4);
        Examples.Numbers(12).CopyTo(plan.Inputs);
        plan.Forward(new Pass(4));
        return plan.Outputs.ToArray();
    }

    private static EnsembleTrainer<float> Train(int members, int threads)
    {
        var trainer = new EnsembleTrainer<float>(Member, Data, Options, members, threads);
        Assert.Equal((TrainingStop.Epochs, members * 20), ((trainer.Train() is var result ? result.Stop : default), (int)result.Steps));
        return trainer;
    }
}
