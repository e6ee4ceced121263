namespace Downhill;

/// <summary>
/// Adds a margin of zeros around each image and crops it to its size at a random position in each epoch, which is a shift by whole pixels.
/// Source: C.-Y. Lee et al., "Deeply-Supervised Nets", 2015.
/// </summary>
/// <param name="Padding">The width of the margin in pixels.</param>
[CatalogEntry("image[y + dy, x + dx], 0 beyond the edge", "crop", "crop 2", "crop padding=3")]
public sealed record Crop(int Padding = 4) : Augmentation
{
    /// <inheritdoc/>
    public override void Validate() => Require("padding", Padding, Padding is >= 0 and <= 4096, "0 to 4096");

    /// <inheritdoc/>
    public override void Apply<T>(Span<T> image, Span<T> room, Shape shape, RandomStream random, int row)
    {
        (int height, int width, int channels) = ImageShape.Require(shape);
        ulong first = 2 * (ulong)row;
        int right = random.Below(first, (2 * Padding) + 1) - Padding, down = random.Below(first + 1, (2 * Padding) + 1) - Padding;
        image.CopyTo(room);
        for (int y = 0, place = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, place += channels)
            {
                Span<T> pixel = image.Slice(place, channels);
                if ((uint)(y + down) < (uint)height && (uint)(x + right) < (uint)width)
                    room.Slice((((y + down) * width) + x + right) * channels, channels).CopyTo(pixel);
                else
                    pixel.Clear();
            }
        }
    }
}
