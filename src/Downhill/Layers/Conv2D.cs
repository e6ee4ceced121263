using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// The convolution z = x ∗ W + b: at each place of an image every output is a weighted sum of a window of the image, with the same
/// weights everywhere. Images are height × width × channels.
/// Source: Y. LeCun et al., "Backpropagation Applied to Handwritten Zip Code Recognition", 1989.
/// </summary>
/// <param name="Outputs">The number of output channels, at least 1.</param>
/// <param name="Kernel">The window's rows and columns.</param>
/// <param name="Stride">The distance between two positions of the window.</param>
/// <param name="Padding">The padding around the image.</param>
/// <param name="Dilation">The distance between the numbers that the window reads.</param>
/// <param name="Groups">Into how many groups the channels are split; as many as there are channels makes the convolution depthwise.</param>
/// <param name="HasBias">Whether b is added.</param>
/// <param name="Weight">
/// The first values of W, <c>[kernel height, kernel width, channels / groups, outputs]</c>; Xavier's uniform ones where none are given.
/// </param>
/// <param name="Bias">The first values of b, <c>[outputs]</c>; zeros where none are given.</param>
[CatalogEntry(
    "z[y, x] = Σ W[i, j] · x[y·s + i, x·s + j] + b",
    "conv2d 3 3", "conv2d 4 kernel=2x3 stride=2 padding=valid", "conv2d 4 3 dilation=2 groups=2",
    "conv2d 2 3 stride=2x1 padding=1 groups=2 hasBias=false", "conv2d 3 1",
    Input = [5, 4, 2])]
public sealed record Conv2D(
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
    public override Shape OutputShape(Shape input) => ImageShape.Output(Window(input));

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(Shape input)
    {
        WindowShape window = Window(input);
        int fanIn = window.Taps * window.GroupChannels, fanOut = window.Taps * window.GroupOutputs;
        Shape shape = [window.KernelHeight, window.KernelWidth, window.GroupChannels, Outputs];
        var weight = new ParameterSpec("weight", shape, Weight ?? new XavierUniform(), fanIn, fanOut);
        return HasBias ? [weight, new ParameterSpec("bias", [Outputs], Bias ?? new Zeros(), fanIn, fanOut)] : [weight];
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, Window(at.Input.Shape), HasBias);

    internal static void Require(int outputs, int groups, int channels, bool hasBias, Initializer? bias)
    {
        if (outputs < 1)
            throw new DownhillException($"needs at least one output, not {outputs}");
        if (groups < 1 || channels % groups != 0 || outputs % groups != 0)
            throw new DownhillException(
                $"splits its {channels} channels and {outputs} outputs into {groups} groups; both must be multiples of it");
        if (!hasBias && bias is not null)
            throw new DownhillException("has values for a bias and hasBias false; leave one of them out");
    }

    internal WindowShape Window(Shape input)
    {
        var image = ImageShape.Require(input);
        Require(Outputs, Groups, image.Channels, HasBias, Bias);
        return image.Window(Outputs, Kernel, Stride, Padding, Dilation, Groups);
    }

    // x: [rows, height, width, channels]   W: [kernel height, kernel width, channels / groups, outputs]   p: a place of the output
    // z[p, o] = Σ taps Σ channels x[p + tap, c] W[tap, c, o] + b[o], outside of the image x is zero
    // ∂C/∂W[tap, c, o] = Σ rows Σ places ∂C/∂z[p, o] x[p + tap, c]     ∂C/∂b[o] = Σ rows Σ places ∂C/∂z[p, o]
    // ∂C/∂x[q, c] = Σ taps Σ outputs ∂C/∂z[p, o] W[tap, c, o] over the places p that read q by the tap
    private sealed class Bound<T>(Binding<T> at, WindowShape window, bool hasBias) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly Buffer<T> weight = at.Parameter("weight").Data;
        private readonly Buffer<T> bias = hasBias ? at.Parameter("bias").Data : default;
        private readonly Buffer<T> weightGradient = at.IsTraining ? at.Parameter("weight").Gradient : default;
        private readonly Buffer<T> biasGradient = at.IsTraining && hasBias ? at.Parameter("bias").Gradient : default;
        private readonly Buffer<T> partial = at.IsTraining ? at.NewRoom(window.WeightGradientRoom(at.Rows)) : default;
        private readonly Buffer<T> phases = at.IsTraining && at.Input.NeedsGradient ? at.NewScratch(window.InputGradientRoom) : default;

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) =>
            kernels.Convolve(Input.Data, weight, bias, Output.Data, pass.Rows, window, add: false);

        public override void Backward(in Pass pass)
        {
            kernels.ConvolveWeightGradient(Input.Data, Output.Gradient, weightGradient, partial, pass.Rows, window);
            if (!biasGradient.IsEmpty)
                kernels.SumRows(Output.Gradient, biasGradient, pass.Rows * window.OutputPlaces, window.Outputs, add: false,
                    run: window.OutputPlaces);
            if (Input.NeedsGradient)
                kernels.ConvolveInputGradient(Output.Gradient, weight, default, Input.Gradient, phases, pass.Rows, window,
                    Input.AddGradient);
        }

        // z is linear in W and b: an entry moved by h moves every place of its output by h times what it reads there.
        public override bool MoveOutput(string parameter, int index, T by, int firstRow, int rows)
        {
            int output = index % window.Outputs;
            for (int row = firstRow; row < firstRow + rows; row++)
            {
                for (int place = 0; place < window.OutputPlaces; place++)
                {
                    int source = parameter == "bias" ? -1 : Source(place, index);
                    if (source < 0 && parameter != "bias")
                        continue;
                    int moved = Place(row, place, output);
                    Output.Data.Set(moved, Output.Data[moved] + (source < 0 ? by : Input.Data[(row * window.InputSize) + source] * by));
                }
            }

            return true;
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index)
        {
            bool isBias = parameter == "bias" && hasBias;
            if (!isBias && parameter != "weight")
                return base.ExplainParameter(pass, parameter, index);
            var terms = ImmutableArray.CreateBuilder<Term>();
            int output = index % window.Outputs;
            for (int row = 0; row < pass.Rows; row++)
            {
                for (int place = 0; place < window.OutputPlaces; place++)
                {
                    Factor gradient = OutputGradient(row, (place * window.Outputs) + output);
                    if (isBias)
                        terms.Add(new Term(row, [gradient]));
                    else if (Source(place, index) is >= 0 and int source)
                        terms.Add(new Term(row, [gradient, InputFactor(row, source)]));
                }
            }

            return new Derivation(
                new GradientEntry($"{Name}.{parameter}", index),
                isBias ? Equation(CostBy("b", "o"), SumOver("rows, places", CostBy("z", "p", "o")))
                    : Equation(CostBy("W", "t", "c", "o"), SumOver("rows, places", CostBy("z", "p", "o") * Letter("x", "p + t", "c"))),
                terms.Count > 0 ? terms.ToImmutable() : NoTerms,
                double.CreateTruncating((isBias ? biasGradient : weightGradient)[index]));
        }

        public override KernelPatches? PatchesOf(Derivation derivation, int most)
        {
            if (derivation.Of.Value != $"{Name}.weight")
                return null;
            (int read, int output) = Math.DivRem(derivation.Of.Index, window.Outputs);
            (int tap, int channel) = Math.DivRem(read, window.GroupChannels);
            int[] entries = [.. Enumerable.Range(0, window.Taps)
                .Select(one => (((one * window.GroupChannels) + channel) * window.Outputs) + output)];
            return new KernelPatches(
                window.Taps / window.KernelWidth,
                window.KernelWidth,
                tap,
                [.. entries.Select(entry => double.CreateTruncating(weight[entry]))],
                [.. derivation.Largest(most).Where(term => term.Factors.Length == 2).OrderByDescending(term => Math.Abs(term.Value))
                    .Select(Patch)]);

            KernelPatch Patch(Term term)
            {
                GradientEntry reached = term.Factors[0].Gradient!.Value;
                int place = reached.Index / window.Outputs, width = Output.Shape[1];
                return new KernelPatch(reached.Row, place / width, place % width, term.Factors[0].Value,
                    [.. entries.Select(entry => Read(reached.Row, Source(place, entry)))]);
            }

            double Read(int row, int source) => source < 0 ? 0 : double.CreateTruncating(Input.Data[(row * window.InputSize) + source]);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            (int place, int channel) = Math.DivRem(index, window.Channels);
            (int group, int inGroup) = Math.DivRem(channel, window.GroupChannels);
            var terms = ImmutableArray.CreateBuilder<Term>();
            for (int tap = 0; tap < window.Taps; tap++)
            {
                int reader = window.Reader(place, tap);
                for (int output = group * window.GroupOutputs; reader >= 0 && output < (group + 1) * window.GroupOutputs; output++)
                {
                    int entry = (((tap * window.GroupChannels) + inGroup) * window.Outputs) + output;
                    terms.Add(new Term(row, [OutputGradient(row, (reader * window.Outputs) + output), Weight(entry)]));
                }
            }

            return OfInput(
                row, index, Equation(CostBy("x", "q", "c"),
                    SumOver("taps, outputs", CostBy("z", "q − t", "o") * Letter("W", "t", "c", "o"))),
                    terms.Count > 0 ? terms.ToImmutable() : NoTerms);
        }

        private int Place(int row, int place, int output) => (((row * window.OutputPlaces) + place) * window.Outputs) + output;

        // Which number of a row a weight meets at a place; −1 where it is padding.
        private int Source(int place, int entry)
        {
            (int read, int output) = Math.DivRem(entry, window.Outputs);
            (int tap, int channel) = Math.DivRem(read, window.GroupChannels);
            int source = window.Source(place, tap);
            return source < 0 ? -1 : (source * window.Channels) + (output / window.GroupOutputs * window.GroupChannels) + channel;
        }

        private Factor Weight(int entry)
        {
            (int read, int output) = Math.DivRem(entry, window.Outputs);
            (int tap, int channel) = Math.DivRem(read, window.GroupChannels);
            (int down, int across) = Math.DivRem(tap, window.KernelWidth);
            return new Factor(new EntrySymbol($"{Name}.weight", [down, across, channel, output]), double.CreateTruncating(weight[entry]));
        }
    }
}
