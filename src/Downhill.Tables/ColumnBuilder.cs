namespace Downhill.Tables;

/// <summary>Takes the values of a column one after the other: numbers as long as all are numbers or missing, text from the first other one on.</summary>
internal sealed class ColumnBuilder(string name, MissingMarks missing, TableOptions options)
{
    private Chunks<double>? numbers = new();
    private TextValues? texts;
    private int numberCount, missingCount;
    private int firstText = -1, rows;

    public string Name => name;

    /// <summary>Adds a value; false where it is not UTF-8.</summary>
    public bool TryAdd(ReadOnlySpan<byte> utf8)
    {
        rows++;
        utf8 = Utf8Text.TrimNoBreakSpaces(utf8);
        if (NumberText.TryParse(utf8, out double number)
            || (options.DecimalComma && NumberText.TryParseWithComma(utf8, out number))
            || (options.Amounts && AmountText.TryParse(utf8, options.DecimalComma, out number)))
        {
            if (missing.Contains(number))
                return AddMissing();
            if (!NumberText.IsCode(utf8))
            {
                numberCount++;
                numbers?.Add(number);
                texts?.Add(number);
                return true;
            }
        }
        else if (missing.Contains(utf8))
        {
            return AddMissing();
        }

        texts ??= ToText();
        return texts.TryAdd(utf8);
    }

    public TableColumn Build(RowPlaces places)
    {
        texts?.Close();
        return new TableColumn(name, places, numbers, texts, numberCount, missingCount, firstText);
    }

    private bool AddMissing()
    {
        missingCount++;
        numbers?.Add(double.NaN);
        texts?.AddMissing();
        return true;
    }

    private TextValues ToText()
    {
        var converted = new TextValues();
        for (int row = 0; row < numbers!.Count; row++)
        {
            if (double.IsNaN(numbers[row]))
                converted.AddMissing();
            else
                converted.Add(numbers[row]);
        }

        firstText = rows - 1;
        numbers = null;
        return converted;
    }
}
