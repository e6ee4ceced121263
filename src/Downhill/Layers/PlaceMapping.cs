using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

// y[p, c] = Σ weight x[q, c] over the places q that p is made of     ∂C/∂x[q, c] = Σ weight ∂C/∂y[p, c] over the places p that q is part of
internal sealed class PlaceMapping<T>(Binding<T> at, PlaceMap<T> map) : Operation<T>(at.Name, at.Input, at.NewOutput())
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Backend<T> kernels = at.Kernels;
    private readonly PlaceMap<T> back = map.Transposed();
    private readonly int channels = at.Input.Shape.Size / map.FromPlaces;

    public override bool KeepsRowsApart => true;

    public override void Forward(in Pass pass) => kernels.MixPlaces(Input.Data, Output.Data, map, pass.Rows, channels, add: false);

    public override void Backward(in Pass pass)
    {
        if (Input.NeedsGradient)
            kernels.MixPlaces(Output.Gradient, Input.Gradient, back, pass.Rows, channels, Input.AddGradient);
    }

    public override Derivation ExplainInput(in Pass pass, int row, int index)
    {
        (int place, int channel) = Math.DivRem(index, channels);
        ImmutableArray<Term> terms = [.. back.Parts(place).Select(part => new Term(
            row, [OutputGradient(row, (part.Place * channels) + channel), new Factor("share", double.CreateTruncating(part.Weight))]))];
        return OfInput(row, index, Equation(CostBy("x", "q"), SumOver("places", CostBy("y", "p") * Word("share"))),
            terms.IsEmpty ? NoTerms : terms);
    }
}
