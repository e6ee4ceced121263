using System.Collections.Immutable;
using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Studio.Server.Study;

/// <summary>
/// A run at work, and what its pages show of it. It goes on when a page is closed, and ends, to be resumed, when the program ends.
/// </summary>
public sealed class LiveRun : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    // One processor is left to the pages, so that they answer while training runs; the result does not depend on it.
    private static readonly int Threads = Math.Max(1, Environment.ProcessorCount - 1);

    private readonly Lock gate = new();
    private readonly List<ChartPoint> training = [], validation = [];
    private readonly CancellationTokenSource ending = new();
    private CancellationTokenSource? stopping;
    private Task running = Task.CompletedTask;
    private DateTime told;

    /// <summary>Something is to be shown anew.</summary>
    public event EventHandler? Changed;

    /// <summary>Where the run stands.</summary>
    public StudyStage Stage { get; private set; }

    /// <summary>What is being done, in words.</summary>
    public string Doing { get; private set; } = string.Empty;

    /// <summary>Why it failed.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>The finished run; null before.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>The run's folder; empty before there is one.</summary>
    public string Folder { get; private set; } = string.Empty;

    /// <summary>Begins a run in the next free folder runs/NAME-1, -2, ….</summary>
    public void Start(Experiment experiment) => Begin(isNew: true, () => ExperimentRun.Prepare(experiment, Threads));

    /// <summary>Goes on with a run that was stopped.</summary>
    public void GoOn(string folder) => Begin(isNew: false, () => ExperimentRun.Resume(RunFolder.Open(folder), Threads));

    /// <summary>Stops after the step in progress; the run can go on later.</summary>
    public void Stop() => stopping?.Cancel();

    /// <summary>The losses so far.</summary>
    public LineChart? Curves()
    {
        lock (gate)
        {
            if (training.Count < 2)
                return null;
            List<ChartLine> lines = [new("training", Thin(training))];
            if (validation.Count > 1)
                lines.Add(new ChartLine("validation", Thin(validation)));
            return new LineChart("Loss", $"The training loss is {training[^1].Y:G4} after epoch {training[^1].X:N0}.", "epoch", "loss",
                [.. lines]);
        }
    }

    public void Dispose()
    {
        ending.Cancel();
        running.Wait();
        ending.Dispose();
        stopping?.Dispose();
    }

    private void Begin(bool isNew, Func<ExperimentRun> prepare)
    {
        lock (gate)
        {
            if (Stage == StudyStage.Running)
                return;
            if (isNew)
            {
                training.Clear();
                validation.Clear();
            }

            (Stage, Result, Problem, Doing) = (StudyStage.Running, null, string.Empty, "The run starts.");
            stopping?.Dispose();
            stopping = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            CancellationToken cancellation = stopping.Token;
            running = Task.Run(() => Run(prepare, cancellation), CancellationToken.None);
        }

        Tell(isUrgent: true);
    }

    private void Run(Func<ExperimentRun> prepare, CancellationToken cancellation)
    {
        try
        {
            using ExperimentRun run = prepare();
            run.Open();
            Folder = run.Folder.Path;
            run.CrossValidate(null, cancellation);
            RunRecord record = run.Train(new Immediate<TrainingProgress>(Epoch), new Immediate<BlendProgress>(Candidate), cancellation);
            Stage = record.Status switch
            {
                RunStatus.Finished => StudyStage.Finished,
                RunStatus.Interrupted => StudyStage.Stopped,
                _ => StudyStage.Failed,
            };
            if (Stage == StudyStage.Finished)
                Result = new RunResult(record, ModelFile.Open(run.Folder.ModelPath), run.Parts, run.Analyze(cancellation: cancellation));
            else if (Stage == StudyStage.Failed)
                Problem = $"The training {record.Status.Text()}; use a smaller learning rate.";
        }
        catch (Exception error) when (error is DownhillException or IOException or UnauthorizedAccessException)
        {
            (Stage, Problem) = (StudyStage.Failed, error.Message);
        }

        Doing = string.Empty;
        Tell(isUrgent: true);
    }

    private void Epoch(TrainingProgress at)
    {
        lock (gate)
        {
            if (at.IsEpochEnd && at.Member is null or 1)
            {
                training.Add(new ChartPoint(at.Epoch, at.Loss));
                if (at.Validation is Metrics watched)
                    validation.Add(new ChartPoint(at.Epoch, watched.Loss));
            }

            Doing = $"Epoch {at.Epoch:N0}{(at.Member is int member ? $" of network {member}" : string.Empty)}, step {at.Step:N0}, "
                + $"loss {at.Loss:G4}.";
        }

        Tell(isUrgent: false);
    }

    private void Candidate(BlendProgress at)
    {
        Doing = $"Candidates compete: {at.Done:N0} of {at.Total:N0} trainings are done; the last was {at.Candidate}.";
        Tell(isUrgent: false);
    }

    private void Tell(bool isUrgent)
    {
        DateTime now = DateTime.UtcNow;
        if (!isUrgent && now - told < Between)
            return;
        told = now;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    // Every so many points, and always the last.
    internal static ImmutableArray<ChartPoint> Thin(List<ChartPoint> points)
    {
        int every = Math.Max(1, points.Count / 300);
        return [.. points.Where((_, i) => i % every == 0 || i == points.Count - 1)];
    }

    // Told on the thread that trains, in order.
    private sealed class Immediate<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}

/// <summary>Where a run stands.</summary>
public enum StudyStage
{
    /// <summary>Nothing was trained yet.</summary>
    Ready,

    /// <summary>It trains.</summary>
    Running,

    /// <summary>It was stopped and can go on.</summary>
    Stopped,

    /// <summary>It is done and saved.</summary>
    Finished,

    /// <summary>It diverged, or something could not be read or written.</summary>
    Failed,
}
