using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>Rows and columns.</summary>
/// <param name="Caption">The caption; empty if the heading is enough.</param>
/// <param name="Columns">The columns; the first one holds the rows' names.</param>
/// <param name="Rows">The rows.</param>
public sealed record DataTable(string Caption, ImmutableArray<Column> Columns, ImmutableArray<Row> Rows) : Block;

/// <summary>A column of a table.</summary>
/// <param name="Name">The name in the header.</param>
/// <param name="Style">The alignment of its cells.</param>
public readonly record struct Column(string Name, ColumnStyle Style = ColumnStyle.Number)
{
    /// <summary>A column of numbers.</summary>
    public static implicit operator Column(string name) => new(name);

    /// <summary>A column of names and words; a terminal cuts long ones.</summary>
    public static Column Text(string name) => new(name, ColumnStyle.Text);

    /// <summary>A column of sentences, which a page wraps.</summary>
    public static Column Prose(string name) => new(name, ColumnStyle.Prose);
}

/// <summary>The alignment of the cells of a column.</summary>
public enum ColumnStyle
{
    /// <summary>Right-aligned numbers.</summary>
    Number,

    /// <summary>Left-aligned text.</summary>
    Text,

    /// <summary>Left-aligned sentences, in full.</summary>
    Prose,
}

/// <summary>A row of a table.</summary>
/// <param name="Name">Its name, in the first column.</param>
/// <param name="Cells">The cells of the other columns.</param>
public sealed record Row(string Name, ImmutableArray<Cell> Cells);

/// <summary>A cell of a table.</summary>
/// <param name="Text">The text.</param>
/// <param name="Value">The number with all digits; NaN if the cell is not a number.</param>
/// <param name="Emphasis">The emphasis.</param>
/// <param name="Share">For a bar instead of text: its length, from 0 to 1.</param>
public readonly record struct Cell(string Text, double Value = double.NaN, Emphasis Emphasis = Emphasis.None, double? Share = null)
{
    /// <summary>A cell of words.</summary>
    public static implicit operator Cell(string text) => new(text);

    /// <summary>A bar.</summary>
    /// <param name="share">Its length, from 0 to 1.</param>
    public static Cell Bar(double share) => new(string.Empty, Share: Math.Clamp(double.IsFinite(share) ? share : 0, 0, 1));
}

/// <summary>The emphasis of a cell.</summary>
public enum Emphasis
{
    /// <summary>No emphasis.</summary>
    None,

    /// <summary>Good: the best of a row, a right prediction.</summary>
    Good,

    /// <summary>Bad: a wrong prediction, a warning.</summary>
    Bad,

    /// <summary>Less important than others.</summary>
    Soft,
}
