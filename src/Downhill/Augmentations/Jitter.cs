using System.Numerics;

namespace Downhill;

/// <summary>
/// Makes each image brighter or darker, and its contrast stronger or weaker, by random amounts in each epoch. Source: A. Howard, "Some
/// Improvements on Deep Convolutional Neural Network Based Image Classification", 2013.
/// </summary>
/// <param name="Brightness">The most that is added or taken away, where 1 is the whole range of a prepared image.</param>
/// <param name="Contrast">The most by which distances from the mean grow or shrink, as a share of them.</param>
[CatalogEntry("c (image − mean) + mean + b", "jitter", "jitter brightness=0.1 contrast=0.3")]
public sealed record Jitter(double Brightness = 0.2, double Contrast = 0.2) : Augmentation
{
    /// <inheritdoc/>
    public override void Validate()
    {
        Require("brightness", Brightness, Brightness >= 0 && double.IsFinite(Brightness), "a number of at least 0");
        Require("contrast", Contrast, Contrast is >= 0 and <= 1, "0 to 1");
    }

    /// <inheritdoc/>
    public override void Apply<T>(Span<T> image, Span<T> room, Shape shape, RandomStream random, int row)
    {
        ulong first = 2 * (ulong)row;
        double brightness = ((2 * random.Uniform(first)) - 1) * Brightness,
            contrast = 1 + (((2 * random.Uniform(first + 1)) - 1) * Contrast), sum = 0;
        foreach (T value in image)
            sum += double.CreateTruncating(value);
        double mean = sum / image.Length;
        T factor = T.CreateTruncating(contrast), shift = T.CreateTruncating(mean - (contrast * mean) + brightness);
        foreach (ref T value in image)
            value = (factor * value) + shift;
    }
}
