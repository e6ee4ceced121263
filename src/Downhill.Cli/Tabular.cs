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
            bool isNumbers = name.StartsWith('>');
            var column = new TableColumn(Cell(isNumbers ? name[1..] : name)) { NoWrap = true };
            table.AddColumn(isNumbers ? column.RightAligned() : column);
        }

        return table;
    }

    /// <summary>A text from a file or a user as the markup that shows it.</summary>
    public static string Cell(string text) => Markup.Escape(Plain(text));

    /// <summary>A text without what could end its line or move the cursor.</summary>
    public static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
