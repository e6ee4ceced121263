using Downhill.Kernels;

namespace Downhill;

/// <summary>The mean of each window of an image, channel by channel; padding is not counted.</summary>
/// <param name="Kernel">The window's rows and columns.</param>
/// <param name="Stride">The distance between two positions of the window; by default its size.</param>
/// <param name="Padding">The padding around the image; none by default.</param>
[CatalogEntry("mean of each window", "average-pool 2", "average-pool 3x2 stride=2 padding=same", Input = [5, 4, 2])]
public sealed record AveragePool(PlaneSize Kernel, PlaneSize? Stride = null, Padding? Padding = null) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => ImageShape.Output(Window(input));

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new PlaceMapping<T>(at, Map<T>(Window(at.Input.Shape)));

    internal static PlaceMap<T> Map<T>(WindowShape window)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => PlaceMap<T>.Create(
            window.Height * window.Width,
            [.. Enumerable.Range(0, window.OutputPlaces).Select(place =>
            {
                int[] sources = [.. Enumerable.Range(0, window.Taps).Select(tap => window.Source(place, tap)).Where(source => source >= 0)];
                return (IReadOnlyList<(int, double)>)[.. sources.Select(source => (source, 1.0 / sources.Length))];
            })]);

    internal WindowShape Window(Shape input)
    {
        var image = ImageShape.Require(input);
        return image.Window(image.Channels, Kernel, Stride ?? Kernel, Padding ?? Downhill.Padding.Valid, 1, image.Channels);
    }
}

/// <summary>
/// The mean of each channel of an image: <c>[height, width, channels]</c> becomes <c>[channels]</c>.
/// Source: M. Lin, Q. Chen, S. Yan, "Network In Network", 2013.
/// </summary>
[CatalogEntry("mean over all places", "global-average-pool", Input = [3, 2, 2])]
public sealed record GlobalAveragePool : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => [ImageShape.Require(input).Channels];

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at)
    {
        var image = ImageShape.Require(at.Input.Shape);
        WindowShape window = image.Window(image.Channels, new PlaneSize(image.Height, image.Width), 1, Padding.Valid, 1, image.Channels);
        return new PlaceMapping<T>(at, AveragePool.Map<T>(window));
    }
}
