using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Multiplies its input by the output of a chain of layers: y = x · f(x). With an f that gives one number for each channel of an image, it
/// weighs channels (squeeze and excitation). Source: J. Hu, L. Shen, G. Sun, "Squeeze-and-Excitation Networks", 2018.
/// </summary>
/// <param name="Layers">f: a chain whose output has the shape of its input, or one number for each channel.</param>
[CatalogEntry("x · f(x)", "multiply (linear 5, sigmoid)", "multiply (tanh)")]
public sealed record Multiply(ImmutableArray<Layer> Layers) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<NamedChain> Chains => [new NamedChain(string.Empty, Layers)];

    /// <inheritdoc/>
    public bool Equals(Multiply? other) => other is not null && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layers.Length);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Shape factors = Model.OutputShape(input, Layers);
        if (Layers.All(layer => layer is Flatten or Reshape))
            throw new DownhillException("needs at least one layer that computes something");
        return factors.Equals(input) || (input.Rank == 3 && factors.Size == input[2])
            ? input
            : throw new DownhillException(
                $"multiplies its input by the output of its layers, which must have the same shape or one number for each channel; "
                    + $"they give {factors}");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at)
    {
        Tensor<T> output = at.NewOutput();
        Chain<T> chain = at.Chain(Chains[0], at.Input);
        return new Bound<T>(at, chain, new Product<T>(at, chain.Output, output));
    }

    // y[p, c] = x[p, c] s[c] with s = f(x)     ∂C/∂s[c] = Σ places ∂C/∂y[p, c] x[p, c]
    // ∂C/∂x[p, c] = what f passes back + ∂C/∂y[p, c] s[c]
    private sealed class Bound<T>(Binding<T> at, Chain<T> chain, Product<T> product) : Operation<T>(at.Name, at.Input, product.Output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override IReadOnlyList<Operation<T>> Children => [chain, product];

        public override void Forward(in Pass pass)
        {
            chain.Forward(pass);
            product.Forward(pass);
        }

        public override void Backward(in Pass pass)
        {
            product.Backward(pass);
            chain.Backward(pass);
            if (Input.NeedsGradient)
                product.AddTo(Input.Gradient, pass);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            Derivation through = chain.ExplainInput(pass, row, index);
            return OfInput(
                row, index, Equation(CostBy("x"), (CostBy("f") * Derivative(Letter("f"), Letter("x"))) + (CostBy("y") * Letter("f"))),
                [.. through.Terms, new Term(row, [OutputGradient(row, index), product.FactorAt(row, index)])]);
        }
    }

    // Reads f(x); x itself it gets beside it.
    private sealed class Product<T>(Binding<T> at, Tensor<T> factors, Tensor<T> output) : Operation<T>(at.Name, factors, output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly Tensor<T> x = at.Input;
        private readonly int channels = factors.Shape.Size, places = output.Shape.Size / factors.Shape.Size;

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) =>
            kernels.ScaleChannels(x.Data, Input.Data, Output.Data, pass.Rows, places, channels, add: false);

        public override void Backward(in Pass pass)
        {
            if (Input.NeedsGradient)
                kernels.SumChannelProducts(Output.Gradient, x.Data, Input.Gradient, pass.Rows, places, channels, Input.AddGradient);
        }

        public void AddTo(Buffer<T> gradient, in Pass pass) =>
            kernels.ScaleChannels(Output.Gradient, Input.Data, gradient, pass.Rows, places, channels, add: true);

        public Factor FactorAt(int row, int index) => InputFactor(row, index % channels);

        public override Derivation ExplainInput(in Pass pass, int row, int index) => OfInput(
            row,
            index,
            Equation(CostBy("f", "c"), SumOver("places", CostBy("y", "p", "c") * Letter("x", "p", "c"))),
            [.. Enumerable.Range(0, places).Select(place => (place * channels) + index).Select(at => new Term(
                row, [OutputGradient(row, at),
                    new Factor(new EntrySymbol(x.Name, [at]), double.CreateTruncating(x.Data[(row * x.Shape.Size) + at]))]))]);
    }
}
