using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// In training, leaves out whole channels of an image with a probability and scales the others up; otherwise does nothing. Neighbouring
/// places of a channel are alike, so leaving out single ones would take little away.
/// Source: J. Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015.
/// </summary>
/// <param name="Rate">The probability of leaving a channel out, from 0 to below 1.</param>
[CatalogEntry("x m / (1 − rate), m drawn from {0, 1} for each channel", "spatial-dropout", "spatial-dropout 0.2", Input = [3, 2, 5])]
public sealed record SpatialDropout(double Rate = 0.5) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        _ = ImageShape.Require(input);
        return Rate is >= 0 and < 1 ? input : throw new DownhillException($"needs a rate from 0 to below 1, not {Rate}");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, ImageShape.Require(at.Input.Shape), 1 - Rate);

    // y[p, c] = x[p, c] m[c] / keep     ∂C/∂x[p, c] = ∂C/∂y[p, c] m[c] / keep; m is a pure function of (seed, step, layer, row, channel)
    private sealed class Bound<T> : Operation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels;
        private readonly ImageShape image;
        private readonly double keep;
        private readonly ulong ordinal;
        private readonly Buffer<T> ones, mask;

        public Bound(Binding<T> at, ImageShape image, double keep)
            : base(at.Name, at.Input, at.NewOutput())
        {
            (kernels, this.image, this.keep, ordinal) = (at.Kernels, image, keep, (ulong)at.Ordinal);
            (ones, mask) = (at.NewScratch(image.Channels), at.NewScratch(image.Channels));
            kernels.Fill(ones, ones.Length, T.One);
        }

        public override void Forward(in Pass pass)
        {
            kernels.Dropout(ones, mask, pass.Rows * image.Channels, Keep(pass), Random(pass), add: false);
            kernels.ScaleChannels(Input.Data, mask, Output.Data, pass.Rows, image.Places, image.Channels, add: false);
        }

        public override void Backward(in Pass pass)
        {
            if (Input.NeedsGradient)
                kernels.ScaleChannels(Output.Gradient, mask, Input.Gradient, pass.Rows, image.Places, image.Channels, Input.AddGradient);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            int channel = index % image.Channels;
            var factor = new Factor(new EntrySymbol($"{Name}.mask", [channel]),
                double.CreateTruncating(mask[(row * image.Channels) + channel]));
            return OfInput(row, index, Equation(CostBy("x", "p", "c"), CostBy("y", "p", "c") * (Letter("m", "c") / Word("keep"))),
                [new Term(row, [OutputGradient(row, index), factor])]);
        }

        private double Keep(in Pass pass) => pass.IsTraining ? keep : 1;

        private RandomStream Random(in Pass pass) =>
            new RandomStream(pass.Seed, RandomPurpose.Dropout, (ordinal << 40) + (ulong)pass.Step)
            .From((long)pass.FirstRow * image.Channels);
    }
}
