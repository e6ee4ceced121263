using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>The kinds of the columns of a table, as in the record of a run.</summary>
internal static class TableColumns
{
    /// <summary>A record for each column.</summary>
    public static IReadOnlyList<ColumnRecord> ColumnRecords(this TrainingTable table) =>
        [.. table.Schema.Columns.Select(column =>
            new ColumnRecord(column.Name, column.KindName, column.Reason, Role(column, table)))];

    private static string Role(ColumnSchema column, TrainingTable table) =>
        column.Name == table.Target ? "target" : column.Name == table.Weight ? "weight" : table.Inputs.Contains(column) ? "input"
            : "left out";
}
