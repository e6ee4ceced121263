using System.Globalization;
using System.Numerics;
using System.Text;

namespace Downhill.Experiments;

/// <summary>A finished fold of a cross-validation.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Folds">The number of folds.</param>
/// <param name="Metrics">The metrics on the rows that were not used for training.</param>
public sealed record FoldResult(int Number, int Folds, Metrics Metrics);

/// <summary>
/// Cross-validation: networks of the run's recipe, each measured on the rows that were not used for its training. Each fold is a run in a
/// subfolder, so it can be resumed like any run.
/// </summary>
/// <param name="folder">The run's folder; null on ranks other than 0, which write nothing.</param>
/// <param name="record">The run's record.</param>
/// <param name="experiment">The experiment of the run with every choice made; the folds use it.</param>
/// <param name="threads">The number of threads.</param>
/// <param name="communicator">The processes that train together; null for this one alone.</param>
internal sealed class FoldRuns<T>(RunFolder? folder, RunRecord record, Experiment experiment, int threads, ICommunicator? communicator)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lock gate = new();

    /// <summary>The reason why the first fold that did not finish stopped; null if all folds are finished.</summary>
    public TrainingStop? Stop { get; private set; }

    /// <summary>The fold that stopped before its end, from 1.</summary>
    public int? Stopped { get; private set; }

    /// <summary>The training that diverged; null if none did.</summary>
    public TrainingDivergence? Divergence { get; private set; }

    /// <summary>Trains and measures a network for each remaining split; null if one was stopped or diverged.</summary>
    public IReadOnlyList<Metrics>? Run(IReadOnlyList<Split> splits, DataSource source, IProgress<FoldResult>? progress,
        Action<string>? warn, CancellationToken cancellation)
    {
        var measured = new Metrics?[splits.Count];
        int[] left = [.. Enumerable.Range(1, splits.Count).Where(fold => (measured[fold - 1] = Known(folder!.FoldPath(fold))) is null)];
        if (communicator is null || Compatibility.AreEnoughShards(record.Training, communicator.Ranks) || left.Length < 2)
            Each(left);
        else if (!new RankJobs(communicator).Run(RankWork.Folds, [.. left.Select(fold => $"{fold}")],
            own => Each(own.Select(place => left[place])), (place, result) => Receive(left[place], result)))
            End(TrainingStop.Cancelled, Array.IndexOf(measured, null) + 1);
        return measured.Contains(null) ? null : [.. measured.OfType<Metrics>()];

        void Each(IEnumerable<int> folds)
        {
            foreach (int fold in folds)
            {
                if (Measure(splits[fold - 1], source, fold, folder!.FoldPath(fold), warn, cancellation) is not Metrics metrics)
                    return;
                Done(fold, metrics);
            }
        }

        void Receive(int fold, byte[] result)
        {
            RunRecord ended = Description.ReadOwn<RunRecord>(Encoding.UTF8.GetString(result));
            using RunFolder place = RunFolder.Create(folder!.FoldPath(fold), overwrite: true);
            place.Write(ended);
            if (ended.Metrics?.Test is Metrics metrics)
                Done(fold, metrics);
            else if (End(TrainingStop.Diverged, fold))
                Divergence = new TrainingDivergence(ended.Result!, null, fold, place.Path, ended.Training);
        }

        void Done(int fold, Metrics metrics)
        {
            lock (gate)
            {
                measured[fold - 1] = metrics;
                progress?.Report(new FoldResult(fold, splits.Count, metrics));
            }
        }
    }

    /// <summary>Trains and measures folds in memory, on a rank other than 0, and sends their records to it.</summary>
    /// <param name="task">The folds.</param>
    /// <param name="splits">The rows of each fold of the run.</param>
    /// <param name="source">The rows.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    public void Assist(RankTask task, IReadOnlyList<Split> splits, DataSource source, CancellationToken cancellation)
    {
        new RankJobs(communicator!).Assist(task, give =>
        {
            foreach ((int place, string text) in task.Jobs)
            {
                int fold = int.Parse(text, CultureInfo.InvariantCulture);
                (Recipe recipe, TrainParts parts) = Preparation.Of(experiment, source, splits[fold - 1], withFiles: false);
                EnsembleTrainer<T> trainer = MemberRuns<T>.NewTrainer(recipe, parts, threads);
                TrainingResult result = trainer.Train(parts.Validation, null, parts.Preprocessing, cancellation);
                if (result.Stop == TrainingStop.Cancelled)
                    return;
                RunRecord own = Of(recipe, null);
                give(place, Encoding.UTF8.GetBytes((result.Stop == TrainingStop.Diverged
                    ? own with { Status = RunStatus.Diverged, Result = result }
                    : Finished(own, result, Metrics(trainer.Network, recipe, parts))).ToJson()));
            }
        });
    }

    // The first end counts.
    private bool End(TrainingStop stop, int fold)
    {
        lock (gate)
        {
            if (Stop is not null)
                return false;
            (Stop, Stopped) = (stop, fold);
            return true;
        }
    }

    private static Metrics? Known(string path)
    {
        if (RunFolder.Status(path) != RunStatus.Finished)
            return null;
        using RunFolder place = RunFolder.Open(path);
        return place.Read().Metrics?.Test;
    }

    private Metrics? Measure(Split split, DataSource source, int number, string path, Action<string>? warn, CancellationToken cancellation)
    {
        using RunFolder place = RunFolder.Status(path) is null ? RunFolder.Create(path, overwrite: true) : RunFolder.Open(path);
        (Recipe recipe, TrainParts parts) = Preparation.Of(experiment, source, split, withFiles: false);
        RunRecord own = Of(recipe, RunFolder.Status(path) is null ? null : place.Read().Members);
        var members = new MemberRuns<T>(place, own, parts, recipe, threads, communicator, number);
        members.Restore(warn);
        place.Write(own);
        TrainingResult result = members.Train(null, cancellation);
        if (result.Stop is TrainingStop.Cancelled or TrainingStop.Diverged)
        {
            if (End(result.Stop, number) && result.Stop == TrainingStop.Diverged)
                Divergence = members.Divergence(result, number);
            return null;
        }

        Metrics metrics = Metrics(members.Trainer.Network, recipe, parts);
        place.Write(Finished(members.Record(own), result, metrics));
        members.Delete();
        return metrics;
    }

    private RunRecord Of(Recipe recipe, IReadOnlyList<TrainingResult?>? members) => record with
    {
        Model = Ensemble.Of(recipe.Model, recipe.Members),
        Training = recipe.Training,
        Members = members,
    };

    private static RunRecord Finished(RunRecord own, TrainingResult result, Metrics metrics) => own with
    {
        Status = RunStatus.Finished,
        Result = result,
        Metrics = new RunMetrics(null, null, metrics),
    };

    private Metrics Metrics(Network<T> network, Recipe recipe, TrainParts parts)
    {
        DecisionThreshold? threshold = experiment.Threshold is null
            ? null
            : ThresholdChoice.Chosen(ThresholdChoice.Table(Evaluator(parts.Preprocessing), parts, experiment), experiment);
        return Evaluator(parts.Preprocessing with { Threshold = threshold }).Evaluate();

        Evaluator<T> Evaluator(Preprocessing preprocessing) =>
            new(network, parts.Test!, recipe.Training.Loss, threads, preprocessing);
    }
}
