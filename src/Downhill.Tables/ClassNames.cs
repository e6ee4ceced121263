namespace Downhill.Tables;

/// <summary>
/// Finds the label of a value, like <see cref="KnownNames"/>. A full stop after a name is ignored unless a class has exactly this name. If
/// the classes are a known pair, such as no and yes, every word for them is accepted.
/// </summary>
internal sealed class ClassNames(IReadOnlyList<string> classes, bool byNumber)
{
    private readonly KnownNames names = new(classes, byNumber);
    private readonly (string First, string Second)? pair = BooleanWords.Pair(classes);

    /// <summary>The label of a text; −1 if it is none of the classes.</summary>
    public int Label(string text)
    {
        int label = names.Find(text);
        if (label < 0 && text.EndsWith('.'))
            label = names.Find(text[..^1]);
        if (label >= 0 || pair is not (string first, string second))
            return label;
        string word = NumberText.TryParse(text, out double number) ? NumberText.Format(number) : text; // 1.0 is the word 1
        return BooleanWords.Place(word, first, second) switch
        {
            0 => names.Find(first),
            1 => names.Find(second),
            _ => -1,
        };
    }
}
