using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// A formula as a tree: data, which text, LaTeX and MathML each show in their own way. A layer writes the rule of a derivative with
/// the operators: <c>Equation(CostBy("W", "i", "j"), SumOver("rows", CostBy("z", "j") * Letter("x", "i")))</c> is
/// ∂C/∂W[i, j] = Σ rows ∂C/∂z[j] · x[i].
/// </summary>
public abstract record Formula
{
    /// <summary>The parts of the formula: those of a row, or else the formula itself.</summary>
    public virtual ImmutableArray<Formula> Parts => [this];

    /// <summary>A letter with an index: <c>W[i, j]</c>.</summary>
    public static Formula Letter(string name, params ReadOnlySpan<string> index) => new FormulaLetter(name, [.. index], HasPrime: false);

    /// <summary>A derivative: <c>∂y[j]/∂x[i]</c>.</summary>
    public static Formula Derivative(Formula of, Formula by) => Partial(of) / Partial(by);

    /// <summary>The derivative of the cost: <c>∂C/∂W[i, j]</c>.</summary>
    public static Formula CostBy(string name, params ReadOnlySpan<string> index) => Derivative(Letter("C"), Letter(name, index));

    /// <summary>Two sides of an equation.</summary>
    public static Formula Equation(Formula left, Formula right) => Row(left, "=", right);

    /// <summary>A sum: <c>Σ rows ∂C/∂y[j]</c>.</summary>
    public static Formula SumOver(string over, Formula of) => new FormulaRow([new FormulaSum(over), .. of.Parts]);

    /// <summary>1 where two indices are the same, else 0: <c>[i = j]</c>.</summary>
    public static Formula Indicator(string one, string other) => new FormulaGroup(Equation(Letter(one), Letter(other)).Parts, "[", "]");

    /// <summary>A product whose factors stand beside each other without a dot.</summary>
    public static Formula Beside(Formula left, Formula right) => new FormulaRow([.. left.Parts, .. right.Parts]);

    /// <summary>The formula in brackets.</summary>
    public static Formula Bracketed(Formula inner) => new FormulaGroup(inner.Parts, "(", ")");

    /// <summary>The derivative of a function of one number, at that number: <c>f′(x)</c>.</summary>
    public static Formula PrimeOf(string function, string argument) =>
        new FormulaGroup([new FormulaLetter(function, [], HasPrime: true), Bracketed(Letter(argument))]);

    /// <summary>One over a word: <c>1/rows</c>.</summary>
    public static Formula OneOver(string word) => new FormulaNumber("1") / Word(word);

    /// <summary>A word of several letters.</summary>
    public static Formula Word(string text) => new FormulaWord(text);

    /// <summary>The negated formula: <c>−1/rows</c>.</summary>
    public static Formula operator -(Formula of) => new FormulaGroup([new FormulaSign("−"), .. of.Parts]);

    /// <summary>A sum of two.</summary>
    public static Formula operator +(Formula left, Formula right) => Row(left, "+", right);

    /// <summary>A difference.</summary>
    public static Formula operator -(Formula left, Formula right) => Row(left, "−", right);

    /// <summary>A product, with a dot.</summary>
    public static Formula operator *(Formula left, Formula right) => Row(left, "·", right);

    /// <summary>A fraction.</summary>
    public static Formula operator /(Formula above, Formula below) => new FormulaFraction(above, below);

    /// <summary>A rule in words.</summary>
    public static implicit operator Formula(string words) => new FormulaWord(words);

    private static FormulaGroup Partial(Formula of) => new([new FormulaSign("∂"), of]);

    private static FormulaRow Row(Formula left, string sign, Formula right) => new([.. left.Parts, new FormulaSign(sign), .. right.Parts]);
}

/// <summary>Parts one after the other with space between.</summary>
/// <param name="Items">The parts.</param>
public sealed record FormulaRow(ImmutableArray<Formula> Items) : Formula
{
    /// <inheritdoc/>
    public override ImmutableArray<Formula> Parts => Items;

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Items);
}

/// <summary>Parts in brackets, or close to each other without.</summary>
/// <param name="Inner">The parts.</param>
/// <param name="Open">The opening bracket, if any.</param>
/// <param name="Close">The closing bracket, if any.</param>
public sealed record FormulaGroup(ImmutableArray<Formula> Inner, string Open = "", string Close = "") : Formula
{
    /// <inheritdoc/>
    public override string ToString() => Open.Length == 0 ? string.Concat(Inner) : $"{Open}{string.Join(' ', Inner)}{Close}";
}

/// <summary>A letter, with the index and the prime that follow it: <c>W[i, j]</c>, <c>f′</c>.</summary>
/// <param name="Name">The letter.</param>
/// <param name="Index">The index; empty if there is none.</param>
/// <param name="HasPrime">Whether it is a derivative.</param>
public sealed record FormulaLetter(string Name, ImmutableArray<string> Index, bool HasPrime) : Formula
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}{(HasPrime ? "′" : string.Empty)}{(Index.IsEmpty ? string.Empty : $"[{string.Join(", ", Index)}]")}";
}

/// <summary>Digits.</summary>
/// <param name="Digits">The digits.</param>
public sealed record FormulaNumber(string Digits) : Formula
{
    /// <inheritdoc/>
    public override string ToString() => Digits;
}

/// <summary>A word.</summary>
/// <param name="Text">The word.</param>
public sealed record FormulaWord(string Text) : Formula
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A sign between other parts.</summary>
/// <param name="Sign">The sign.</param>
public sealed record FormulaSign(string Sign) : Formula
{
    /// <inheritdoc/>
    public override string ToString() => Sign;
}

/// <summary>One part over another.</summary>
/// <param name="Above">The numerator.</param>
/// <param name="Below">The denominator.</param>
public sealed record FormulaFraction(Formula Above, Formula Below) : Formula
{
    /// <inheritdoc/>
    public override string ToString() => $"{Above}/{Below}";
}

/// <summary>A part times itself.</summary>
/// <param name="Of">The part.</param>
public sealed record FormulaSquare(Formula Of) : Formula
{
    /// <inheritdoc/>
    public override string ToString() => $"{Of}²";
}

/// <summary>The sign of a sum, and what is summed over; empty if that is plain.</summary>
/// <param name="Over">The index of the sum.</param>
public sealed record FormulaSum(string Over) : Formula
{
    /// <inheritdoc/>
    public override string ToString() => Over.Length == 0 ? "Σ" : $"Σ {Over}";
}
