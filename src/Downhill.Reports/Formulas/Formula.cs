using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>
/// A formula of plain characters, such as the rule of a derivation, taken apart so that LaTeX and MathML can set it:
/// <c>∂C/∂W[i, j] = Σ rows ∂C/∂z[j] · x[i]</c>.
/// </summary>
internal abstract record Formula
{
    /// <summary>Takes a formula apart; what is no part of mathematics stays as words.</summary>
    public static ImmutableArray<Formula> Parse(string text) => new FormulaParser(text).Parts();

    /// <summary>Whether a factor's name is a formula, such as <c>1/rows</c>, and not just words.</summary>
    public static bool IsWritten(string text) => text.AsSpan().ContainsAny('/', 'Σ');
}

/// <summary>Parts one after the other, in brackets or not.</summary>
internal sealed record FormulaGroup(ImmutableArray<Formula> Parts, string Open = "", string Close = "") : Formula;

/// <summary>A letter, with the index and the primes that follow it: <c>w12</c>, <c>W[i, j]</c>, <c>f′</c>.</summary>
internal sealed record FormulaLetter(string Name, ImmutableArray<string> Index, bool HasPrime) : Formula;

/// <summary>Digits.</summary>
internal sealed record FormulaNumber(string Digits) : Formula;

/// <summary>A word.</summary>
internal sealed record FormulaWord(string Text) : Formula;

/// <summary>A sign between other parts.</summary>
internal sealed record FormulaSign(string Sign) : Formula;

/// <summary>One part over another.</summary>
internal sealed record FormulaFraction(Formula Above, Formula Below) : Formula;

/// <summary>A part times itself.</summary>
internal sealed record FormulaSquare(Formula Of) : Formula;

/// <summary>The sign of a sum, and what is summed over; empty where that is plain.</summary>
internal sealed record FormulaSum(string Over) : Formula;
