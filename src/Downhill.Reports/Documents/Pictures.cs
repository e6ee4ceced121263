using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>Small images side by side, each with a line below it.</summary>
/// <param name="Caption">The caption; empty if the heading is enough.</param>
/// <param name="Images">The images in order.</param>
public sealed record Pictures(string Caption, ImmutableArray<Picture> Images) : Block;

/// <summary>An image of a page.</summary>
/// <param name="Pixels">The values, <c>[height, width, channels]</c>.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Channels">1 for grey values, 3 for red, green and blue.</param>
/// <param name="Text">The text below the picture.</param>
public sealed record Picture(byte[] Pixels, int Height, int Width, int Channels, string Text)
{
    // Hot places: from blue over yellow to red, as in the heat maps of the field.
    private static readonly (double Red, double Green, double Blue)[] Heat = [(0, 0, 160), (0, 160, 255), (255, 230, 0), (220, 0, 0)];

    /// <summary>A row of a data set as an image: its values before preprocessing, 0 to their largest.</summary>
    /// <param name="row">The values.</param>
    /// <param name="shape">The shape of the row.</param>
    /// <param name="largest">The value that is white.</param>
    /// <param name="text">The text below the picture.</param>
    public static Picture Of(ReadOnlySpan<double> row, Shape shape, double largest, string text)
    {
        var pixels = new byte[row.Length];
        for (int i = 0; i < row.Length; i++)
            pixels[i] = (byte)Math.Clamp(Math.Round(255 * row[i] / largest), 0, 255);
        return new Picture(pixels, shape[0], shape[1], shape.Rank == 3 ? shape[2] : 1, text);
    }

    /// <summary>The same image in grey with a map over it: the hotter a place, the more of its colour.</summary>
    /// <param name="heat">The map, 0 to 1, <c>[height, width]</c>.</param>
    /// <param name="text">The text below the picture.</param>
    public Picture Under(ReadOnlySpan<double> heat, string text)
    {
        var pixels = new byte[Height * Width * 3];
        for (int place = 0; place < heat.Length; place++)
        {
            double grey = 0;
            for (int channel = 0; channel < Channels; channel++)
                grey += Pixels[(place * Channels) + channel] / (double)Channels;
            (double red, double green, double blue) = Colour(heat[place]);
            double share = 0.25 + (0.45 * heat[place]);
            foreach ((int channel, double colour) in (ReadOnlySpan<(int, double)>)[(0, red), (1, green), (2, blue)])
                pixels[(place * 3) + channel] = (byte)Math.Clamp(Math.Round(((1 - share) * grey) + (share * colour)), 0, 255);
        }

        return new Picture(pixels, Height, Width, 3, text);
    }

    /// <summary>The image as the address of a page's picture.</summary>
    internal string Address => $"data:image/png;base64,{Convert.ToBase64String(PngImage.Encode(Pixels, Height, Width, Channels))}";

    private static (double Red, double Green, double Blue) Colour(double heat)
    {
        double place = Math.Clamp(heat, 0, 1) * (Heat.Length - 1);
        int at = Math.Min((int)place, Heat.Length - 2);
        double share = place - at;
        return (
            Heat[at].Red + (share * (Heat[at + 1].Red - Heat[at].Red)), Heat[at].Green + (share * (Heat[at + 1].Green - Heat[at].Green)),
            Heat[at].Blue + (share * (Heat[at + 1].Blue - Heat[at].Blue)));
    }
}
