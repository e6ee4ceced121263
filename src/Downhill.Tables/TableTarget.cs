namespace Downhill.Tables;

/// <summary>Turns the values of one column into targets.</summary>
internal static class TableTarget
{
    /// <summary>
    /// The targets to train on: text is classes; numbers are numbers, but at most two different ones are classes.
    /// A task that is given decides instead.
    /// </summary>
    /// <param name="rows">The rows that have a target.</param>
    public static Targets Learn(Table table, TableColumn column, TargetTask? task, int[] rows)
    {
        if (task == TargetTask.Regression)
            return Numbers(column, rows, $"Correct it, name another target{new Hint(Setting.Target)}, or let the task be classification{new Hint(Setting.Task, "classification")}.");
        if (!column.IsNumeric)
            return TextClasses(table, column, task, rows);
        return Distinct(column, rows, task is null ? 2 : int.MaxValue) is double[] values
            ? NumberClasses(table, column, rows, values)
            : Numbers(column, rows, ErrorText.None);
    }

    /// <summary>The targets of a trained model, which knows its classes; where it has none, they are numbers.</summary>
    public static Targets Recall(TableColumn column, IReadOnlyList<string> classes, int[] rows)
    {
        int missing = Array.FindIndex(rows, column.IsMissing);
        if (missing >= 0)
            throw new DownhillException($"{column.PlaceOf(rows[missing])}: the target is missing; every row needs one to be measured. Fill it in, or leave such rows out{new Hint(Setting.BadRows, "skip")}.");
        if (classes.Count == 0)
            return Numbers(column, rows, new ErrorText("Correct it; the model's target is a number."));

        var names = new ClassNames(classes);
        var labels = new int[rows.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = names.Label(column, rows[row]) ?? throw new DownhillException(
                $"{column.PlaceOf(rows[row])}: {Words.Value(column.Text(rows[row]))} is none of the model's {classes.Count:N0} classes "
                + $"({Words.List(classes, 10)}). Correct it, or leave the row out.");
        }

        return Targets.FromLabels(labels, classes);
    }

    private static Targets Numbers(TableColumn column, int[] rows, ErrorText remedy)
    {
        if (!column.IsNumeric)
            throw new DownhillException($"{NumberErrors.OneValue(column, column.FirstText)} {remedy}");
        return Targets.FromNumbers(Samples.From([.. rows.Select(column.Number)], 1));
    }

    private static Targets TextClasses(Table table, TableColumn column, TargetTask? task, int[] rows)
    {
        if (task is null && NumberErrors.AreFew(column))
        {
            throw new DownhillException(
                $"{NumberErrors.OneValue(column, column.FirstText)} Correct it for regression, or leave such rows out{new Hint(Setting.Missing, column.Text(column.FirstText))}{new Hint(Setting.BadRows, "skip")}; or take them as classes{new Hint(Setting.Task, "classification")}.");
        }

        TextValues texts = column.Texts;
        if (task is null && texts.Distinct.Any(text => !NumberText.TryParse(text, out _)) && NumberErrors.WrittenOtherwise(column, $"or take them as classes{new Hint(Setting.Task, "classification")}") is DownhillException otherwise)
            throw otherwise;
        if (texts.Distinct.Count > 2 && BooleanWords.Pair(texts.Distinct) is (string no, string yes))
            return Classes(table, column, [.. rows.Select(row => BooleanWords.Place(texts[row], no, yes))], [no, yes]);
        string[] classes = [.. rows.Select(texts.Code).Distinct().Select(code => texts.Distinct[code]).Order(StringComparer.Ordinal)];
        var labelOf = new Dictionary<string, int>(classes.Length);
        foreach (string name in classes)
            labelOf.Add(name, labelOf.Count);
        int[] labelOfCode = [.. texts.Distinct.Select(name => labelOf.GetValueOrDefault(name, -1))];
        return Classes(table, column, [.. rows.Select(row => labelOfCode[texts.Code(row)])], classes);
    }

    private static Targets NumberClasses(Table table, TableColumn column, int[] rows, double[] values) =>
        Classes(table, column, [.. rows.Select(row => Array.BinarySearch(values, column.Number(row)))], [.. values.Select(NumberText.Format)]);

    private static Targets Classes(Table table, TableColumn column, int[] labels, string[] classes) => classes.Length > 1
        ? Targets.FromLabels(labels, classes)
        : throw new DownhillException(
            $"{table.Name}, column {Words.Column(column.Name)}: the target is {Words.Value(classes[0])} in every row; "
            + $"classification needs at least two classes. Name another target{new Hint(Setting.Target)}, or add rows of other classes.");

    // The different numbers in ascending order, or null where there are more than the most.
    private static double[]? Distinct(TableColumn column, int[] rows, int most)
    {
        var seen = new HashSet<double>();
        foreach (int row in rows)
        {
            if (seen.Add(column.Number(row)) && seen.Count > most)
                return null;
        }

        return [.. seen.Order()];
    }
}
