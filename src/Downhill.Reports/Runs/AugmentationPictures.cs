using System.Globalization;

namespace Downhill.Reports;

/// <summary>Images as an augmentation changes them in the first epochs of a training.</summary>
public static class AugmentationPictures
{
    private const int Images = 10, Epochs = 6;

    /// <summary>A section with ten images, each as it is and as it becomes in six epochs.</summary>
    /// <param name="data">The images before preprocessing; bytes.</param>
    /// <param name="augmentation">The augmentation.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="name">The name of a row, by its number from 0.</param>
    public static Section Of(Dataset data, Augmentation augmentation, ulong seed, Func<int, string> name)
    {
        augmentation.Validate();
        augmentation.Require(data.Input, data.Name);
        int width = data.Targets.Outputs;
        Dataset prepared = data.With(data.Inputs.Standardize([0], [byte.MaxValue]));
        var augmenter = new Augmenter<double>(augmentation, prepared, seed, width);
        var blocks = new List<Block> { new Paragraph(
            $"{Catalog.Augmentations.NameOf(augmentation)}: each image unchanged, and as changed in the first {Epochs} epochs of a "
                + $"training with seed {seed.ToString(CultureInfo.InvariantCulture)}. Only training uses it.") };
        int count = Math.Min(Images, data.Rows);
        for (int i = 0; i < count; i++)
        {
            int row = (int)(i * (long)data.Rows / count);
            blocks.Add(new Pictures(string.Empty,
                [Picture(row, null), .. Enumerable.Range(1, Epochs).Select(epoch => Picture(row, epoch))]));
        }

        return new Section("Augmentation", [.. blocks]);

        Picture Picture(int row, int? epoch)
        {
            double[] image = new double[data.Input.Size], target = new double[width];
            prepared.Gather([row], image, target, width);
            if (epoch is int number)
                augmenter.Apply(number, [row], image, target);
            return Reports.Picture.Of(image, data.Input, 1, epoch is null ? name(prepared.Stored(row)) : $"epoch {epoch}");
        }
    }
}
