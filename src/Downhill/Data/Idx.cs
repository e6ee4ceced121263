namespace Downhill;

/// <summary>Data sets of images and labels in IDX files, as MNIST and its relatives come.</summary>
public static class Idx
{
    /// <summary>Reads images and the labels that go with them; the classes are "0" to the largest label.</summary>
    /// <exception cref="DownhillException">A file cannot be read, or the two do not belong together.</exception>
    public static Dataset ReadDataset(string imagesPath, string labelsPath)
    {
        Pair pair = Pair.Read(imagesPath, labelsPath);
        return pair.ToDataset(pair.Labels.Max());
    }

    /// <summary>Reads images and the labels in the file beside them, as <see cref="LabelsBeside"/> finds it.</summary>
    /// <exception cref="DownhillException">There is no labels file, or a file cannot be read.</exception>
    public static Dataset ReadDataset(string imagesPath) => ReadDataset(imagesPath, LabelsBeside(imagesPath));

    /// <summary>
    /// The labels file that goes with an images file: the same name with "labels" for "images" and "idx1" for "idx3", with or
    /// without ".gz".
    /// </summary>
    /// <exception cref="DownhillException">There is no such file.</exception>
    public static string LabelsBeside(string imagesPath)
    {
        string name = Path.GetFileName(imagesPath);
        if (!name.Contains("images", StringComparison.Ordinal))
            throw new DownhillException($"The labels of {imagesPath} cannot be found by name, for it does not contain 'images'; name the labels file too.");
        string labels = name.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal);
        string beside = Path.Combine(Path.GetDirectoryName(imagesPath) ?? string.Empty, labels);
        string[] candidates = beside.EndsWith(".gz", StringComparison.Ordinal) ? [beside, beside[..^3]] : [beside, beside + ".gz"];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new DownhillException($"{imagesPath} has no labels: there is neither '{candidates[0]}' nor '{Path.GetFileName(candidates[1])}'.");
    }

    /// <summary>Whether a folder holds training images under one of the names that <see cref="ReadFolder"/> knows.</summary>
    public static bool IsFolder(string folder) => Find(folder, "train-images") is not null;

    /// <summary>
    /// Reads a folder with the usual names: <c>train-images-idx3-ubyte</c> and <c>train-labels-idx1-ubyte</c>, the same with
    /// <c>t10k</c> for the test, each with or without <c>.gz</c>, and <c>idx</c> after a hyphen or a dot. Both sets have the same classes.
    /// </summary>
    /// <exception cref="DownhillException">A file is missing or cannot be read, or training and test images differ in shape.</exception>
    public static (Dataset Training, Dataset Test) ReadFolder(string folder)
    {
        string trainingImages = Require(folder, "train-images"), trainingLabels = Require(folder, "train-labels");
        string testImages = Require(folder, "t10k-images"), testLabels = Require(folder, "t10k-labels");
        Pair training = Pair.Read(trainingImages, trainingLabels);
        Pair test = Pair.Read(testImages, testLabels);
        if (!training.Input.Equals(test.Input))
            throw new DownhillException($"{trainingImages} has images of shape {training.Input}, but {testImages} has {test.Input}; they must be the same.");
        int largest = Math.Max(training.Labels.Max(), test.Labels.Max());
        return (training.ToDataset(largest), test.ToDataset(largest));
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

    private sealed record Pair(string Name, Shape Input, byte[] Images, byte[] Labels)
    {
        public static Pair Read(string imagesPath, string labelsPath)
        {
            IdxArray images = IdxArray.Read(imagesPath);
            if (images.Extents.Length < 2)
                throw new DownhillException($"{imagesPath} holds {Text(images)}, one number a row; images have at least two extents. Is it a labels file?");
            IdxArray labels = IdxArray.Read(labelsPath);
            if (labels.Extents.Length != 1)
                throw new DownhillException($"{labelsPath} holds {Text(labels)}; labels have one extent. Is it an images file?");
            if (images.Extents[0] != labels.Extents[0])
                throw new DownhillException($"{imagesPath} has {images.Extents[0]:N0} images, but {labelsPath} has {labels.Extents[0]:N0} labels; there must be one label an image.");
            if (labels.Values.Max() == 0)
                throw new DownhillException($"{labelsPath} has the label 0 only; classification needs at least two classes.");
            return new Pair(imagesPath, Shape.Create(images.Extents.AsSpan()[1..]), images.Values, labels.Values);
        }

        public Dataset ToDataset(int largestLabel)
        {
            string[] classes = [.. Enumerable.Range(0, largestLabel + 1).Select(label => label.ToString())];
            return new Dataset(Name, Input, Samples.From(Images, Input.Size), Targets.FromLabels(Array.ConvertAll(Labels, label => (int)label), classes));
        }

        private static string Text(IdxArray array) => $"numbers of shape [{string.Join(", ", array.Extents)}]";
    }
}
