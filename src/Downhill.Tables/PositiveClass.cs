namespace Downhill.Tables;

/// <summary>Makes the positive class the second of two; ROC-AUC, PR-AUC, thresholds and curves are about this class.</summary>
internal static class PositiveClass
{
    /// <summary>The same targets with the positive class as the second one.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The target.</param>
    /// <param name="targets">Its targets.</param>
    /// <param name="asked">The requested positive class; null to choose it.</param>
    /// <exception cref="DownhillException">The class that was asked for is none, or the target is not two classes.</exception>
    public static Targets Order(Table table, TableColumn column, Targets targets, string? asked)
    {
        if (asked is not null && targets.Classes.Count != 2)
            throw new DownhillException(
                $"{table.Name}: a positive class is one of two, "
                    + $"but the target {Words.Column(column.Name)} "
                    + $"{(targets.AreClasses ? $"has {targets.Classes.Count:N0} classes" : "is a number")}; "
                    + $"leave it out{new Hint(Setting.Positive, asked)}.");
        if (asked is not null && new ClassNames(targets.Classes, byNumber: false).Label(asked) is int label)
        {
            return label == 1 ? targets : label == 0 ? Swap(targets)
                : throw new DownhillException(
                    $"{table.Name}: the target {Words.Column(column.Name)} has no class {Words.Value(asked)}; "
                        + $"it has {Words.List([.. targets.Classes], 2)}. "
                        + $"Name one of them{new Hint(Setting.Positive, Nearest.Of(asked, targets.Classes) ?? targets.Classes[1])}.");
        }

        if (targets.Classes.Count != 2 || table.Options.Identity == ValueIdentity.Number)
            return targets;
        if (BooleanWords.Pair(targets.Classes) is (string first, _))
            return targets.Classes[0] == first ? targets : Swap(targets);
        int second = 0;
        for (int row = 0; row < targets.Rows; row++)
            second += targets.Label(row);
        int others = targets.Rows - second;
        return second > others || (second == others && targets.Label(0) == 0) ? Swap(targets) : targets;
    }

    private static Targets Swap(Targets targets)
    {
        int[] labels = new int[targets.Rows];
        for (int row = 0; row < labels.Length; row++)
            labels[row] = 1 - targets.Label(row);
        return Targets.FromLabels(labels, [targets.Classes[1], targets.Classes[0]]);
    }
}
