namespace Downhill.Tables;

/// <summary>Makes numbers of a table for a model that has been trained.</summary>
public static class TableDataset
{
    /// <summary>
    /// The rows for a trained model: its columns by name and in its order, other columns ignored, the target where the table has it, and
    /// where rows are to be measured the weights too.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="preprocessing">What the model knows about its columns.</param>
    /// <param name="targetRequired">Whether the rows are to be measured.</param>
    /// <param name="skipMissingTargets">Whether rows to be measured are left out where they have no target; otherwise they are an error.</param>
    /// <param name="weight">The column that weights the rows where they are measured; null for the one of the training, if the table has it.</param>
    /// <exception cref="DownhillException">A column is missing, or a value does not suit its place.</exception>
    public static TableRows ForModel(Table table, Preprocessing preprocessing, bool targetRequired, bool skipMissingTargets = false, string? weight = null)
    {
        if (preprocessing.Columns.IsEmpty)
            throw new DownhillException($"The inputs of the model have no names, so the columns of {table.Name} cannot be matched to them; give data of the kind it was trained on.");

        string[] missing = [.. preprocessing.Columns.Where(name => table.Find(name) is null)];
        if (missing.Length > 0)
            throw new DownhillException(Missing(table, missing, [.. preprocessing.Columns]));
        TableColumn? weights = !targetRequired ? null
            : weight is not null ? table.Require(weight, "to be the weight")
            : preprocessing.Weight is string name ? table.Find(name) : null;
        TableColumn? skipped = targetRequired && skipMissingTargets && preprocessing.Target is [string target] && table.Find(target) is { MissingCount: > 0 } column && column.MissingCount < table.Rows ? column : null;
        int[] rows = [.. Enumerable.Range(0, table.Rows).Where(row => skipped?.IsMissing(row) != true)];
        double[]? all = weights is null ? null : RowWeights.Of(table, weights, row => skipped?.IsMissing(row) == true);
        return new TableRows(
            RawRows.Pack(table, preprocessing, rows),
            ModelTarget(table, preprocessing, rows, targetRequired),
            all is null ? null : [.. rows.Select(row => all[row])],
            row => table.PlaceOf(rows[row]));
    }

    private static Targets? ModelTarget(Table table, Preprocessing preprocessing, int[] rows, bool required)
    {
        if (preprocessing.Target is not [string name])
        {
            return required
                ? throw new DownhillException($"The model names {Words.Count(preprocessing.Target.Length, "target column")}, but the target of a table is one column.")
                : null;
        }

        if (table.Find(name) is TableColumn column && (required || column.MissingCount == 0))
            return TableTarget.Recall(column, preprocessing.Classes, rows, byNumber: preprocessing.Reading is null);
        return required ? throw new DownhillException(Missing(table, [name], [.. preprocessing.Columns])) : null;
    }

    // Columns that the model takes under their own names are not offered for a missing one.
    private static ErrorText Missing(Table table, string[] missing, HashSet<string> taken)
    {
        string[] free = [.. table.ColumnNames.Where(name => !taken.Contains(name))];
        IEnumerable<string> named = missing.Select(name =>
            Nearest.Of(name, free) is string nearest ? $"{Words.Column(name)} (did you mean {Words.Column(nearest)}?)" : Words.Column(name));
        ErrorText nameless = table.Format.HasHeader ? ErrorText.None : ErrorText.Of($" It has no line of names; give them{new Hint(Setting.Columns)}.");
        return ErrorText.Of($"{table.Name} lacks {Words.Count(missing.Length, "column")} that the model needs: {string.Join(", ", named)}. {Words.ColumnsOf(table)}{nameless}");
    }
}
