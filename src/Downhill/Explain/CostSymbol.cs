using System.Collections.Immutable;

namespace Downhill;

/// <summary>The derivative of the cost as a symbol.</summary>
public static class CostSymbol
{
    extension(Symbol)
    {
        /// <summary>The derivative of the cost by an entry of a parameter or of a value.</summary>
        /// <param name="entry">The entry.</param>
        /// <param name="network">The network.</param>
        /// <param name="inputs">What the inputs are called; empty where they have no names.</param>
        public static DerivativeSymbol CostBy(GradientEntry entry, Network<double> network, IReadOnlyList<string>? inputs = null) => new(
            new TextSymbol("C"),
            Symbol.Named(new EntrySymbol(entry.Value, entry.IsParameter ? Place(network[entry.Value].Shape, entry.Index) : [entry.Index]),
                inputs ?? []));

        /// <summary>The symbol with the names of the inputs.</summary>
        public static Symbol Named(Symbol symbol, IReadOnlyList<string> inputs) => symbol switch
        {
            EntrySymbol { Value: "input", Place: [int i] } entry when i < inputs.Count => entry with { Label = inputs[i] },
            DerivativeSymbol derivative => new DerivativeSymbol(Symbol.Named(derivative.Of, inputs), Symbol.Named(derivative.By, inputs)),
            ComplementSymbol complement => new ComplementSymbol(Symbol.Named(complement.Of, inputs)),
            NegativeSymbol negative => new NegativeSymbol(Symbol.Named(negative.Of, inputs)),
            _ => symbol,
        };
    }

    private static ImmutableArray<int> Place(Shape shape, int index)
    {
        var place = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
            (index, place[axis]) = Math.DivRem(index, shape[axis]);
        return [.. place];
    }
}
