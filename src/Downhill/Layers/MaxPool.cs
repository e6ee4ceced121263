using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>The largest number of each window of an image, channel by channel; padding is never the largest.</summary>
/// <param name="Kernel">The window's rows and columns.</param>
/// <param name="Stride">The distance between two positions of the window; by default its size.</param>
/// <param name="Padding">The padding around the image; none by default.</param>
[CatalogEntry("max of each window", "max-pool 2", "max-pool 3 stride=2 padding=same", "max-pool 2x3 stride=1", Input = [5, 4, 2])]
public sealed record MaxPool(PlaneSize Kernel, PlaneSize? Stride = null, Padding? Padding = null) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => ImageShape.Output(Window(input));

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new MaxPooling<T>(at, Window(at.Input.Shape));

    internal WindowShape Window(Shape input)
    {
        var image = ImageShape.Require(input);
        return image.Window(image.Channels, Kernel, Stride ?? Kernel, Padding ?? Downhill.Padding.Valid, 1, image.Channels);
    }
}

/// <summary>The largest number of each channel of an image: <c>[height, width, channels]</c> becomes <c>[channels]</c>.</summary>
[CatalogEntry("max over all places", "global-max-pool", Input = [3, 2, 2])]
public sealed record GlobalMaxPool : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => [ImageShape.Require(input).Channels];

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at)
    {
        var image = ImageShape.Require(at.Input.Shape);
        return new MaxPooling<T>(at,
            image.Window(image.Channels, new PlaneSize(image.Height, image.Width), 1, Padding.Valid, 1, image.Channels));
    }
}

// y[p, c] = max x[p + tap, c]     ∂C/∂x[q, c] = Σ ∂C/∂y[p, c] over the places p whose largest number is at q; of several, at the first
internal sealed class MaxPooling<T>(Binding<T> at, WindowShape window) : Operation<T>(at.Name, at.Input, at.NewOutput())
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Backend<T> kernels = at.Kernels;
    private readonly Buffer<T> taps = at.NewScratch(window.OutputSize);

    public override bool KeepsRowsApart => true;

    public override void Forward(in Pass pass) => kernels.MaxPool(Input.Data, Output.Data, taps, pass.Rows, window);

    public override void Backward(in Pass pass)
    {
        if (Input.NeedsGradient)
            kernels.MaxPoolGradient(Output.Gradient, taps, Input.Gradient, pass.Rows, window, Input.AddGradient);
    }

    public override Derivation ExplainInput(in Pass pass, int row, int index)
    {
        (int place, int channel) = Math.DivRem(index, window.Channels);
        var terms = ImmutableArray.CreateBuilder<Term>();
        for (int tap = 0; tap < window.Taps; tap++)
        {
            int reader = window.Reader(place, tap), entry = (reader * window.Channels) + channel;
            if (reader >= 0 && taps[(row * window.OutputSize) + entry] == T.CreateTruncating(tap))
                terms.Add(new Term(row, [OutputGradient(row, entry)]));
        }

        return OfInput(row, index, Equation(CostBy("x", "q"), SumOver("places", Indicator("q", "largest") * CostBy("y", "p"))),
            terms.Count > 0 ? terms.ToImmutable() : NoTerms);
    }
}
