using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Averages the outputs of several chains of layers, the members of an ensemble, with equal or given weights. Source: L. Hansen, P.
/// Salamon, "Neural Network Ensembles", 1990.
/// </summary>
/// <param name="Members">The chains, at least one, whose outputs have one shape; they may be of different layers.</param>
/// <param name="Weights">The weights of the members, of which only the proportions matter; all are equal by default.</param>
[CatalogEntry(
    "Σ weight f(x) / Σ weight",
    "average (linear 2, tanh; linear 2)",
    "average (linear 3, sigmoid; linear 3; linear 3, tanh)",
    "average (linear 2, tanh; linear 2) weights=(3, 1)")]
public sealed record Average(ImmutableArray<ImmutableArray<Layer>> Members, ImmutableArray<double>? Weights = null) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<NamedChain> Chains => [.. Members.Select((layers, i) => new NamedChain($"member{i + 1}", layers))];

    /// <summary>The meaning of the outputs that all members share; numbers if they differ.</summary>
    public override OutputKind OutputKind =>
        Members.Select(layers => layers.LastOrDefault()?.OutputKind).Distinct().ToArray() is [OutputKind kind] ? kind : OutputKind.Numbers;

    /// <inheritdoc/>
    public bool Equals(Average? other) =>
        other is not null && Members.Length == other.Members.Length
            && Members.Zip(other.Members).All(pair => pair.First.SequenceEqual(pair.Second))
        && (Weights is { } one && other.Weights is { } two ? one.SequenceEqual(two) : Weights is null && other.Weights is null);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Members.Length);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Members.IsEmpty)
            throw new DownhillException("needs at least one member");
        if (Members.Any(layers => layers.All(layer => layer is Flatten or Reshape)))
            throw new DownhillException("needs at least one layer in each member");
        if (Weights is { } weights)
        {
            if (weights.Length != Members.Length)
                throw new DownhillException(
                    $"has {Members.Length} members and {weights.Length} weights; there must be one weight per member");
            if (weights.Any(weight => !(weight >= 0)) || !(weights.Sum() > 0) || !double.IsFinite(weights.Sum()))
                throw new DownhillException("needs weights of at least 0, and one above 0");
        }

        Shape[] outputs = [.. Members.Select(layers => Model.OutputShape(input, layers))];
        return outputs.All(outputs[0].Equals)
            ? outputs[0]
            : throw new DownhillException(
                $"averages the outputs of its members, so they must have the same shape; "
                    + $"its members give {string.Join(", ", outputs.AsEnumerable())}");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at)
    {
        // On the way back the last member comes first: it writes the input's gradient (or adds, where the layer itself must add).
        IReadOnlyList<NamedChain> chains = Chains;
        var members = new Chain<T>[chains.Count];
        for (int i = 0; i < members.Length; i++)
            members[i] = at.Chain(chains[i], at.Input with { AddGradient = at.Input.AddGradient || i < members.Length - 1 });
        if (Weights is not { } weights)
            return new Mean<T>(at, members, at.Kernels.Elementwise(new Division<T>(T.CreateTruncating(members.Length))));
        double sum = weights.Sum();
        return new WeightedMean<T>(at, members,
            [.. weights.Select(weight => at.Kernels.Elementwise(new Product<T>(T.CreateTruncating(weight / sum))))]);
    }

    // y = x / count     dy/dx = 1 / count
    private readonly struct Division<T>(T count) : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => x / V.Create(count);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.Create(T.One / count);
    }

    // y = share x     dy/dx = share
    private readonly struct Product<T>(T share) : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => x * V.Create(share);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.Create(share);
    }

    // y = Σ sᵢ fᵢ(x)     ∂C/∂fᵢ = sᵢ ∂C/∂y     ∂C/∂x = the sum of what the members pass back
    private abstract class Bound<T>(Binding<T> at, Chain<T>[] members) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected Chain<T>[] Members => members;

        protected int Size { get; } = at.OutputShape.Size;

        public override IReadOnlyList<Operation<T>> Children => members;

        public override void Backward(in Pass pass)
        {
            for (int i = members.Length - 1; i >= 0; i--)
            {
                Share(i).Backward(Output.Data, Output.Data, Output.Gradient, members[i].Output.Gradient, pass.Rows * Size, add: false);
                members[i].Backward(pass);
            }
        }

        public override GradientEntry? PassedOn(Tensor<T> inner, int row, int index) =>
            members.Any(member => member.Output.Gradient == inner.Gradient) ? new GradientEntry(Name, index, row) : null;

        public override Factor? PassedShare(Tensor<T> inner)
        {
            int member = Array.FindIndex(members, one => one.Output.Gradient == inner.Gradient);
            return new Factor(ShareName(member), double.CreateTruncating(Share(member).Derivative(T.One, T.One)));
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            var terms = ImmutableArray.CreateBuilder<Term>();
            foreach (Chain<T> member in members)
                terms.AddRange(member.ExplainInput(pass, row, index).Terms);
            return OfInput(row, index, Equation(CostBy("x"), SumOver("members", CostBy("f") * Derivative(Letter("f"), Letter("x")))),
                terms.ToImmutable());
        }

        protected abstract ElementwiseKernel<T> Share(int member);

        protected abstract Formula ShareName(int member);
    }

    // The outputs are added up and divided once.
    private sealed class Mean<T>(Binding<T> at, Chain<T>[] members, ElementwiseKernel<T> share) : Bound<T>(at, members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;

        public override void Forward(in Pass pass)
        {
            for (int i = 0; i < Members.Length; i++)
            {
                Members[i].Forward(pass);
                kernels.CopyColumns(Members[i].Output.Data, Size, 0, Output.Data, Size, 0, pass.Rows, Size, add: i > 0);
            }

            share.Forward(Output.Data, Output.Data, pass.Rows * Size);
        }

        protected override ElementwiseKernel<T> Share(int member) => share;

        protected override Formula ShareName(int member) => OneOver("count");
    }

    // Each output is multiplied by its share and added: the way back of the same function, which adds too.
    private sealed class WeightedMean<T>(Binding<T> at, Chain<T>[] members, ElementwiseKernel<T>[] shares) : Bound<T>(at, members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(in Pass pass)
        {
            for (int i = 0; i < Members.Length; i++)
            {
                Members[i].Forward(pass);
                Buffer<T> output = Members[i].Output.Data;
                shares[i].Backward(output, output, output, Output.Data, pass.Rows * Size, add: i > 0);
            }
        }

        protected override ElementwiseKernel<T> Share(int member) => shares[member];

        protected override Formula ShareName(int member) => Word($"share{member + 1}");
    }
}
