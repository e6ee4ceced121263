using System.Runtime.InteropServices;
using Downhill.Kernels;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// A run of an experiment, in a folder. Its stages are preparation, opening the folder, cross-validation if requested, and training; <see
/// cref="ExperimentRunning.Run"/> does all of them.
/// </summary>
public abstract class ExperimentRun : IDisposable
{
    private readonly Streaming streaming;
    private RunFolder? folder;
    private RunRecord? record;

    private protected ExperimentRun(PreparedExperiment prepared, Streaming streaming, int threads)
    {
        (Prepared, this.streaming, Threads) = (prepared, streaming, threads);
        Competition = prepared.Recipe.IsBlend ? Competition.Of(prepared) : null;
    }

    /// <summary>The result of the preparation: rows, recipe, and the experiment with every choice written out.</summary>
    public PreparedExperiment Prepared { get; }

    /// <summary>The rows in their parts.</summary>
    public TrainParts Parts => Prepared.Parts;

    /// <summary>The recipe.</summary>
    public Recipe Recipe => Prepared.Recipe;

    /// <summary>The competition of candidates if the network is a blend; otherwise null.</summary>
    public Competition? Competition { get; }

    /// <summary>Warnings about settings and data that are allowed but probably not intended; empty if there are none.</summary>
    public IReadOnlyList<ErrorText> Warnings => RunWarnings.Of(Prepared);

    /// <summary>The largest number of threads; the result does not depend on it.</summary>
    public int Threads { get; }

    /// <summary>The run's folder, once it is open.</summary>
    public RunFolder Folder => folder ?? throw new InvalidOperationException("The run has no folder yet.");

    /// <summary>The run's record, once its folder is open.</summary>
    public RunRecord Record => record ?? throw new InvalidOperationException("The run has no record yet.");

    /// <summary>The processes that train together, of which this is the first; null for this one alone.</summary>
    public ICommunicator? Communicator { get; private init; }

    /// <summary>Receives warnings, such as about a damaged checkpoint.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The training that diverged; null if none did.</summary>
    public TrainingDivergence? Divergence { get; private protected set; }

    /// <summary>The fold in which the run was interrupted, from 1; null if it was not interrupted in a fold.</summary>
    public int? InterruptedFold { get; private protected set; }

    /// <summary>Whether it resumes an interrupted run.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Reads and prepares the data, and throws before anything is written if it cannot be trained.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="threads">The number of threads; null for all processors.</param>
    /// <param name="reading">Gets the progress of reading a table.</param>
    /// <param name="warn">Gets warnings for a person.</param>
    /// <param name="communicator">
    /// The processes that train together, of which this is rank 0; the others <see cref="Assist(ICommunicator, int?, CancellationToken)"/>.
    /// </param>
    /// <exception cref="DownhillException">Something in it cannot be used.</exception>
    public static ExperimentRun Prepare(
        Experiment experiment, int? threads = null, IProgress<TableProgress>? reading = null, Action<string>? warn = null,
        ICommunicator? communicator = null)
    {
        experiment.Validate();
        return Create(experiment, threads, reading, warn, communicator, prepared => prepared);
    }

    /// <summary>Prepares to resume an interrupted run; the model will be the same as without the interruption.</summary>
    /// <param name="folder">Its folder, which the run owns from now on.</param>
    /// <param name="threads">The number of threads; null for all processors.</param>
    /// <param name="reading">Gets the progress of reading a table.</param>
    /// <param name="warn">Gets warnings for a person.</param>
    /// <param name="communicator">
    /// The processes that train together, of which this is rank 0; there may be more or fewer than before.
    /// </param>
    /// <exception cref="DownhillException">The data is not there any more, or not the same.</exception>
    public static ExperimentRun Resume(
        RunFolder folder, int? threads = null, IProgress<TableProgress>? reading = null, Action<string>? warn = null,
        ICommunicator? communicator = null)
    {
        RunRecord written = folder.Read();
        RequireUnfinished(folder, written);
        ExperimentRun run = Of(written, folder.Path, threads, reading, warn, communicator);
        if (!run.HasRowsOf(written))
        {
            run.Dispose();
            throw new DownhillException(
                $"{run.Prepared.Source.Name} has changed since the run in {folder.Path} began. "
                + "A run can be continued only with the same rows; restore them, or train again.");
        }

        (run.folder, run.record, run.IsResumed) = (folder, written, true);
        return run;
    }

    /// <summary>
    /// The work of the ranks other than 0: they prepare the same data and take part in each training that rank 0 starts, until it calls
    /// <see cref="Dismiss"/>. They write nothing.
    /// </summary>
    /// <param name="communicator">The processes.</param>
    /// <param name="threads">The number of threads of this process; null for all processors.</param>
    /// <param name="cancellation">Stops the training of all ranks after the step in progress.</param>
    /// <exception cref="DownhillException">This rank does not find the data, or other rows than rank 0.</exception>
    public static void Assist(ICommunicator communicator, int? threads = null, CancellationToken cancellation = default)
    {
        string text = communicator.Broadcast(string.Empty);
        if (text.Length == 0)
            return;
        RunRecord written = Description.ReadOwn<RunRecord>(text);
        using ExperimentRun run = Of(written, "rank 0", threads, null, null, communicator);
        if (!run.HasRowsOf(written))
            throw new DownhillException(
                $"{run.Prepared.Source.Name} is not the same here as on rank 0; all processes must read the same rows.");
        run.Assist(communicator, written, cancellation);
    }

    /// <summary>
    /// Ends <see cref="Assist(ICommunicator, int?, CancellationToken)"/> on the other ranks; rank 0 calls it after its work.
    /// </summary>
    public static void Dismiss(ICommunicator communicator) => communicator.Broadcast(string.Empty);

    // A run as its record says, with the data where it is found from here.
    private static ExperimentRun Of(RunRecord written, string where, int? threads, IProgress<TableProgress>? reading, Action<string>? warn,
        ICommunicator? communicator) =>
        Create(RecordedExperiment.WithData(written, where), threads, reading, warn, communicator, prepared => prepared with
        {
            Recipe = prepared.Recipe with
            {
                Model = Ensemble.MemberOf(written.Model, prepared.Recipe.Members),
                Training = written.Training,
                Reason = written.Recipe ?? "that of the run",
            },
        });

    /// <summary>Creates the run's folder and writes its record; the folder of a resumed run exists already.</summary>
    /// <param name="path">The folder; null for the next free runs/NAME-1, -2, ….</param>
    /// <param name="overwrite">Whether an existing run may be replaced.</param>
    public void Open(string? path = null, bool overwrite = false)
    {
        if (IsResumed)
        {
            Write(Record with
            {
                Version = ProductVersion.Text,
                Status = RunStatus.Running,
                Machine = Machine(),
                Resumed = [.. Record.Resumed ?? [], DateTimeOffset.UtcNow],
            });
        }
        else
        {
            folder = path is null ? RunFolder.CreateNext("runs", Name()) : RunFolder.Create(path, overwrite);
            Write(Begin());
        }

        Communicator?.Broadcast(Record.ToJson());
    }

    /// <summary>Cross-validates if the experiment requests it and it is not done yet.</summary>
    /// <returns>
    /// The metrics of each fold; null if there is nothing to do, or it was stopped, as <see cref="RunRecord.Status"/> says then.
    /// </returns>
    public abstract IReadOnlyList<Metrics>? CrossValidate(IProgress<FoldResult>? progress = null, CancellationToken cancellation = default);

    /// <summary>Restores what an earlier process trained; call it before <see cref="Train"/>.</summary>
    public abstract IReadOnlyList<MemberStart> Restore();

    /// <summary>Trains, measures and saves.</summary>
    /// <param name="progress">Gets the progress after each epoch, and several times per second within an epoch.</param>
    /// <param name="competing">Gets each finished member of a candidate, if the network is a blend.</param>
    /// <param name="cancellation">Stops after the step in progress; the run can be resumed then.</param>
    public abstract RunRecord Train(
        IProgress<TrainingProgress>? progress = null, IProgress<BlendProgress>? competing = null, CancellationToken cancellation = default);

    /// <summary>The errors of the trained network by row, by class and, unless the experiment excludes it, by column.</summary>
    /// <param name="progress">Gets the finished share of the columns.</param>
    /// <param name="cancellation">Stops measuring columns.</param>
    public abstract ErrorAnalysis Analyze(IProgress<double>? progress = null, CancellationToken cancellation = default);

    /// <inheritdoc/>
    public void Dispose()
    {
        folder?.Dispose();
        streaming.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract string Checksum();

    private protected abstract void Assist(ICommunicator communicator, RunRecord written, CancellationToken cancellation);

    private bool HasRowsOf(RunRecord written) => written.Data.Checksum is not string checksum || checksum == Checksum();

    private static void RequireUnfinished(RunFolder folder, RunRecord record)
    {
        if (record.Status == RunStatus.Finished)
        {
            new Checkpoints(folder.Path).Delete(); // it may have been killed before it did
            folder.DeleteParts();
            throw new DownhillException(
                $"The run in {folder.Path} is finished; there is nothing to continue. For more epochs, train again: {record.Command}");
        }

        if (record.Status == RunStatus.Diverged)
        {
            throw new DownhillException(
                $"The run in {folder.Path} diverged and would diverge again; "
                    + $"train again with a smaller learning rate{new Hint(Setting.LearningRate)}, "
                + $"or let it go back to its best epoch{new Hint(Setting.OnDivergence, "lower-rate")}.");
        }
    }

    private protected void Write(RunRecord now) => Folder.Write(record = now);

    private static ExperimentRun Create(Experiment experiment, int? threads, IProgress<TableProgress>? reading, Action<string>? warn,
        ICommunicator? communicator, Func<PreparedExperiment, PreparedExperiment> change)
    {
        var files = new Streaming(experiment.Stream);
        try
        {
            PreparedExperiment prepared = change(PreparedExperiment.Of(experiment, files, reading));
            if (communicator is not null)
                RequireShared(prepared, communicator.Ranks);
            int own = threads ?? Environment.ProcessorCount;
            return prepared.Recipe.Experiment.Precision == Precision.Double
                ? new ExperimentRun<double>(prepared, files, own) { Warn = warn, Communicator = communicator }
                : new ExperimentRun<float>(prepared, files, own) { Warn = warn, Communicator = communicator };
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    // Several trainings are spread over any number of processes; one training needs a shard for each.
    private static void RequireShared(PreparedExperiment prepared, int ranks)
    {
        Recipe recipe = prepared.Recipe;
        if (!recipe.IsBlend && recipe.Members == 1 && prepared.Folds is null)
            Compatibility.RequireRanks(recipe.Training, ranks);
        if (recipe.Experiment.Data!.Contains("-"))
            throw new DownhillException(
                "Standard input cannot be used with several processes; save the rows in a file and name it.");
    }

    private RunRecord Begin() => new(
        ProductVersion.Text,
        RunStatus.Running,
        CommandText.Of(Recipe.Experiment),
        new DataRecord(
            Recipe.Experiment.Name,
            Prepared.Source.Columns,
            Prepared.Source.Target,
            Parts.Preprocessing.Classes,
            Parts.Training.Rows,
            Parts.Validation?.Rows ?? 0,
            Parts.Test?.Rows ?? 0,
            Prepared.Source.Table?.ColumnRecords(),
            Prepared.Source.Table?.SkippedRows ?? Prepared.Source.Images?.Bad.Length,
            Checksum(),
            Parts.Preprocessing.Reading),
        Ensemble.Of(Recipe.Model, Recipe.Members),
        Recipe.Members * Recipe.Model.Parameters().Sum(parameter => (long)parameter.Spec.Shape.Size),
        Recipe.Training,
        Recipe.Experiment.Precision ?? Precision.Float,
        Machine(),
        DateTimeOffset.UtcNow,
        Recipe: Recipe.Reason,
        WorkingDirectory: Environment.CurrentDirectory,
        Experiment: System.Text.Json.JsonDocument.Parse(Recipe.Experiment.ToJson()).RootElement);

    private MachineRecord Machine() => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        Hardware.VectorBits,
        Hardware.HasFusedMultiplyAdd,
        Threads,
        Communicator?.Ranks);

    // A file without its endings, or a folder: also the one that "." is.
    private string Name() => Recipe.Experiment.Data![0] is string first && first == "-"
        ? "stdin"
        : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Recipe.Experiment.Data![0])))
            .Split('.', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("run");
}
