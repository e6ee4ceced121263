using System.Numerics;

namespace Downhill.Cli;

/// <summary>A run to go on with.</summary>
/// <param name="Folder">Its folder, held.</param>
/// <param name="Record">What its <c>run.json</c> says.</param>
internal sealed record Resumption(RunFolder Folder, RunRecord Record)
{
    /// <summary>The recipe of the run, after a check that the data is still the same.</summary>
    /// <param name="recipe">What the run's command makes of the data.</param>
    /// <param name="parts">The data.</param>
    /// <exception cref="DownhillException">The data is another.</exception>
    public Recipe Take<T>(Recipe recipe, TrainParts parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        recipe = recipe with { Model = Ensemble.MemberOf(Record.Model, recipe.Members), Training = Record.Training, Reason = Record.Recipe ?? "that of the run" };
        if (!parts.AreOf<T>(Record))
            throw new DownhillException($"{parts.Source.Name} has changed since the run in {Folder.Path} began. A run goes on only with the same rows; bring them back, or train again.");
        return recipe;
    }

    /// <summary>The record of the run from now on.</summary>
    public RunRecord Continue(MachineRecord machine) => Record with
    {
        Version = Json.Version,
        Status = "running",
        Machine = machine,
        Resumed = [.. Record.Resumed ?? [], DateTimeOffset.UtcNow],
    };
}
