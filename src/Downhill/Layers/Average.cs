using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Gives its input to several chains of layers, the members of an ensemble, and gives the mean of their outputs.
/// Source: L. Hansen, P. Salamon, "Neural Network Ensembles", 1990.
/// </summary>
/// <param name="Members">The chains, at least one, whose outputs have one shape.</param>
[CatalogEntry("(f(x) + g(x) + …) / count", "average (linear 2, tanh; linear 2)", "average (linear 3, sigmoid; linear 3; linear 3, tanh)")]
public sealed record Average(ImmutableArray<ImmutableArray<Layer>> Members) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<NamedChain> Chains => [.. Members.Select((layers, i) => new NamedChain($"member{i + 1}", layers))];

    /// <inheritdoc/>
    public bool Equals(Average? other) =>
        other is not null && Members.Length == other.Members.Length && Members.Zip(other.Members).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Members.Length);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Members.IsEmpty)
            throw new DownhillException("needs at least one member");
        if (Members.Any(layers => layers.All(layer => layer is Flatten or Reshape)))
            throw new DownhillException("needs at least one layer in each member");
        Shape[] outputs = [.. Members.Select(layers => Model.OutputShape(input, layers))];
        return outputs.All(outputs[0].Equals)
            ? outputs[0]
            : throw new DownhillException($"gives the mean of its members' outputs, so they must have one shape; its members give {string.Join(", ", outputs.AsEnumerable())}");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at)
    {
        // On the way back the last member comes first: it writes the input's gradient (or adds, where the layer itself must add).
        IReadOnlyList<NamedChain> chains = Chains;
        var members = new Chain<T>[chains.Count];
        for (int i = 0; i < members.Length; i++)
            members[i] = at.Chain(chains[i], at.Input with { AddGradient = at.Input.AddGradient || i < members.Length - 1 });
        return new Bound<T>(at, members, at.Kernels.Elementwise(new Share<T>(T.CreateTruncating(members.Length))));
    }

    // y = x / count     dy/dx = 1 / count
    private readonly struct Share<T>(T count) : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => x / V.Create(count);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.Create(T.One / count);
    }

    // y = (f(x) + g(x) + …) / n     ∂C/∂f = ∂C/∂g = … = ∂C/∂y / n     ∂C/∂x = the sum of what the members pass back
    private sealed class Bound<T>(Binding<T> at, Chain<T>[] members, ElementwiseKernel<T> share) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Kernels<T> kernels = at.Kernels;
        private readonly int size = at.OutputShape.Size;

        public override IReadOnlyList<Operation<T>> Children => members;

        public override void Forward(in Pass pass)
        {
            for (int i = 0; i < members.Length; i++)
            {
                members[i].Forward(pass);
                kernels.CopyColumns(members[i].Output.Data, size, 0, Output.Data, size, 0, pass.Rows, size, add: i > 0);
            }

            share.Forward(Output.Data, Output.Data, pass.Rows * size);
        }

        public override void Backward(in Pass pass)
        {
            for (int i = members.Length - 1; i >= 0; i--)
            {
                share.Backward(Output.Data, Output.Data, Output.Gradient, members[i].Output.Gradient, pass.Rows * size, add: false);
                members[i].Backward(pass);
            }
        }

        public override GradientEntry? PassedOn(Tensor<T> inner, int row, int index) =>
            members.Any(member => member.Output.Gradient == inner.Gradient) ? new GradientEntry(Name, index, row) : null;

        public override double PassedShare => double.CreateTruncating(T.One / T.CreateTruncating(members.Length));

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            var terms = ImmutableArray.CreateBuilder<Term>();
            foreach (Chain<T> member in members)
                terms.AddRange(member.ExplainInput(pass, row, index).Terms);
            return OfInput(row, index, "∂C/∂x = Σ members ∂C/∂f · ∂f/∂x", terms.ToImmutable());
        }
    }
}
