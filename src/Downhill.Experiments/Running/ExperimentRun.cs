using System.Runtime.InteropServices;
using Downhill.Kernels;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// An experiment that is done, in a folder. Its stages are reading and preparing, opening the folder, cross-validation where it was asked for,
/// and training; <see cref="ExperimentRunning.Run"/> does all of them.
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

    /// <summary>What was prepared: rows, recipe, and the experiment with every choice made.</summary>
    public PreparedExperiment Prepared { get; }

    /// <summary>The rows in their parts.</summary>
    public TrainParts Parts => Prepared.Parts;

    /// <summary>The recipe.</summary>
    public Recipe Recipe => Prepared.Recipe;

    /// <summary>The candidates that compete, where the network is a blend; null where one recipe is trained.</summary>
    public Competition? Competition { get; }

    /// <summary>What is allowed and probably not meant, in whole sentences; empty where there is nothing.</summary>
    public IReadOnlyList<ErrorText> Warnings => Compatibility.Warnings(Recipe.Model, Recipe.Training, Parts.Training, Parts.Validation?.Rows ?? 0);

    /// <summary>How many threads may be used; the result does not depend on it.</summary>
    public int Threads { get; }

    /// <summary>The run's folder, once it is open.</summary>
    public RunFolder Folder => folder ?? throw new InvalidOperationException("The run has no folder yet.");

    /// <summary>The run's record, once its folder is open.</summary>
    public RunRecord Record => record ?? throw new InvalidOperationException("The run has no record yet.");

    /// <summary>Told of what a person should know, such as a damaged checkpoint.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>What diverged, where something did.</summary>
    public TrainingDivergence? Divergence { get; private protected set; }

    /// <summary>The fold in which the run was interrupted, from 1; null where it was not in one.</summary>
    public int? InterruptedFold { get; private protected set; }

    /// <summary>Whether it goes on with a run that was interrupted.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Reads and prepares, and refuses what cannot be trained before anything is written.</summary>
    /// <param name="experiment">What is to be done.</param>
    /// <param name="threads">How many threads may be used; null for all processors.</param>
    /// <param name="reading">Told how far reading a table is.</param>
    /// <param name="warn">Told of what a person should know.</param>
    /// <exception cref="DownhillException">Something in it cannot be used.</exception>
    public static ExperimentRun Prepare(Experiment experiment, int? threads = null, IProgress<TableProgress>? reading = null, Action<string>? warn = null)
    {
        experiment.Validate();
        var files = new Streaming(experiment.Stream);
        try
        {
            var prepared = PreparedExperiment.Of(experiment, files, reading);
            return Create(prepared, files, threads ?? Environment.ProcessorCount, warn);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Prepares to go on with a run that was interrupted, to the same model as if it had never stopped.</summary>
    /// <param name="folder">Its folder, which the run owns from now on.</param>
    /// <param name="threads">How many threads may be used; null for all processors.</param>
    /// <param name="reading">Told how far reading a table is.</param>
    /// <param name="warn">Told of what a person should know.</param>
    /// <exception cref="DownhillException">The data is not there any more, or not the same.</exception>
    public static ExperimentRun Resume(RunFolder folder, int? threads = null, IProgress<TableProgress>? reading = null, Action<string>? warn = null)
    {
        RunRecord written = folder.Read();
        RequireUnfinished(folder, written);
        Experiment experiment = RecordedExperiment.WithData(written, folder.Path);
        var files = new Streaming(experiment.Stream);
        try
        {
            var prepared = PreparedExperiment.Of(experiment, files, reading);
            prepared = prepared with
            {
                Recipe = prepared.Recipe with
                {
                    Model = Ensemble.MemberOf(written.Model, prepared.Recipe.Members),
                    Training = written.Training,
                    Reason = written.Recipe ?? "that of the run",
                },
            };
            ExperimentRun run = Create(prepared, files, threads ?? Environment.ProcessorCount, warn);
            if (written.Data.Checksum is string checksum && checksum != run.Checksum())
            {
                throw new DownhillException(
                    $"{prepared.Source.Name} has changed since the run in {folder.Path} began. "
                    + "A run goes on only with the same rows; bring them back, or train again.");
            }

            (run.folder, run.record, run.IsResumed) = (folder, written, true);
            return run;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Makes the run's folder and writes its record; that of a run that is resumed is there.</summary>
    /// <param name="path">Where; null for the next free runs/NAME-1, -2, ….</param>
    /// <param name="overwrite">Whether a run that is there already may be replaced.</param>
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
            return;
        }

        folder = path is null ? RunFolder.CreateNext("runs", Name()) : RunFolder.Create(path, overwrite);
        Write(Begin());
    }

    /// <summary>Cross-validates where the experiment asks for it and it is not done yet.</summary>
    /// <returns>The metrics of each fold; null where there is nothing to do, or it was stopped, as <see cref="RunRecord.Status"/> says then.</returns>
    public abstract IReadOnlyList<Metrics>? CrossValidate(IProgress<FoldResult>? progress = null, CancellationToken cancellation = default);

    /// <summary>Brings back what an earlier process trained; to be called before <see cref="Train"/>.</summary>
    public abstract IReadOnlyList<MemberStart> Restore();

    /// <summary>Trains, measures and saves.</summary>
    /// <param name="progress">Told of each epoch, and some times a second within one.</param>
    /// <param name="competing">Told of each member of a candidate that is done, where the network is a blend.</param>
    /// <param name="cancellation">Stops after the step in progress; the run can be resumed then.</param>
    public abstract RunRecord Train(
        IProgress<TrainingProgress>? progress = null, IProgress<BlendProgress>? competing = null, CancellationToken cancellation = default);

    /// <summary>The errors of the trained network, by row and class, and by column where the experiment does not leave that out.</summary>
    /// <param name="progress">Told which share of the columns is done.</param>
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

    private static void RequireUnfinished(RunFolder folder, RunRecord record)
    {
        if (record.Status == RunStatus.Finished)
        {
            new Checkpoints(folder.Path).Delete(); // it may have been killed before it did
            folder.DeleteParts();
            throw new DownhillException($"The run in {folder.Path} is finished: there is nothing to go on with. For more epochs train again: {record.Command}");
        }

        if (record.Status == RunStatus.Diverged)
        {
            throw new DownhillException(
                $"The run in {folder.Path} diverged, and would again; train again with a smaller learning rate{new Hint(Setting.LearningRate)}, "
                + $"or let it go back{new Hint(Setting.OnDivergence, "lower-rate")}.");
        }
    }

    private protected void Write(RunRecord now) => Folder.Write(record = now);

    private static ExperimentRun Create(PreparedExperiment prepared, Streaming streaming, int threads, Action<string>? warn) =>
        prepared.Recipe.Experiment.Precision == Precision.Double
            ? new ExperimentRun<double>(prepared, streaming, threads) { Warn = warn }
            : new ExperimentRun<float>(prepared, streaming, threads) { Warn = warn };

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
        Threads);

    // A file without its endings, or a folder: also the one that "." is.
    private string Name() => Recipe.Experiment.Data![0] is string first && first == "-"
        ? "stdin"
        : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Recipe.Experiment.Data![0])))
            .Split('.', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("run");
}
