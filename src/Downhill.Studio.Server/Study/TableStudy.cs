using Downhill.Experiments;
using Downhill.Tables;

namespace Downhill.Studio.Server.Study;

/// <summary>The opened table: its profile, the plan of a training, and the run. All tabs share it.</summary>
internal sealed class TableStudy(StudioSubject subject) : IDisposable
{
    private readonly Lock gate = new();
    private bool isOpened;

    /// <summary>Raised when the page must be updated.</summary>
    public event EventHandler? Changed;

    /// <summary>The table; null if the studio was not opened on one.</summary>
    public Table? Table { get; private set; }

    /// <summary>The profile of the columns, with the association of each with the target.</summary>
    public TableProfile? Profile { get; private set; }

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; private set; } = new();

    /// <summary>Every choice that training would make; null if it would refuse.</summary>
    public PreparedExperiment? Plan { get; private set; }

    /// <summary>Why the table cannot be read, or training would refuse.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>The run on this table.</summary>
    public LiveRun Run { get; private set; } = new();

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

    /// <summary>Reads a table in place of the current one; not during a run.</summary>
    public void Open(string path) => Prepare(null, () =>
    {
        var fresh = new Experiment([path]);
        Table read = DataSource.ReadTable([path], fresh.TableOptions());
        (Table, Experiment) = (read, fresh with { Target = read.Columns[^1].Name });
        Run.Dispose();
        Run = new LiveRun();
    });

    /// <summary>Changes the target or other settings, and repeats every choice.</summary>
    public void Choose(Experiment experiment) => Prepare(experiment, () => { });

    /// <summary>Begins a run.</summary>
    public void Start()
    {
        if (Table is not null)
            Run.Start(Experiment);
    }

    // Beside the page, one after the other; of several the last one counts.
    private void Prepare(Experiment? experiment, Action read)
    {
        lock (gate)
        {
            if (Run.Stage is StudyStage.Running)
                return;
            (Experiment, IsPreparing) = (experiment ?? Experiment, true);
            Preparing = Preparing.ContinueWith(_ => Prepare(read), TaskScheduler.Default);
        }

        Tell();
    }

    private void Prepare(Action read)
    {
        try
        {
            read();
            Experiment experiment = Experiment;
            (Profile, Plan, Problem) = (null, null, string.Empty);
            Profile = TableProfile.Of(new TrainingTable(Table!,
                experiment.TrainingTableOptions(Table) with { SkipMissingTargets = true }));
            experiment.Validate();
            Plan = PreparedExperiment.Of(experiment, DataSource.Of(experiment, Table!));
        }
        catch (Exception error) when (error is DownhillException or IOException or UnauthorizedAccessException)
        {
            Problem = error.Message;
        }

        IsPreparing = false;
        Tell();
    }

    public void Dispose() => Run.Dispose();

    private void Tell() => Changed?.Invoke(this, EventArgs.Empty);
}
