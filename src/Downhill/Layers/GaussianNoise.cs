using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// In training, adds a normal random number to each number; otherwise does nothing. Source: C. Bishop, "Training with Noise is
/// Equivalent to Tikhonov Regularization", 1995.
/// </summary>
/// <param name="Deviation">The standard deviation of the noise, at least 0.</param>
[CatalogEntry("x + N(0, deviation²)", "gaussian-noise", "gaussian-noise 0.5")]
public sealed record GaussianNoise(double Deviation = 0.1) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        Deviation >= 0 && double.IsFinite(Deviation)
            ? input
            : throw new DownhillException($"needs a deviation of at least 0, not {Deviation}");

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, Deviation);

    // y = x + σ n     ∂C/∂x = ∂C/∂y; n is a pure function of (seed, step, layer, element)
    private sealed class Bound<T>(Binding<T> at, double deviation) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int size = at.Input.Shape.Size;
        private readonly ulong ordinal = (ulong)at.Ordinal;

        public override void Forward(in Pass pass)
        {
            if (pass.IsTraining)
                kernels.Noise(Input.Data, Output.Data, pass.Rows * size, deviation,
                    new RandomStream(pass.Seed, RandomPurpose.Noise, (ordinal << 40) + (ulong)pass.Step).From((long)pass.FirstRow * size));
            else
                kernels.CopyColumns(Input.Data, size, 0, Output.Data, size, 0, pass.Rows, size, add: false);
        }

        public override void Backward(in Pass pass)
        {
            if (Input.NeedsGradient)
                kernels.CopyColumns(Output.Gradient, size, 0, Input.Gradient, size, 0, pass.Rows, size, Input.AddGradient);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index) =>
            OfInput(row, index, Equation(CostBy("x"), CostBy("y")), [new Term(row, [OutputGradient(row, index)])]);
    }
}
