using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Tables;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>The part of <c>downhill inspect</c> that draws the profile of a table.</summary>
internal static class TableInspection
{
    private const int MaxClasses = 20;

    private static readonly string[] Headings = ["column", "kind", ">missing", ">different", ">least", ">median", ">largest", "remarks"];

    public static void Run(Terminal terminal, TableProfile profile, string? target, bool json)
    {
        if (json)
            terminal.Output.WriteLine(Json.Text(Node(profile, target)));
        else
            Print(terminal.Out, profile, target);
    }

    private static void Print(IAnsiConsole console, TableProfile profile, string? target)
    {
        Tables.Table table = profile.Table;
        console.WriteLine($"{Tabular.Plain(table.Name)}: {Count(table.Rows)} row{(table.Rows == 1 ? string.Empty : "s")} of {Count(table.Columns.Length)} column{(table.Columns.Length == 1 ? string.Empty : "s")}; {Format(table.Format)}");
        if (table.BadRows > 0)
            console.WriteLine($"{Count(table.BadRows)} bad rows are left out; the first is {table.FirstBadRow}");
        var columns = Tabular.Create(target is null ? Headings : [.. Headings[..^1], ">tells", Headings[^1]]);
        foreach (ColumnProfile column in profile.Columns)
        {
            columns.AddRow(
            [
                Tabular.Cell(column.Schema.Name),
                column.Schema.Name == target ? "target" : column.Schema.IsInput ? SchemaText.Kind(column.Schema.Kind) : $"[grey]{SchemaText.Kind(column.Schema.Kind)}[/]",
                column.Missing == 0 ? "[grey]·[/]" : Count(column.Missing),
                Count(column.Distinct),
                Number(column.Min),
                Number(column.Median),
                Number(column.Largest),
                .. Told(column, target),
                Markup.Escape(Tabular.Plain(Remarks(column, table.Rows))),
            ]);
        }

        console.Print(columns);
        if (profile.Classes.Length > 0)
            console.WriteLine(Tabular.Plain($"target {target}: {Balance(profile)}"));
        foreach (ColumnProfile leak in profile.Columns.Where(column => column.IsLeak))
            console.WriteLine(Tabular.Plain($"'{leak.Schema.Name}' alone tells {Percent(leak.Association!.Value)} of the target: if it is not known when the target is asked for, leave it out with --drop {Repeat.Quote(leak.Schema.Name)}"));
    }

    private static string[] Told(ColumnProfile column, string? target) => target is null ? []
        : column.Association is not double told ? [string.Empty]
        : column.IsLeak ? [$"[red]{Percent(told)}[/]"] : [Percent(told)];

    /// <summary>What else there is to say of a column: its most frequent values, or why it is left out.</summary>
    public static string Remarks(ColumnProfile column, int rows)
    {
        if (!column.Schema.IsInput)
            return $"left out: {column.Schema.Reason}";
        if (column.Schema.DateFormat is string format)
            return $"written as {format}";
        if (column.Frequent.Length > 0)
            return string.Join(", ", column.Frequent.Take(4).Select(entry => $"{entry.Value} {Percent(entry.Rows / (double)rows)}")) + (column.Distinct > 4 ? ", …" : string.Empty);
        return column.Schema.Reason is "numbers" or "as told" ? string.Empty : column.Schema.Reason;
    }

    private static string Balance(TableProfile profile)
    {
        IEnumerable<string> classes = profile.Classes.Take(MaxClasses)
            .Select(entry => $"{entry.Class} {Count(entry.Rows)} ({Percent(entry.Rows / (double)profile.Classes.Sum(other => other.Rows))})");
        return string.Join(", ", classes) + (profile.Classes.Length > MaxClasses ? $" and {profile.Classes.Length - MaxClasses} classes more" : string.Empty);
    }

    private static JsonObject Node(TableProfile profile, string? target)
    {
        Tables.Table table = profile.Table;
        return new JsonObject
        {
            ["name"] = table.Name,
            ["rows"] = table.Rows,
            ["separator"] = table.Format.Separator.ToString(),
            ["quote"] = table.Format.Quote.ToString(),
            ["header"] = table.Format.HasHeader,
            ["skippedLines"] = table.Format.SkippedLines,
            ["badRows"] = table.BadRows,
            ["target"] = target,
            ["columns"] = new JsonArray([.. profile.Columns.Select(Node)]),
            ["classes"] = new JsonArray([.. profile.Classes.Select(entry => (JsonNode)new JsonObject { ["name"] = entry.Class, ["rows"] = entry.Rows })]),
        };
    }

    private static JsonNode Node(ColumnProfile column)
    {
        var node = new JsonObject
        {
            ["name"] = column.Schema.Name,
            ["kind"] = SchemaText.Kind(column.Schema.Kind),
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
            node["frequent"] = new JsonArray([.. column.Frequent.Select(entry => (JsonNode)new JsonObject { ["value"] = entry.Value, ["rows"] = entry.Rows })]);
        if (column.Association is double told)
            (node["tells"], node["leak"]) = (told, column.IsLeak);
        return node;
    }

    /// <summary>How a table is written.</summary>
    public static string Format(TableFormat format)
    {
        string separator = format.Separator switch { ',' => "commas", ';' => "semicolons", '\t' => "tabs", '|' => "bars", TableOptions.Spaces => "runs of spaces", _ => $"'{format.Separator}'" };
        string above = format.SkippedLines == 0 ? string.Empty : $", below {format.SkippedLines} other line{(format.SkippedLines == 1 ? string.Empty : "s")}";
        return $"values between {separator}, {(format.HasHeader ? "the first line names the columns" : "no line of names")}{above}";
    }

    /// <summary>A value of a column; whole numbers have all their digits.</summary>
    public static string Number(double? value) => value is not double number ? string.Empty
        : number.ToString(Math.Abs(number) < 1e12 && number == Math.Floor(number) ? "F0" : "G6", CultureInfo.InvariantCulture);

    private static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
