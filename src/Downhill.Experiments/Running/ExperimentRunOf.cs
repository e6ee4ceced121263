using System.Diagnostics;
using System.Numerics;

namespace Downhill.Experiments;

/// <summary>A run in one precision.</summary>
internal sealed class ExperimentRun<T> : ExperimentRun
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private MemberRuns<T>? members;
    private double earlier;

    public ExperimentRun(PreparedExperiment prepared, Streaming streaming, int threads)
        : base(prepared, streaming, threads)
    {
        Compatibility.Require(Recipe.Model, Recipe.Training, Parts.Training);
        Plan<T>.ForTraining(new Network<T>(Recipe.Model, Recipe.Training.Seed), 1, Recipe.Training.Loss); // initializers and the loss refuse what they cannot do
    }

    public override IReadOnlyList<Metrics>? CrossValidate(IProgress<FoldResult>? progress = null, CancellationToken cancellation = default)
    {
        if (Prepared.Folds is not { } folds || Record.CrossValidation is not null)
            return null;
        var runs = new FoldRuns<T>(Folder, Record, Recipe.Experiment, Threads);
        IReadOnlyList<Metrics>? measured = runs.Run(folds, Prepared.Source, progress, Warn, cancellation);
        if (measured is null)
        {
            Divergence = runs.Divergence;
            InterruptedFold = runs.Stop == TrainingStop.Diverged ? null : runs.Stopped;
            Write(Record with { Status = runs.Stop == TrainingStop.Diverged ? "diverged" : "interrupted" });
            return null;
        }

        Write(Record with { CrossValidation = CrossValidation.Of(measured) });
        Folder.DeleteParts();
        return measured;
    }

    public override IReadOnlyList<MemberStart> Restore()
    {
        members = new MemberRuns<T>(Folder, Record, Parts, Recipe, Threads);
        earlier = members.Restore(Warn);
        if (IsResumed && Prepared.Folds is null && !members.HaveBegun)
            Warn?.Invoke("There is no checkpoint of the training yet; it begins with the first step.");
        Write(members.Record(Record));
        return members.Starts;
    }

    public override RunRecord Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (members is null)
            Restore();
        EventFile? events = Recipe.Experiment.Tensorboard ? new EventFile(Folder.Path, Record.Command) : null;
        var clock = Stopwatch.StartNew();
        TrainingResult result = members!.Trainer.Train(Parts.Validation, new EpochLog(Folder, progress, events, earlier), Parts.Preprocessing, cancellation);
        bool isInterrupted = result.Stop == TrainingStop.Cancelled;
        RunRecord now = members.Record(Record) with { Result = result, Seconds = earlier + clock.Elapsed.TotalSeconds };
        if (result.Stop == TrainingStop.Diverged)
        {
            Divergence = members.Divergence(result);
            Write(now with { Status = "diverged" });
            return Record;
        }

        Network<T> network = members.Trainer.Network;
        ModelFile.Save(Folder.ModelPath, network, Parts.Preprocessing, Recipe.Training);
        var evaluator = new Evaluator<T>(network, Parts.Measured, Recipe.Training.Loss, Threads, Parts.Preprocessing);
        if (isInterrupted)
            Write(now with { Status = "interrupted" });
        Write(now with
        {
            Status = isInterrupted ? "interrupted" : "finished",
            Metrics = new RunMetrics(isInterrupted ? null : evaluator.Evaluate(), Measure(Parts.Validation), Measure(Parts.Test)),
        });
        if (!isInterrupted)
            members.Delete();
        return Record;

        Metrics? Measure(Dataset? part) => part is null ? null : evaluator.Evaluate(part);
    }

    public override ErrorAnalysis Analyze() =>
        ErrorAnalysis.Of(members!.Trainer.Network, Recipe.Training.Loss, Parts.Preprocessing, Parts.EvaluationSet.Rows, Parts.Raw, Threads);

    private protected override string Checksum() => Parts.Checksum<T>();

    // Writes each epoch to the run folder on its way to who watches.
    private sealed class EpochLog(RunFolder folder, IProgress<TrainingProgress>? next, EventFile? events, double earlier) : IProgress<TrainingProgress>
    {
        private readonly Dictionary<int, int> last = [];

        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
                Keep(value);
            next?.Report(value);
        }

        private void Keep(TrainingProgress value)
        {
            int member = value.Member ?? 0;
            if (value.Epoch <= last.GetValueOrDefault(member))
                folder.KeepEpochs(other => other == value.Member ? value.Epoch - 1 : int.MaxValue); // it diverged and went back
            last[member] = value.Epoch;
            folder.Append(new EpochRecord(
                value.Epoch, value.Step, value.Loss, earlier + value.Elapsed.TotalSeconds, value.SamplesPerSecond, value.Validation?.Summary(), value.Member, value.LearningRate));
            events?.Add(value);
        }
    }
}
