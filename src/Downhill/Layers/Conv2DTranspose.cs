using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// The transposed convolution, which enlarges an image: every number of the input adds its multiple of the weights to a window of the
/// output. It computes what a convolution's gradient by its input is.
/// Source: M. Zeiler et al., "Deconvolutional Networks", 2010.
/// </summary>
/// <param name="Outputs">The number of output channels, at least 1.</param>
/// <param name="Kernel">The window's rows and columns.</param>
/// <param name="Stride">
/// How far the windows of two neighbours are apart: with padding <c>same</c> the output is so many times as large.
/// </param>
/// <param name="Padding">The part that is cut off from the output on each side.</param>
/// <param name="Dilation">The distance between the numbers that a window writes.</param>
/// <param name="Groups">Into how many groups the channels are split.</param>
/// <param name="HasBias">Whether b is added.</param>
/// <param name="Weight">
/// The first values of W, <c>[kernel height, kernel width, outputs / groups, channels]</c>; Xavier's uniform ones where none are given.
/// </param>
/// <param name="Bias">The first values of b, <c>[outputs]</c>; zeros where none are given.</param>
[CatalogEntry(
    "z[y·s + i, x·s + j] = Σ W[i, j] · x[y, x] + b",
    "conv2d-transpose 3 2 stride=2", "conv2d-transpose 2 3 stride=2x1 padding=1",
    "conv2d-transpose 4 2x3 padding=valid dilation=2 groups=2 hasBias=false",
    Input = [3, 2, 2])]
public sealed record Conv2DTranspose(
    int Outputs,
    PlaneSize Kernel,
    PlaneSize Stride = default,
    Padding Padding = default,
    PlaneSize Dilation = default,
    int Groups = 1,
    bool HasBias = true,
    Initializer? Weight = null,
    Initializer? Bias = null) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        WindowShape window = Window(input);
        return [window.Height, window.Width, Outputs];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(Shape input)
    {
        WindowShape window = Window(input);
        int fanIn = window.Taps * window.GroupOutputs, fanOut = window.Taps * window.GroupChannels;
        Shape shape = [window.KernelHeight, window.KernelWidth, window.GroupChannels, window.Outputs];
        var weight = new ParameterSpec("weight", shape, Weight ?? new XavierUniform(), fanIn, fanOut);
        return HasBias ? [weight, new ParameterSpec("bias", [Outputs], Bias ?? new Zeros(), fanIn, fanOut)] : [weight];
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, Window(at.Input.Shape), HasBias);

    // The convolution that is turned around: from this layer's output to its input.
    internal WindowShape Window(Shape input)
    {
        var image = ImageShape.Require(input);
        Conv2D.Require(Outputs, Groups, image.Channels, HasBias, Bias);
        ImageShape.RequirePositive(Kernel, "kernel");
        ImageShape.RequirePositive(Stride, "stride");
        ImageShape.RequirePositive(Dilation, "dilation");
        (int height, int top) = Padding.TransposedAlong(true, image.Height, Kernel.Height, Stride.Height, Dilation.Height);
        (int width, int left) = Padding.TransposedAlong(false, image.Width, Kernel.Width, Stride.Width, Dilation.Width);
        return new WindowShape(
            height, width, Outputs, image.Height, image.Width, image.Channels, Kernel.Height, Kernel.Width,
            Stride.Height, Stride.Width, Dilation.Height, Dilation.Width, top, left, Groups);
    }

    // x: [rows, height, width, channels]   W: [kernel height, kernel width, outputs / groups, channels]
    // z[q, o] = Σ taps Σ channels x[p, c] W[tap, o, c] + b[o] over the places p whose window has q at the tap
    // ∂C/∂x[p, c] = Σ taps Σ outputs ∂C/∂z[p + tap, o] W[tap, o, c], a convolution     ∂C/∂b[o] = Σ rows Σ places ∂C/∂z[q, o]
    // ∂C/∂W[tap, o, c] = Σ rows Σ places x[p, c] ∂C/∂z[p + tap, o]
    private sealed class Bound<T>(Binding<T> at, WindowShape window, bool hasBias) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly Buffer<T> weight = at.Parameter("weight").Data;
        private readonly Buffer<T> bias = hasBias ? at.Parameter("bias").Data : default;
        private readonly Buffer<T> weightGradient = at.IsTraining ? at.Parameter("weight").Gradient : default;
        private readonly Buffer<T> biasGradient = at.IsTraining && hasBias ? at.Parameter("bias").Gradient : default;
        private readonly Buffer<T> partial = at.IsTraining ? at.NewRoom(window.WeightGradientRoom(at.Rows)) : default;
        private readonly Buffer<T> phases = at.NewScratch(window.InputGradientRoom);

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) =>
            kernels.ConvolveInputGradient(Input.Data, weight, bias, Output.Data, phases, pass.Rows, window, add: false);

        public override void Backward(in Pass pass)
        {
            int places = window.Height * window.Width;
            kernels.ConvolveWeightGradient(Output.Gradient, Input.Data, weightGradient, partial, pass.Rows, window);
            if (!biasGradient.IsEmpty)
                kernels.SumRows(Output.Gradient, biasGradient, pass.Rows * places, window.Channels, add: false, run: places);
            if (Input.NeedsGradient)
                kernels.Convolve(Output.Gradient, weight, default, Input.Gradient, pass.Rows, window, Input.AddGradient);
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index)
        {
            bool isBias = parameter == "bias" && hasBias;
            if (!isBias && parameter != "weight")
                return base.ExplainParameter(pass, parameter, index);
            var terms = ImmutableArray.CreateBuilder<Term>();
            (int read, int channel) = Math.DivRem(index, window.Outputs);
            (int tap, int inGroup) = Math.DivRem(read, window.GroupChannels);
            int output = (channel / window.GroupOutputs * window.GroupChannels) + inGroup;
            for (int row = 0; row < pass.Rows; row++)
            {
                for (int place = 0; place < (isBias ? window.Height * window.Width : window.OutputPlaces); place++)
                {
                    if (isBias)
                        terms.Add(new Term(row, [OutputGradient(row, (place * window.Channels) + index)]));
                    else if (window.Source(place, tap) is >= 0 and int target)
                        terms.Add(new Term(row, [OutputGradient(row, (target * window.Channels) + output),
                            InputFactor(row, (place * window.Outputs) + channel)]));
                }
            }

            return new Derivation(
                new GradientEntry($"{Name}.{parameter}", index),
                isBias ? Equation(CostBy("b", "o"), SumOver("rows, places", CostBy("z", "q", "o")))
                    : Equation(CostBy("W", "t", "o", "c"), SumOver("rows, places", CostBy("z", "p + t", "o") * Letter("x", "p", "c"))),
                terms.Count > 0 ? terms.ToImmutable() : NoTerms,
                double.CreateTruncating((isBias ? biasGradient : weightGradient)[index]));
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            (int place, int channel) = Math.DivRem(index, window.Outputs);
            int firstOutput = channel / window.GroupOutputs * window.GroupChannels;
            var terms = ImmutableArray.CreateBuilder<Term>();
            for (int tap = 0; tap < window.Taps; tap++)
            {
                int target = window.Source(place, tap);
                for (int i = 0; target >= 0 && i < window.GroupChannels; i++)
                    terms.Add(new Term(row, [OutputGradient(row, (target * window.Channels) + firstOutput + i), Weight(tap, i, channel)]));
            }

            return OfInput(
                row, index, Equation(CostBy("x", "p", "c"),
                    SumOver("taps, outputs", CostBy("z", "p + t", "o") * Letter("W", "t", "o", "c"))),
                    terms.Count > 0 ? terms.ToImmutable() : NoTerms);
        }

        private Factor Weight(int tap, int output, int channel)
        {
            (int down, int across) = Math.DivRem(tap, window.KernelWidth);
            int entry = (((tap * window.GroupChannels) + output) * window.Outputs) + channel;
            return new Factor(new EntrySymbol($"{Name}.weight", [down, across, output, channel]), double.CreateTruncating(weight[entry]));
        }
    }
}
