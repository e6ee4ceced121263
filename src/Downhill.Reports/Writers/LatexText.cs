namespace Downhill.Reports;

/// <summary>Text for LaTeX.</summary>
internal static class LatexText
{
    /// <summary>Text as LaTeX sets it; signs that its fonts lack are written with commands.</summary>
    public static string Escaped(string text) => string.Concat(text.Select(letter => letter switch
    {
        '→' => @"$\rightarrow$",
        '↓' => @"$\downarrow$",
        '★' => @"$\star$",
        '²' => @"\textsuperscript{2}",
        '₁' => @"\textsubscript{1}",
        '₀' => @"\textsubscript{0}",
        '×' => @"$\times$",
        '±' => @"$\pm$",
        '½' => @"$\frac{1}{2}$",
        '≤' => @"$\leq$",
        '≥' => @"$\geq$",
        '\u00A0' => "~",
        '…' => @"\ldots{}",
        _ when char.IsControl(letter) => "?",
        _ => FormulaLatex.Escaped(letter.ToString()),
    }));
}
