namespace Downhill.Tests;

/// <summary>Augmentations of images that are longer than wide, and wider than long.</summary>
public sealed class LongImageTests
{
    private static readonly RandomStream Random = new(3, RandomPurpose.Augmentation, 1);

    public static TheoryData<int, int> Extents => new() { { 3, 8 }, { 8, 3 }, { 1, 6 }, { 6, 1 }, { 5, 5 } };

    // On the slope 10 y + x each pixel tells where it came from. Turned by a and scaled by s about the centre c, with the shift t, the
    // pixel at p comes from R⁻¹(p − c − t) / s + c, held within the image.
    [Theory]
    [MemberData(nameof(Extents))]
    public void A_turned_image_takes_each_pixel_from_its_place_about_the_centre(int height, int width)
    {
        for (int row = 0; row < 20; row++)
        {
            ulong first = 4 * (ulong)row;
            double right = Draw(first), down = Draw(first + 1), angle = Draw(first + 2) * 30 * Math.PI / 180,
                size = 1 + (Draw(first + 3) * 0.2), centreX = (width - 1) / 2.0, centreY = (height - 1) / 2.0;
            double[] image = Slope(height, width);
            new Affine(1, 30, 0.2).Apply<double>(image, new double[height * width], [height, width], Random, row);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    double dx = x - centreX - right, dy = y - centreY - down;
                    double fromX = (((Math.Cos(angle) * dx) + (Math.Sin(angle) * dy)) / size) + centreX,
                        fromY = (((Math.Cos(angle) * dy) - (Math.Sin(angle) * dx)) / size) + centreY;
                    Assert.Equal((10 * Math.Clamp(fromY, 0, height - 1)) + Math.Clamp(fromX, 0, width - 1), image[(y * width) + x], 1e-9);
                }
            }
        }

        static double Draw(ulong index) => (2 * Random.Uniform(index)) - 1;
    }

    [Theory]
    [MemberData(nameof(Extents))]
    public void A_cropped_image_takes_each_pixel_from_beside_it_or_is_zero(int height, int width)
    {
        for (int row = 0; row < 20; row++)
        {
            int right = Random.Below(2 * (ulong)row, 5) - 2, down = Random.Below((2 * (ulong)row) + 1, 5) - 2;
            double[] image = Apply(new Crop(2), height, width, row), expected = new double[height * width];
            for (int y = Math.Max(0, -down); y < Math.Min(height, height - down); y++)
            {
                for (int x = Math.Max(0, -right); x < Math.Min(width, width - right); x++)
                    expected[(y * width) + x] = (10 * (y + down)) + x + right;
            }

            Assert.Equal(expected, image);
        }
    }

    // A square of 3 about the place drawn: one pixel before it and one behind it, as far as the image goes.
    [Theory]
    [MemberData(nameof(Extents))]
    public void A_cut_out_lies_about_the_place_drawn(int height, int width)
    {
        for (int row = 0; row < 20; row++)
        {
            int middleX = Random.Below(2 * (ulong)row, width), middleY = Random.Below((2 * (ulong)row) + 1, height);
            double[] image = Apply(new CutOut(3), height, width, row, 1);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                    Assert.Equal(Math.Abs(x - middleX) <= 1 && Math.Abs(y - middleY) <= 1, image[(y * width) + x] == 0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Extents))]
    public void A_flipped_image_has_its_lines_and_columns_from_the_other_end(int height, int width)
    {
        double[] both = Apply(new Flip(1, 1), height, width, 0), one = Apply(new Flip(1, 0), height, width, 0),
            other = Apply(new Flip(0, 1), height, width, 0);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = (y * width) + x, left = width - 1 - x, below = height - 1 - y;
                Assert.Equal(((10 * below) + left, (10 * y) + left, (10 * below) + x), ((int)both[at], (int)one[at], (int)other[at]));
            }
        }
    }

    private static double[] Slope(int height, int width, int from = 0) =>
        [.. Enumerable.Range(0, height * width).Select(i => from + (10.0 * (i / width)) + (i % width))];

    private static double[] Apply(Augmentation augmentation, int height, int width, int row, int from = 0)
    {
        double[] image = Slope(height, width, from);
        augmentation.Apply<double>(image, new double[height * width], [height, width], Random, row);
        return image;
    }
}
