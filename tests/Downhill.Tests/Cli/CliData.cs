using System.Text;

namespace Downhill.Tests;

/// <summary>Tables as text, made of built-in data sets.</summary>
internal static class CliData
{
    /// <summary>150 rows of four lengths and one of three species.</summary>
    public static string Flowers() => Table("iris", null, targets => row => $"Iris {targets.Classes[targets.Label(row)]}");

    /// <summary>Two numbers, and yes or no, spelt so that a printed table must take them as they are.</summary>
    public static string Churn() => Table("moons", 200, targets => row => targets.Label(row) == 0 ? "no" : ">yes, [really]");

    /// <summary>Two numbers and a price of about fifty thousand.</summary>
    public static string Prices(int rows = 300) => Table("plane", rows, null);

    /// <summary>Columns in another order, or fewer, or more; "extra" is a made up text.</summary>
    public static string Columns(string csv, params string[] names)
    {
        string[][] rows = Rows(csv);
        var text = new StringBuilder();
        for (int row = 0; row < rows.Length; row++)
            text.AppendJoin(',', names.Select(name => name == "extra"
                ? (row == 0 ? name : "whatever")
                : rows[row][Array.IndexOf(rows[0], name)])).Append('\n');
        return text.ToString();
    }

    /// <summary>The header and some of the rows.</summary>
    public static string Part(string csv, Range range)
    {
        string[] lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', [lines[0], .. lines[1..][range], string.Empty]);
    }

    /// <summary>The values of each line, the header first.</summary>
    public static string[][] Rows(string csv)
    {
        using var reader = new StringReader(csv);
        var rows = new List<string[]>();
        while (reader.ReadLine() is string line)
            rows.Add(Split(line));
        return [.. rows];
    }

    private static string[] Split(string line)
    {
        var values = new List<string>();
        for (int at = 0; at <= line.Length;)
        {
            bool quoted = at < line.Length && line[at] == '"';
            int end = line.IndexOf(',', quoted ? line.IndexOf('"', at + 1) : at);
            end = end < 0 ? line.Length : end;
            values.Add(line[at..end]);
            at = end + 1;
        }

        return [.. values];
    }

    private static string Table(string name, int? rows, Func<Targets, Func<int, string>>? label)
    {
        NamedDataset set = BuiltInData.Load(name, rows, seed: 3);
        Targets targets = set.Data.Targets;
        var text = new StringBuilder().AppendJoin(',', [.. set.Columns, label is null ? "price" : set.Target]).Append('\n');
        for (int row = 0; row < set.Data.Rows; row++)
        {
            for (int column = 0; column < set.Columns.Length; column++)
                text.Append(set.Data.Inputs[row, column]).Append(',');
            text.Append(label is null ? $"{50_000 + (1000 * targets.Numbers![row, 0])}" : $"\"{label(targets)(row)}\"").Append('\n');
        }

        return text.ToString();
    }
}
