using Downhill.Kernels;

namespace Downhill;

/// <summary>A shape as an image: height × width × channels, or height × width with one channel.</summary>
internal readonly record struct ImageShape(int Height, int Width, int Channels)
{
    public int Places => Height * Width;

    public static ImageShape Require(Shape shape) => shape.Rank switch
    {
        3 => new(shape[0], shape[1], shape[2]),
        2 => new(shape[0], shape[1], 1),
        _ => throw new DownhillException("expects an image [height, width, channels]; put 'reshape' before it"),
    };

    /// <summary>The places of an image and its channels; a row of one axis is one place, and so is a row of two.</summary>
    public static (int Places, int Channels) Split(Shape shape) => shape.Rank == 3 ? (shape[0] * shape[1], shape[2]) : (1, shape.Size);

    /// <summary>The channels of an image; what else a row is.</summary>
    public static Shape Columns(Shape shape) => shape.Rank == 3 ? [shape[2]] : shape;

    /// <summary>The positions of a window over the image.</summary>
    public WindowShape Window(int outputs, PlaneSize kernel, PlaneSize stride, Padding padding, PlaneSize dilation, int groups)
    {
        RequirePositive(kernel, "kernel");
        RequirePositive(stride, "stride");
        RequirePositive(dilation, "dilation");
        (int height, int top) = padding.Along(true, Height, kernel.Height, stride.Height, dilation.Height);
        (int width, int left) = padding.Along(false, Width, kernel.Width, stride.Width, dilation.Width);
        return new WindowShape(
            Height, Width, Channels, height, width, outputs, kernel.Height, kernel.Width,
            stride.Height, stride.Width, dilation.Height, dilation.Width, top, left, groups);
    }

    public static void RequirePositive(PlaneSize size, string what)
    {
        if (size.Height < 1 || size.Width < 1)
            throw new DownhillException($"needs a {what} of at least 1, not {size}");
    }

    /// <summary>The shape of a window's output.</summary>
    public static Shape Output(WindowShape window) => [window.OutputHeight, window.OutputWidth, window.Outputs];
}
