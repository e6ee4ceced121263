using System.Collections.Immutable;
using System.Diagnostics;
using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Studio.Server.Study;

/// <summary>
/// A running experiment and what its pages show. It continues when a page is closed; when the program ends, it stops and can be resumed.
/// </summary>
public sealed class LiveRun : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    // One processor is left to the pages, so that they answer while training runs; the result does not depend on it.
    private static readonly int Threads = Math.Max(1, Environment.ProcessorCount - 1);

    private readonly Lock gate = new();
    private readonly Stopwatch clock = new();
    private RunProgress? progress;
    private readonly CancellationTokenSource ending = new();
    private CancellationTokenSource? stopping;
    private Task running = Task.CompletedTask;
    private DateTime told;

    /// <summary>Raised when the page must be updated.</summary>
    public event EventHandler? Changed;

    /// <summary>The stage of the run.</summary>
    public StudyStage Stage { get; private set; }

    /// <summary>The current activity in words.</summary>
    public string Doing { get; private set; } = string.Empty;

    /// <summary>Why it failed.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>The result of the run; null until it is finished.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>The run's folder; empty until there is one.</summary>
    public string Folder { get; private set; } = string.Empty;

    /// <summary>Begins a run in the next free folder runs/NAME-1, -2, ….</summary>
    public void Start(Experiment experiment) => Begin(() => ExperimentRun.Prepare(experiment, Threads));

    /// <summary>Resumes a stopped run.</summary>
    public void GoOn(string folder) => Begin(() => ExperimentRun.Resume(RunFolder.Open(folder), Threads));

    /// <summary>Stops after the current step; the run can be resumed later.</summary>
    public void Stop() => stopping?.Cancel();

    /// <summary>The losses so far.</summary>
    public LineChart? Curves()
    {
        lock (gate)
        {
            if (progress?.Members[progress.Shown] is not { Losses.Count: > 1 } shown)
                return null;
            ImmutableArray<ChartLine> lines = RunCurves.LossLines(shown.Losses, shown.WatchedLosses);
            string sentence = $"The training loss is {shown.Losses[^1]:G4} after epoch {shown.Losses.Count:N0}.";
            return new LineChart("Loss", sentence, "epoch", "loss",
                [.. lines.Where(line => line.Points.Length > 1).Select(line => line with { Points = Thin(line.Points) })]);
        }
    }

    public void Dispose()
    {
        ending.Cancel();
        running.Wait();
        ending.Dispose();
        stopping?.Dispose();
    }

    private void Begin(Func<ExperimentRun> prepare)
    {
        lock (gate)
        {
            if (Stage == StudyStage.Running)
                return;
            progress = null;
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
            RunRecord record = run.Record;
            if (record.Status == RunStatus.Running)
            {
                Restore(run);
                record = run.Train(new Immediate<TrainingProgress>(Epoch), new Immediate<BlendProgress>(Candidate), cancellation);
            }

            Stage = record.Status switch
            {
                RunStatus.Finished => StudyStage.Finished,
                RunStatus.Interrupted => StudyStage.Stopped,
                _ => StudyStage.Failed,
            };
            if (Stage == StudyStage.Finished)
                Result = new RunResult(record, ModelFile.Open(run.Folder.ModelPath), run.Parts, run.Analyze(cancellation: cancellation));
            else if (Stage == StudyStage.Failed)
                Problem = run.Divergence is TrainingDivergence divergence
                    ? $"{DivergenceText.Of(divergence, run.Prepared.Folds?.Count)}."
                    : $"The training {record.Status.Text()}.";
        }
        catch (Exception error) when (error is DownhillException or IOException or UnauthorizedAccessException)
        {
            (Stage, Problem) = (StudyStage.Failed, error.Message);
        }

        Doing = string.Empty;
        Tell(isUrgent: true);
    }

    // A resumed run has epochs of earlier processes.
    private void Restore(ExperimentRun run)
    {
        if (run.Competition is not null)
            return;
        var begun = new RunProgress(run.Recipe.Training, run.Parts.Training.Rows, run.Recipe.Members);
        IReadOnlyList<MemberStart> starts = run.Restore();
        begun.Begin(starts, RunFolder.ReadEpochs(run.Folder.Path));
        lock (gate)
        {
            progress = begun;
            clock.Restart();
        }
    }

    private void Epoch(TrainingProgress at)
    {
        lock (gate)
        {
            TimeSpan elapsed = clock.Elapsed;
            progress!.Add(at, elapsed);
            string left = progress.Left(elapsed) is TimeSpan time
                ? $"; {(progress.MayEndEarly ? "at most " : string.Empty)}{(int)time.TotalHours}:{time:mm\\:ss} left"
                : string.Empty;
            Doing = $"Epoch {at.Epoch:N0}{(at.Member is int member ? $" of network {member}" : string.Empty)}, step {at.Step:N0}, "
                + $"loss {at.Loss:G4}{left}.";
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
    internal static ImmutableArray<ChartPoint> Thin(ImmutableArray<ChartPoint> points)
    {
        int every = Math.Max(1, points.Length / 300);
        return [.. points.Where((_, i) => i % every == 0 || i == points.Length - 1)];
    }

    // Told on the thread that trains, in order.
    private sealed class Immediate<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}

/// <summary>The stage of a run.</summary>
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
