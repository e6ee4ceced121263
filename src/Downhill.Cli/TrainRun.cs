using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Downhill.Kernels;

namespace Downhill.Cli;

/// <summary>One run of <c>downhill train</c>, from the rows to the saved model.</summary>
internal sealed class TrainRun<T>(TrainRequest request, Terminal terminal)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Run(Func<CancellationToken> begin)
    {
        var source = DataSource.Load(request.Sources, request.DataOptions, terminal);
        var shares = PartShares.Of(request, source);
        Deal deal = source.Deal(request.Wishes.Seed);
        (Recipe recipe, TrainParts parts) = FoldRun<T>.Prepare(request, source, deal.Split(shares.Validation, shares.Test), withFiles: true);
        CrossValidation? folds = request.Folds is int count ? new FoldRun<T>(request, terminal).Run(deal.Folds(count, shares.Validation), source, begin()) : null;
        if (request.Folds is not null && folds is null)
            return ExitCode.Diverged;
        var network = new Network<T>(recipe.Model, recipe.Training.Seed);
        var trainer = new Trainer<T>(network, parts.Training, recipe.Training, request.Threads);

        RunFolder folder = request.Out is null ? RunFolder.CreateNext("runs", Name()) : RunFolder.Create(request.Out, request.Overwrite);
        RunRecord record = Record(parts, recipe, shares, network.Parameters.Length) with { CrossValidation = folds };
        folder.Write(record);
        var view = new TrainView(terminal, recipe.Training, trainer.StepsPerEpoch);
        view.Start(request.Data, parts, recipe, record);

        var clock = Stopwatch.StartNew();
        TrainingResult result = view.Watch(progress => trainer.Train(
            parts.Validation, new EpochLog(folder, progress), parts.Preprocessing, begin()));
        record = record with { Result = result, Seconds = clock.Elapsed.TotalSeconds };
        if (result.Stop == TrainingStop.Diverged)
            return Diverged(folder, record, result);

        ModelFile.Save(folder.ModelPath, network, parts.Preprocessing, recipe.Training);
        record = record with
        {
            Status = result.Stop == TrainingStop.Cancelled ? "interrupted" : "finished",
            Metrics = new RunMetrics(Measure(network, parts.Training), Measure(network, parts.Validation), Measure(network, parts.Test)),
        };
        folder.Write(record);
        if (request.Json)
            terminal.Output.WriteLine(record.ToJson());
        view.Finish(record, folder);
        return result.Stop == TrainingStop.Cancelled ? ExitCode.Interrupted : ExitCode.Ok;

        Metrics? Measure(Network<T> trained, Dataset? part) => part is null
            ? null
            : new Evaluator<T>(trained, part, recipe.Training.Loss, request.Threads, parts.Preprocessing).Evaluate();
    }

    private int Diverged(RunFolder folder, RunRecord record, TrainingResult result)
    {
        folder.Write(record with { Status = "diverged" });
        if (request.Json)
            terminal.Output.WriteLine((record with { Status = "diverged" }).ToJson());
        string what = double.IsNaN(result.Loss) ? "The loss became NaN" : double.IsInfinity(result.Loss) ? "The loss became infinite" : "Training diverged";
        terminal.ErrorOutput.WriteLine(
            $"{what} at step {(double.IsFinite(result.Loss) ? result.Steps : result.Steps + 1):N0}; the first non-finite value is {result.FirstNonFinite}. No model was saved. " +
            $"The usual cure is a smaller learning rate (now {record.Training.Optimizer.LearningRate:G3}): --learning-rate {record.Training.Optimizer.LearningRate / 10:G3}");
        return ExitCode.Diverged;
    }

    private RunRecord Record(TrainParts parts, Recipe recipe, PartShares shares, long parameters) => new(
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
            parts.Source.Table?.SkippedRows),
        recipe.Model,
        parameters,
        recipe.Training,
        request.Precision,
        new MachineRecord(
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.ProcessArchitecture.ToString(),
            Hardware.VectorBits,
            Hardware.HasFusedMultiplyAdd,
            request.Threads),
        DateTimeOffset.UtcNow,
        Recipe: recipe.Reason);

    // A file without its endings, or a folder: also the one that "." is.
    private string Name() => request.Sources[0] == "-"
        ? "stdin"
        : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Sources[0]))).Split('.', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("run");

    // Writes each epoch to the run folder on its way to the view.
    private sealed class EpochLog(RunFolder folder, IProgress<TrainingProgress> next) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
                folder.Append(new EpochRecord(value.Epoch, value.Step, value.Loss, value.Elapsed.TotalSeconds, value.SamplesPerSecond, value.Validation?.Summary()));
            next.Report(value);
        }
    }
}
