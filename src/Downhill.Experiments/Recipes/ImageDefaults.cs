using System.Globalization;

namespace Downhill.Experiments;

/// <summary>
/// The defaults for images: stages of two convolutions and a max-pool, as many as the size allows, with more channels in each stage; the
/// learning rate rises and falls.
/// </summary>
internal static class ImageDefaults
{
    // A stage halves the image; the last one is to see about this many places along the shorter side.
    private const int LastSide = 7;

    private const int MaxStages = 3;

    // From so many rows on a wider network pays, and so does a layer between the convolutions and the answer.
    private const int ManyRows = 5000;

    // A larger image leaves too many numbers for a linear layer: the mean of each channel is taken.
    private const int MaxFlattened = 8 * 8;

    // The passes over rows × pixels that a person waits for: about a quarter of an hour on two cores.
    private const double PixelsToSee = 700e6;

    private const int Batch = 64, MinEpochs = 6, MaxEpochs = 40;

    // Beside columns: what the image becomes and what is made of both; few rows are learnt in more and smaller steps, as those of a table.
    private const int Features = 64, Joined = 128, FewRowsBatch = 32, FewRowsSteps = 1200, FewestEpochs = 20, MostEpochs = 100;

    private const int MaskBatch = 16, MaskChannels = 16, SmallestHalf = 4;

    /// <summary>Chooses by the size and the number of the images to learn from.</summary>
    public static Defaults For(Dataset training, bool best)
    {
        var image = ImageShape.Require(training.Image!);
        (int height, int width, int channels, int rows) = (image.Height, image.Width, image.Channels, training.Rows);
        if (!training.Targets.AreClasses && training.Targets.Outputs == height * width && height * width > 1)
            return Masks(training, height, width, best);
        bool many = rows >= ManyRows;
        (string stages, string reason) = Stages(image, many);
        return Trained(
            stages + (many ? "dropout 0.3, linear 128, batch-norm, relu, dropout 0.3, linear" : "dropout 0.3, linear"),
            Batch,
            training,
            best,
            string.Empty,
            $"{reason} for images of this size and number; {Learning(channels)}") with
        {
            Augmentation = Augmentation(channels, Math.Min(height, width)),
        };
    }

    /// <summary>Chooses for rows with an image followed by the inputs of columns.</summary>
    public static Defaults WithColumns(Dataset training, bool best)
    {
        var image = ImageShape.Require(training.Image!);
        (int height, int width, int channels, int rows) = (image.Height, image.Width, image.Channels, training.Rows);
        int pixels = height * width * channels, batch = rows < ManyRows ? FewRowsBatch : Batch;
        (string stages, string reason) = Stages(image, rows >= ManyRows);
        Defaults chosen = Trained(
            $"concat (slice 0 {pixels}, reshape {height} {width} {channels}, {stages}dropout 0.3, linear {Features}, batch-norm, relu; "
                + $"slice {pixels}), linear {Joined}, batch-norm, relu, dropout 0.2, linear",
            batch,
            training,
            best,
            " with columns",
            $"{reason} make {Features} numbers of the image; beside the columns they go through a hidden layer; {Learning(channels)}");
        int bySize = (int)(PixelsToSee / ((double)rows * height * width));
        return chosen with
        {
            Epochs = Math.Max(chosen.Epochs,
                Math.Min(bySize, Defaults.EpochsFor(FewRowsSteps, rows, batch, FewestEpochs, MostEpochs))),
            Augmentation = Augmentation(channels, Math.Min(height, width)),
        };
    }

    // The convolutions, with what makes a row of the last one, and what is said of them.
    private static (string Layers, string Reason) Stages(ImageShape image, bool many)
    {
        int stages = Math.Clamp((int)Math.Round(Math.Log2(Math.Min(image.Height, image.Width) / (double)LastSide)), 1, MaxStages),
            wide = many ? 32 : 16;
        if (Math.Min(image.Height, image.Width) == 1)
            stages = 0; // nothing to pool
        bool flattens = (image.Height >> stages) * (image.Width >> stages) <= MaxFlattened;
        string flat = flattens ? "flatten, " : "global-average-pool, ";
        return stages == 0
            ? (Convolutions(wide) + flat, $"two convolutions of {wide} channels")
            : (string.Concat(Enumerable.Range(0, stages).Select(stage => $"{Convolutions(wide << stage)}max-pool 2, ")) + flat,
                $"{stages} stage{(stages == 1 ? string.Empty : "s")} of two convolutions and a max-pool, {wide} channels at first,");
    }

    private static string Learning(int channels) => "the learning rate rises and then falls; " + (channels == 1
        ? "grey images are shifted, rotated and scaled a little, and not flipped, because the direction may matter"
        : "colour images are flipped and shifted, which suits most photos");

    // A U-Net (Ronneberger et al., 2015): as many halvings as the size allows, each with what it saw before carried across.
    private static Defaults Masks(Dataset training, int height, int width, bool best)
    {
        int halvings = 0;
        while (halvings < MaxStages && height % (2 << halvings) == 0 && width % (2 << halvings) == 0
            && Math.Min(height, width) >> (halvings + 1) >= SmallestHalf)
            halvings++;
        return Trained(
            $"{UNet(halvings, MaskChannels)}, conv2d 1 1",
            MaskBatch,
            training,
            best,
            " with masks",
            $"a U-Net of {halvings} halving{(halvings == 1 ? string.Empty : "s")}, {MaskChannels} channels at first; "
                + $"a prediction from 0 to 1 for each pixel") with
        {
            Loss = new BinaryCrossEntropy(),
        };
    }

    private static string UNet(int halvings, int channels)
    {
        string block = $"conv2d {channels} 3, batch-norm, relu";
        return halvings == 0
            ? $"{block}, {block}"
            : $"{block}, concat (; max-pool 2, {UNet(halvings - 1, 2 * channels)}, conv2d-transpose {channels} 2 stride=2), {block}";
    }

    // What all networks for images have in common, whatever their layers are.
    private static Defaults Trained(string layers, int batch, Dataset training, bool best, string beside, string reason)
    {
        Shape input = training.Image!;
        int height = input[0], width = input[1], rows = training.Rows;
        string channels = input.Rank == 3 && input[2] > 1 ? $" × {input[2]}" : string.Empty;
        return new Defaults(
            layers,
            new AdamW(Beta2: 0.95, WeightDecay: 0.5),
            0.003,
            new OneCycle(),
            batch,
            Math.Clamp((int)(PixelsToSee / ((double)rows * height * width)), MinEpochs, MaxEpochs),
            best,
            string.Create(CultureInfo.InvariantCulture, $"images of {height} × {width}{channels}, {rows:N0} rows{beside}"),
            reason);
    }

    // Letters and digits are other ones when mirrored; things on photos are not.
    private static Augmentation Augmentation(int channels, int side) => channels == 1
        ? new Affine(Math.Round(side / 14.0, 1), 10, 0.1)
        : new Sequence([new Flip(), new Crop(Math.Max(1, side / 8))]);

    private static string Convolutions(int channels) =>
        $"conv2d {channels} 3, batch-norm, relu, conv2d {channels} 3, batch-norm, relu, ";
}
