using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>The style of all printed tables.</summary>
internal static class Tabular
{
    private const int WidestTable = 1000, LongestCell = 32;

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

    /// <summary>Prints a table at its own width: in a narrower terminal its lines wrap, but no number is cut.</summary>
    public static void Print(this IAnsiConsole console, Table table)
    {
        int width = console.Profile.Width;
        console.Profile.Width = Math.Max(width, WidestTable);
        console.Write(table);
        console.Profile.Width = width;
    }

    /// <summary>A text from a file or a user as markup; a long text is cut.</summary>
    public static string Cell(string text)
    {
        string plain = TerminalWriter.Plain(text);
        return Markup.Escape(plain.Length <= LongestCell ? plain : string.Concat(plain.AsSpan(0, LongestCell - 1), "…"));
    }
}
