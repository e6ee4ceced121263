using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>The scaling of an image to the size of a network's input.</summary>
public enum ImageFit
{
    /// <summary>It is stretched; nothing is lost, but proportions change.</summary>
    [JsonStringEnumMemberName("resize")]
    Resize,

    /// <summary>It keeps its proportions and is centered; the rest is black.</summary>
    [JsonStringEnumMemberName("pad")]
    Pad,

    /// <summary>It keeps its proportions and fills the size; two sides are cropped.</summary>
    [JsonStringEnumMemberName("crop")]
    Crop,
}

/// <summary>The conversion of image files to the training rows of a model, so that other files are read in the same way.</summary>
/// <param name="Height">The height of a row's image in pixels.</param>
/// <param name="Width">The width of a row's image in pixels.</param>
/// <param name="Channels">1 for grey values, 3 for red, green and blue.</param>
/// <param name="Fit">The scaling of images of another size.</param>
public sealed record ImageReading(int Height, int Width, int Channels = 1, ImageFit Fit = ImageFit.Resize)
{
    /// <summary>The largest height and width.</summary>
    public const int MaxExtent = 4096;

    /// <summary>The shape of a row: <c>[height, width]</c>, and a third extent for the channels of colour.</summary>
    [JsonIgnore]
    public Shape Shape => Channels == 1 ? [Height, Width] : [Height, Width, Channels];

    /// <summary>The number of bytes of a row.</summary>
    [JsonIgnore]
    public int Size => Height * Width * Channels;

    /// <summary>The reading for rows of a shape; null if the shape is not that of an image.</summary>
    public static ImageReading? Of(Shape shape) => shape.Rank switch
    {
        2 => new ImageReading(shape[0], shape[1]),
        3 when shape[2] is 1 or 3 => new ImageReading(shape[0], shape[1], shape[2]),
        _ => null,
    };

    /// <summary>Throws unless every part is in its range.</summary>
    public void Validate(string source)
    {
        if (Height is < 1 or > MaxExtent || Width is < 1 or > MaxExtent)
            throw new DownhillException($"{source}: images of {Height} × {Width} pixels cannot be rows; each extent is 1 to {MaxExtent}.");
        if (Channels is not (1 or 3))
            throw new DownhillException($"{source}: images have 1 channel (grey) or 3 (colour), not {Channels}.");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Height} × {Width}, {(Channels == 1 ? "grey" : "colour")}, {Fit.ToString().ToLowerInvariant()}");
}
