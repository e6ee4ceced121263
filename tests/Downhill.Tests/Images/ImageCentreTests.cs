using Downhill.Images;

namespace Downhill.Tests.Images;

/// <summary>Where an image lies that is padded or cropped, and how its pixels are rounded; worked by hand.</summary>
public sealed class ImageCentreTests
{
    // Of an odd number of lines to add, the smaller half is before the image.
    [Fact]
    public void Padding_by_an_odd_number_adds_one_more_behind()
    {
        Assert.Equal<byte>([0, 1, 2, 0, 0, 0, 3, 4, 0, 0], Scale([1, 2, 3, 4], 2, 2, new ImageReading(2, 5, 1, ImageFit.Pad)));
        Assert.Equal<byte>([0, 0, 1, 2, 3, 4, 0, 0, 0, 0], Scale([1, 2, 3, 4], 2, 2, new ImageReading(5, 2, 1, ImageFit.Pad)));
        Assert.Equal<byte>([1, 0], Scale([1], 1, 1, new ImageReading(1, 2, 1, ImageFit.Pad)));
        Assert.Equal<byte>([0, 0, 0, 1, 2, 3, 0, 0, 0], Scale([1, 2, 3], 1, 1, new ImageReading(1, 3, 3, ImageFit.Pad)));
    }

    // Of an odd number of lines to remove, the larger half is before what is kept.
    [Fact]
    public void Cropping_by_an_odd_number_removes_one_more_before()
    {
        Assert.Equal<byte>([3, 4, 8, 9], Scale([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 2, 5, new ImageReading(2, 2, 1, ImageFit.Crop)));
        Assert.Equal<byte>([5, 6, 7, 8], Scale([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 2, new ImageReading(2, 2, 1, ImageFit.Crop)));
        Assert.Equal<byte>([2], Scale([1, 2], 1, 2, new ImageReading(1, 1, 1, ImageFit.Crop)));
        Assert.Equal<byte>([4, 5, 6], Scale([1, 2, 3, 4, 5, 6, 7, 8, 9], 1, 3, new ImageReading(1, 1, 3, ImageFit.Crop)));
    }

    // Half of 2 × 5 is 1 × 2.5, which becomes 1 × 3; the fourth pixel is behind it. A hundredth of a line is still one line.
    [Fact]
    public void A_half_of_a_pixel_is_a_whole_one_and_no_image_vanishes()
    {
        Assert.Equal<byte>([9, 9, 9, 0], Scale([.. Enumerable.Repeat((byte)9, 10)], 2, 5, new ImageReading(1, 4, 1, ImageFit.Pad)));
        Assert.Equal<byte>([9, 9, 0, 0], Scale([.. Enumerable.Repeat((byte)9, 200)], 1, 200, new ImageReading(2, 2, 1, ImageFit.Pad)));
    }

    // The mean of two pixels; a half is rounded up.
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(0, 0, 0)]
    [InlineData(255, 255, 255)]
    [InlineData(254, 255, 255)]
    public void A_half_is_rounded_up(byte one, byte other, byte mean)
    {
        Assert.Equal<byte>([mean], Scale([one, other], 1, 2, new ImageReading(1, 1)));
        Assert.Equal<byte>([mean], Scale([one, other], 2, 1, new ImageReading(1, 1)));
    }

    // Bilinear: 0, a quarter, three quarters, all of the way, for each channel by itself and in both directions.
    [Fact]
    public void Lines_and_channels_are_scaled_alike()
    {
        Assert.Equal<byte>([0, 25, 75, 100], Scale([0, 100], 2, 1, new ImageReading(4, 1)));
        Assert.Equal<byte>([0, 200, 7, 25, 175, 7, 75, 125, 7, 100, 100, 7],
            Scale([0, 200, 7, 100, 100, 7], 1, 2, new ImageReading(1, 4, 3)));
        Assert.Equal<byte>([0, 4, 12, 16, 8, 12, 20, 24, 24, 28, 36, 40, 32, 36, 44, 48],
            Scale([0, 16, 32, 48], 2, 2, new ImageReading(4, 4)));
    }

    // New pixels are centred at 1/6, 1.5 and 17/6 and reach 4/3 of a pixel to either side: the weights of the first are 7/8 and 3/8 of
    // pixels 0 and 1, together 10/8; of the second 5/8 and 5/8 of 1 and 2; of the third 3/8 and 7/8 of 2 and 3.
    [Fact]
    public void Three_pixels_of_four_are_means_with_the_weights_of_a_triangle() =>
        Assert.Equal<byte>([30, 150, 130], Scale([0, 100, 200, 100], 1, 4, new ImageReading(1, 3)));

    private static byte[] Scale(byte[] pixels, int height, int width, ImageReading reading)
    {
        var row = new byte[reading.Size];
        ImageScaling.Write(pixels, height, width, row, reading);
        return row;
    }
}
