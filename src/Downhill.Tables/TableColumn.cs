namespace Downhill.Tables;

/// <summary>One column of a table: all numbers, or text.</summary>
public sealed class TableColumn
{
    private readonly LineIndex lines;
    private readonly Chunks<double>? numbers;
    private readonly TextValues? texts;

    internal TableColumn(string name, LineIndex lines, Chunks<double>? numbers, TextValues? texts, int numberCount, int firstText)
    {
        Name = name;
        this.lines = lines;
        this.numbers = numbers;
        this.texts = texts;
        NumberCount = numberCount;
        FirstText = firstText;
    }

    /// <summary>The name in the header, without blanks around it.</summary>
    public string Name { get; }

    /// <summary>Whether every value is a number.</summary>
    public bool IsNumeric => numbers is not null;

    /// <summary>How many of the values are numbers.</summary>
    public int NumberCount { get; }

    /// <summary>The first row whose value is not a number, or −1 where all are.</summary>
    public int FirstText { get; }

    /// <summary>How many values there are.</summary>
    public int Rows => numbers?.Count ?? texts!.Count;

    internal TextValues Texts => texts!;

    /// <summary>The number in a row of a numeric column.</summary>
    public double Number(int row) => numbers![row];

    /// <summary>The value in a row as text; a number in the shortest form that reads back as the same number.</summary>
    public string Text(int row) => texts is null ? NumberText.Format(numbers![row]) : texts[row];

    /// <summary>The line of the file on which a row starts, counted from 1.</summary>
    public int LineOf(int row) => lines[row];
}
