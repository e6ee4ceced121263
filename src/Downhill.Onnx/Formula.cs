using System.Globalization;

namespace Downhill.Onnx;

/// <summary>
/// An expression of ONNX operators, <c>Mul(x, Sigmoid(x))</c>: it is written into a graph and recognised in one. A leaf is a name, a
/// number, a constant tensor <c>$scale</c>, or a constant number <c>#epsilon</c>.
/// </summary>
internal sealed record Formula(string Op, IReadOnlyList<Formula> Arguments)
{
    /// <summary>Whether it is a leaf; its name is <see cref="Op"/> then.</summary>
    public bool IsLeaf => Arguments.Count == 0;

    /// <summary>Its text.</summary>
    public string Text { get; private init; } = string.Empty;

    /// <summary>The number it is; null if it is none.</summary>
    public double? Number { get; private init; }

    public static Formula Parse(string text)
    {
        int at = 0;
        Formula formula = Parse(text, ref at);
        return at == text.Length ? formula : throw new FormatException($"'{text}' goes on behind its end at {at}.");
    }

    private static Formula Parse(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] is not ('(' or ')' or ','))
            at++;
        string name = text[start..at].Trim();
        var arguments = new List<Formula>();
        if (at < text.Length && text[at] == '(')
        {
            do
            {
                at++;
                arguments.Add(Parse(text, ref at));
            }
            while (text[at] == ',');
            at++;
            while (at < text.Length && text[at] == ' ')
                at++;
        }

        return new Formula(name, arguments)
        {
            Text = text[start..at].Trim(),
            Number = double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null,
        };
    }
}
