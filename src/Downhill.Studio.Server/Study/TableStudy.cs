using System.Collections.Immutable;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Studio.Server.Study;

/// <summary>
/// The table that the studio was opened on, or that was opened from the page: what it holds, what training would do with it, and the
/// run. All tabs see the same; a run goes on when the page is closed, and ends, to be resumed, when the program ends.
/// </summary>
internal sealed class TableStudy(StudioSubject subject) : IDisposable
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
    private bool isOpened;

    /// <summary>Something is to be shown anew.</summary>
    public event EventHandler? Changed;

    /// <summary>The table; null where the studio was not opened on one.</summary>
    public Table? Table { get; private set; }

    /// <summary>What the columns hold, and how much each tells about the target.</summary>
    public TableProfile? Profile { get; private set; }

    /// <summary>What is to be done.</summary>
    public Experiment Experiment { get; private set; } = new();

    /// <summary>Every choice that training would make; null where it would refuse.</summary>
    public PreparedExperiment? Plan { get; private set; }

    /// <summary>What went wrong, or why training would refuse.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>Where the run stands.</summary>
    public StudyStage Stage { get; private set; }

    /// <summary>What is being done, in words.</summary>
    public string Doing { get; private set; } = string.Empty;

    /// <summary>The finished run; null before.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>The run's folder; empty before there is one.</summary>
    public string Folder { get; private set; } = string.Empty;

    /// <summary>Whether the table is being read, or the choices are being made.</summary>
    public bool IsPreparing { get; private set; }

    /// <summary>Ends when what is being prepared is there.</summary>
    public Task Preparing { get; private set; } = Task.CompletedTask;

    /// <summary>Reads the table that the studio was opened on, once.</summary>
    public void Open()
    {
        if (subject.IsTable && !Interlocked.Exchange(ref isOpened, true))
            Open(subject.Path);
    }

    /// <summary>Reads a table in place of the one that is shown; not while a run is at work.</summary>
    public void Open(string path) => Prepare(null, () =>
    {
        var fresh = new Experiment([path]);
        Table read = DataSource.ReadTable([path], fresh.TableOptions());
        (Table, Experiment) = (read, fresh with { Target = read.Columns[^1].Name });
        (Result, Folder) = (null, string.Empty);
        training.Clear();
        validation.Clear();
        Stage = StudyStage.Ready;
    });

    /// <summary>Takes another target or other settings, and makes every choice anew.</summary>
    public void Choose(Experiment experiment) => Prepare(experiment, () => { });

    /// <summary>Begins a run in the next free folder runs/NAME-1, -2, ….</summary>
    public void Start()
    {
        Experiment experiment = Experiment;
        Begin(() =>
        {
            var run = ExperimentRun.Prepare(experiment, Threads);
            run.Open();
            return run;
        });
    }

    /// <summary>Goes on with the run that was stopped.</summary>
    public void GoOn() => Begin(() =>
    {
        var run = ExperimentRun.Resume(RunFolder.Open(Folder), Threads);
        run.Open();
        return run;
    });

    /// <summary>Stops after the step in progress; the run can go on later.</summary>
    public void Stop() => stopping?.Cancel();

    // Beside the page, one after the other; of several the last one counts.
    private void Prepare(Experiment? experiment, Action read)
    {
        lock (gate)
        {
            if (Stage is StudyStage.Running)
                return;
            (Experiment, IsPreparing) = (experiment ?? Experiment, true);
            Preparing = Preparing.ContinueWith(_ => Prepare(read), TaskScheduler.Default);
        }

        Tell(isUrgent: true);
    }

    private void Prepare(Action read)
    {
        try
        {
            read();
            Experiment experiment = Experiment;
            (Profile, Plan, Problem) = (null, null, string.Empty);
            Profile = TableProfile.Of(new TrainingTable(Table!, experiment.TrainingTableOptions() with { SkipMissingTargets = true }));
            experiment.Validate();
            Plan = PreparedExperiment.Of(experiment, DataSource.Of(experiment, Table!));
        }
        catch (Exception error) when (error is DownhillException or IOException or UnauthorizedAccessException)
        {
            Problem = error.Message;
        }

        IsPreparing = false;
        Tell(isUrgent: true);
    }

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

    private void Begin(Func<ExperimentRun> prepare)
    {
        lock (gate)
        {
            if (Stage == StudyStage.Running || Table is null)
                return;
            if (Stage != StudyStage.Stopped)
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

    private static ImmutableArray<ChartPoint> Thin(List<ChartPoint> points)
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
internal enum StudyStage
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
