using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Downhill.Kernels;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>One run of <c>downhill train</c>, from the rows to the saved model.</summary>
internal sealed class TrainRun<T>(TrainRequest request, Terminal terminal)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // From fewer rows to watch, the rare large errors are not known.
    private const int MinRowsForUncertainty = 100;

    public int Run(Func<CancellationToken> begin)
    {
        using var streaming = new Streaming(request.Stream);
        var source = DataSource.Load(request.Sources, request.DataOptions, terminal, streaming);
        var shares = SplitFractions.Of(request, source);
        Splitter deal = source.Splitter(request.Wishes.Seed);
        Split split = deal.Split(shares.Validation, shares.Test);
        (Recipe recipe, TrainParts parts) = Preparation.Of(request, source, split, withFiles: true);
        IReadOnlyList<Split>? folds = request.Folds is int count ? deal.Folds(count, shares.Validation) : null;
        Resumption? resumption = request.Resumption;
        recipe = resumption?.Take<T>(recipe, parts) ?? recipe;
        Compatibility.Require(recipe.Model, recipe.Training, parts.Training);
        Plan<T>.ForTraining(new Network<T>(recipe.Model, recipe.Training.Seed), 1, recipe.Training.Loss); // initializers and the loss refuse what they cannot do

        foreach (ErrorText warning in Compatibility.Warnings(recipe.Model, recipe.Training, parts.Training, parts.Validation?.Rows ?? 0))
            terminal.ErrorOutput.WriteLine(HintText.Of(warning));

        using RunFolder folder = resumption?.Folder ?? (request.Out is null ? RunFolder.CreateNext("runs", Name()) : RunFolder.Create(request.Out, request.Overwrite));
        RunRecord record = resumption?.Continue(Machine()) ?? Record(parts, recipe, shares);
        folder.Write(record);
        try
        {
            if (folds is not null && record.CrossValidation is null)
            {
                var runs = new FoldRuns<T>(folder, record, request.Threads, terminal);
                if (runs.Run(folds, source, begin()) is not CrossValidation measured)
                    return End(folder, record with { Status = runs.Stop == TrainingStop.Diverged ? "diverged" : "interrupted" });
                folder.Write(record = record with { CrossValidation = measured });
                folder.DeleteParts();
            }

            return BlendRun.IsFor(request, source, parts.Training.Rows)
                ? new BlendRun<T>(request, terminal).Run(folder, record, recipe, parts, split.Training, begin())
                : Train(folder, record, recipe, parts, begin());
        }
        catch (DownhillException error) when (error.InnerException is IOException or UnauthorizedAccessException && folder.HasBegun)
        {
            throw new DownhillException($"{error.Message.TrimEnd('.')}. Once that is mended, go on from the last checkpoint: downhill resume {Repeat.Quote(folder.Path)}", error);
        }
    }

    private int Train(RunFolder folder, RunRecord record, Recipe recipe, TrainParts parts, CancellationToken cancellation)
    {
        var members = new MemberRuns<T>(folder, record, parts, recipe, request);
        double earlier = members.Restore(terminal.ErrorOutput.WriteLine);
        if (request.Resumption is not null && request.Folds is null && !members.HaveBegun)
            terminal.ErrorOutput.WriteLine("There is no checkpoint of the training yet; it begins with the first step.");
        folder.Write(record = members.Record(record));
        var view = new TrainView(terminal, recipe.Training, parts.Training.Rows, recipe.Members);
        view.Start(record.Data.Source, parts, recipe, record);
        view.Begin(members.Starts, RunFolder.ReadEpochs(folder.Path));

        EventFile? events = request.Tensorboard ? new EventFile(folder.Path, record.Command) : null;

        var clock = Stopwatch.StartNew();
        TrainingResult result = view.Watch(progress => members.Trainer.Train(parts.Validation, new EpochLog(folder, progress, events, earlier), parts.Preprocessing, cancellation));

        bool isInterrupted = result.Stop == TrainingStop.Cancelled;
        record = members.Record(record) with { Result = result, Seconds = earlier + clock.Elapsed.TotalSeconds };
        if (result.Stop == TrainingStop.Diverged)
        {
            terminal.ErrorOutput.WriteLine(members.Divergence(result));
            return End(folder, record with { Status = "diverged" });
        }

        Network<T> network = members.Trainer.Network;
        var evaluator = new Evaluator<T>(network, parts.Measured, recipe.Training.Loss, request.Threads, parts.Preprocessing);
        Uncertainty? uncertainty = parts.Source.Table is not null && parts.Validation is { Rows: >= MinRowsForUncertainty } watched ? evaluator.Uncertainty(watched) : null;
        ModelFile.Save(folder.ModelPath, network, parts.Preprocessing with { Uncertainty = uncertainty }, recipe.Training);
        if (isInterrupted)
            folder.Write(record with { Status = "interrupted" });
        record = record with
        {
            Status = isInterrupted ? "interrupted" : "finished",
            Metrics = new RunMetrics(isInterrupted ? null : evaluator.Evaluate(), Measure(parts.Validation), Measure(parts.Test)),
        };
        folder.Write(record);
        if (!isInterrupted)
            members.Delete();
        if (request.Json)
            terminal.Output.WriteLine(record.ToJson());
        if (!isInterrupted && !terminal.IsSilent)
            view.Assess(Analyse(network, recipe, parts, cancellation), parts);
        view.Finish(record, folder);
        if (result.Retries is { Count: > 0 } retries)
            terminal.Out.WriteLine($"diverged {retries.Count} times and went back; from epoch {retries[^1].BackTo + 1} on the learning rate was {retries[^1].LearningRate:G3}");
        return isInterrupted ? GoOn(folder) : ExitCode.Ok;

        Metrics? Measure(Dataset? part) => part is null ? null : evaluator.Evaluate(part);
    }

    // The model is saved by now: what is left out on Ctrl-C is only what a person reads.
    private ErrorAnalysis Analyse(Network<T> network, Recipe recipe, TrainParts parts, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        var progress = new Reporter<double>(share =>
        {
            if (clock.Elapsed - told < TimeSpan.FromSeconds(2))
                return;
            told = clock.Elapsed;
            terminal.ErrorOutput.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"which columns it needs: {100 * share:F0} % (Ctrl-C or --no-importance leaves it out)"));
        });
        ErrorAnalysis analysis = ErrorAnalysis.Of(
            network, recipe.Training.Loss, parts.Preprocessing, parts.EvaluationSet.Rows, request.Importance ? parts.Raw : null, request.Threads, progress, cancellation);
        if (cancellation.IsCancellationRequested)
            terminal.ErrorOutput.WriteLine("Which columns it needs was not measured to the end; the model is saved.");
        return analysis;
    }

    // The end of a run that has no model.
    private int End(RunFolder folder, RunRecord record)
    {
        folder.Write(record);
        if (request.Json)
            terminal.Output.WriteLine(record.ToJson());
        return record.Status == "diverged" ? ExitCode.Diverged : GoOn(folder);
    }

    private int GoOn(RunFolder folder)
    {
        terminal.Out.WriteLine($"to go on: downhill resume {Repeat.Quote(folder.Path)}");
        return ExitCode.Interrupted;
    }

    private RunRecord Record(TrainParts parts, Recipe recipe, SplitFractions shares) => new(
        Json.Version,
        "running",
        Repeat.Command(request, recipe, parts, shares),
        new DataRecord(
            request.Data,
            parts.Source.Columns,
            parts.Source.Target,
            parts.Preprocessing.Classes,
            parts.Training.Rows,
            parts.Validation?.Rows ?? 0,
            parts.Test?.Rows ?? 0,
            parts.Source.Table is null ? null : SchemaText.Records(parts.Source.Table.Schema, parts.Source.Table),
            parts.Source.Table?.SkippedRows,
            parts.Checksum<T>(),
            parts.Preprocessing.Reading),
        Ensemble.Of(recipe.Model, recipe.Members),
        recipe.Members * recipe.Model.Parameters().Sum(parameter => (long)parameter.Spec.Shape.Size),
        recipe.Training,
        request.Precision,
        Machine(),
        DateTimeOffset.UtcNow,
        Recipe: recipe.Reason,
        WorkingDirectory: Environment.CurrentDirectory);

    private MachineRecord Machine() => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        Hardware.VectorBits,
        Hardware.HasFusedMultiplyAdd,
        request.Threads);

    // A file without its endings, or a folder: also the one that "." is.
    private string Name() => request.Sources[0] == "-"
        ? "stdin"
        : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Sources[0]))).Split('.', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("run");

    // Writes each epoch to the run folder on its way to the view.
    private sealed class EpochLog(RunFolder folder, IProgress<TrainingProgress> next, EventFile? events, double earlier) : IProgress<TrainingProgress>
    {
        private readonly Dictionary<int, int> last = [];

        public void Report(TrainingProgress value)
        {
            int member = value.Member ?? 0;
            if (value.IsEpochEnd && value.Epoch <= last.GetValueOrDefault(member))
                folder.KeepEpochs(other => other == value.Member ? value.Epoch - 1 : int.MaxValue); // it diverged and went back
            if (value.IsEpochEnd)
                last[member] = value.Epoch;
            if (value.IsEpochEnd)
                folder.Append(new EpochRecord(value.Epoch, value.Step, value.Loss, earlier + value.Elapsed.TotalSeconds, value.SamplesPerSecond, value.Validation?.Summary(), value.Member, value.LearningRate));
            if (value.IsEpochEnd)
                events?.Add(value);
            next.Report(value);
        }
    }
}
