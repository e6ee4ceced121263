using System.Text;

namespace Downhill.CSharp;

/// <summary>Names and numbers in the syntax of C#.</summary>
internal static class Names
{
    private static readonly HashSet<string> Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate",
        "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto", "if",
        "implicit", "in", "int",
        "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override", "params",
        "private", "protected",
        "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch",
        "this", "throw", "true",
        "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while", "Real",
    ];

    /// <summary>A name of letters, digits and _; other characters end a word, and the next one begins with a capital.</summary>
    public static string Identifier(string text, bool capital = false)
    {
        var name = new StringBuilder();
        bool up = capital;
        foreach (char c in text)
        {
            bool fits = char.IsAsciiLetterOrDigit(c) || c == '_' || char.IsLetter(c);
            if (fits)
                name.Append(up ? char.ToUpperInvariant(c) : c);
            up = !fits;
        }

        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            name.Insert(0, capital ? "Column" : "x");
        string made = name.ToString();
        return Keywords.Contains(made) ? made + "_" : made;
    }

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c is < ' ' or > '~')
                quoted.Append($"\\u{(int)c:X4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    public static string Number(double number) =>
        double.IsNaN(number) ? "double.NaN" : double.IsPositiveInfinity(number) ? "double.PositiveInfinity"
            : double.IsNegativeInfinity(number) ? "double.NegativeInfinity" : number.ToString("R") + "d";
}
