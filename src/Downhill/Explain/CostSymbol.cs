using System.Collections.Immutable;

namespace Downhill;

/// <summary>The derivative of the cost as a symbol.</summary>
public static class CostSymbol
{
    extension(Symbol)
    {
        /// <summary>The derivative of the cost by an entry of a parameter or of a value.</summary>
        public static DerivativeSymbol CostBy(GradientEntry entry, Network<double> network) => new(
            new TextSymbol("C"),
            new EntrySymbol(entry.Value, entry.IsParameter ? Place(network[entry.Value].Shape, entry.Index) : [entry.Index]));
    }

    private static ImmutableArray<int> Place(Shape shape, int index)
    {
        var place = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
            (index, place[axis]) = Math.DivRem(index, shape[axis]);
        return [.. place];
    }
}
