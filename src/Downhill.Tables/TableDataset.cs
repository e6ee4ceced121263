namespace Downhill.Tables;

/// <summary>Converts a table to the raw rows of a trained model.</summary>
public static class TableDataset
{
    /// <summary>
    /// The rows for a trained model: its columns by name and in its order, without other columns; for metrics also the target and the
    /// weights.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="preprocessing">The preprocessing of the model, which knows its columns.</param>
    /// <param name="targetRequired">Whether the rows are to be measured.</param>
    /// <param name="skipMissingTargets">
    /// Whether rows to be measured are left out where their target is missing or none of the model's classes; otherwise they are an error.
    /// </param>
    /// <param name="weight">
    /// The column that weights the rows where they are measured; null for the one of the training, if the table has it.
    /// </param>
    /// <param name="images">
    /// Where the model takes an image before the columns: makes the images of the rows of the table, which are counted from 0.
    /// </param>
    /// <exception cref="DownhillException">A column is missing, or a value does not suit its place.</exception>
    public static TableRows ForModel(Table table, Preprocessing preprocessing, bool targetRequired, bool skipMissingTargets = false,
        string? weight = null, Func<int[], Samples>? images = null)
    {
        RequireImages(table, preprocessing, images is not null);
        if (preprocessing.Columns.IsEmpty)
            throw new DownhillException(
                $"The inputs of the model have no names, so the columns of {table.Name} cannot be matched to them; "
                    + $"give data of the kind it was trained on.");

        RequireColumns(table, preprocessing);
        return Of(table, preprocessing, targetRequired, skipMissingTargets, weight,
            rows => images is null
                ? RawRows.Pack(table, preprocessing, rows)
                : Samples.Join(images(rows), RawRows.Pack(table, preprocessing, rows))) with
        { Known = preprocessing };
    }

    /// <summary>
    /// Rows for a trained model whose inputs are not columns, such as images named in a column, with the target and the weights of the
    /// table.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="preprocessing">The preprocessing of the model, which knows its target.</param>
    /// <param name="targetRequired">Whether the rows are to be measured.</param>
    /// <param name="skipMissingTargets">
    /// Whether rows to be measured are left out where their target is missing or none of the model's classes.
    /// </param>
    /// <param name="weight">
    /// The column that weights the rows where they are measured; null for the one of the training, if the table has it.
    /// </param>
    /// <param name="inputs">Makes the inputs of the rows of the table, which are counted from 0.</param>
    /// <exception cref="DownhillException">The target is missing, or a value does not suit its place.</exception>
    public static TableRows Of(Table table, Preprocessing preprocessing, bool targetRequired, bool skipMissingTargets, string? weight,
        Func<int[], Samples> inputs)
    {
        TableColumn? weights = !targetRequired ? null
            : weight is not null ? table.Require(weight, "to be the weight")
            : preprocessing.Weight is string name ? table.Find(name) : null;
        bool[] isSkipped = targetRequired && skipMissingTargets ? WithoutTarget(table, preprocessing) : new bool[table.Rows];
        int[] rows = [.. Enumerable.Range(0, table.Rows).Where(row => !isSkipped[row])];
        double[]? all = weights is null ? null : RowWeights.Of(table, weights, row => isSkipped[row]);
        return new TableRows(
            inputs(rows),
            targetRequired ? ModelTarget(table, preprocessing, rows) : null,
            all is null ? null : [.. rows.Select(row => all[row])],
            row => table.PlaceOf(rows[row]))
        {
            Table = table,
            WithoutTarget = [.. Enumerable.Range(0, table.Rows).Where(row => isSkipped[row]).Select(table.PlaceOf)],
        };
    }

    // Nothing is left out where nothing would be left: the error about the first row says why.
    private static bool[] WithoutTarget(Table table, Preprocessing preprocessing)
    {
        var skipped = new bool[table.Rows];
        if (preprocessing.Target is not [string name] || table.Find(name) is not TableColumn column)
            return skipped;
        int[] labels = preprocessing.Classes.IsEmpty
            ? []
            : TableTarget.LabelsOfCodes(column, preprocessing.Classes, byNumber: preprocessing.Reading is null);
        for (int row = 0; row < skipped.Length; row++)
            skipped[row] = column.IsMissing(row) || (labels.Length > 0 && labels[column.Names.Code(row)] < 0);
        return Array.TrueForAll(skipped, skip => skip) ? new bool[table.Rows] : skipped;
    }

    private static Targets ModelTarget(Table table, Preprocessing preprocessing, int[] rows)
    {
        if (preprocessing.Target is not [string name])
            throw new DownhillException(
                $"The model names {Words.Count(preprocessing.Target.Length, "target column")}, but the target of a table is one column.");
        return table.Find(name) is TableColumn column
            ? TableTarget.Recall(column, preprocessing.Classes, rows, byNumber: preprocessing.Reading is null)
            : throw new DownhillException(Missing(table, [name], [.. preprocessing.Columns]));
    }

    /// <summary>Throws if a table lacks a column that a model needs.</summary>
    internal static void RequireColumns(Table table, Preprocessing preprocessing)
    {
        string[] missing = [.. preprocessing.Columns.Where(name => table.Find(name) is null)];
        if (missing.Length > 0)
            throw new DownhillException(Missing(table, missing, [.. preprocessing.Columns]));
    }

    /// <summary>Throws if a model takes an image before its columns and there are none.</summary>
    internal static void RequireImages(Table table, Preprocessing preprocessing, bool areThere)
    {
        if (preprocessing.Image is ImageEncoding image && !areThere)
            throw new DownhillException(
                $"The model takes the images of {Words.Column(image.Name)} beside other columns, but no images of {table.Name} were read; "
                    + $"every value of that column must be the path of an image file.");
    }

    // Columns that the model takes under their own names are not offered for a missing one.
    private static ErrorText Missing(Table table, string[] missing, HashSet<string> taken)
    {
        string[] free = [.. table.ColumnNames.Where(name => !taken.Contains(name))];
        IEnumerable<string> named = missing.Select(name =>
            Nearest.Of(name, free) is string nearest
                ? $"{Words.Column(name)} (did you mean {Words.Column(nearest)}?)"
                : Words.Column(name));
        ErrorText nameless = table.Format.HasHeader
            ? ErrorText.None
            : ErrorText.Of($" It has no line of names; give them{new Hint(Setting.Columns)}.");
        return ErrorText.Of($"{table.Name} lacks {Words.Count(missing.Length, "column")} that the model needs: "
            + $"{string.Join(", ", named)}. {Words.ColumnsOf(table)}{nameless}");
    }
}
