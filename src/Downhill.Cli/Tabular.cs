using Spectre.Console;

namespace Downhill.Cli;

/// <summary>The one look that all printed tables share.</summary>
internal static class Tabular
{
    /// <summary>A table with these columns; a name that starts with &gt; is a column of numbers, aligned right.</summary>
    public static Table Create(params IEnumerable<string> columns)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (string name in columns)
        {
            var column = new TableColumn(Markup.Escape(name.TrimStart('>'))) { NoWrap = true };
            table.AddColumn(name.StartsWith('>') ? column.RightAligned() : column);
        }

        return table;
    }
}
