using Downhill.Experiments;

namespace Downhill.Reports;

/// <summary>The message about a training that diverged.</summary>
public static class DivergenceText
{
    /// <summary>What diverged, at which step, what is left, and what to try.</summary>
    /// <param name="divergence">The divergence.</param>
    /// <param name="folds">The number of folds of the cross-validation; null without one.</param>
    /// <param name="option">The words for a setting that helps; null leaves them out.</param>
    public static string Of(TrainingDivergence divergence, int? folds = null, Func<Hint, string>? option = null)
    {
        TrainingResult result = divergence.Result;
        string what = double.IsNaN(result.Loss) ? "The loss became NaN" : double.IsInfinity(result.Loss) ? "The loss became infinite"
            : "Training diverged";
        string member = divergence.Member is int number ? $" of member {number}" : string.Empty;
        string fold = divergence.Fold is int place ? $" in fold {place} of {folds}" : string.Empty;
        string retries = divergence.Training.Retries is not null
            ? $"; it was lowered {MetricText.Count(result.Retries?.Count ?? 0, "time")} already"
            : option is null ? string.Empty : $", or {option(new Hint(Setting.OnDivergence, "lower-rate"))}";
        return $"{what}{member}{fold} at step {(double.IsFinite(result.Loss) ? result.Steps : result.Steps + 1):N0}; "
            + $"the first non-finite value is {result.FirstNonFinite}. No model was saved; "
            + $"the last good checkpoint is {divergence.Checkpoint}. "
            + $"{SmallerRate(divergence.Training.Optimizer.LearningRate, option)}{retries}";
    }

    internal static string SmallerRate(double rate, Func<Hint, string>? option) =>
        $"Try a smaller learning rate (now {rate:G3})"
            + (option is null ? string.Empty : $": {option(new Hint(Setting.LearningRate, $"{rate / 10:G3}"))}");
}
