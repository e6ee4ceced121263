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

    /// <summary>The name in the header, without surrounding spaces.</summary>
    public string Name { get; }

    /// <summary>Whether every value is a number or missing.</summary>
    public bool IsNumeric => numbers is not null;

    /// <summary>The number of values that are numbers.</summary>
    public int NumberCount { get; }

    /// <summary>The number of missing values.</summary>
    public int MissingCount { get; }

    /// <summary>The first standard mark, such as NA, that made a value missing; null if all are empty or have a given mark.</summary>
    public string? MissingMark { get; internal init; }

    /// <summary>The first row whose value is neither a number nor missing, or −1 if there is none.</summary>
    public int FirstText { get; }

    /// <summary>The number of values, including missing ones.</summary>
    public int Rows => numbers?.Count ?? texts!.Count;

    /// <summary>Quoted marks such as "NA" that count as missing, for nothing but numbers stands beside them.</summary>
    internal ImmutableArray<(int Row, string Text)> QuotedMarks { get; init; } = [];

    /// <summary>The marks of missing values as they stand, by row; null if they are not kept.</summary>
    internal IReadOnlyDictionary<int, string>? Marks { get; init; }

    internal TextValues Texts => texts!;

    /// <summary>The number in a row of a numeric column; NaN if it is missing.</summary>
    public double Number(int row) => numbers![row];

    /// <summary>Whether the value in a row is missing.</summary>
    public bool IsMissing(int row) => texts is null ? double.IsNaN(numbers![row]) : texts.Code(row) < 0;

    /// <summary>The text of a value without surrounding spaces; empty if it is missing.</summary>
    public string Text(int row) => IsMissing(row) ? string.Empty : texts is not null ? texts[row]
        : spellings?.Text(row, numbers![row]) ?? NumberText.Format(numbers![row]);

    /// <summary>The text of a value as it stands, also where it marks a missing one.</summary>
    internal string Written(int row) => IsMissing(row) ? Marks?.GetValueOrDefault(row) ?? string.Empty : Text(row);

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

    /// <summary>The position of a value in messages: <c>adult.csv line 271, column 'age'</c>.</summary>
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
