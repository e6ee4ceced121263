using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Tables;
using static Downhill.Reports.MetricText;

namespace Downhill.Reports;

/// <summary>The profile of a table: what its columns hold, and how the classes of the target are distributed.</summary>
public static class DataProfile
{
    private const int MaxClasses = 30, ShownValues = 4;

    /// <summary>A description of the table and its columns, and warnings about columns that reveal the target.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="target">The target; null if none is named.</param>
    /// <param name="hint">The advice for a column that reveals the target, by its name; null for no advice.</param>
    public static IEnumerable<Block> Blocks(TableProfile profile, string? target, Func<string, string>? hint = null)
    {
        Table table = profile.Table;
        yield return new Paragraph(
            $"{table.Name}: {Count(table.Rows, "row")} of {Count(table.Columns.Length, "column")}; {Format(table.Format)}.");
        if (table.BadRows > 0)
            yield return new Note($"Bad rows are left out: {Count(table.BadRows)}; the first is {table.FirstBadRow}");
        yield return Columns(profile, target);
        foreach (ColumnProfile column in profile.Columns.Where(column => !column.Alike.IsEmpty))
        {
            yield return new Note(
                $"Values of the column '{column.Schema.Name}' differ only in spelling: {AlikeValues.Text(column.Alike)}. "
                    + "Each spelling is a value of its own; write them in one way if they mean the same.");
        }

        foreach (ColumnProfile leak in profile.Columns.Where(column => column.IsLeak))
        {
            yield return new Note(
                $"The column '{leak.Schema.Name}' alone explains {Percent(leak.Association)} of the target. "
                    + $"Leave it out if it is not known at the time of "
                    + $"prediction{(hint is null ? string.Empty : $": {hint(leak.Schema.Name)}")}.");
        }
    }

    /// <summary>The number of rows of each class.</summary>
    /// <param name="classes">The classes with their rows.</param>
    /// <param name="caption">The start of the caption.</param>
    public static DataTable Classes(IReadOnlyList<(string Class, int Rows)> classes, string caption)
    {
        double all = Math.Max(1, classes.Sum(one => one.Rows)), most = Math.Max(1, classes.Select(one => one.Rows).DefaultIfEmpty(0).Max());
        string more = classes.Count > MaxClasses ? $"; the {MaxClasses} largest of {Count(classes.Count)}" : string.Empty;
        return new DataTable(
            caption + more,
            [Column.Text("class"), "rows", "share", Column.Text(string.Empty)],
            [
                .. classes.OrderByDescending(one => one.Rows).Take(MaxClasses)
                    .Select(one => new Row(one.Class, [Whole(one.Rows), Share(one.Rows / all), Cell.Bar(one.Rows / most)])),
            ]);
    }

    /// <summary>A description of how the text of a table is written.</summary>
    public static string Format(TableFormat format)
    {
        if (format.IsArff)
            return "an ARFF file; its header defines the columns";
        if (!format.IsText)
            return "the file names the columns";
        string separator = format.Separator switch
        {
            ',' => "commas",
            ';' => "semicolons",
            '\t' => "tabs",
            '|' => "bars",
            TableOptions.Spaces => "spaces",
            _ => $"'{format.Separator}'",
        };
        string skipped = format.SkippedLines == 0 ? string.Empty : $"; {Count(format.SkippedLines, "line")} above the header skipped";
        return $"values separated by {separator}, {(format.HasHeader ? "with a header line" : "without a header line")}{skipped}";
    }

    /// <summary>The profile as JSON.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="target">The target; null if none is named.</param>
    /// <param name="plan">The plan of a training; null if there is none.</param>
    public static JsonObject ToJson(TableProfile profile, string? target, JsonNode? plan = null)
    {
        Table table = profile.Table;
        return new JsonObject
        {
            ["name"] = table.Name,
            ["rows"] = table.Rows,
            ["separator"] = table.Format.IsText ? table.Format.Separator.ToString() : null,
            ["quote"] = table.Format.IsText ? table.Format.Quote.ToString() : null,
            ["header"] = table.Format.HasHeader,
            ["skippedLines"] = table.Format.SkippedLines,
            ["badRows"] = table.BadRows,
            ["target"] = target,
            ["train"] = plan,
            ["columns"] = new JsonArray([.. profile.Columns.Select(Node)]),
            ["classes"] = new JsonArray(
                [.. profile.Classes.Select(entry => (JsonNode)new JsonObject { ["name"] = entry.Class, ["rows"] = entry.Rows })]),
        };
    }

    private static JsonNode Node(ColumnProfile column)
    {
        var node = new JsonObject
        {
            ["name"] = column.Schema.Name,
            ["kind"] = column.Schema.KindName,
            ["input"] = column.Schema.IsInput,
            ["reason"] = column.Schema.Reason,
            ["missing"] = column.Missing,
            ["distinct"] = column.Distinct,
        };
        if (column.Schema.DateFormat is string format)
            node["dateFormat"] = format;
        if (column.Min is double least)
            (node["least"], node["median"], node["largest"]) = (least, column.Median, column.Largest);
        if (column.Frequent.Length > 0)
            node["frequent"] = new JsonArray(
                [.. column.Frequent.Select(entry => (JsonNode)new JsonObject { ["value"] = entry.Value, ["rows"] = entry.Rows })]);
        if (!column.Alike.IsEmpty)
            node["alike"] = new JsonArray([.. column.Alike.Select(pair =>
                (JsonNode)new JsonObject { ["value"] = pair.Value, ["other"] = pair.Other, ["change"] = pair.Change })]);
        if (column.Association is double told)
            (node["tells"], node["leak"]) = (told, column.IsLeak);
        return node;
    }

    private static DataTable Columns(TableProfile profile, string? target)
    {
        int rows = profile.Table.Rows;
        Column[] association = target is null ? [] : [new Column("association")];
        return new DataTable(
            target is null ? "Columns" : "Columns. The association is the share of the target's variance that the column alone explains.",
            [Column.Text("column"), Column.Text("kind"), "missing", "distinct", "min", "median", "max", .. association,
                Column.Prose("values")],
            [.. profile.Columns.Select(column => new Row(
                column.Schema.Name,
                [
                    new Cell(column.Schema.Name == target ? "target" : column.Schema.KindName,
                        Emphasis: column.Schema.IsInput ? Emphasis.None : Emphasis.Soft),
                    column.Missing == 0 ? new Cell("·", 0, Emphasis.Soft) : Whole(column.Missing),
                    Whole(column.Distinct),
                    Value(column.Min),
                    Value(column.Median),
                    Value(column.Largest),
                    .. target is null
                        ? Array.Empty<Cell>()
                        : [Share(column.Association) with { Emphasis = column.IsLeak ? Emphasis.Bad : Emphasis.None }],
                    Remarks(column, rows),
                ]))]);
    }

    private static string Remarks(ColumnProfile column, int rows)
    {
        if (!column.Schema.IsInput)
            return $"left out: {column.Schema.Reason}";
        if (column.Schema.DateFormat is string format)
            return $"written as {format}";
        if (column.Frequent.Length > 0)
            return string.Join(", ", column.Frequent.Take(ShownValues)
                .Select(entry => $"{entry.Value} {Percent(entry.Rows / (double)rows)}"))
                + (column.Distinct > ShownValues ? ", …" : string.Empty);
        return column.Schema.Reason is "numbers" or "as told" ? string.Empty : column.Schema.Reason;
    }

    // Whole numbers have all their digits.
    private static Cell Value(double? value) => value is not double number ? string.Empty
        : new Cell(number.ToString(Math.Abs(number) < 1e12 && number == Math.Floor(number) ? "F0" : "G6", CultureInfo.InvariantCulture),
            number);
}
