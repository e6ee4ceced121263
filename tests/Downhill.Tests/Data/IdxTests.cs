namespace Downhill.Tests;

public sealed class IdxTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("downhill-idx-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Images_and_labels_become_a_data_set()
    {
        Dataset data = Idx.ReadDataset(Images("images", 3, 2, 2), Labels("labels", 1, 0, 4));
        Assert.Equal((3, "[2, 2]", true), (data.Rows, data.Input.ToString(), data.Inputs.AreBytes));
        Assert.Equal(["0", "1", "2", "3", "4"], data.Targets.Classes);
        Assert.Equal([1, 0, 4], Enumerable.Range(0, 3).Select(data.Targets.Label));
        Assert.Equal([4, 5, 6, 7], Enumerable.Range(0, 4).Select(column => data.Inputs[1, column]));
    }

    [Fact]
    public void Images_may_have_channels() =>
        Assert.Equal([3, 2, 2], Idx.ReadDataset(Images("images", 2, 3, 2, 2), Labels("labels", 0, 1)).Input);

    [Fact]
    public void A_mismatch_of_counts_names_both_files()
    {
        string images = Images("images", 3, 2, 2), labels = Labels("labels", 1, 0);
        Assert.StartsWith($"{images} has 3 images, but {labels} has 2 labels;", Refusal(() => Idx.ReadDataset(images, labels)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Swapped_files_are_recognized()
    {
        string images = Images("images", 2, 2, 2), labels = Labels("labels", 1, 0);
        Assert.Contains("Is it a labels file?", Refusal(() => Idx.ReadDataset(labels, images)), StringComparison.Ordinal);
        Assert.Contains("Is it an images file?", Refusal(() => Idx.ReadDataset(images, images)), StringComparison.Ordinal);
    }

    [Fact]
    public void One_class_is_refused() =>
        Assert.Contains(
            "has only the label 0", Refusal(() => Idx.ReadDataset(Images("images", 2, 2, 2), Labels("labels", 0, 0))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte")]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz")]
    [InlineData("my-images.gz", "my-labels")]
    [InlineData("my-images.gz", "my-labels.gz")]
    public void The_labels_are_found_beside_the_images(string images, string labels)
    {
        Labels(labels, 0, 1);
        Assert.Equal(Path.Combine(folder, labels), Idx.LabelsBeside(Images(images, 2, 2, 2)));
        Assert.Equal(2, Idx.ReadDataset(Path.Combine(folder, images)).Rows);
    }

    [Fact]
    public void Images_without_labels_are_refused_with_the_name_that_was_looked_for()
    {
        string images = Images("a-images-idx3-ubyte", 2, 2, 2), pictures = Images("pictures", 2, 2, 2);
        Assert.Contains("'a-labels-idx1-ubyte.gz'", Refusal(() => Idx.LabelsBeside(images)), StringComparison.Ordinal);
        Assert.Contains("does not contain 'images'", Refusal(() => Idx.LabelsBeside(pictures)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('-', "")]
    [InlineData('.', "")]
    [InlineData('-', ".gz")]
    public void A_folder_gives_training_and_test_with_the_same_classes(char separator, string ending)
    {
        Images($"train-images{separator}idx3-ubyte{ending}", 3, 2, 2);
        Labels($"train-labels{separator}idx1-ubyte{ending}", 0, 3, 1);
        Images($"t10k-images{separator}idx3-ubyte{ending}", 2, 2, 2);
        Labels($"t10k-labels{separator}idx1-ubyte{ending}", 1, 0);
        Assert.True(Idx.IsFolder(folder));
        (Dataset training, Dataset test) = Idx.ReadFolder(folder);
        Assert.Equal((3, 2), (training.Rows, test.Rows));
        Assert.Equal(["0", "1", "2", "3"], training.Targets.Classes);
        Assert.Equal(training.Targets.Classes, test.Targets.Classes);

        // The largest label may be in the test part alone.
        Labels($"t10k-labels{separator}idx1-ubyte{ending}", 1, 5);
        (training, test) = Idx.ReadFolder(folder);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], training.Targets.Classes);
        Assert.Equal([1, 5], Enumerable.Range(0, 2).Select(test.Targets.Label));
    }

    [Fact]
    public void A_folder_without_one_of_the_files_is_refused_by_its_name()
    {
        Assert.False(Idx.IsFolder(folder));
        Assert.Contains("has no 'train-images-idx3-ubyte'", Refusal(() => Idx.ReadFolder(folder)), StringComparison.Ordinal);
        Images("train-images-idx3-ubyte", 2, 2, 2);
        Labels("train-labels-idx1-ubyte", 0, 1);
        Assert.Contains("has no 't10k-images-idx3-ubyte'", Refusal(() => Idx.ReadFolder(folder)), StringComparison.Ordinal);
    }

    [Fact]
    public void Training_and_test_images_of_different_shapes_are_refused()
    {
        Images("train-images-idx3-ubyte", 2, 2, 2);
        Labels("train-labels-idx1-ubyte", 0, 1);
        Images("t10k-images-idx3-ubyte", 2, 2, 3);
        Labels("t10k-labels-idx1-ubyte", 0, 1);
        Assert.Contains("has images of shape [2, 2], but", Refusal(() => Idx.ReadFolder(folder)), StringComparison.Ordinal);
    }

    // Counts and sums computed from the same files in Python.
    [SharedFact]
    public void Mnist_has_its_known_rows_labels_and_pixels()
    {
        string mnist = SharedData.Find("mnist");
        (Dataset training, Dataset test) = Idx.ReadFolder(mnist);
        Check(training, 60_000, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], [5, 0, 4, 1, 9], firstSum: 27_525,
            lastSum: 20_920, sum: 1_567_298_545);
        Check(test, 10_000, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], [7, 2, 1, 0, 4], firstSum: 18_454, lastSum: 41_833,
            sum: 264_923_200);
    }

    private static void Check(Dataset data, int rows, int[] labelCounts, int[] firstLabels, double firstSum, double lastSum, double sum)
    {
        Assert.Equal(rows, data.Rows);
        Assert.Equal([28, 28], data.Input);
        Assert.Equal(labelCounts, Enumerable.Range(0, rows).CountBy(data.Targets.Label).OrderBy(count => count.Key)
            .Select(count => count.Value));
        Assert.Equal(firstLabels, Enumerable.Range(0, 5).Select(data.Targets.Label));
        var image = new double[784];
        double all = 0;
        for (int row = 0; row < rows; row++)
        {
            data.Inputs.Gather([row], image.AsSpan());
            all += image.Sum();
            if (row == 0)
                Assert.Equal(firstSum, image.Sum());
        }

        Assert.Equal(lastSum, image.Sum());
        Assert.Equal(sum, all);
    }

    private string Images(string name, params byte[] extents)
    {
        int size = extents.Aggregate(1, (product, extent) => product * extent);
        return Write(name, [0, 0, 8, (byte)extents.Length, .. extents.SelectMany(extent => new byte[] { 0, 0, 0, extent }),
            .. Enumerable.Range(0, size).Select(i => (byte)i)]);
    }

    private string Labels(string name, params byte[] labels) => Write(name, [0, 0, 8, 1, 0, 0, 0, (byte)labels.Length, .. labels]);

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static string Refusal(Func<object> action) => Assert.Throws<DownhillException>(action).Message;
}
