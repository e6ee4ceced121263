using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>One column of a table: all numbers, or text; values may be missing.</summary>
public sealed class TableColumn
{
    private readonly RowPlaces places;
    private readonly Chunks<double>? numbers;
    private readonly TextValues? texts;
    private readonly NumberReading reading;
    private readonly NumberSpellings? spellings;
    private TextValues? names;

    internal TableColumn(string name, RowPlaces places, Chunks<double>? numbers, TextValues? texts, NumberReading reading,
        NumberSpellings? spellings, int numberCount, int missingCount, int firstText)
    {
        Name = name;
        this.places = places;
        this.numbers = numbers;
        this.texts = texts;
        this.reading = reading;
        this.spellings = spellings;
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

    /// <summary>
    /// The first usual mark, such as NA, for which a value counts as missing; null where all are empty or marked as told.
    /// </summary>
    public string? MissingMark { get; internal init; }

    /// <summary>The first row whose value is neither a number nor missing, or −1 where there is none.</summary>
    public int FirstText { get; }

    /// <summary>How many values there are, missing ones counted.</summary>
    public int Rows => numbers?.Count ?? texts!.Count;

    /// <summary>Quoted marks such as "NA" that count as missing, for nothing but numbers stands beside them.</summary>
    internal ImmutableArray<(int Row, string Text)> QuotedMarks { get; init; } = [];

    internal TextValues Texts => texts!;

    /// <summary>The number in a row of a numeric column; NaN where it is missing.</summary>
    public double Number(int row) => numbers![row];

    /// <summary>Whether the value in a row is missing.</summary>
    public bool IsMissing(int row) => texts is null ? double.IsNaN(numbers![row]) : texts.Code(row) < 0;

    /// <summary>The value in a row as it is written, without blanks around it; empty where it is missing.</summary>
    public string Text(int row) => IsMissing(row) ? string.Empty : texts is not null ? texts[row]
        : spellings?.Text(row, numbers![row]) ?? NumberText.Format(numbers![row]);

    /// <summary>The values as names of categories, classes or groups: each different text is one of its own.</summary>
    /// <exception cref="DownhillException">There are too many (<see cref="HasNames"/>).</exception>
    internal TextValues Names => texts ?? (names ??= ToNames());

    /// <summary>Whether the texts of all values are known.</summary>
    internal bool HasNames => spellings?.AreLost != true;

    /// <summary>Reads a text of this column as a number.</summary>
    internal bool TryNumber(string text, out double number) => reading.TryParse(text, out number);

    /// <summary>The line of the file on which a row starts, counted from 1.</summary>
    public int LineOf(int row) => places.Line(row);

    internal RowPlace Place(int row) => new(places.File(row), places.Line(row));

    /// <summary>Where a value stands, for messages: <c>adult.csv line 271, column 'age'</c>.</summary>
    public string PlaceOf(int row) => $"{places.File(row)} line {places.Line(row)}, column {Words.Column(Name)}";

    private TextValues ToNames()
    {
        if (!HasNames)
            throw new DownhillException(
                $"{PlaceOf(0)}: the column has too many different numbers for categories, classes or groups; choose another column.");
        var made = new TextValues();
        for (int row = 0; row < Rows; row++)
        {
            if (IsMissing(row))
                made.AddMissing();
            else
                made.Add(Text(row));
        }

        made.Close();
        return made;
    }
}
