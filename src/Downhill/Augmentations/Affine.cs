using System.Numerics;

namespace Downhill;

/// <summary>
/// Shifts, turns and scales each image about its centre by amounts drawn evenly for each epoch; between pixels it is bilinear, and beyond the edge the edge goes on.
/// Source: P. Simard, D. Steinkraus, J. Platt, "Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis", 2003.
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

        static void Require(string option, double value, bool holds, string range)
        {
            if (!holds)
                throw new DownhillException($"The augmentation 'affine' needs {option} to be {range}, not {value}.");
        }
    }

    /// <inheritdoc/>
    public override void Apply<T>(Span<T> image, Span<T> room, int width, RandomStream random, int row)
    {
        ulong first = 4 * (ulong)row;
        double right = Draw(0) * Shift, down = Draw(1) * Shift, turn = Draw(2) * Rotate / 180, size = 1 + (Draw(3) * Scale);
        int height = image.Length / width;
        double cos = Scalar.CosPi(turn) / size, sin = Scalar.SinPi(turn) / size, centreX = (width - 1) / 2.0, centreY = (height - 1) / 2.0;
        image.CopyTo(room);
        for (int y = 0, place = 0; y < height; y++)
        {
            double dy = y - centreY - down;
            for (int x = 0; x < width; x++, place++)
            {
                double dx = x - centreX - right;
                image[place] = At<T>(room, width, height, (cos * dx) + (sin * dy) + centreX, (cos * dy) - (sin * dx) + centreY);
            }
        }

        double Draw(ulong which) => (2 * random.Uniform(first + which)) - 1;
    }

    private static T At<T>(ReadOnlySpan<T> image, int width, int height, double x, double y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = Math.Clamp(x, 0, width - 1);
        y = Math.Clamp(y, 0, height - 1);
        int left = (int)x, top = (int)y, line = top * width, below = Math.Min(top + 1, height - 1) * width, next = Math.Min(left + 1, width - 1);
        T right = T.CreateTruncating(x - left), down = T.CreateTruncating(y - top);
        T upper = image[line + left] + (right * (image[line + next] - image[line + left]));
        T lower = image[below + left] + (right * (image[below + next] - image[below + left]));
        return upper + (down * (lower - upper));
    }
}
