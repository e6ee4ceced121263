namespace Downhill;

/// <summary>Classes: the mean recall of the classes that occur.</summary>
internal sealed class BalancedAccuracyMetric() : ClassMetric("balancedAccuracy", "balanced accuracy", higherIsBetter: true)
{
    public override double? Value(ClassCounts counts, RowCounter? own) =>
        counts.Scores.Where((_, i) => counts.ActualWeights[i] > 0).Average(score => score.Recall);
}
