using Downhill.Tables;

namespace Downhill.Reports;

/// <summary>The kinds of the columns of a table in words.</summary>
public static class SchemaText
{
    private const int MaxNames = 12;

    /// <summary>The number of columns of each kind, and the number of inputs that they become.</summary>
    public static string Inputs(TrainingTable table, Preprocessing preprocessing)
    {
        IEnumerable<string> kinds = table.Inputs.OrderBy(column => column.Kind).GroupBy(column => column.KindName)
            .Select(group => $"{group.Count():N0} {Plural(group.First(), group.Count())}");
        int numbers = preprocessing.Encodings!.Where(encoding => encoding is not ImageEncoding).Sum(encoding => encoding.Width);
        string pixels = preprocessing.Image is ImageEncoding image ? $"{image.Width:N0} pixel values and " : string.Empty;
        return $"{string.Join(", ", kinds)} → {pixels}{MetricText.Count(numbers, "number")}";
    }

    /// <summary>The columns and rows that are not used, with the reasons; empty if there are none.</summary>
    public static string LeftOut(TrainingTable table)
    {
        string[] columns = [.. table.Schema.Columns.Where(column => column.Name != table.Target && !table.Inputs.Contains(column))
            .Select(column => column.Name == table.Weight ? $"{column.Name} (row weights)" : Why(column))];
        IEnumerable<string> shown = columns.Length > MaxNames
            ? columns.Take(MaxNames).Append($"{columns.Length - MaxNames:N0} columns more")
            : columns;
        if (table.SkippedRows > 0)
            shown = shown.Append($"{table.SkippedRows:N0} bad row{(table.SkippedRows == 1 ? string.Empty : "s")}{table.FirstBadRow}");
        if (table.EmptyColumns > 0)
            shown = shown.Append($"{table.EmptyColumns:N0} empty column{(table.EmptyColumns == 1 ? string.Empty : "s")} without a name");
        if (table.WeightlessRows > 0)
            shown = shown.Append($"{table.WeightlessRows:N0} row{(table.WeightlessRows == 1 ? string.Empty : "s")} of weight 0");
        return TerminalWriter.Plain(string.Join("; ", shown));
    }

    private static string Why(ColumnSchema column) =>
        column.IsInput ? $"{column.Name} (groups for the split)" : column.Kind == ColumnKind.Dropped ? $"{column.Name} (on request)"
            : $"{column.Name} ({column.KindName}: {column.Reason})";

    private static string Plural(ColumnSchema column, int count) => column.Encoding is not null
        ? $"{column.KindName} column{(count == 1 ? string.Empty : "s")}"
        : count == 1 ? column.KindName : column.Kind == ColumnKind.Category ? "categories" : $"{column.KindName}s";
}
