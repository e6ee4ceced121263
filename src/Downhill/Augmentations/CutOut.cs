namespace Downhill;

/// <summary>
/// Sets a square of each image to zero at a random position in each epoch. Source: T. DeVries, G. Taylor, "Improved Regularization of
/// Convolutional Neural Networks with Cutout", 2017.
/// </summary>
/// <param name="Size">The side of the square in pixels.</param>
[CatalogEntry("0 within the square, image outside", "cut-out", "cut-out 3")]
public sealed record CutOut(int Size = 8) : Augmentation
{
    /// <inheritdoc/>
    public override void Validate() => Require("size", Size, Size is >= 1 and <= 4096, "1 to 4096");

    /// <inheritdoc/>
    public override void Apply<T>(Span<T> image, Span<T> room, Shape shape, RandomStream random, int row)
    {
        (int height, int width, int channels) = ImageShape.Require(shape);
        ulong first = 2 * (ulong)row;
        int left = random.Below(first, width) - (Size / 2), top = random.Below(first + 1, height) - (Size / 2);
        int right = Math.Min(width, left + Size), bottom = Math.Min(height, top + Size);
        left = Math.Max(0, left);
        for (int y = Math.Max(0, top); y < bottom; y++)
            image.Slice(((y * width) + left) * channels, (right - left) * channels).Clear();
    }
}
