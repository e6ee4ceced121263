namespace Downhill.Tests;

/// <summary>What each augmentation makes of an image, by numbers.</summary>
public class AugmentationKindTests
{
    private static readonly RandomStream Random = new(3, RandomPurpose.Augmentation, 1);

    private static readonly Shape Colour = [2, 3, 2];

    private static readonly double[] Image = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6];

    [Fact]
    public void A_flip_mirrors_places_and_keeps_channels_together()
    {
        Assert.Equal([3, -3, 2, -2, 1, -1, 6, -6, 5, -5, 4, -4], Apply(new Flip(1)));
        Assert.Equal([4, -4, 5, -5, 6, -6, 1, -1, 2, -2, 3, -3], Apply(new Flip(0, 1)));
        Assert.Equal([6, -6, 5, -5, 4, -4, 3, -3, 2, -2, 1, -1], Apply(new Flip(1, 1)));
        Assert.Equal(Image, Apply(new Flip(0)));
        Assert.InRange(Enumerable.Range(0, 1000).Count(row => Apply(new Flip(0.25), row)[0] == 3), 200, 300);
    }

    [Fact]
    public void Both_ways_to_flip_draw_numbers_of_their_own()
    {
        int[] counts = new int[4];
        for (int row = 0; row < 1000; row++)
        {
            bool isMirrored = Random.Uniform(2 * (ulong)row) < 0.5, isTurned = Random.Uniform((2 * (ulong)row) + 1) < 0.5;
            counts[(isMirrored ? 1 : 0) + (isTurned ? 2 : 0)]++;
            Assert.Equal(isTurned ? (isMirrored ? 6 : 4) : isMirrored ? 3 : 1, Apply(new Flip(0.5, 0.5), row)[0]);
        }

        Assert.All(counts, count => Assert.InRange(count, 200, 300));
    }

    [Fact]
    public void A_crop_moves_whole_pixels_and_brings_in_zeros()
    {
        var seen = new HashSet<(int, int)>();
        for (int row = 0; row < 200; row++)
        {
            int right = Random.Below(2 * (ulong)row, 3) - 1, down = Random.Below((2 * (ulong)row) + 1, 3) - 1;
            double[] moved = Apply(new Crop(1), row);
            for (int y = 0; y < 2; y++)
            {
                for (int x = 0; x < 3; x++)
                {
                    bool isWithin = y + down is >= 0 and < 2 && x + right is >= 0 and < 3;
                    Assert.Equal(isWithin ? Image[((((y + down) * 3) + x + right) * 2) + 1] : 0, moved[(((y * 3) + x) * 2) + 1]);
                }
            }

            seen.Add((right, down));
        }

        Assert.Equal(9, seen.Count);
    }

    [Fact]
    public void Jitter_moves_the_mean_and_scales_what_is_around_it()
    {
        double[] image = [1, 2, 3, 6], changed = [.. image];
        new Jitter(0.5, 0.25).Apply<double>(changed, new double[4], [2, 2], Random, 9);
        double brightness = ((2 * Random.Uniform(18)) - 1) * 0.5, contrast = 1 + (((2 * Random.Uniform(19)) - 1) * 0.25);

        for (int i = 0; i < 4; i++)
            Assert.Equal(3 + brightness + (contrast * (image[i] - 3)), changed[i], 1e-12);
    }

    [Fact]
    public void A_cut_out_is_a_square_of_zeros_about_the_place_drawn()
    {
        for (int row = 0; row < 100; row++)
        {
            double[] image = [.. Enumerable.Repeat(1.0, 7 * 9)];
            new CutOut(3).Apply<double>(image, new double[63], [7, 9], Random, row);
            int x0 = Random.Below(2 * (ulong)row, 9), y0 = Random.Below((2 * (ulong)row) + 1, 7);
            for (int y = 0; y < 7; y++)
            {
                for (int x = 0; x < 9; x++)
                    Assert.Equal(Math.Abs(y - y0) <= 1 && Math.Abs(x - x0) <= 1 ? 0 : 1, image[(y * 9) + x]);
            }
        }
    }

    // Beta(α, α) has the mean 1/2 and the variance 1 / (4 (2α + 1)).
    [Theory]
    [InlineData(1)]
    [InlineData(0.4)]
    [InlineData(0.2)]
    public void Shares_of_a_mix_are_from_the_beta_distribution(double alpha)
    {
        var mixing = new MixUp(alpha);
        (int Partner, double Share)[] draws = [.. Enumerable.Range(0, 20_000).Select(row => mixing.Draw(Random, row, 50))];
        double mean = draws.Average(draw => draw.Share);

        Assert.Equal(0.5, mean, 0.012);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), draws.Average(draw => (draw.Share - mean) * (draw.Share - mean)), 0.006);
        Assert.Equal(50, draws.Select(draw => draw.Partner).Distinct().Count());
    }

    // One step of a linear network with summed losses: the gradient is that of the mixed row with the mixed target, for each row of any
    // batch.
    [Fact]
    public void Inputs_and_targets_are_mixed_alike_whoever_is_in_the_batch()
    {
        Dataset data = Examples.Data(12, 4, 2);
        double[] one = Move(3), other = Move(8), both = Move(8, 3);
        for (int i = 0; i < both.Length; i++)
            Assert.Equal(one[i] + other[i], both[i], 1e-12);

        (int partner, double share) = new MixUp(1).Draw(new RandomStream(5, RandomPurpose.Augmentation, 1).Part(1 << 15), 3, 12);
        double[] inputs = new double[8], targets = new double[4];
        data.Gather([3, partner], inputs, targets, 2);
        double[] x = [.. Enumerable.Range(0, 4).Select(i => (share * inputs[i]) + ((1 - share) * inputs[4 + i]))],
            t = [.. Enumerable.Range(0, 2).Select(i => (share * targets[i]) + ((1 - share) * targets[2 + i]))];
        double[] expected = MoveOn(Dataset.FromArrays([4], x, t), null, 0);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], one[i], 1e-12);

        double[] Move(params int[] rows) => MoveOn(data, new MixUp(1), rows);

        static double[] MoveOn(Dataset data, Augmentation? augmentation, params int[] rows)
        {
            var network = new Network<double>(Examples.Model("linear 2", 4), 1);
            double[] before = network.Parameters.Span.ToArray();
            new Trainer<double>(network, data,
                new TrainingOptions(new SumSquaredError(Reduction.Sum), new Sgd(0.01), BatchSize: 8, Seed: 5, Augmentation: augmentation))
                .StepOn(rows);
            return [.. before.Zip(network.Parameters.Span.ToArray(), (start, end) => end - start)];
        }
    }

    [Fact]
    public void The_steps_of_a_sequence_draw_numbers_of_their_own()
    {
        Assert.Equal(Image, Apply(new Sequence([new Flip(1), new Flip(1)])));
        double[] twice = Apply(new Sequence([new Crop(1), new Crop(1)]), 5), expected = [.. Image];
        new Crop(1).Apply<double>(expected, new double[12], Colour, Random, 5);
        new Crop(1).Apply<double>(expected, new double[12], Colour, Random.Part(1), 5);

        Assert.Equal(expected, twice);
        Assert.NotEqual(Random.Bits(0), Random.Part(1).Bits(0));
    }

    [Fact]
    public void Channels_are_moved_together()
    {
        double[] grey = [.. Enumerable.Range(0, 35).Select(i => Math.Sin(i))],
            colour = [.. grey.SelectMany(value => (double[])[value, 2 * value, -value])];
        new Affine(2, 30, 0.2).Apply<double>(grey, new double[35], [5, 7], Random, 4);
        new Affine(2, 30, 0.2).Apply<double>(colour, new double[105], [5, 7, 3], Random, 4);

        for (int i = 0; i < 35; i++)
            Assert.Equal([grey[i], 2 * grey[i], -grey[i]], colour[(3 * i)..((3 * i) + 3)]);
    }

    [Theory]
    [InlineData("sequence", "steps")]
    [InlineData("sequence ()", "at least one")]
    [InlineData("sequence (mix-up, mix-up)", "has 'mix-up' twice")]
    [InlineData("sequence (flip 2)", "horizontal to be 0 to 1")]
    [InlineData("crop -1", "padding to be")]
    [InlineData("cut-out 0", "size to be")]
    [InlineData("mix-up 0", "alpha to be")]
    [InlineData("jitter contrast=2", "contrast to be")]
    [InlineData("sequence (flip, linear 3)", "no augmentation 'linear'")]
    public void What_cannot_be_done_is_refused(string how, string message)
    {
        Assert.Contains(message, CliFolder.Run("train", "digits", "--augment", how, "--epochs", "1").Refusal(), StringComparison.Ordinal);
    }

    private static double[] Apply(Augmentation augmentation, int row = 0)
    {
        double[] image = [.. Image];
        augmentation.Apply<double>(image, new double[image.Length], Colour, Random, row);
        return image;
    }
}
