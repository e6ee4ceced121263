using Downhill.Experiments;
using Downhill.Studio.Server.Study;

namespace Downhill.Studio.Tests;

/// <summary>A run that goes on on its page.</summary>
public sealed class LiveRunTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_run_that_is_resumed_shows_the_epochs_of_before_too()
    {
        var experiment = new Experiment(["iris"], Model: "linear 4, relu, linear", Epochs: 6, Ensemble: 1, Blend: BlendChoice.Off,
            Test: 0.2, Validation: 0.2, CheckpointEachEpoch: true, Patience: 100);
        using (var stop = new CancellationTokenSource())
        using (var run = ExperimentRun.Prepare(experiment, 1))
        {
            run.Open(folder);
            run.Train(new AfterEpoch(3, stop), null, stop.Token);
            Assert.Equal(RunStatus.Interrupted, run.Record.Status);
        }

        using var live = new LiveRun();
        live.GoOn(folder);
        for (int i = 0; i < 600 && live.Stage == StudyStage.Running; i++)
            await Task.Delay(100);

        Assert.Equal((StudyStage.Finished, string.Empty), (live.Stage, live.Problem));
        Reports.LineChart curves = live.Curves()!;
        Assert.Equal(["training", "validation"], curves.Lines.Select(line => line.Name));
        Assert.All(curves.Lines, line => Assert.Equal([1, 2, 3, 4, 5, 6], line.Points.Select(point => point.X)));
        Assert.Equal(RunFolder.ReadEpochs(folder).Select(epoch => epoch.Loss), curves.Lines[0].Points.Select(point => point.Y));
    }

    [Fact]
    public async Task A_fold_that_diverges_ends_the_run()
    {
        var experiment = new Experiment(["iris"], Model: "linear", Epochs: 3, Folds: 2, Optimizer: new Sgd(1e38));
        using (var run = ExperimentRun.Prepare(experiment, 1))
        {
            run.Open(folder);
            Assert.Null(run.CrossValidate(null, new CancellationToken(true)));
        }

        using var live = new LiveRun();
        live.GoOn(folder);
        for (int i = 0; i < 600 && live.Stage == StudyStage.Running; i++)
            await Task.Delay(100);

        Assert.Equal(StudyStage.Failed, live.Stage);
        Assert.Contains("smaller learning rate", live.Problem, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Diverged, RunFolder.ReadRecord(folder).Status);
    }

    [Fact]
    public async Task A_run_that_is_stopped_has_not_failed_and_can_go_on()
    {
        var experiment = new Experiment(["iris"], Model: "linear", Epochs: 1_000_000, Ensemble: 1, Blend: BlendChoice.Off);
        using (var stop = new CancellationTokenSource())
        using (var run = ExperimentRun.Prepare(experiment, 1))
        {
            run.Open(folder);
            run.Train(new AfterEpoch(1, stop), null, stop.Token);
        }

        using var live = new LiveRun();
        live.GoOn(folder);
        for (int i = 0; i < 600 && live.Curves() is not { Lines: [{ Points.Length: > 1 }, ..] }; i++)
            await Task.Delay(100);
        live.Stop();
        for (int i = 0; i < 600 && live.Stage == StudyStage.Running; i++)
            await Task.Delay(100);

        Assert.Equal((StudyStage.Stopped, string.Empty), (live.Stage, live.Problem));
        Assert.Equal(RunStatus.Interrupted, RunFolder.ReadRecord(folder).Status);
    }

    private sealed class AfterEpoch(int epoch, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd && value.Epoch == epoch)
                stop.Cancel();
        }
    }
}
