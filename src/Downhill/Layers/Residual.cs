using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Adds what goes in to what comes out of a chain of layers: y = x + f(x).
/// Source: K. He et al., "Deep Residual Learning for Image Recognition", 2016.
/// </summary>
/// <param name="Layers">f: a chain whose output has the shape of its input.</param>
[CatalogEntry("x + f(x)", "residual (linear 5, tanh)", "residual (residual (linear 5), sigmoid)")]
public sealed record Residual(ImmutableArray<Layer> Layers) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<NamedChain> Chains => [new NamedChain(string.Empty, Layers)];

    /// <inheritdoc/>
    public bool Equals(Residual? other) => other is not null && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layers.Length);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Shape output = Model.OutputShape(input, Layers);
        if (Layers.All(layer => layer is Flatten))
            throw new DownhillException("needs at least one layer to add to its input");
        return output.Equals(input)
            ? output
            : throw new DownhillException($"adds its input to what its layers give, so both must have one shape; they give {output}");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, at.Chain(Chains[0], at.Input));

    // y = x + f(x)     ∂C/∂f = ∂C/∂y     ∂C/∂x = what f passes back + ∂C/∂y
    // The output's gradient is f's own: what reads y writes it there, and nothing has to be copied.
    private sealed class Bound<T>(Binding<T> at, Chain<T> chain)
        : Operation<T>(at.Name, at.Input, new Tensor<T>(at.Name, at.OutputShape, at.NewOutputData(), chain.Output.Gradient))
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int size = at.OutputShape.Size;

        public override IReadOnlyList<Operation<T>> Children => chain.Children;

        public override void Forward(in Pass pass)
        {
            chain.Forward(pass);
            kernels.Add(Input.Data, chain.Output.Data, Output.Data, pass.Rows * size);
        }

        public override void Backward(in Pass pass)
        {
            chain.Backward(pass);
            if (Input.NeedsGradient)
                kernels.Add(Input.Gradient, Output.Gradient, Input.Gradient, pass.Rows * size);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            Derivation through = chain.ExplainInput(pass, row, index);
            return OfInput(row, index, Equation(CostBy("x"), (CostBy("y") * Derivative(Letter("f"), Letter("x"))) + CostBy("y")), [.. through.Terms, new Term(row, [OutputGradient(row, index)])]);
        }
    }
}
