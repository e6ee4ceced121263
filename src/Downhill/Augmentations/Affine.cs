using System.Numerics;

namespace Downhill;

/// <summary>
/// Shifts, rotates and scales each image about its centre by random amounts in each epoch, with bilinear interpolation; outside the image
/// the edge pixels are repeated. Source: P. Simard, D. Steinkraus, J. Platt, "Best Practices for Convolutional Neural Networks Applied to
/// Visual Document Analysis", 2003.
/// </summary>
/// <param name="Shift">The most pixels it is moved along each axis.</param>
/// <param name="Rotate">The most degrees it is turned, either way.</param>
/// <param name="Scale">The most it grows or shrinks, as a share of its size.</param>
[CatalogEntry("image(R⁻¹(p − c − t) / s + c)", "affine", "affine shift=1 rotate=5 scale=0.05", "affine 0 0 0")]
public sealed record Affine(double Shift = 2, double Rotate = 10, double Scale = 0.1) : Augmentation
{
    /// <inheritdoc/>
    public override void Validate()
    {
        Require("shift", Shift, Shift >= 0 && double.IsFinite(Shift), "a number of at least 0");
        Require("rotate", Rotate, Rotate is >= 0 and <= 180, "0 to 180");
        Require("scale", Scale, Scale is >= 0 and < 1, "0 to below 1");
    }

    /// <inheritdoc/>
    public override void Apply<T>(Span<T> image, Span<T> room, Shape shape, RandomStream random, int row)
    {
        ulong first = 4 * (ulong)row;
        double right = Draw(0) * Shift, down = Draw(1) * Shift, turn = Draw(2) * Rotate / 180, size = 1 + (Draw(3) * Scale);
        (int height, int width, int channels) = ImageShape.Require(shape);
        double cos = Scalar.CosPi(turn) / size, sin = Scalar.SinPi(turn) / size, centreX = (width - 1) / 2.0, centreY = (height - 1) / 2.0;
        image.CopyTo(room);
        for (int y = 0, place = 0; y < height; y++)
        {
            double dy = y - centreY - down;
            for (int x = 0; x < width; x++, place += channels)
            {
                double dx = x - centreX - right;
                At<T>(room, height, width, channels, (cos * dx) + (sin * dy) + centreX, (cos * dy) - (sin * dx) + centreY,
                    image.Slice(place, channels));
            }
        }

        double Draw(ulong which) => (2 * random.Uniform(first + which)) - 1;
    }

    private static void At<T>(ReadOnlySpan<T> image, int height, int width, int channels, double x, double y, Span<T> pixel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = Math.Clamp(x, 0, width - 1);
        y = Math.Clamp(y, 0, height - 1);
        int left = (int)x, top = (int)y, line = top * width, below = Math.Min(top + 1, height - 1) * width,
            next = Math.Min(left + 1, width - 1);
        T right = T.CreateTruncating(x - left), down = T.CreateTruncating(y - top);
        for (int channel = 0; channel < channels; channel++)
        {
            T upper = Between(image[((line + left) * channels) + channel], image[((line + next) * channels) + channel], right);
            T lower = Between(image[((below + left) * channels) + channel], image[((below + next) * channels) + channel], right);
            pixel[channel] = Between(upper, lower, down);
        }

        static T Between(T one, T other, T share) => one + (share * (other - one));
    }
}
