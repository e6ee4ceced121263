using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>An experiment whose rows are read and whose choices are made.</summary>
/// <param name="Source">The rows.</param>
/// <param name="Recipe">Every choice, and the experiment with all of them written out.</param>
/// <param name="Split">The rows of each part.</param>
/// <param name="Parts">The rows in their parts, as the network sees them.</param>
/// <param name="Folds">The splits of a cross-validation; null if there is none.</param>
public sealed record PreparedExperiment(DataSource Source, Recipe Recipe, Split Split, TrainParts Parts, IReadOnlyList<Split>? Folds)
{
    /// <summary>Reads the rows and makes every choice.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="streaming">It decides which files stay on disk; it must not be disposed before the last use of the rows.</param>
    /// <param name="reading">Gets the progress of reading a table.</param>
    /// <param name="withFiles">Whether parts that are files of their own are read too.</param>
    public static PreparedExperiment Of(Experiment experiment, Streaming streaming, IProgress<TableProgress>? reading = null,
        bool withFiles = true)
    {
        return Of(experiment, DataSource.Load(experiment, streaming, reading), withFiles);
    }

    /// <summary>Makes every choice for rows that have been read.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="source">The rows.</param>
    /// <param name="withFiles">Whether parts that are files of their own are read too.</param>
    public static PreparedExperiment Of(Experiment experiment, DataSource source, bool withFiles = true)
    {
        var shares = SplitFractions.Of(experiment, source);
        Splitter splitter = source.Splitter(experiment.Seed ?? 0);
        Split split = splitter.Split(shares.Validation, shares.Test);
        (Recipe recipe, TrainParts parts) = Preparation.Of(experiment, source, split, withFiles);
        ThresholdChoice.Require(recipe.Experiment, recipe, parts);
        return new PreparedExperiment(source, recipe, split, parts,
            experiment.Folds is int count ? splitter.Folds(count, shares.Validation) : null);
    }
}
