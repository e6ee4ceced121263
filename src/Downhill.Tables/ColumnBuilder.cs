namespace Downhill.Tables;

/// <summary>Takes the values of a column one after the other: numbers as long as all are numbers, text from the first other one on.</summary>
internal sealed class ColumnBuilder(string name)
{
    private Chunks<double>? numbers = new();
    private TextValues? texts;
    private int numberCount;
    private int firstText = -1;

    public string Name => name;

    /// <summary>Adds a value; false where it is not UTF-8.</summary>
    public bool TryAdd(ReadOnlySpan<byte> utf8)
    {
        if (NumberText.TryParse(utf8, out double number))
        {
            numberCount++;
            numbers?.Add(number);
            texts?.Add(number);
            return true;
        }

        texts ??= ToText();
        return texts.TryAdd(utf8);
    }

    public TableColumn Build(LineIndex lines)
    {
        texts?.Close();
        return new TableColumn(name, lines, numbers, texts, numberCount, firstText);
    }

    private TextValues ToText()
    {
        var converted = new TextValues();
        for (int row = 0; row < numbers!.Count; row++)
            converted.Add(numbers[row]);
        firstText = numbers.Count;
        numbers = null;
        return converted;
    }
}
