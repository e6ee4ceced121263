using System.Collections.Immutable;

namespace Downhill;

/// <summary>Data sets of images and labels in IDX files, the format of MNIST.</summary>
public static class Idx
{
    /// <summary>Reads images and their labels; the classes are "0" to the largest label.</summary>
    /// <exception cref="DownhillException">A file cannot be read, or the two do not belong together.</exception>
    public static Dataset ReadDataset(string imagesPath, string labelsPath)
    {
        Pair pair = Pair.Read(imagesPath, labelsPath);
        return pair.ToDataset(pair.Labels.Max());
    }

    /// <summary>
    /// The same, with the images left in their file: only its header and the labels are read, and a batch comes from the disk, or
    /// from what the operating system keeps of it, when it is gathered.
    /// </summary>
    /// <param name="images">The images; not packed with gzip. To be disposed when the data set is not needed any more.</param>
    /// <param name="labelsPath">The labels.</param>
    /// <exception cref="DownhillException">A file cannot be read, or the two do not belong together.</exception>
    public static Dataset Map(MappedFile images, string labelsPath)
    {
        Pair pair = Pair.Map(images, labelsPath);
        return pair.ToDataset(pair.Labels.Max());
    }

    /// <summary>The same, with the labels in the file beside the images, as <see cref="LabelsBeside"/> finds it.</summary>
    /// <inheritdoc cref="Map(MappedFile, string)"/>
    public static Dataset Map(MappedFile images) => Map(images, LabelsBeside(images.Path));

    /// <summary>The images without labels, left in their file: all values of an image are one row.</summary>
    /// <exception cref="DownhillException">The file is packed or no IDX file of bytes.</exception>
    public static Samples MapImages(MappedFile images) => IdxArray.Map(images).Rows;

    /// <summary>Reads images and the labels in the file beside them, as <see cref="LabelsBeside"/> finds it.</summary>
    /// <exception cref="DownhillException">There is no labels file, or a file cannot be read.</exception>
    public static Dataset ReadDataset(string imagesPath) => ReadDataset(imagesPath, LabelsBeside(imagesPath));

    /// <summary>
    /// The labels file for an images file: the same name with "labels" for "images" and "idx1" for "idx3", with or without ".gz".
    /// </summary>
    /// <exception cref="DownhillException">There is no such file.</exception>
    public static string LabelsBeside(string imagesPath)
    {
        string name = Path.GetFileName(imagesPath);
        if (!name.Contains("images", StringComparison.Ordinal))
            throw new DownhillException(
                $"The labels file of {imagesPath} cannot be found, because the name does not contain 'images'; name the labels file too.");
        string labels = name.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal);
        string beside = Path.Combine(Path.GetDirectoryName(imagesPath) ?? string.Empty, labels);
        string[] candidates = beside.EndsWith(".gz", StringComparison.Ordinal) ? [beside, beside[..^3]] : [beside, beside + ".gz"];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new DownhillException(
                $"{imagesPath} has no labels: there is neither '{candidates[0]}' nor '{Path.GetFileName(candidates[1])}'.");
    }

    /// <summary>Whether a folder has training images under one of the names that <see cref="ReadFolder"/> knows.</summary>
    public static bool IsFolder(string folder) => Find(folder, "train-images") is not null;

    /// <summary>
    /// Reads a folder with the usual names: <c>train-images-idx3-ubyte</c> and <c>train-labels-idx1-ubyte</c>, the same with
    /// <c>t10k</c> for the test, each with or without <c>.gz</c>, and <c>idx</c> after a hyphen or a dot. Both sets have the same classes.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="map">
    /// Asked for each of the two images files: opens one that is to be left in its file, and gives null for one that is to be read into
    /// memory.
    /// </param>
    /// <exception cref="DownhillException">A file is missing or cannot be read, or training and test images differ in shape.</exception>
    public static (Dataset Training, Dataset Test) ReadFolder(string folder, Func<string, MappedFile?>? map = null)
    {
        string trainingImages = Require(folder, "train-images"), trainingLabels = Require(folder, "train-labels");
        string testImages = Require(folder, "t10k-images"), testLabels = Require(folder, "t10k-labels");
        Pair training = Read(trainingImages, trainingLabels);
        Pair test = Read(testImages, testLabels);
        if (!training.Input.Equals(test.Input))
            throw new DownhillException(
                $"{trainingImages} has images of shape {training.Input}, but {testImages} has {test.Input}; they must be the same.");
        int largest = Math.Max(training.Labels.Max(), test.Labels.Max());
        return (training.ToDataset(largest), test.ToDataset(largest));

        Pair Read(string images, string labels) => map?.Invoke(images) is MappedFile file
            ? Pair.Map(file, labels)
            : Pair.Read(images, labels);
    }

    private static string Require(string folder, string part) =>
        Find(folder, part)
        ?? throw new DownhillException($"The folder '{folder}' has no '{Names(part).First()}', with or without '.gz'.");

    private static string? Find(string folder, string part) =>
        Names(part).SelectMany(name => new[] { name, name + ".gz" }).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string[] Names(string part)
    {
        string ending = part.EndsWith("images", StringComparison.Ordinal) ? "idx3-ubyte" : "idx1-ubyte";
        return [$"{part}-{ending}", $"{part}.{ending}"];
    }

    private sealed record Pair(string Name, Shape Input, Samples Images, byte[] Labels)
    {
        public static Pair Read(string imagesPath, string labelsPath)
        {
            IdxArray images = IdxArray.Read(imagesPath);
            return Create(imagesPath, images.Extents, Samples.From(images.Values, images.Values.Length / images.Extents[0]), labelsPath);
        }

        public static Pair Map(MappedFile images, string labelsPath)
        {
            (ImmutableArray<int> extents, Samples rows) = IdxArray.Map(images);
            return Create(images.Path, extents, rows, labelsPath);
        }

        public Dataset ToDataset(int largestLabel)
        {
            string[] classes = [.. Enumerable.Range(0, largestLabel + 1).Select(label => label.ToString())];
            return new Dataset(Name, Input, Images, Targets.FromLabels(Array.ConvertAll(Labels, label => (int)label), classes));
        }

        private static Pair Create(string imagesPath, ImmutableArray<int> extents, Samples rows, string labelsPath)
        {
            if (extents.Length < 2)
                throw new DownhillException(
                    $"{imagesPath} holds {Text(extents)}, one number a row; images have at least two extents. Is it a labels file?");
            IdxArray labels = IdxArray.Read(labelsPath);
            if (labels.Extents.Length != 1)
                throw new DownhillException($"{labelsPath} holds {Text(labels.Extents)}; labels have one extent. Is it an images file?");
            if (extents[0] != labels.Extents[0])
                throw new DownhillException(
                    $"{imagesPath} has {extents[0]:N0} images, but {labelsPath} has {labels.Extents[0]:N0} labels; "
                        + $"there must be one label per image.");
            if (labels.Values.Max() == 0)
                throw new DownhillException($"{labelsPath} has only the label 0; classification needs at least two classes.");
            return new Pair(imagesPath, Shape.Create(extents.AsSpan()[1..]), rows, labels.Values);
        }

        private static string Text(ImmutableArray<int> extents) => $"numbers of shape [{string.Join(", ", extents)}]";
    }
}
