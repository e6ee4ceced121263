using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary>What to try where training diverges.</summary>
internal static class Cure
{
    public static string Of(double rate) => $"Try a smaller learning rate (now {rate:G3}): --learning-rate {rate / 10:G3}";

    /// <summary>What is to be said where training diverged: what, where, what is left and what to do.</summary>
    /// <param name="divergence">The divergence.</param>
    /// <param name="folds">How many folds there are; null where there are none.</param>
    public static string Of(TrainingDivergence divergence, int? folds)
    {
        TrainingResult result = divergence.Result;
        string what = double.IsNaN(result.Loss) ? "The loss became NaN" : double.IsInfinity(result.Loss) ? "The loss became infinite"
            : "Training diverged";
        string member = divergence.Member is int number ? $" of member {number}" : string.Empty;
        string fold = divergence.Fold is int place ? $" in fold {place} of {folds}" : string.Empty;
        string retries = divergence.Training.Retries is null
            ? ", or --on-divergence lower-rate"
            : $"; it was lowered {MetricText.Count(result.Retries?.Count ?? 0, "time")} already";
        return $"{what}{member}{fold} at step {(double.IsFinite(result.Loss) ? result.Steps : result.Steps + 1):N0}; "
            + $"the first non-finite value is {result.FirstNonFinite}. No model was saved; "
            + $"the last good checkpoint is {divergence.Checkpoint}. "
            + $"{Of(divergence.Training.Optimizer.LearningRate)}{retries}";
    }

    /// <summary>Says where numbers that were given in full stopped being finite, after what could be shown of them.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(Terminal terminal, string? firstNonFinite, int otherwise)
    {
        if (firstNonFinite is null)
            return otherwise;
        terminal.ErrorOutput.WriteLine(
            $"The first non-finite value is {firstNonFinite}; later values are meaningless. "
                + $"Try smaller inputs and weights, or a smaller learning rate.");
        return ExitCode.Diverged;
    }
}
