using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Adds the input to the output of a chain of layers: y = x + f(x), or y = p(x) + f(x) if the chain changes the shape. Source: K. He et
/// al., "Deep Residual Learning for Image Recognition", 2016.
/// </summary>
/// <param name="Layers">f: a chain whose output has the shape of its input, or of what the projection gives.</param>
/// <param name="Projection">p: a chain that gives the input the shape of f's output; none if both have one shape.</param>
[CatalogEntry("x + f(x)", "residual (linear 5, tanh)", "residual (residual (linear 5), sigmoid)",
    "residual (linear 3, tanh) projection=(linear 3)")]
public sealed record Residual(ImmutableArray<Layer> Layers, ImmutableArray<Layer>? Projection = null) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<NamedChain> Chains => Projection is { } projection
        ? [new NamedChain(string.Empty, Layers), new NamedChain("projection", projection)]
        : [new NamedChain(string.Empty, Layers)];

    /// <inheritdoc/>
    public bool Equals(Residual? other) => other is not null && Layers.SequenceEqual(other.Layers) &&
        (Projection is { } projection ? other.Projection is { } another && projection.SequenceEqual(another) : other.Projection is null);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layers.Length, Projection?.Length);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Shape output = Model.OutputShape(input, Layers);
        if (Layers.All(ComputesNothing))
            throw new DownhillException("needs at least one layer to add to its input");
        if (Projection is not { } projection)
        {
            return output.Equals(input)
                ? output
                : throw new DownhillException($"adds its input to the output of its layers, so both must have the same shape; the "
                    + $"layers give {output}");
        }

        if (projection.All(ComputesNothing))
            throw new DownhillException("needs at least one layer in its projection; leave it out where none is needed");
        Shape projected = Model.OutputShape(input, projection);
        return output.Equals(projected)
            ? output
            : throw new DownhillException(
                $"adds the output of its layers to the output of its projection, so both must have the same shape; they give {output} "
                    + $"and {projected}");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at)
    {
        // On the way back f comes last and the projection first, which writes the input's gradient unless the layer itself must add.
        Chain<T>? projection = Projection is null ? null : at.Chain(Chains[1], at.Input);
        Tensor<T> input = projection is null ? at.Input : at.Input with { AddGradient = true };
        return new Bound<T>(at, at.Chain(Chains[0], input), projection);
    }

    private static bool ComputesNothing(Layer layer) => layer is Flatten or Reshape;

    // y = p(x) + f(x), p(x) = x without a projection     ∂C/∂f = ∂C/∂p = ∂C/∂y     ∂C/∂x = what f and p pass back, or what f does + ∂C/∂y
    // The output's gradient is f's own: what reads y writes it there, and nothing has to be copied but for the projection.
    private sealed class Bound<T>(Binding<T> at, Chain<T> chain, Chain<T>? projection)
        : Operation<T>(at.Name, at.Input, new Tensor<T>(at.Name, at.OutputShape, at.NewOutputData(), chain.Output.Gradient))
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int size = at.OutputShape.Size;

        public override IReadOnlyList<Operation<T>> Children => projection is null ? chain.Children : [.. chain.Children, projection];

        public override void Forward(in Pass pass)
        {
            chain.Forward(pass);
            projection?.Forward(pass);
            kernels.Add((projection?.Output ?? Input).Data, chain.Output.Data, Output.Data, pass.Rows * size);
        }

        public override void Backward(in Pass pass)
        {
            if (projection is not null)
            {
                kernels.CopyColumns(Output.Gradient, size, 0, projection.Output.Gradient, size, 0, pass.Rows, size,
                    projection.Output.AddGradient);
                projection.Backward(pass);
            }

            chain.Backward(pass);
            if (projection is null && Input.NeedsGradient)
                kernels.Add(Input.Gradient, Output.Gradient, Input.Gradient, pass.Rows * size);
        }

        public override GradientEntry? PassedOn(Tensor<T> inner, int row, int index) =>
            projection is not null && inner.Gradient == projection.Output.Gradient ? new GradientEntry(Name, index, row) : null;

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            Derivation through = chain.ExplainInput(pass, row, index);
            Formula own = CostBy("y") * Derivative(Letter("f"), Letter("x"));
            return projection is null
                ? OfInput(row, index, Equation(CostBy("x"), own + CostBy("y")),
                    [.. through.Terms, new Term(row, [OutputGradient(row, index)])])
                : OfInput(
                    row, index, Equation(CostBy("x"), own + (CostBy("y") * Derivative(Letter("p"), Letter("x")))),
                    [.. through.Terms, .. projection.ExplainInput(pass, row, index).Terms]);
        }
    }
}
