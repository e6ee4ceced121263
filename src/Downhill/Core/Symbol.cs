using System.Collections.Immutable;

namespace Downhill;

/// <summary>A symbol for a number in a formula, which text, LaTeX and MathML show in their own way.</summary>
public abstract record Symbol
{
    /// <summary>The symbol with the names of the inputs.</summary>
    internal Symbol Named(IReadOnlyList<string> inputs) => this switch
    {
        EntrySymbol { Value: "input", Place: [int i] } entry when i < inputs.Count => entry with { Label = inputs[i] },
        DerivativeSymbol derivative => new DerivativeSymbol(derivative.Of.Named(inputs), derivative.By.Named(inputs)),
        ComplementSymbol complement => new ComplementSymbol(complement.Of.Named(inputs)),
        NegativeSymbol negative => new NegativeSymbol(negative.Of.Named(inputs)),
        _ => this,
    };
}

/// <summary>Words or a letter: <c>C</c>, <c>1/rows</c>.</summary>
/// <param name="Text">The text.</param>
public sealed record TextSymbol(string Text) : Symbol
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A formula: <c>1/rows</c>.</summary>
/// <param name="Formula">The formula.</param>
public sealed record FormulaSymbol(Formula Formula) : Symbol
{
    /// <inheritdoc/>
    public override string ToString() => Formula.ToString();
}

/// <summary>An entry of a parameter or a value, or all of it if there is no index: <c>linear1.weight[0, 1]</c>, <c>sigmoid1</c>.</summary>
/// <param name="Value">The parameter's full name, or the value's.</param>
/// <param name="Place">The place along each axis.</param>
public sealed record EntrySymbol(string Value, ImmutableArray<int> Place) : Symbol
{
    /// <summary>The name of the entry, written instead of its index: <c>input[petal width]</c>.</summary>
    public string? Label { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Place.IsEmpty ? Value : $"{Value}[{Label ?? string.Join(", ", Place)}]";
}

/// <summary>A derivative: <c>∂C/∂linear1[0]</c>, <c>∂sigmoid1[0]/∂linear1[0]</c>.</summary>
/// <param name="Of">The value whose change is measured.</param>
/// <param name="By">The value that is changed.</param>
public sealed record DerivativeSymbol(Symbol Of, Symbol By) : Symbol
{
    /// <inheritdoc/>
    public override string ToString() => $"∂{Of}/∂{By}";
}

/// <summary>One minus a symbol: <c>(1 − softmax1[0])</c>.</summary>
/// <param name="Of">The subtracted symbol.</param>
public sealed record ComplementSymbol(Symbol Of) : Symbol
{
    /// <inheritdoc/>
    public override string ToString() => $"(1 − {Of})";
}

/// <summary>A negated symbol: <c>(−t[0])</c>.</summary>
/// <param name="Of">The symbol.</param>
public sealed record NegativeSymbol(Symbol Of) : Symbol
{
    /// <inheritdoc/>
    public override string ToString() => $"(−{Of})";
}
