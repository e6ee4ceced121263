using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Gives its input to several chains of layers and puts their outputs side by side along the first axis, images along their channels; an
/// empty chain passes the input on.
/// </summary>
/// <param name="Branches">The chains, at least one.</param>
[CatalogEntry("[f(x), g(x), …]", "concat (linear 2, tanh; linear 3)", "concat (; linear 2, sigmoid; )")]
public sealed record Concat(ImmutableArray<ImmutableArray<Layer>> Branches) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<NamedChain> Chains =>
        [.. Branches.Select((layers, i) => new NamedChain($"branch{i + 1}", layers))];

    /// <inheritdoc/>
    public bool Equals(Concat? other) =>
        other is not null && Branches.Length == other.Branches.Length
            && Branches.Zip(other.Branches).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Branches.Length);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Branches.IsEmpty)
            throw new DownhillException("needs at least one branch");
        Shape[] outputs = [.. Branches.Select(layers => Model.OutputShape(input, layers))];
        Shape first = outputs[0];
        bool areImages = first.Rank == 3;
        int axis = areImages ? 2 : 0;
        string along = areImages ? "their channels" : "the first axis";
        if (outputs.Any(output => output.Rank != first.Rank
            || !output.Where((_, i) => i != axis).SequenceEqual(first.Where((_, i) => i != axis))))
            throw new DownhillException(
                $"joins the outputs of its branches along {along}, so their other axes must be equal; "
                    + $"its branches give {string.Join(", ", outputs.AsEnumerable())}");
        long total = outputs.Sum(output => (long)output[axis]);
        return total <= Array.MaxLength
            ? [.. first.Select((extent, i) => i == axis ? (int)total : extent)]
            : throw new DownhillException($"has branches that together give {total:N0} numbers along {along}, which is too many");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at)
    {
        // On the way back the last branch comes first: it writes the input's gradient (or adds, where the layer itself must add).
        IReadOnlyList<NamedChain> chains = Chains;
        var branches = new Chain<T>[chains.Count];
        for (int i = 0; i < branches.Length; i++)
        {
            bool last = i == branches.Length - 1;
            branches[i] = at.Chain(chains[i], at.Input with { AddGradient = at.Input.AddGradient || !last });
        }

        return new Bound<T>(at, branches);
    }

    // y = [f(x), g(x), …]     ∂C/∂f, ∂C/∂g, … are the columns of ∂C/∂y     ∂C/∂x = the sum of what the branches pass back
    private sealed class Bound<T>(Binding<T> at, Chain<T>[] branches) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int places = ImageShape.Split(at.OutputShape).Places, columns = ImageShape.Split(at.OutputShape).Channels;

        public override IReadOnlyList<Operation<T>> Children => branches;

        public override void Forward(in Pass pass)
        {
            int column = 0;
            foreach (Chain<T> branch in branches)
            {
                branch.Forward(pass);
                int width = branch.Output.Shape.Size / places;
                kernels.CopyColumns(branch.Output.Data, width, 0, Output.Data, columns, column, pass.Rows * places, width, add: false);
                column += width;
            }
        }

        public override void Backward(in Pass pass)
        {
            int column = columns;
            for (int i = branches.Length - 1; i >= 0; i--)
            {
                Tensor<T> output = branches[i].Output;
                int width = output.Shape.Size / places;
                column -= width;
                if (!output.NeedsGradient)
                    continue; // an empty branch on an input that needs none
                kernels.CopyColumns(Output.Gradient, columns, column, output.Gradient, width, 0, pass.Rows * places, width,
                    output.AddGradient);
                branches[i].Backward(pass);
            }
        }

        public override GradientEntry? PassedOn(Tensor<T> inner, int row, int index)
        {
            int column = 0;
            foreach (Chain<T> branch in branches)
            {
                if (branch.Reader is not null && inner.Gradient == branch.Output.Gradient)
                    return new GradientEntry(Name, At(column, branch.Output, index), row);
                column += branch.Output.Shape.Size / places;
            }

            return null;
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            var terms = ImmutableArray.CreateBuilder<Term>();
            int column = 0;
            foreach (Chain<T> branch in branches)
            {
                if (branch.Reader is null)
                    terms.Add(new Term(row, [OutputGradient(row, At(column, branch.Output, index))]));
                else
                    terms.AddRange(branch.ExplainInput(pass, row, index).Terms);
                column += branch.Output.Shape.Size / places;
            }

            return OfInput(row, index, Equation(CostBy("x"), SumOver("branches", CostBy("f") * Derivative(Letter("f"), Letter("x")))),
                terms.ToImmutable());
        }

        // The place in the output of a branch's entry.
        private int At(int firstColumn, Tensor<T> branch, int index)
        {
            (int place, int column) = Math.DivRem(index, branch.Shape.Size / places);
            return (place * columns) + firstColumn + column;
        }
    }
}
