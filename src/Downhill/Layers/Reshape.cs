using System.Numerics;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Reshapes a row of numbers to an image: <c>[height · width · channels]</c> becomes <c>[height, width, channels]</c>. Nothing is copied.
/// </summary>
/// <param name="Height">The height of the image.</param>
/// <param name="Width">The width of the image.</param>
/// <param name="Channels">The number of channels.</param>
[CatalogEntry("[height width channels] → [height, width, channels]", "reshape 3 2 2", Input = [12])]
public sealed record Reshape(int Height, int Width, int Channels = 1) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Height < 1 || Width < 1 || Channels < 1)
            throw new DownhillException($"needs extents of at least 1, not {Height} × {Width} × {Channels}");
        return (long)Height * Width * Channels == input.Size
            ? [Height, Width, Channels]
            : throw new DownhillException(
                $"makes {Height} × {Width} × {Channels} = {(long)Height * Width * Channels:N0} numbers of {input.Size:N0}; "
                    + $"the two must be equal");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Renamed<T>(at);
}

// The output is the input under another shape, its gradient too.
internal sealed class Renamed<T>(Binding<T> at) : Operation<T>(at.Name, at.Input, at.Input with { Name = at.Name, Shape = at.OutputShape })
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override bool KeepsRowsApart => true;

    public override void Forward(in Pass pass)
    {
    }

    public override void Backward(in Pass pass)
    {
    }

    public override Derivation ExplainInput(in Pass pass, int row, int index) =>
        OfInput(row, index, Equation(CostBy("x"), CostBy("y")), [new Term(row, [OutputGradient(row, index)])]);
}
