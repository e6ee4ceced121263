using Downhill.Images;

namespace Downhill.Tests.Images;

public class ImageScalingTests
{
    [Fact]
    public void The_same_size_keeps_every_byte()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6];

        foreach (ImageFit fit in Enum.GetValues<ImageFit>())
            Assert.Equal(pixels, Scale(pixels, 2, 3, new ImageReading(2, 3, 1, fit)));
    }

    // Half the size: weights 1/8, 3/8, 3/8, 1/8 of a triangle of two pixels' reach; at an edge those within, made 1 again.
    [Fact]
    public void Half_the_size_is_a_mean_with_the_weights_of_a_triangle()
    {
        byte[] half = Scale([0, 80, 160, 240, 240, 240, 240, 240], 1, 8, new ImageReading(1, 4));

        double edge = ((0.75 * 0) + (0.75 * 80) + (0.25 * 160)) / 1.75,
            second = (0.25 * 80 / 2) + (0.75 * 160 / 2) + (0.75 * 240 / 2) + (0.25 * 240 / 2);
        Assert.Equal<byte>([(byte)Math.Round(edge), (byte)Math.Round(second), 240, 240], half);
    }

    [Fact]
    public void Twice_the_size_is_bilinear()
    {
        Assert.Equal<byte>([0, 25, 75, 100], Scale([0, 100], 1, 2, new ImageReading(1, 4)));
    }

    [Fact]
    public void Padding_keeps_proportions_and_fills_up_with_black()
    {
        Assert.Equal<byte>([0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0],
            Scale([.. Enumerable.Repeat((byte)9, 8)], 2, 4, new ImageReading(4, 4, 1, ImageFit.Pad)));
    }

    [Fact]
    public void Cropping_keeps_proportions_and_takes_the_middle()
    {
        Assert.Equal<byte>([2, 3, 6, 7], Scale([1, 2, 3, 4, 5, 6, 7, 8], 2, 4, new ImageReading(2, 2, 1, ImageFit.Crop)));
    }

    [Fact]
    public void A_grey_image_stays_grey_in_every_size()
    {
        for (int size = 1; size < 40; size++)
        {
            foreach (ImageFit fit in (ImageFit[])[ImageFit.Resize, ImageFit.Crop])
                Assert.All(Scale([.. Enumerable.Repeat((byte)77, 7 * 11 * 3)], 7, 11, new ImageReading(size, 13, 3, fit)),
                    value => Assert.Equal(77, value));
        }
    }

    private static byte[] Scale(byte[] pixels, int height, int width, ImageReading reading)
    {
        var row = new byte[reading.Size];
        ImageScaling.Write(pixels, height, width, row, reading);
        return row;
    }
}
