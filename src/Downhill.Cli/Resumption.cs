namespace Downhill.Cli;

/// <summary>A run to go on with.</summary>
/// <param name="Folder">Its folder, held.</param>
/// <param name="Record">What its <c>run.json</c> says.</param>
/// <param name="Checkpoints">Its checkpoints.</param>
/// <param name="From">The one to go on from.</param>
internal sealed record Resumption(RunFolder Folder, RunRecord Record, Checkpoints Checkpoints, Checkpoint From)
{
    /// <summary>How long the run had taken at the end of the last epoch that counts.</summary>
    public double Seconds { get; private set; }

    /// <summary>The recipe of the run, in the words of its command, after a check that the data still gives the same preprocessing.</summary>
    public Recipe Take(TrainParts parts, Wishes wishes)
    {
        if (!parts.Preprocessing.Equals(From.Model.Preprocessing))
            throw new DownhillException($"{parts.Source.Name} has changed since the run in {Folder.Path} began: its columns or their numbers are others. A run goes on only with the same rows; train again, or bring the data back.");
        return new Recipe(
            From.Model.Model,
            From.Model.Training,
            wishes.Model ?? ModelText.Of(From.Model.Model),
            wishes.Optimizer ?? Catalog.Optimizers.NameOf(From.Model.Training.Optimizer),
            wishes.Regularization.Schedule,
            Record.Recipe ?? "that of the run");
    }

    /// <summary>Brings a trainer and the run's lines of metrics to where the checkpoint was made.</summary>
    public void Restore<T>(Trainer<T> trainer)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        trainer.Restore(From);
        IReadOnlyList<EpochRecord> kept = Folder.KeepEpochs(From.Position.Epochs);
        Seconds = kept.Count == 0 ? 0 : kept[^1].Seconds;
    }

    /// <summary>A record of the run from now on, with what the old one knows of its beginning.</summary>
    public RunRecord Continue(RunRecord record) => record with
    {
        Started = Record.Started,
        CrossValidation = Record.CrossValidation,
        Resumed = [.. Record.Resumed ?? [], DateTimeOffset.UtcNow],
    };
}
