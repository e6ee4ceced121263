using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>Whole trainings spread over ranks, which are threads here: members, folds, and candidates that compete.</summary>
public sealed class RankRunsTests : IDisposable
{
    private static readonly Experiment Plain = new(["iris"])
    {
        Model = "linear 6, batch-norm, tanh, dropout 0.1, linear",
        Epochs = 4,
        Batch = 30,
        Seed = 3,
        Validation = new DataPart(0.2),
        Patience = 2,
    };

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Members_spread_over_ranks_are_those_of_one_process(int ranks) => Same(Plain with { Ensemble = 4 }, ranks);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Folds_spread_over_ranks_measure_the_same(int ranks) => Same(Plain with { Folds = 3, Ensemble = 2, Threshold = null }, ranks);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Candidates_spread_over_ranks_give_the_same_blend(int ranks) => Same(Table(), ranks);

    // With as many shards as ranks, the ranks share each step, also of members and folds.
    [Fact]
    public void With_enough_shards_the_steps_are_shared() => Same(Plain with { Ensemble = 2, Folds = 2, Shards = 2 }, 2);

    [Fact]
    public void A_single_training_needs_a_shard_for_each_rank()
    {
        string message = Assert.Throws<DownhillException>(() => ThreadRanks.Run(2, communicator =>
            communicator.Rank > 0 ? null : ExperimentRun.Prepare(Plain, threads: 1, communicator: communicator))).Message;
        Assert.StartsWith("There are 2 processes for 1 shard of a batch", message, StringComparison.Ordinal);
    }

    // The second member is rank 1's.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_member_or_fold_that_diverges_on_another_rank_ends_the_run(bool areFolds)
    {
        var experiment = new Experiment(["iris"])
        {
            Model = "linear",
            Epochs = 3,
            Optimizer = new Sgd { LearningRate = 1e38 },
            Ensemble = areFolds ? null : 2,
            Folds = areFolds ? 2 : null,
        };
        RunRecord record = Ranks(experiment, 2, "diverged", out ExperimentRun run);
        Assert.Equal(RunStatus.Diverged, record.Status);
        Assert.Equal(TrainingStop.Diverged, run.Divergence!.Result.Stop);
    }

    [Fact]
    public void A_run_whose_other_rank_is_stopped_goes_on_to_the_same_bytes()
    {
        Experiment experiment = Plain with { Ensemble = 3 };
        byte[] expected = Model(One(experiment, "one"), "one");
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        RunRecord stopped = Ranks(experiment, 2, "stopped", out _, others: stop.Token);
        Assert.Equal(RunStatus.Interrupted, stopped.Status);
        Assert.Equal([true, false, true], stopped.Members!.Select(member => member is not null));
        using (RunFolder open = RunFolder.Open(folder["stopped"]))
        using (var run = ExperimentRun.Resume(open, threads: 1))
        {
            run.Open();
            Assert.Equal(RunStatus.Finished, run.Train().Status);
        }

        Assert.Equal(expected, Model(RunFolder.ReadRecord(folder["stopped"]), "stopped"));
    }

    [Fact]
    public void A_competition_whose_other_rank_is_stopped_goes_on_to_the_same_bytes()
    {
        Experiment experiment = Table();
        byte[] expected = Model(One(experiment, "one"), "one");
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Equal(RunStatus.Interrupted, Ranks(experiment, 2, "stopped", out _, others: stop.Token).Status);
        using (RunFolder open = RunFolder.Open(folder["stopped"]))
        using (var run = ExperimentRun.Resume(open, threads: 1))
        {
            run.Open();
            Assert.Equal(RunStatus.Finished, run.Train().Status);
        }

        Assert.Equal(expected, Model(RunFolder.ReadRecord(folder["stopped"]), "stopped"));
    }

    // So few rows that candidates compete.
    private Experiment Table()
    {
        string path = folder["table.csv"];
        File.WriteAllLines(path, [
            "x,z,y", .. Enumerable.Range(0, 150).Select(i => FormattableString.Invariant($"{i * 37 % 60},{i * i % 17},{i * 37 % 60 > 25 + (i % 9)}"))
        ]);
        return new Experiment([path]) { Target = "y", Seed = 1 };
    }

    private void Same(Experiment experiment, int ranks)
    {
        RunRecord expected = One(experiment, "one"), found = Ranks(experiment, ranks, "ranks", out _);
        Assert.Equal(Model(expected, "one"), Model(found, "ranks"));
        Assert.Equal(expected.CrossValidation?.Folds, found.CrossValidation?.Folds);
        Assert.Equal(expected.Metrics!.Train!.Summary(), found.Metrics!.Train!.Summary());
        Assert.Equal(expected.Members, found.Members);
        Assert.Equal((expected.Blend is null, expected.Blend?.Loss), (experiment.Model is not null, found.Blend?.Loss));
        Assert.Equal(Epochs("one"), Epochs("ranks"));
        Assert.Equal(ranks, found.Machine.Processes);
        Assert.Equal(Directory.GetFileSystemEntries(folder["one"]).Select(Path.GetFileName).Order(),
            Directory.GetFileSystemEntries(folder["ranks"]).Select(Path.GetFileName).Order());
    }

    private string[] Epochs(string run) => [.. RunFolder.ReadEpochs(folder[run])
        .OrderBy(epoch => (epoch.Member, epoch.Epoch)).Select(epoch => $"{epoch.Member} {epoch.Epoch} {epoch.Step} {epoch.Loss:R} "
            + $"{epoch.Validation?.Loss:R} {epoch.LearningRate:R}")];

    private byte[] Model(RunRecord record, string run)
    {
        Assert.Equal(RunStatus.Finished, record.Status);
        return File.ReadAllBytes(Path.Combine(folder[run], "model.safetensors"));
    }

    private RunRecord One(Experiment experiment, string name)
    {
        using var run = ExperimentRun.Prepare(experiment, threads: 1);
        return Finish(run, name);
    }

    private RunRecord Ranks(Experiment experiment, int ranks, string name, out ExperimentRun first, CancellationToken others = default)
    {
        ExperimentRun? run = null;
        RunRecord record = ThreadRanks.Run(ranks, communicator =>
        {
            if (communicator.Rank > 0)
            {
                ExperimentRun.Assist(communicator, threads: 1, others);
                return null;
            }

            using (run = ExperimentRun.Prepare(experiment, threads: 1, communicator: communicator))
            {
                RunRecord done = Finish(run, name);
                communicator.Broadcast(string.Empty);
                return done;
            }
        })[0]!;
        first = run!;
        return record;
    }

    private RunRecord Finish(ExperimentRun run, string name)
    {
        run.Open(folder[name]);
        return run.Prepared.Folds is not null && run.CrossValidate() is null ? run.Record : run.Train();
    }
}
