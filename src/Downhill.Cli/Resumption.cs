namespace Downhill.Cli;

/// <summary>A run to go on with.</summary>
/// <param name="Folder">Its folder, held.</param>
/// <param name="Record">What its <c>run.json</c> says.</param>
/// <param name="Model">Model, preprocessing and options of a member that has begun; a run without an ensemble has one.</param>
/// <param name="From">The checkpoint to go on from, where the run is no ensemble.</param>
internal sealed record Resumption(RunFolder Folder, RunRecord Record, ModelFile Model, Checkpoint? From)
{
    /// <summary>The checkpoints of a run that is no ensemble; they know which of them is whole.</summary>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>The recipe of the run, in the words of its command, after a check that the data still gives the same preprocessing.</summary>
    public Recipe Take(TrainParts parts, Wishes wishes)
    {
        if (!parts.Preprocessing.Equals(Model.Preprocessing))
            throw new DownhillException($"{parts.Source.Name} has changed since the run in {Folder.Path} began: its columns or their numbers are others. A run goes on only with the same rows; train again, or bring the data back.");
        return new Recipe(
            Model.Model,
            Record.Training,
            wishes.Model ?? ModelText.Of(Model.Model),
            wishes.Optimizer ?? Catalog.Optimizers.NameOf(Record.Training.Optimizer),
            wishes.Regularization.Schedule,
            Record.Recipe ?? "that of the run",
            wishes.Members ?? Record.Members?.Count ?? 1);
    }

    /// <summary>A record of the run from now on, with what the old one knows of its beginning.</summary>
    public RunRecord Continue(RunRecord record) => record with
    {
        Started = Record.Started,
        CrossValidation = Record.CrossValidation,
        Resumed = [.. Record.Resumed ?? [], DateTimeOffset.UtcNow],
    };
}
