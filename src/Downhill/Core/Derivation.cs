using System.Collections.Immutable;
using System.Globalization;

namespace Downhill;

/// <summary>
/// One derivative by the chain rule, as a sum of products of real numbers. It is data; text, LaTeX, HTML and JSON are views of it.
/// </summary>
/// <param name="Of">The derivative.</param>
/// <param name="Rule">The rule in symbols: <c>∂C/∂W = Σ rows x · ∂C/∂z</c>.</param>
/// <param name="Terms">The products, to be added up.</param>
/// <param name="Stored">The derivative as the backward pass left it.</param>
public sealed record Derivation(GradientEntry Of, Formula Rule, ImmutableArray<Term> Terms, double Stored)
{
    /// <summary>The terms added up in order.</summary>
    public double Sum => Terms.Sum(term => term.Value);

    /// <summary>The sum of the absolute values of the terms: the scale for rounding errors.</summary>
    public double Magnitude => Terms.Sum(term => Math.Abs(term.Value));

    /// <summary>
    /// The largest terms by absolute value, largest first; all of them in their own order if there are not more than the requested number.
    /// </summary>
    public IEnumerable<Term> Largest(int most) =>
        Terms.Length <= most ? Terms : Terms.OrderByDescending(term => Math.Abs(term.Value)).Take(most);

    /// <summary>The largest terms, and the others counted and added up.</summary>
    public CutSum Cut(int most)
    {
        if (Terms.Length <= most)
            return new CutSum(Terms, 0, 0);
        ImmutableArray<Term> sorted = [.. Terms.OrderByDescending(term => Math.Abs(term.Value))];
        return new CutSum(sorted[..most], sorted.Length - most, sorted.Skip(most).Sum(term => term.Value));
    }
}

/// <summary>A long sum, shortened to its largest terms.</summary>
/// <param name="Terms">The terms that are shown.</param>
/// <param name="Others">The number of terms that are not.</param>
/// <param name="Rest">The sum of the other terms.</param>
public sealed record CutSum(ImmutableArray<Term> Terms, int Others, double Rest);

/// <summary>One product of a derivation.</summary>
/// <param name="Row">The row of the batch.</param>
/// <param name="Factors">The factors, from the loss inwards.</param>
public sealed record Term(int Row, ImmutableArray<Factor> Factors)
{
    /// <summary>The factors multiplied in order.</summary>
    public double Value => Factors.Aggregate(1.0, (product, factor) => product * factor.Value);
}

/// <summary>One factor of a product.</summary>
/// <param name="Symbol">The symbol: an entry of a parameter or value, a derivative, or words.</param>
/// <param name="Value">Its value.</param>
/// <param name="Gradient">Where the factor is itself a derivative of the cost: which one, so that it can be explained in turn.</param>
public sealed record Factor(Symbol Symbol, double Value, GradientEntry? Gradient = null)
{
    /// <summary>A factor with a name in words.</summary>
    public Factor(string name, double value)
        : this(new TextSymbol(name), value)
    {
    }

    /// <summary>A factor with a formula as its name: <c>1/rows</c>.</summary>
    public Factor(Formula formula, double value)
        : this(new FormulaSymbol(formula), value)
    {
    }

    /// <summary>Its symbol as a part of a formula.</summary>
    public Formula Formula => Symbol is FormulaSymbol symbol ? symbol.Formula : Symbol.ToString();

    /// <summary>The name as text: <c>linear2.weight[0, 1]</c>, <c>sigmoid1[0]</c>, <c>∂sigmoid1[0]/∂linear1[0]</c>.</summary>
    public string Name => Symbol.ToString();
}

/// <summary>
/// Names one derivative of the cost: by an entry of a parameter, or by an entry of the input or the output of an operation.
/// </summary>
/// <param name="Value">
/// The parameter's full name, or the name of the operation whose output it is; <c>input</c> for the rows themselves.
/// </param>
/// <param name="Index">The place in the parameter, row-major, or in the row.</param>
/// <param name="Row">The row of the batch; −1 for a parameter.</param>
public readonly record struct GradientEntry(string Value, int Index, int Row = -1)
{
    /// <summary>Whether the derivative is by a parameter.</summary>
    public bool IsParameter => Row < 0;

    /// <summary>The derivative of the cost by the entry, as a symbol.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The names of the inputs; empty if they have none.</param>
    public DerivativeSymbol CostDerivative(Network<double> network, IReadOnlyList<string>? inputs = null) =>
        new(new TextSymbol("C"), new EntrySymbol(Value, IsParameter ? network[Value].Shape.Indices(Index) : [Index]).Named(inputs ?? []));

    /// <summary>Reads the entry of a parameter: <c>linear1.weight[0,1]</c>, with or without spaces.</summary>
    /// <exception cref="DownhillException">The network has no such entry.</exception>
    public static GradientEntry Parse(Network<double> network, string text)
    {
        int bracket = text.IndexOf('[');
        Parameter<double> parameter = network[(bracket < 0 ? text : text[..bracket]).Trim()];
        var place = new List<int>();
        bool whole = bracket >= 0 && text.TrimEnd().EndsWith(']');
        foreach (string number in whole ? text.TrimEnd()[(bracket + 1)..^1].Split(',') : [])
        {
            whole &= int.TryParse(number.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value);
            place.Add(value);
        }

        int index = whole ? parameter.Shape.IndexOf([.. place]) : -1;
        return index >= 0
            ? new GradientEntry(parameter.Name, index)
            : throw new DownhillException(
                $"'{text}' is not an entry of {parameter.Name}, which has the shape {parameter.Shape}: "
                    + $"its last one is {parameter.Entry(parameter.Shape.Size - 1)}.");
    }
}
