using System.IO.Compression;

namespace Downhill;

/// <summary>
/// A data set in NumPy's npz archive, inputs and targets as arrays: <c>x</c> and <c>y</c>, or parts such as <c>x_train</c>, <c>y_train</c>,
/// <c>x_test</c> and <c>y_test</c>.
/// </summary>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Validation">The rows to watch; null if the archive has none.</param>
/// <param name="Test">The rows to measure at the end; null if the archive has none.</param>
public sealed record NumpyData(Dataset Training, Dataset? Validation, Dataset? Test)
{
    // More classes than this are numbers.
    private const int MaxClasses = 10_000;

    private static readonly string[][] PartWords = [["train", "training"], ["val", "valid", "validation", "dev"], ["test"]];
    private static readonly string[] InputWords = ["x", "image", "images", "input", "inputs", "data", "feature", "features"];
    private static readonly string[] TargetWords = ["y", "label", "labels", "target", "targets"];

    /// <summary>The last part: the test part, or else the validation part, or else all rows.</summary>
    public Dataset Last => Test ?? Validation ?? Training;

    /// <summary>Whether a file has an ending of NumPy.</summary>
    public static bool IsFile(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".npz" or ".npy" && File.Exists(path);

    /// <summary>Whether a file is an archive with a test part.</summary>
    public static bool HasTest(string path)
    {
        if (!IsFile(path) || IsArray(path))
            return false;
        using FileStream file = File.OpenRead(path);
        using var archive = new ZipArchive(file);
        return archive.Entries.Any(entry => PartOf(Words(Path.GetFileNameWithoutExtension(entry.Name))) == PartWords.Length - 1);
    }

    /// <summary>Reads an archive.</summary>
    /// <exception cref="DownhillException">
    /// It cannot be read, an array is neither inputs nor targets, or inputs and targets do not belong together.
    /// </exception>
    public static NumpyData Read(string path)
    {
        if (IsArray(path))
            throw new DownhillException($"{path} is one array, without targets; put both into one file: np.savez('data.npz', x=x, y=y).");
        Entry[] entries = Open(path, (stream, array, name) => Entry.Read(stream, array, name, path));
        Entry[]?[] parts = [.. Enumerable.Range(0, PartWords.Length).Select(part => Pair(entries, part, path))];
        IReadOnlyList<string> classes = Entry.Classes([.. parts.OfType<Entry[]>().Select(pair => pair[1])], path);
        Dataset?[] data = [.. parts.Select(pair => pair is null ? null : pair[0].With(pair[1], classes, path))];
        Dataset training = data[0] ?? throw new DownhillException(
            $"{path} has no inputs and targets to learn from; name them x and y, or x_train and y_train.");
        return data.FirstOrDefault(part => part is not null && part.Input != training.Input) is Dataset other
            ? throw new DownhillException($"{path} has rows of shape {training.Input} to learn from, and others of shape {other.Input}.")
            : new NumpyData(training, data[1], data[2]);
    }

    /// <summary>Reads inputs without targets: an array, or the test part of an archive, or else all of it.</summary>
    /// <exception cref="DownhillException">It cannot be read, or holds no inputs.</exception>
    public static Samples ReadInputs(string path)
    {
        Entry[] entries = Open(path, (stream, array, name) =>
            Entry.Read(stream, array, IsArray(path) ? "x" : name, path));
        Entry[] inputs = [.. entries.Where(entry => !entry.IsTarget).OrderBy(entry => entry.Part)];
        return inputs.Length == 0
            ? throw new DownhillException($"{path} has no inputs; name them x, or x_test.")
            : inputs[^1].Rows!;
    }

    private static bool IsArray(string path) => path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    private static string[] Words(string name) => name.ToLowerInvariant().Split('_', '-', '.', ' ');

    private static int PartOf(string[] words) => Array.FindIndex(PartWords, known => words.Any(known.Contains));

    private static Entry[]? Pair(Entry[] entries, int part, string path)
    {
        Entry[] found = [.. entries.Where(entry => entry.Part == part).OrderBy(entry => entry.IsTarget)];
        return found.Length == 0 ? null
            : found is [{ IsTarget: false }, { IsTarget: true }] ? found
            : throw new DownhillException(
                $"{path} has {string.Join(" and ", found.Select(entry => $"'{entry.Name}'"))}; inputs and targets belong together, "
                    + $"one array each, such as x and y.");
    }

    private static T[] Open<T>(string path, Func<Stream, NpyArray, string, T> read)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (IsArray(path))
                return [read(file, NpyArray.ReadHeader(file, path), string.Empty)];
            using var archive = new ZipArchive(file);
            return [.. archive.Entries.Select(entry =>
            {
                string name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                using Stream stream = entry.Open();
                return read(stream, NpyArray.ReadHeader(stream, $"{path}, {PlainText.Quote(name)}", allowsTexts: true), name);
            })];
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw new DownhillException($"{path} cannot be read, or it is damaged: {error.Message}", error);
        }
    }

    // One array: inputs as rows; targets as texts, or as rows of numbers.
    private sealed record Entry(string Name, int Part, bool IsTarget, NpyArray Array, Samples? Rows, string[]? Texts)
    {
        public static Entry Read(Stream stream, NpyArray array, string name, string path)
        {
            string[] words = Words(name);
            int part = PartOf(words);
            string[] roles = [.. words.Where(word => !PartWords.Any(known => known.Contains(word)))];
            bool isTarget = roles is [var role] && TargetWords.Contains(role);
            if (!isTarget && !(roles is [var input] && InputWords.Contains(input)))
                throw new DownhillException($"{path} holds {PlainText.Quote(name)}, which is neither inputs nor targets by its name; "
                    + $"name them x and y, or x_train, y_train, x_test and y_test.");
            if (array.IsText && !isTarget)
                throw new DownhillException($"{path}: the inputs {PlainText.Quote(name)} are texts; only numbers are read there.");
            return new Entry(name, Math.Max(part, 0), isTarget, array, array.IsText ? null : array.ReadRows(stream),
                array.IsText ? array.ReadTexts(stream) : null);
        }

        // The names of the classes; none where targets are numbers.
        public static IReadOnlyList<string> Classes(Entry[] targets, string path)
        {
            if (targets.All(target => target.Texts is not null && target.Columns == 1))
                return [.. targets.SelectMany(target => target.Texts!).Distinct().Order(StringComparer.Ordinal)];
            if (targets.Any(target => target.Texts is not null))
                throw new DownhillException($"{path} has targets that are texts and others that are numbers, or several texts a row.");
            if (targets.All(target => target.IsOneHot))
                return [.. Enumerable.Range(0, targets[0].Columns).Select(label => label.ToString())];
            if (!targets.All(target => target.Array.IsWhole && target.Columns == 1))
                return [];
            var labels = new SortedSet<double>(targets.SelectMany(target => target.Numbers()));
            if (labels.Count > MaxClasses)
                throw new DownhillException(
                    $"{path} has {labels.Count:N0} different whole numbers as targets, which are taken for classes; "
                    + $"save numbers to predict as floats: y.astype('float32').");
            return labels.Min >= 0 && labels.Max < MaxClasses
                ? [.. Enumerable.Range(0, (int)labels.Max + 1).Select(label => label.ToString())]
                : [.. labels.Select(label => label.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        }

        public Dataset With(Entry target, IReadOnlyList<string> classes, string path)
        {
            int[] extents = [.. Array.Shape.Skip(1).Select(extent => (int)extent)];
            if (extents.Length > 3)
                throw new DownhillException(
                    $"{path}: {PlainText.Quote(Name)} has the shape [{string.Join(", ", Array.Shape)}]; rows are read, and images as "
                        + $"[rows, height, width] or [rows, height, width, channels].");
            if (extents is [1 or 3, > 4, > 4])
                throw new DownhillException(
                    $"{path}: {PlainText.Quote(Name)} has the shape [{string.Join(", ", Array.Shape)}], channels first; "
                        + $"save it with the channels last: x.transpose(0, 2, 3, 1).");
            var targets = classes.Count == 0
                ? Targets.FromNumbers(target.Rows!)
                : Targets.FromLabels(target.Labels(classes), classes);
            return new Dataset($"{path}, {Name}", extents.Length == 0 ? [1] : Shape.Create(extents), Rows!, targets);
        }

        private int Columns => Rows?.Columns ?? (int)(Array.Count / Array.Shape[0]);

        private bool IsOneHot => Columns > 1 && Enumerable.Range(0, Rows!.Rows).All(row =>
            Enumerable.Range(0, Columns).Sum(column => Rows[row, column] == 1 ? 1 : Rows[row, column] == 0 ? 0 : 2) == 1);

        private int[] Labels(IReadOnlyList<string> classes)
        {
            if (Texts is null && Columns > 1)
                return [.. Enumerable.Range(0, Rows!.Rows).Select(row =>
                    Enumerable.Range(0, Columns).First(column => Rows[row, column] == 1))];
            var labels = classes.Index().ToDictionary(one => one.Item, one => one.Index);
            return Texts is not null
                ? [.. Texts.Select(text => labels[text])]
                : [.. Numbers().Select(number => labels[number.ToString(System.Globalization.CultureInfo.InvariantCulture)])];
        }

        private IEnumerable<double> Numbers() => Enumerable.Range(0, Rows!.Rows).Select(row => Rows[row, 0]);
    }
}
