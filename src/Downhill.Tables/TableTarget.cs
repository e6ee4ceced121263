namespace Downhill.Tables;

/// <summary>Turns the values of one column into targets.</summary>
internal static class TableTarget
{
    private const int MaxWholeClasses = 10, MinRowsOfWholeClass = 10;

    // Fewer rows may all differ by chance.
    private const int MinRowsToCount = 20;

    /// <summary>
    /// The targets to train on: text is classes; numbers are numbers, but at most two different ones are classes, and so are whole
    /// numbers that follow one another, at most ten of them and each in at least ten rows. A task that is given decides instead.
    /// </summary>
    /// <param name="rows">The rows that have a target.</param>
    public static Targets Learn(Table table, TableColumn column, TargetTask? task, int[] rows)
    {
        if (task == TargetTask.Regression)
            return Numbers(column, rows,
                $"Correct it, name another target{new Hint(Setting.Target)}, "
                    + $"or let the task be classification{new Hint(Setting.Task, "classification")}.");
        if (!column.IsNumeric)
            return TextClasses(table, column, task, rows);
        if (task == TargetTask.Classification)
            return NumberClasses(table, column, rows);
        bool mayBeGrades = table.Options.Identity != ValueIdentity.Number; // version 0.1.0 knew no such classes
        return Distinct(column, rows, MaxWholeClasses) is double[] values
            && (values.Length <= 2 || (mayBeGrades && AreGrades(column, rows, values)))
            ? Classes(table, column, [.. rows.Select(row => Array.BinarySearch(values, column.Number(row)))],
                [.. values.Select(NumberText.Format)])
            : Numbers(column, rows, ErrorText.None);
    }

    // 1, 2, 3 in many rows each: kinds, or grades. The rule is one by which people name them, not one of mathematics.
    private static bool AreGrades(TableColumn column, int[] rows, double[] values)
    {
        if (values[^1] - values[0] != values.Length - 1 || values.Any(value => value != Math.Floor(value)))
            return false;
        var counts = new int[values.Length];
        foreach (int row in rows)
            counts[(int)(column.Number(row) - values[0])]++;
        return counts.Min() >= MinRowsOfWholeClass;
    }

    /// <summary>The targets of a trained model, which knows its classes; where it has none, they are numbers.</summary>
    public static Targets Recall(TableColumn column, IReadOnlyList<string> classes, int[] rows, bool byNumber)
    {
        int missing = Array.FindIndex(rows, column.IsMissing);
        if (missing >= 0)
            throw new DownhillException(
                $"{column.PlaceOf(rows[missing])}: the target is missing; every row needs one to be measured. Fill it in, "
                    + $"or leave such rows out{new Hint(Setting.BadRows, "skip")}.");
        if (classes.Count == 0)
            return Numbers(column, rows, new ErrorText("Correct it; the model's target is a number."));

        int[] labelOfCode = LabelsOfCodes(column, classes, byNumber);
        var labels = new int[rows.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = labelOfCode[column.Names.Code(rows[row])];
            if (labels[row] < 0)
            {
                throw new DownhillException(
                    $"{column.PlaceOf(rows[row])}: {Words.Value(column.Text(rows[row]))} is none of the model's {classes.Count:N0} classes "
                    + $"({Words.List(classes, 10)}). Correct it, or leave such rows out{new Hint(Setting.BadRows, "skip")}.");
            }
        }

        return Targets.FromLabels(labels, classes);
    }

    /// <summary>The label of each different value of a column; −1 if it is none of the classes.</summary>
    public static int[] LabelsOfCodes(TableColumn column, IReadOnlyList<string> classes, bool byNumber)
    {
        var names = new ClassNames(classes, byNumber);
        return [.. column.Names.Distinct.Select(names.Label)];
    }

    private static Targets Numbers(TableColumn column, int[] rows, ErrorText remedy)
    {
        if (!column.IsNumeric)
            throw new DownhillException($"{NumberErrors.OneValue(column, column.FirstText)} {remedy}");
        return Targets.FromNumbers(Samples.From([.. rows.Select(column.Number)], 1));
    }

    private static Targets TextClasses(Table table, TableColumn column, TargetTask? task, int[] rows)
    {
        if (task is null && (NumberErrors.AreFew(column) || NumberErrors.AreBeyondRange(column)))
        {
            ErrorText classify = AreTooMany(column.Texts.Distinct.Count, rows.Length) ? ErrorText.None
                : ErrorText.Of($"; or read them as classes{new Hint(Setting.Task, "classification")}");
            throw new DownhillException(
                $"{NumberErrors.OneValue(column, column.FirstText)} Correct it for regression, "
                    + $"or leave such rows out{new Hint(Setting.Missing, column.Text(column.FirstText))}"
                    + $"{new Hint(Setting.BadRows, "skip")}{classify}.");
        }

        TextValues texts = column.Texts;
        if (task is null && texts.Distinct.Any(text => !column.TryNumber(text, out _))
            && NumberErrors.WrittenOtherwise(column, $"or read them as classes{new Hint(Setting.Task, "classification")}")
            is DownhillException otherwise)
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

    // In the order of the numbers, and where those are equal of the texts.
    private static Targets NumberClasses(Table table, TableColumn column, int[] rows)
    {
        TextValues names = column.Names;
        int[] codes = [.. rows.Select(names.Code).Distinct().OrderBy(code => Number(names.Distinct[code]))
            .ThenBy(code => names.Distinct[code], StringComparer.Ordinal)];
        var labelOf = new int[names.Distinct.Count];
        for (int label = 0; label < codes.Length; label++)
            labelOf[codes[label]] = label;
        return Classes(table, column, [.. rows.Select(row => labelOf[names.Code(row)])], [.. codes.Select(code => names.Distinct[code])]);

        double Number(string text) => column.TryNumber(text, out double number) ? number : double.NaN;
    }

    private static bool AreTooMany(int classes, int rows) => rows >= MinRowsToCount && classes * 2L > rows;

    private static Targets Classes(Table table, TableColumn column, int[] labels, string[] classes) =>
        AreTooMany(classes.Length, labels.Length) ? throw new DownhillException(
            $"{table.Name}, column {Words.Column(column.Name)}: {Words.Count(classes.Length, "different value")} in "
                + $"{Words.Count(labels.Length, "row")} are too many for classes. "
            + $"Name another target{new Hint(Setting.Target)}"
            + $"{(column.IsNumeric ? ErrorText.Of($", or predict a number{new Hint(Setting.Task, "regression")}") : ErrorText.None)}.")
        : classes.Length > 1
        ? Targets.FromLabels(labels, classes)
        : throw new DownhillException(
            $"{table.Name}, column {Words.Column(column.Name)}: the target is {(column.IsNumeric ? classes[0] : Words.Value(classes[0]))} "
                + $"in every row, so there is nothing to learn. "
            + $"Name another target{new Hint(Setting.Target)}, or add rows with other values.");

    // Nobody said what they are: two different numbers are taken for classes, however they are written; null where there are more.
    // The different numbers in ascending order; null where there are more than so many.
    private static double[]? Distinct(TableColumn column, int[] rows, int most)
    {
        var seen = new HashSet<double>();
        return rows.All(row => !seen.Add(column.Number(row)) || seen.Count <= most) ? [.. seen.Order()] : null;
    }
}
