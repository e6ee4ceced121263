namespace Downhill.Tables;

/// <summary>Collects the values of a column: as numbers while all are numbers or missing, and as text from the first other value.</summary>
internal sealed class ColumnBuilder(string name, MissingMarks missing, TableOptions options)
{
    private readonly NumberReading reading = new(options.DecimalComma, options.Amounts);
    private readonly NumberSpellings? spellings =
        options.Identity == ValueIdentity.Text ? new NumberSpellings(options.KeepsSpelling) : null;

    // Quoted marks such as "NA": missing among numbers, a value among texts.
    private readonly List<(int Row, string Text)> quotedMarks = [];

    // Marks as they stand, by row, where values are written out again.
    private readonly Dictionary<int, string>? marks = options.KeepsSpelling ? [] : null;
    private Chunks<double>? numbers = new();
    private TextValues? texts;
    private int numberCount, missingCount;
    private string? firstMark;
    private int firstText = -1, rows;

    public string Name => name;

    /// <summary>Adds a value; false where it is not UTF-8.</summary>
    public bool TryAdd(ReadOnlySpan<byte> utf8, bool isQuoted = false)
    {
        rows++;
        utf8 = Utf8Text.TrimNoBreakSpaces(utf8);
        if (!NumberText.IsCode(utf8) && reading.TryParse(utf8, out double number))
            return missing.Contains(number) ? AddMark(utf8) : AddNumber(utf8, number);
        if (missing.Contains(utf8, out bool isUsual) && (!isUsual || !isQuoted || utf8.IsEmpty || numbers is not null))
        {
            if (isUsual && !utf8.IsEmpty && firstMark is null && Utf8Text.TryDecode(utf8, out string? usual))
                firstMark = usual;
            if (isUsual && isQuoted && !utf8.IsEmpty && Utf8Text.TryDecode(utf8, out string? mark))
                quotedMarks.Add((rows - 1, mark));
            return AddMark(utf8);
        }

        texts ??= ToText();
        return texts.TryAdd(utf8);
    }

    /// <summary>
    /// Whether a value would be one more number of the column: false where it is missing or the column has no numbers alone, null where it
    /// does not fit.
    /// </summary>
    public bool? IsNumberHere(ReadOnlySpan<byte> utf8) => numbers is null || numberCount == 0 || missing.Contains(utf8) ? false
        : reading.TryParse(utf8, out _) ? true
        : null;

    /// <summary>Adds a missing value, independent of the marks of missing values.</summary>
    public void AddAbsent()
    {
        rows++;
        AddMissing();
    }

    public TableColumn Build(RowPlaces places)
    {
        texts?.Close();
        return new TableColumn(name, places, numbers, texts, reading, spellings, numberCount, missingCount,
            firstText)
        {
            MissingMark = missingCount > 0 ? firstMark : null,
            QuotedMarks = numbers is null ? [] : [.. quotedMarks],
            Marks = marks,
        };
    }

    private bool AddNumber(ReadOnlySpan<byte> utf8, double number)
    {
        numberCount++;
        if (texts is null)
        {
            numbers!.Add(number);
            spellings?.Add(utf8, number);
            return true;
        }

        if (spellings is not null)
            return texts.TryAdd(utf8);
        texts.Add(number);
        return true;
    }

    private bool AddMark(ReadOnlySpan<byte> utf8)
    {
        if (marks is not null && !utf8.IsEmpty && Utf8Text.TryDecode(utf8, out string? mark))
            marks.Add(rows - 1, mark);
        return AddMissing();
    }

    private bool AddMissing()
    {
        missingCount++;
        numbers?.Add(double.NaN);
        if (texts is null)
            spellings?.AddMissing();
        texts?.AddMissing();
        return true;
    }

    private TextValues ToText()
    {
        var converted = new TextValues();
        Dictionary<int, string> values = quotedMarks.ToDictionary(mark => mark.Row, mark => mark.Text);
        for (int row = 0; row < numbers!.Count; row++)
        {
            if (values.TryGetValue(row, out string? value))
                converted.Add(value);
            else if (double.IsNaN(numbers[row]))
                converted.AddMissing();
            else
                converted.Add(spellings?.Text(row, numbers[row]) ?? NumberText.Format(numbers[row]));
        }

        missingCount -= values.Count;
        firstText = values.Count > 0 ? quotedMarks[0].Row : rows - 1;
        numbers = null;
        return converted;
    }
}
