namespace Downhill.Tables;

/// <summary>
/// Finds the label of a value: by its text, or by its number where class names are numbers, so that 1.0 is the class 1. A full
/// stop after a name means nothing where there is no class of that very name. Where the classes are a known pair, such as no and yes,
/// every word for it is one of them.
/// </summary>
internal sealed class ClassNames
{
    private readonly Dictionary<string, int> byText = [];
    private readonly Dictionary<double, int> byNumber = [];
    private readonly (string First, string Second)? pair;

    public ClassNames(IReadOnlyList<string> classes)
    {
        pair = BooleanWords.Pair(classes);
        for (int label = 0; label < classes.Count; label++)
        {
            byText.TryAdd(classes[label], label);
            if (NumberText.TryParse(classes[label], out double number))
                byNumber.TryAdd(number, label);
        }
    }

    public int? Label(TableColumn column, int row)
    {
        if (column.IsNumeric)
            return byNumber.TryGetValue(column.Number(row), out int label) ? label : OfWord(column.Text(row));

        string text = column.Text(row);
        if (byText.TryGetValue(text, out int named))
            return named;
        if (text.EndsWith('.') && byText.TryGetValue(text[..^1], out int stopped))
            return stopped;
        return NumberText.TryParse(text, out double number) && byNumber.TryGetValue(number, out int numbered)
            ? numbered
            : OfWord(text);
    }

    private int? OfWord(string text) => pair is not (string first, string second) ? null
        : BooleanWords.Place(text, first, second) switch
        {
            0 => byText[first],
            1 => byText[second],
            _ => null,
        };
}
