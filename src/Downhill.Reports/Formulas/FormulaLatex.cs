using System.Collections.Immutable;
using System.Text;

namespace Downhill.Reports;

/// <summary>Formulas in LaTeX's mathematics.</summary>
internal static class FormulaLatex
{
    /// <summary>Writes a formula of plain characters: <c>\frac{\partial C}{\partial x} = …</c>.</summary>
    public static string Write(string formula) => Write(FormulaParser.Parse(formula));

    /// <summary>Writes a formula.</summary>
    public static string Write(Formula formula) => Row(formula.Parts);

    /// <summary>Text as LaTeX's <c>\text</c> shows it; a sign that belongs to mathematics is set as such.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (char letter in text)
        {
            escaped.Append(letter switch
            {
                '_' or '%' or '&' or '#' or '$' or '{' or '}' => $@"\{letter}",
                '\\' => @"\textbackslash{}",
                '~' => @"\textasciitilde{}",
                '^' => @"\textasciicircum{}",
                _ when Sign(letter) is { } sign => $"${sign}$",
                _ => letter.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Row(ImmutableArray<Formula> parts) => string.Join(' ', parts.Select(Part));

    private static string Part(Formula part) => part switch
    {
        FormulaGroup { Open: "" } group => Row(group.Inner),
        FormulaGroup group => $@"\left{group.Open}{Row(group.Inner)}\right{group.Close}",
        FormulaRow row => Row(row.Items),
        FormulaLetter letter => $"{Name(letter.Name)}{(letter.HasPrime ? "'" : string.Empty)}"
            + $"{(letter.Index.IsEmpty ? string.Empty : $"_{{{string.Join(',', letter.Index)}}}")}",
        FormulaNumber number => number.Digits,
        FormulaWord word => $@"\text{{{Escaped(word.Text)}}}",
        FormulaSign sign => Name(sign.Sign),
        FormulaFraction fraction => $@"\frac{{{Part(fraction.Above)}}}{{{Part(fraction.Below)}}}",
        FormulaSquare square => $"{{{Part(square.Of)}}}^2",
        FormulaSum { Over: "" } => @"\sum",
        FormulaSum sum => $@"\sum_{{\text{{{Escaped(sum.Over)}}}}}",
        _ => throw new ArgumentException($"A formula holds no {part.GetType().Name}.", nameof(part)),
    };

    private static string Name(string name) =>
        Sign(name[0]) ?? (char.IsAscii(name[0]) && name[0] is not ('_' or '%' or '&' or '#' or '$' or '{' or '}' or '\\' or '~' or '^')
        ? name
        : $@"\text{{{Escaped(name)}}}");

    private static string? Sign(char letter) => letter switch
    {
        '∂' => @"\partial",
        'Σ' => @"\sum",
        '·' => @"\cdot",
        '−' => "-",
        '′' => "'",
        'β' => @"\beta",
        'γ' => @"\gamma",
        'σ' => @"\sigma",
        'η' => @"\eta",
        'λ' => @"\lambda",
        'μ' => @"\mu",
        '←' => @"\leftarrow",
        _ => null,
    };
}
