using System.Collections.Immutable;
using System.Text;
using Downhill.Tables;

namespace Downhill.Studio;

/// <summary>A pasted or opened table, from which two columns and a class become points.</summary>
public sealed class PlaygroundTable
{
    private const int MaxPoints = 5000, MaxClasses = 6;
    private readonly Table table;

    private PlaygroundTable(Table table) => this.table = table;

    /// <summary>The names of its columns of numbers.</summary>
    public IReadOnlyList<string> Numbers => [.. table.Columns.Where(column => column.IsNumeric).Select(column => column.Name)];

    /// <summary>The names of all columns.</summary>
    public IReadOnlyList<string> Columns => [.. table.Columns.Select(column => column.Name)];

    /// <summary>
    /// The default columns: the class is the last column, and the coordinates are the first two other columns of numbers.
    /// </summary>
    public (string X, string Y, string Target) Suggested
    {
        get
        {
            string target = Columns[^1];
            string[] places = [.. Numbers.Where(name => name != target), .. Numbers];
            return (places[0], places[1], target);
        }
    }

    /// <summary>Reads text with a line of names.</summary>
    /// <exception cref="DownhillException">It holds no table, or fewer than two columns of numbers.</exception>
    public static PlaygroundTable Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var read = new PlaygroundTable(TableReader.Read(stream, "the table"));
        return read.Numbers.Count >= 2
            ? read
            : throw new DownhillException("The table needs two columns of numbers and one for the class.");
    }

    /// <summary>The points of two columns and a class; rows where one of the three is missing are left out.</summary>
    /// <exception cref="DownhillException">There are more classes or rows than the playground shows, or fewer than two classes.</exception>
    public (ImmutableArray<PlaygroundPoint> Points, ImmutableArray<string> Classes) Points(string x, string y, string target)
    {
        (TableColumn across, TableColumn up, TableColumn group) = (Find(x), Find(y), Find(target));
        int[] rows = [.. Enumerable.Range(0, table.Rows)
            .Where(row => !across.IsMissing(row) && !up.IsMissing(row) && !group.IsMissing(row))];
        string[] classes = [.. rows.Select(group.Text).Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length is < 2 or > MaxClasses)
            throw new DownhillException(
                $"The column '{target}' has {classes.Length} different values; the playground shows 2 to {MaxClasses} classes.");
        if (rows.Length > MaxPoints)
            throw new DownhillException($"The table has {rows.Length:N0} rows; the playground shows up to {MaxPoints:N0}.");
        return ([.. rows.Select(row => new PlaygroundPoint(across.Number(row), up.Number(row), Array.IndexOf(classes, group.Text(row))))],
            [.. classes]);
    }

    private TableColumn Find(string name) => table.Find(name) ?? throw new DownhillException($"The table has no column '{name}'.");
}
