namespace Downhill;

/// <summary>Flips some images horizontally in each epoch. It suits photos of objects, but not letters.</summary>
/// <param name="Horizontal">The share of images of which left and right change places.</param>
/// <param name="Vertical">The share of images of which top and bottom change places.</param>
[CatalogEntry("image[y, width − 1 − x]", "flip", "flip horizontal=0.5 vertical=0.5")]
public sealed record Flip(double Horizontal = 0.5, double Vertical = 0) : Augmentation
{
    /// <inheritdoc/>
    public override void Validate()
    {
        Require("horizontal", Horizontal, Horizontal is >= 0 and <= 1, "0 to 1");
        Require("vertical", Vertical, Vertical is >= 0 and <= 1, "0 to 1");
    }

    /// <inheritdoc/>
    public override void Apply<T>(Span<T> image, Span<T> room, Shape shape, RandomStream random, int row)
    {
        (int height, int width, int channels) = ImageShape.Require(shape);
        ulong first = 2 * (ulong)row;
        bool isMirrored = random.Uniform(first) < Horizontal, isTurned = random.Uniform(first + 1) < Vertical;
        if (!isMirrored && !isTurned)
            return;
        image.CopyTo(room);
        for (int y = 0, place = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, place += channels)
            {
                int from = ((isTurned ? height - 1 - y : y) * width) + (isMirrored ? width - 1 - x : x);
                room.Slice(from * channels, channels).CopyTo(image[place..]);
            }
        }
    }
}
