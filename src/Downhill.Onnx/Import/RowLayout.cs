namespace Downhill.Onnx;

/// <summary>
/// The layout of a row in the graph and in the network. Images are <c>[channels, height, width]</c> in ONNX, and
/// <c>[height, width, channels]</c> in the network.
/// </summary>
/// <param name="Graph">The shape of a row in the graph.</param>
/// <param name="Own">The shape of the same row in the network.</param>
/// <param name="Image">The image whose numbers the graph has channel by channel; null if both have the numbers in one order.</param>
internal sealed record RowLayout(Shape Graph, Shape Own, ImageShape? Image = null)
{
    /// <summary>Rows that are the same in both.</summary>
    public static RowLayout Of(Shape shape) => new(shape, shape);

    /// <summary>Images that the graph has channel by channel.</summary>
    /// <param name="own">The shape in the network.</param>
    public static RowLayout Planes(Shape own)
    {
        var image = ImageShape.Require(own);
        return new RowLayout([image.Channels, image.Height, image.Width], own, Moves(image) ? image : null);
    }

    /// <summary>Whether the order of numbers differs between the two ways an image lies.</summary>
    public static bool Moves(ImageShape image) => image.Channels > 1 && image.Places > 1;

    /// <summary>Whether shape and order are the same in both.</summary>
    public bool IsSame => Image is null && Graph == Own;

    /// <summary>
    /// Numbers that belong to the graph's places, in the order of the network's; <paramref name="run"/> of them to each place.
    /// </summary>
    public double[] Reorder(double[] numbers, int run = 1) => Image is { } image ? Reorder(numbers, image, run) : numbers;

    /// <summary>Numbers of the channels of an image one after the other, place after place.</summary>
    public static double[] Reorder(double[] numbers, ImageShape image, int run)
    {
        var moved = new double[numbers.Length];
        for (int place = 0; place < image.Places; place++)
        {
            for (int channel = 0; channel < image.Channels; channel++)
                numbers.AsSpan(((channel * image.Places) + place) * run, run)
                    .CopyTo(moved.AsSpan(((place * image.Channels) + channel) * run));
        }

        return moved;
    }
}
