namespace Downhill.Tests;

/// <summary>What a rank that has read no checkpoint gets from the one that has.</summary>
public sealed class SharedStateTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_rank_gets_the_parameters_and_running_statistics_of_the_checkpoint()
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Adam(0.01), BatchSize: 12, Epochs: 2, Seed: 3, Shards: 3);
        Dataset data = Examples.Data(24, 3, 2);
        var checkpoints = new Checkpoints(folder.Path);
        Trainer<double> first = New(null);
        first.Checkpoints = checkpoints;
        first.Train(cancellation: new CancellationToken(canceled: true)); // after one step
        double[] parameters = first.Network.Parameters.ToArray(), statistics = first.Network.Statistics.ToArray();
        Assert.NotEqual(New(null).Network.Statistics.ToArray(), statistics);

        Assert.All(ThreadRanks.Run(3, Restored), rank =>
        {
            Assert.Equal(parameters, rank.Parameters);
            Assert.Equal(statistics, rank.Statistics);
        });

        (double[] Parameters, double[] Statistics) Restored(ICommunicator communicator)
        {
            Trainer<double> trainer = New(communicator);
            if (communicator.Rank == 0)
                trainer.Restore(checkpoints.Latest(_ => { }));
            trainer.Share(communicator);
            return (trainer.Network.Parameters.ToArray(), trainer.Network.Statistics.ToArray());
        }

        Trainer<double> New(ICommunicator? communicator) => new(
            new Network<double>(Examples.Model("linear 4, batch-norm, linear 2", 3), 7), data, options, communicator: communicator);
    }
}
