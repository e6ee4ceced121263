using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>Selects some numbers of a row by their indices.</summary>
/// <param name="Places">The places in ascending order, counted from 0, row-major.</param>
[CatalogEntry("[x[places[0]], x[places[1]], …]", "select (0, 1, 3)", "select (0)")]
public sealed record Select(ImmutableArray<int> Places) : Layer
{
    /// <inheritdoc/>
    public bool Equals(Select? other) => other is not null && Places.SequenceEqual(other.Places);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Places.Length);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Places.IsDefaultOrEmpty)
            throw new DownhillException("needs at least one place");
        if (Places[0] < 0 || Enumerable.Range(1, Places.Length - 1).Any(i => Places[i] <= Places[i - 1]))
            throw new DownhillException("needs places of at least 0 in ascending order");
        return Places[^1] < input.Size
            ? [Places.Length]
            : throw new DownhillException($"takes the number at place {Places[^1]}, but a row of its input has only {input.Size}");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, Places);

    // y[i] = x[p[i]]     ∂C/∂x[p[i]] = ∂C/∂y[i], and 0 elsewhere     Neighbours are copied together, as one run.
    private sealed class Bound<T>(Binding<T> at, ImmutableArray<int> places) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int columns = at.Input.Shape.Size, width = places.Length;
        private readonly (int From, int To, int Count)[] runs = Runs(places);

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass)
        {
            foreach ((int from, int to, int count) in runs)
                kernels.CopyColumns(Input.Data, columns, from, Output.Data, width, to, pass.Rows, count, add: false);
        }

        public override void Backward(in Pass pass)
        {
            if (!Input.NeedsGradient)
                return;
            if (!Input.AddGradient)
                kernels.Fill(Input.Gradient, pass.Rows * columns, T.Zero);
            foreach ((int from, int to, int count) in runs)
                kernels.CopyColumns(Output.Gradient, width, to, Input.Gradient, columns, from, pass.Rows, count, Input.AddGradient);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            int place = places.IndexOf(index);
            return place >= 0
                ? OfInput(row, index, Equation(CostBy("x", "places[i]"), CostBy("y", "i")), [new Term(row, [OutputGradient(row, place)])])
                : OfInput(row, index, Equation(CostBy("x", "i"),
                    SumOver("outputs", CostBy("y", "j") * Derivative(Letter("y", "j"), Letter("x", "i")))), NoTerms);
        }

        private static (int From, int To, int Count)[] Runs(ImmutableArray<int> places)
        {
            var found = new List<(int From, int To, int Count)>();
            for (int i = 0; i < places.Length; i++)
            {
                if (i > 0 && places[i] == places[i - 1] + 1)
                    found[^1] = (found[^1].From, found[^1].To, found[^1].Count + 1);
                else
                    found.Add((places[i], i, 1));
            }

            return [.. found];
        }
    }
}
