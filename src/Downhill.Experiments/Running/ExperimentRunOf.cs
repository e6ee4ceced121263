using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace Downhill.Experiments;

/// <summary>A run in one precision.</summary>
internal sealed class ExperimentRun<T> : ExperimentRun
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // With fewer rows held out, the rare large errors are not known.
    private const int MinRowsForUncertainty = 100;

    private MemberRuns<T>? members;
    private Network<T>? trained;
    private Preprocessing? fitted;
    private double earlier;

    public ExperimentRun(PreparedExperiment prepared, Streaming streaming, int threads)
        : base(prepared, streaming, threads)
    {
        Compatibility.Require(Recipe.Model, Recipe.Training, Parts.Training);
        Plan<T>.ForTraining(new Network<T>(Recipe.Model, Recipe.Training.Seed), 1,
            Recipe.Training.Loss); // initializers and the loss refuse what they cannot do
    }

    public override IReadOnlyList<Metrics>? CrossValidate(IProgress<FoldResult>? progress = null, CancellationToken cancellation = default)
    {
        if (Prepared.Folds is not { } folds || Record.CrossValidation is not null)
            return null;
        var runs = new FoldRuns<T>(Folder, Record, Recipe.Experiment, Threads, Communicator);
        IReadOnlyList<Metrics>? measured = runs.Run(folds, Prepared.Source, progress, Warn, cancellation);
        if (measured is null)
        {
            Divergence = runs.Divergence;
            InterruptedFold = runs.Stop == TrainingStop.Diverged ? null : runs.Stopped;
            Write(Record with { Status = runs.Stop == TrainingStop.Diverged ? RunStatus.Diverged : RunStatus.Interrupted });
            return null;
        }

        Write(Record with { CrossValidation = CrossValidation.Of(measured) });
        Folder.DeleteParts();
        return measured;
    }

    public override IReadOnlyList<MemberStart> Restore()
    {
        members = new MemberRuns<T>(Folder, Record, Parts, Recipe, Threads, Communicator);
        earlier = members.Restore(Warn);
        if (IsResumed && Prepared.Folds is null && !members.HaveBegun)
            Warn?.Invoke("There is no checkpoint yet; the training starts at the first step.");
        Write(members.Record(Record));
        return members.Starts;
    }

    public override RunRecord Train(
        IProgress<TrainingProgress>? progress = null, IProgress<BlendProgress>? competing = null, CancellationToken cancellation = default)
    {
        if (Competition is not null)
            return Compete(Competition, competing, cancellation);
        if (members is null)
            Restore();
        EventFile? events = Recipe.Experiment.Tensorboard ? new EventFile(Folder.Path, Record.Command) : null;
        var clock = Stopwatch.StartNew();
        TrainingResult result = members!.Train(new EpochLog(Folder, progress, events, earlier), cancellation);
        RunRecord now = members.Record(Record) with { Result = result, Seconds = earlier + clock.Elapsed.TotalSeconds };
        if (result.Stop == TrainingStop.Diverged)
        {
            Divergence = members.Divergence(result);
            Write(now with { Status = RunStatus.Diverged });
            return Record;
        }

        trained = members.Trainer.Network;
        Evaluator<T> asTrained = Evaluator(trained, Parts.Preprocessing);
        ThresholdTable? thresholds = ThresholdChoice.Table(asTrained, Parts, Recipe.Experiment);
        bool isKnown = Parts.Source.Table is not null && Parts.Validation is { Rows: >= MinRowsForUncertainty };
        fitted = Parts.Preprocessing with
        {
            Uncertainty = isKnown ? asTrained.Uncertainty(Parts.Validation!) : null,
            Threshold = ThresholdChoice.Chosen(thresholds, Recipe.Experiment),
        };
        ModelFile.Save(Folder.ModelPath, trained, fitted, Recipe.Training);
        Evaluator<T> evaluator = Evaluator(trained, fitted);
        if (result.Stop == TrainingStop.Cancelled)
        {
            // The test rows are for the end: who looks at them before may stop where they happen to be good.
            Write(now with { Status = RunStatus.Interrupted });
            Write(now with { Status = RunStatus.Interrupted, Metrics = new RunMetrics(null, Measure(evaluator, Parts.Validation), null) });
            return Record;
        }

        Write(now with
        {
            Status = RunStatus.Finished,
            Thresholds = thresholds,
            Coverage = Covered(evaluator) is { } covered ? new RunCoverage(null, covered) : null,
            Metrics = new RunMetrics(evaluator.Evaluate(), Measure(evaluator, Parts.Validation), Measure(evaluator, Parts.Test)),
        });
        members.Delete();
        return Record;
    }

    public override ErrorAnalysis Analyze(IProgress<double>? progress = null, CancellationToken cancellation = default) => ErrorAnalysis.Of(
        trained ?? throw new InvalidOperationException("The run has no network yet."),
        Recipe.Training.Loss,
        fitted!,
        Parts.EvaluationSet.Rows,
        Recipe.Experiment.Importance ? Parts.Raw : null,
        Threads,
        progress,
        cancellation);

    private protected override void Assist(ICommunicator communicator, RunRecord written, CancellationToken cancellation)
    {
        while (RankJobs.Next(communicator) is RankTask task)
        {
            switch (task.Work)
            {
                case RankWork.Steps:
                    AssistSteps(communicator, TrainingJob.Parse(task.Jobs[0].Text), cancellation);
                    break;
                case RankWork.Members:
                    AssistMembers(communicator, task, cancellation);
                    break;
                case RankWork.Folds:
                    new FoldRuns<T>(null, written, Recipe.Experiment, Threads, communicator)
                        .Assist(task, Prepared.Folds!, Prepared.Source, cancellation);
                    break;
                case RankWork.Candidates:
                    NewCompetition(Competition!).Assist(communicator, task, cancellation);
                    break;
            }
        }
    }

    private void AssistSteps(ICommunicator communicator, TrainingJob job, CancellationToken cancellation)
    {
        (Recipe recipe, TrainParts parts) = job.Fold == 0
            ? (Recipe, Parts)
            : Preparation.Of(Recipe.Experiment, Prepared.Source, Prepared.Folds![job.Fold - 1], withFiles: false);
        Trainer<T> trainer = MemberRuns<T>.NewTrainer(recipe, parts, Threads, communicator).NewTrainer(job.Member, Threads);
        if (job.IsRestored)
            trainer.Share(communicator);
        trainer.Train(parts.Validation, null, parts.Preprocessing, cancellation);
    }

    private void AssistMembers(ICommunicator communicator, RankTask task, CancellationToken cancellation)
    {
        EnsembleTrainer<T> trainer = MemberRuns<T>.NewTrainer(Recipe, Parts, Threads);
        var places = task.Jobs.ToDictionary(job => int.Parse(job.Text, CultureInfo.InvariantCulture), job => job.Place);
        var epochs = new EpochList();
        trainer.Among = [.. places.Keys];
        if (places.Count > 0)
            trainer.Train(Parts.Validation, epochs, Parts.Preprocessing, cancellation);
        new RankJobs(communicator).Assist(task, give =>
        {
            foreach ((int member, int place) in places)
            {
                if (trainer.Results[member - 1] is { Stop: not TrainingStop.Cancelled } result)
                    give(place, new MemberResult<T>(result, epochs.Of(member), trainer.MemberNetwork(member)!).Write());
            }
        });
    }

    private RunRecord Compete(Competition competition, IProgress<BlendProgress>? progress, CancellationToken cancellation)
    {
        (Loss loss, ulong seed) = (Recipe.Training.Loss, Recipe.Training.Seed);
        double before = Record.Seconds ?? 0;
        var clock = Stopwatch.StartNew();
        Blend<T> blend;
        try
        {
            blend = NewCompetition(competition, new MemberFiles(Folder.MembersPath, Warn)).Train(progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            Write(Record with { Status = RunStatus.Interrupted, Seconds = before + clock.Elapsed.TotalSeconds });
            return Record;
        }

        trained = blend.Network;
        ThresholdTable? thresholds = blend.Thresholds(Parts.Training, loss, Recipe.Experiment.Threshold);
        fitted = Parts.Preprocessing with
        {
            Uncertainty = blend.Uncertainty(Parts.Training, loss, Parts.Preprocessing),
            Threshold = ThresholdChoice.Chosen(thresholds, Recipe.Experiment),
        };
        ModelFile.Save(Folder.ModelPath, trained, fitted, Recipe.Training);
        Evaluator<T> evaluator = Evaluator(trained, fitted);
        Write(Record with
        {
            Status = RunStatus.Finished,
            Model = trained.Model,
            Parameters = trained.Parameters.Length,
            Seconds = before + clock.Elapsed.TotalSeconds,
            Result = new TrainingResult(TrainingStop.Epochs, 1, 0, blend.Loss, null),
            Blend = new BlendRecord(blend.Competitors, blend.Deals, blend.Folds, blend.Factor, blend.LossBefore, blend.Loss,
                blend.NestedLoss),
            Coverage = new RunCoverage(blend.Coverage(Parts.Training, loss, Parts.Preprocessing), Covered(evaluator)),
            Thresholds = thresholds,
            Metrics = new RunMetrics(
                evaluator.Evaluate(),
                Measure(evaluator, Parts.Validation),
                Measure(evaluator, Parts.Test),
                blend.Measure(Parts.Training, loss, fitted, new Bootstrap(Seed: seed))),
        });
        Folder.DeleteParts();
        return Record;
    }

    private BlendTrainer<T> NewCompetition(Competition competition, MemberFiles? store = null) =>
        new(Parts.Training, Recipe.Training.Loss, competition.Candidates, competition.Deals, Recipe.Training.Seed, Threads)
        {
            Store = store,
            Communicator = Communicator,
        };

    private Evaluator<T> Evaluator(Network<T> network, Preprocessing preprocessing) =>
        new(network, Parts.Measured, Recipe.Training.Loss, Threads, preprocessing);

    private IReadOnlyList<CoverageLevel>? Covered(Evaluator<T> evaluator) => Parts.Test is Dataset test ? evaluator.Coverage(test) : null;

    private static Metrics? Measure(Evaluator<T> evaluator, Dataset? part) => part is null ? null : evaluator.Evaluate(part);

    private protected override string Checksum() => Parts.Checksum<T>();

    // The epochs of members, to be sent.
    private sealed class EpochList : IProgress<TrainingProgress>
    {
        private readonly List<EpochRecord> epochs = [];

        public IReadOnlyList<EpochRecord> Of(int member) => [.. epochs.Where(epoch => epoch.Member == member)];

        public void Report(TrainingProgress value)
        {
            if (!value.IsEpochEnd)
                return;
            epochs.RemoveAll(epoch => epoch.Member == value.Member && epoch.Epoch >= value.Epoch); // it diverged and went back
            epochs.Add(EpochLog.Record(value, 0));
        }
    }

    // Writes each epoch to the run folder on its way to who watches.
    private sealed class EpochLog(RunFolder folder, IProgress<TrainingProgress>? next, EventFile? events, double earlier)
        : IProgress<TrainingProgress>
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
            folder.Append(Record(value, earlier));
            events?.Add(value);
        }

        public static EpochRecord Record(TrainingProgress value, double earlier) => new(
            value.Epoch, value.Step, value.Loss, earlier + value.Elapsed.TotalSeconds, value.SamplesPerSecond,
            value.Validation?.Summary(), value.Member, value.LearningRate);
    }
}
