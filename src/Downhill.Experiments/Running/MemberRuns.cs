using System.Numerics;

namespace Downhill.Experiments;

/// <summary>
/// The members of a run, one without an ensemble: their checkpoints, and the files of finished members. The checkpoints of a single member
/// are in the run folder; several members have a subfolder each.
/// </summary>
internal sealed class MemberRuns<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Done = "model.safetensors";

    private readonly RunFolder folder;
    private readonly TrainParts parts;
    private readonly Recipe recipe;
    private readonly TimeSpan interval;
    private readonly bool eachEpoch;
    private readonly int fold;
    private readonly ICommunicator? communicator;
    private readonly Dictionary<int, Checkpoint> from = [];
    private readonly Checkpoints[] checkpoints;
    private readonly Lock gate = new();
    private RunRecord record;

    public MemberRuns(RunFolder folder, RunRecord record, TrainParts parts, Recipe recipe, int threads, ICommunicator? communicator = null,
        int fold = 0)
    {
        (this.folder, this.record, this.parts, this.recipe, this.fold) = (folder, record, parts, recipe, fold);
        this.communicator = communicator;
        eachEpoch = recipe.Experiment.CheckpointEachEpoch;
        interval = TimeSpan.FromMinutes(recipe.Experiment.CheckpointMinutes ?? 5);
        checkpoints = [.. Enumerable.Range(1, recipe.Members)
            .Select(member => new Checkpoints(recipe.Members == 1 ? folder.Path : folder.MemberPath(member)))];
        Trainer = NewTrainer(recipe, parts, threads,
            Compatibility.AreEnoughShards(recipe.Training, communicator?.Ranks ?? 1) ? communicator : null, Begin, Finish);
    }

    /// <summary>The trainer of a recipe's members.</summary>
    public static EnsembleTrainer<T> NewTrainer(Recipe recipe, TrainParts parts, int threads, ICommunicator? communicator = null,
        Action<int, Trainer<T>>? starting = null, Action<int, Network<T>, TrainingResult>? finished = null) =>
        new(recipe.Model, parts.Training, recipe.Training, recipe.Members, threads)
        {
            Start = parts.Source.Start?.Load<T>(),
            Communicator = communicator,
            Starting = starting,
            Finished = finished,
        };

    /// <summary>The trainer of the members.</summary>
    public EnsembleTrainer<T> Trainer { get; }

    /// <summary>Whether any of them has been trained before.</summary>
    public bool HaveBegun => from.Count > 0 || Trainer.Results.Any(result => result is not null);

    /// <summary>The run's record, with the members that are done.</summary>
    public RunRecord Record(RunRecord last) => recipe.Members == 1 ? last : last with { Members = Results };

    /// <summary>The divergence of a member.</summary>
    /// <param name="result">The end of the training.</param>
    /// <param name="fold">The fold of the members; null for the members of the run.</param>
    public TrainingDivergence Divergence(TrainingResult result, int? fold = null)
    {
        int member = Trainer.Diverged ?? 1;
        return new TrainingDivergence(result, recipe.Members == 1 ? null : member, fold, checkpoints[member - 1].Path, recipe.Training);
    }

    /// <summary>Brings the members and the run's lines of metrics to where they were kept; those of a new run begin.</summary>
    /// <returns>The duration of the run so far.</returns>
    public double Restore(Action<string>? told)
    {
        for (int member = 1; member <= recipe.Members; member++)
        {
            if (record.Members?.ElementAtOrDefault(member - 1) is TrainingResult result
                && File.Exists(Path.Combine(folder.MemberPath(member), Done)))
                Trainer.Take(member, ModelFile.Open(Path.Combine(folder.MemberPath(member), Done)).Load<T>(), result);
            else if (checkpoints[member - 1].Exist)
                from[member] = checkpoints[member - 1].Latest(told ?? (_ => { }));
        }

        IReadOnlyList<EpochRecord> kept = folder.KeepEpochs(member => Trainer.Results[(member ?? 1) - 1] is not null
            ? int.MaxValue
            : from.TryGetValue(member ?? 1, out Checkpoint? checkpoint) ? checkpoint.Position.Epochs : 0);
        return kept.Count == 0 ? 0 : kept.Max(epoch => epoch.Seconds);
    }

    /// <summary>The start of each member after it was restored.</summary>
    public IReadOnlyList<MemberStart> Starts =>
    [
        .. Enumerable.Range(1, recipe.Members).Select(member => Trainer.Results[member - 1] is TrainingResult done
            ? new MemberStart(done.Steps, IsDone: true)
            : new MemberStart(from.TryGetValue(member, out Checkpoint? checkpoint) ? checkpoint.Position.Step : 0, IsDone: false)),
    ];

    /// <summary>
    /// Trains the members that are not done. With more processes than shards each process trains members of its own; those with a
    /// checkpoint stay here.
    /// </summary>
    /// <param name="progress">
    /// Gets the progress of each member, one call at a time; a member of another process is reported when it is finished.
    /// </param>
    /// <param name="cancellation">Stops each member after the step in progress.</param>
    public TrainingResult Train(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        int[] left = [.. Enumerable.Range(1, recipe.Members).Where(member => Trainer.Results[member - 1] is null)];
        if (communicator is null || Trainer.Communicator is not null || fold > 0 || left.Length < 2)
            return Here(cancellation);
        int[] kept = [.. left.Where(from.ContainsKey)], spread = [.. left.Except(kept)];
        progress = progress is null ? null : new OneAtATime(progress);
        bool areAllDone = new RankJobs(communicator).Run(RankWork.Members, [.. spread.Select(member => $"{member}")], own =>
        {
            Trainer.Among = [.. kept, .. own.Select(place => spread[place])];
            Here(cancellation);
        }, (place, result) => Take(spread[place], MemberResult<T>.Read(result, recipe.Model), progress));
        Trainer.Among = null;
        return Here(new CancellationToken(!areAllDone || Trainer.Diverged is not null || cancellation.IsCancellationRequested));

        TrainingResult Here(CancellationToken stop) => Trainer.Train(parts.Validation, progress, parts.Preprocessing, stop);
    }

    private void Take(int member, MemberResult<T> other, IProgress<TrainingProgress>? progress)
    {
        foreach (EpochRecord epoch in other.Epochs)
        {
            progress?.Report(new TrainingProgress(epoch.Epoch, epoch.Step, epoch.Loss, epoch.Validation,
                TimeSpan.FromSeconds(epoch.Seconds), epoch.SamplesPerSecond, IsEpochEnd: true, epoch.LearningRate ?? 0, member));
        }

        Trainer.Take(member, other.Network, other.Result);
        if (other.Result.Stop != TrainingStop.Diverged)
            Finish(member, other.Network, other.Result);
    }

    /// <summary>Removes all that was kept, when the run is done.</summary>
    public void Delete()
    {
        foreach (Checkpoints one in checkpoints)
            one.Delete();
        folder.DeleteParts();
    }

    private TrainingResult?[] Results =>
        [.. Trainer.Results.Select(result => result?.Stop is TrainingStop.Cancelled or TrainingStop.Diverged ? null : result)];

    private void Begin(int member, Trainer<T> trainer)
    {
        if (recipe.Members > 1)
            Directory.CreateDirectory(folder.MemberPath(member));
        bool isRestored = from.Remove(member, out Checkpoint? checkpoint);
        if (isRestored)
            trainer.Restore(checkpoint!);
        if (Trainer.Communicator is ICommunicator communicator)
        {
            new TrainingJob(fold, member, isRestored).Announce(communicator);
            if (isRestored)
                trainer.Share(communicator);
        }

        (checkpoints[member - 1].Interval, checkpoints[member - 1].EachEpoch) = (interval, eachEpoch);
        trainer.Checkpoints = checkpoints[member - 1];
    }

    // First the model, then the record that it is done, then away with the checkpoint: at any moment one of them can be gone on from.
    private void Finish(int member, Network<T> network, TrainingResult result)
    {
        if (recipe.Members == 1)
            return;
        lock (gate)
        {
            Directory.CreateDirectory(folder.MemberPath(member));
            ModelFile.Save(Path.Combine(folder.MemberPath(member), Done), network, parts.Preprocessing,
                recipe.Training with { Seed = Ensemble.Seed(recipe.Training.Seed, member) });
            record = record with { Members = Results };
            folder.Write(record);
            checkpoints[member - 1].Delete();
        }
    }

    // Members of this process and of others report from threads of their own.
    private sealed class OneAtATime(IProgress<TrainingProgress> next) : IProgress<TrainingProgress>
    {
        private readonly Lock gate = new();

        public void Report(TrainingProgress value)
        {
            lock (gate)
                next.Report(value);
        }
    }
}
