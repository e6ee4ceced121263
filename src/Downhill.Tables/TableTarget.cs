namespace Downhill.Tables;

/// <summary>Turns the values of one column into targets.</summary>
internal static class TableTarget
{
    /// <summary>
    /// The targets to train on: text is classes; numbers are numbers, but at most two different ones are classes.
    /// A task that is given decides instead.
    /// </summary>
    public static Targets Learn(Table table, TableColumn column, TargetTask? task)
    {
        if (task == TargetTask.Regression)
            return Numbers(table, column, "Correct it, name another --target, or leave --task regression out.");
        if (!column.IsNumeric)
            return TextClasses(table, column, task);
        return Distinct(column, task is null ? 2 : int.MaxValue) is double[] values
            ? NumberClasses(table, column, values)
            : Numbers(table, column, string.Empty);
    }

    /// <summary>The targets of a trained model, which knows its classes; where it has none, they are numbers.</summary>
    public static Targets Recall(Table table, TableColumn column, IReadOnlyList<string> classes)
    {
        if (classes.Count == 0)
            return Numbers(table, column, "Correct it; the model's target is a number.");

        var names = new ClassNames(classes);
        var labels = new int[table.Rows];
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = names.Label(column, row) ?? throw new DownhillException(
                $"{Place(table, column, row)}: {Words.Value(column.Text(row))} is none of the model's {classes.Count:N0} classes "
                + $"({Words.List(classes, 10)}). Correct it, or leave the row out.");
        }

        return Targets.FromLabels(labels, classes);
    }

    private static Targets Numbers(Table table, TableColumn column, string remedy) => column.IsNumeric
        ? Targets.FromNumbers(Inputs.Pack(table, [column], canDrop: false))
        : throw new DownhillException($"{NotNumbers.OneValue(table, column)} {remedy}");

    private static Targets TextClasses(Table table, TableColumn column, TargetTask? task)
    {
        if (task is null && NotNumbers.AreFew(column))
        {
            throw new DownhillException(
                $"{NotNumbers.OneValue(table, column)} Correct it for regression, or say --task classification.");
        }

        TextValues texts = column.Texts;
        string[] classes = [.. texts.Distinct.Order(StringComparer.Ordinal)];
        var labelOf = new Dictionary<string, int>(classes.Length);
        foreach (string name in classes)
            labelOf.Add(name, labelOf.Count);
        int[] labelOfCode = [.. texts.Distinct.Select(name => labelOf[name])];

        var labels = new int[table.Rows];
        for (int row = 0; row < labels.Length; row++)
        {
            if (texts[row].Length == 0)
                throw new DownhillException($"{Place(table, column, row)}: the target is empty; every row needs one. Fill it in, or leave the row out.");
            labels[row] = labelOfCode[texts.Code(row)];
        }

        return Classes(table, column, labels, classes);
    }

    private static Targets NumberClasses(Table table, TableColumn column, double[] values)
    {
        var labels = new int[table.Rows];
        for (int row = 0; row < labels.Length; row++)
            labels[row] = Array.BinarySearch(values, column.Number(row));
        return Classes(table, column, labels, [.. values.Select(NumberText.Format)]);
    }

    private static Targets Classes(Table table, TableColumn column, int[] labels, string[] classes) => classes.Length > 1
        ? Targets.FromLabels(labels, classes)
        : throw new DownhillException(
            $"{table.Name}, column {Words.Column(column.Name)}: the target is {Words.Value(classes[0])} in every row; "
            + "classification needs at least two classes. Name another --target, or add rows of other classes.");

    // The different numbers in ascending order, or null where there are more than the most.
    private static double[]? Distinct(TableColumn column, int most)
    {
        var seen = new HashSet<double>();
        for (int row = 0; row < column.Rows; row++)
        {
            if (seen.Add(column.Number(row)) && seen.Count > most)
                return null;
        }

        return [.. seen.Order()];
    }

    private static string Place(Table table, TableColumn column, int row) =>
        $"{table.Name} line {column.LineOf(row)}, column {Words.Column(column.Name)}";
}
