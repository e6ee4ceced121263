namespace Downhill.Tables;

/// <summary>The errors about text where numbers are needed.</summary>
internal static class NotNumbers
{
    public static bool AreFew(TableColumn column) => column.NumberCount * 2L > column.Rows;

    /// <summary>The error about one or more text columns among the inputs.</summary>
    public static DownhillException Inputs(Table table, TableColumn[] texts, bool canDrop)
    {
        string drop = Words.Options("--drop", texts.Select(column => column.Name));
        if (texts is not [var only])
        {
            string list = string.Join(", ", texts.Select(column => $"{Words.Column(column.Name)} ({First(column)})"));
            return new DownhillException(
                $"{table.Name}: {texts.Length} columns are text, but inputs must be numbers: {list}. "
                + (canDrop ? $"Leave them out with {drop}." : "Correct them; the model was trained on numbers there."));
        }

        if (AreFew(only))
        {
            return new DownhillException(
                $"{OneValue(table, only)} " + (canDrop ? $"Correct it, or leave the column out with {drop}." : "Correct it; the model needs the column."));
        }

        return new DownhillException(
            $"{table.Name}, column {Words.Column(only.Name)} is text (first value on {First(only)}); inputs must be numbers. "
            + (canDrop ? $"Leave it out with {drop}." : "Correct it; the model was trained on numbers there."));
    }

    /// <summary>The first value of a column that is not a number, and how many of the others are.</summary>
    public static string OneValue(Table table, TableColumn column)
    {
        string value = column.Text(column.FirstText);
        (string are, string numbers) = column.NumberCount == 1 ? ("is", "is a number") : ("are", "are numbers");
        (string fault, string others) = value.Length == 0 ? ("the value is empty", numbers)
            : NumberText.IsTooLarge(value) ? ($"{Words.Value(value)} is too large for a 64-bit number", numbers)
            : ($"{Words.Value(value)} is not a number", are);
        return $"{table.Name} line {column.LineOf(column.FirstText)}, column {Words.Column(column.Name)}: {fault}; "
            + $"{column.NumberCount:N0} of {column.Rows:N0} values {others}.";
    }

    private static string First(TableColumn column)
    {
        string value = column.Text(column.FirstText);
        return $"line {column.LineOf(column.FirstText)}: {(value.Length == 0 ? "empty" : Words.Value(value))}";
    }
}
