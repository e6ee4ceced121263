namespace Downhill.Tables;

/// <summary>One column of a table: all numbers, or text; values may be missing.</summary>
public sealed class TableColumn
{
    private readonly RowPlaces places;
    private readonly Chunks<double>? numbers;
    private readonly TextValues? texts;

    internal TableColumn(string name, RowPlaces places, Chunks<double>? numbers, TextValues? texts, int numberCount, int missingCount, int firstText)
    {
        Name = name;
        this.places = places;
        this.numbers = numbers;
        this.texts = texts;
        NumberCount = numberCount;
        MissingCount = missingCount;
        FirstText = firstText;
    }

    /// <summary>The name in the header, without blanks around it.</summary>
    public string Name { get; }

    /// <summary>Whether every value is a number or missing.</summary>
    public bool IsNumeric => numbers is not null;

    /// <summary>How many of the values are numbers.</summary>
    public int NumberCount { get; }

    /// <summary>How many of the values are missing.</summary>
    public int MissingCount { get; }

    /// <summary>The first row whose value is neither a number nor missing, or −1 where there is none.</summary>
    public int FirstText { get; }

    /// <summary>How many values there are, missing ones counted.</summary>
    public int Rows => numbers?.Count ?? texts!.Count;

    internal TextValues Texts => texts!;

    /// <summary>The number in a row of a numeric column; NaN where it is missing.</summary>
    public double Number(int row) => numbers![row];

    /// <summary>Whether the value in a row is missing.</summary>
    public bool IsMissing(int row) => texts is null ? double.IsNaN(numbers![row]) : texts.Code(row) < 0;

    /// <summary>
    /// The value in a row as text, empty where it is missing; a number in the shortest form that reads back as the same number.
    /// </summary>
    public string Text(int row) => IsMissing(row) ? string.Empty : texts is null ? NumberText.Format(numbers![row]) : texts[row];

    /// <summary>The line of the file on which a row starts, counted from 1.</summary>
    public int LineOf(int row) => places.Line(row);

    internal RowPlace Place(int row) => new(places.File(row), places.Line(row));

    /// <summary>Where a value stands, for messages: <c>adult.csv line 271, column 'age'</c>.</summary>
    public string PlaceOf(int row) => $"{places.File(row)} line {places.Line(row)}, column {Words.Column(Name)}";
}
