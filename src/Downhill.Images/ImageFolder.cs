using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Images;

/// <summary>A file or folder that cannot be used, and why.</summary>
/// <param name="Path">The path.</param>
/// <param name="Problem">Why, as a sentence that starts with "it".</param>
public sealed record BadImage(string Path, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path} cannot be used: {Problem}";
}

/// <summary>
/// A folder of images in which the name of each folder is a class. Folders called train, validation (or valid, val) and test that hold such
/// folders are parts; without them all images are of one part. Folders within a class belong to it.
/// </summary>
/// <param name="Path">The folder.</param>
/// <param name="Classes">The classes in their order: numbers by size, other names by their letters.</param>
/// <param name="Training">The images to learn from.</param>
/// <param name="Validation">The images to watch; empty if they have no folder.</param>
/// <param name="Test">The images for the end; empty if they have no folder.</param>
/// <param name="Bad">The files that were left out.</param>
public sealed record ImageFolder(
    string Path, ImmutableArray<string> Classes, ImmutableArray<ImageFile> Training, ImmutableArray<ImageFile> Validation,
    ImmutableArray<ImageFile> Test, ImmutableArray<BadImage> Bad)
{
    private static readonly string[][] Parts = [["train", "training"], ["validation", "valid", "val"], ["test"]];

    // What file managers leave behind.
    private static readonly string[] Ignored = ["Thumbs.db", "desktop.ini"];

    /// <summary>Whether a folder contains folders, which can be classes.</summary>
    public static bool IsFolder(string path) => Directory.Exists(path) && Folders(path).Length > 0;

    /// <summary>Lists the images and reads their headers, not their pixels.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="skipBad">Whether what cannot be used is left out, instead of refused.</param>
    /// <param name="minClasses">How many classes there must be: two to learn from, one to evaluate a model that knows the others.</param>
    /// <exception cref="DownhillException">There are too few classes, or something cannot be used.</exception>
    public static ImageFolder Read(string path, bool skipBad = false, int minClasses = 2)
    {
        string?[] parts = [.. Parts.Select(names => names.Select(name => System.IO.Path.Combine(path, name)).FirstOrDefault(IsFolder))];
        string training = parts[0] ?? path;
        var bad = new List<BadImage>();
        string[] apart = training != path ? [] : [.. parts.OfType<string>().Select(System.IO.Path.GetFileName)!];
        string[] names = Sorted([.. Folders(training).Except(apart)]);
        var listed = (ImmutableArray<ImageFile>[])[Part(training, names, bad), Other(parts[1]), Other(parts[2])];
        string[] classes = [.. names.Where(name => listed[0].Any(image => image.Class == name))];
        foreach (string empty in names.Except(classes))
            bad.Add(new BadImage(System.IO.Path.Combine(training, empty), "it holds no image, and so its class has none"));
        if (bad.Count > 0 && Array.TrueForAll([.. listed], part => part.IsEmpty))
            throw new DownhillException(
                $"{path} holds no image that can be used: {bad[0]}. Name a CSV file, or a folder with a folder of images for each class.");
        Require(bad, skipBad);
        if (classes.Length < minClasses)
            throw new DownhillException(
                $"{training} has {(classes.Length == 0 ? "no folder with images" : $"images of one class only, '{classes[0]}'")}; "
                    + $"each folder in it is a class, and there must be at least {(minClasses == 1 ? "one" : "two")}.");
        return new ImageFolder(path, [.. classes], listed[0], listed[1], listed[2], [.. bad]);

        ImmutableArray<ImageFile> Other(string? part)
        {
            if (part is null)
                return [];
            string[] own = Sorted(Folders(part));
            foreach (string unknown in own.Except(names))
                bad.Add(new BadImage(System.IO.Path.Combine(part, unknown), $"it is a class that {training} does not have"));
            return Part(part, [.. own.Intersect(names)], bad);
        }
    }

    /// <summary>Lists images without classes: the named files, and all images in the named folders.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="skipBad">Whether what cannot be used is left out, instead of refused.</param>
    /// <exception cref="DownhillException">There is no image, or something cannot be used.</exception>
    public static (ImmutableArray<ImageFile> Images, ImmutableArray<BadImage> Bad) List(IReadOnlyList<string> paths, bool skipBad = false)
    {
        var bad = new List<BadImage>();
        var images = new List<ImageFile>();
        foreach (string path in paths)
            images.AddRange(Directory.Exists(path) ? Images(path, null, bad) : Open([path], null, bad));
        Require(bad, skipBad);
        return images.Count > 0
            ? ([.. images], [.. bad])
            : throw new DownhillException($"{string.Join(", ", paths)}: there is no image that can be used.");
    }

    /// <summary>The label of each image, by the class whose folder it lies in.</summary>
    public Targets TargetsOf(IReadOnlyList<ImageFile> images) =>
        Targets.FromLabels([.. images.Select(image => Classes.IndexOf(image.Class!))], Classes);

    /// <summary>Throws if there are bad files, unless they may be left out.</summary>
    /// <exception cref="DownhillException">There is; the message names the first.</exception>
    public static void Require(IReadOnlyList<BadImage> bad, bool skipBad)
    {
        if (bad.Count == 0 || skipBad)
            return;
        string others = bad.Count == 1
            ? string.Empty
            : $" {bad.Count - 1:N0} other{(bad.Count == 2 ? " has a problem" : "s have problems")} too.";
        throw new DownhillException(
            $"{bad[0]}. Correct or remove it, or leave out what cannot be used{new Hint(Setting.BadRows, "skip")}.{others}");
    }

    private static ImmutableArray<ImageFile> Part(string part, string[] classes, List<BadImage> bad) =>
        [.. classes.SelectMany(name => Images(System.IO.Path.Combine(part, name), name, bad))];

    // In the order of their paths, whatever the order in which the file system lists them.
    private static ImageFile[] Images(string folder, string? className, List<BadImage> bad)
    {
        var files = new List<string>();
        List(new DirectoryInfo(folder), files, bad);
        return Open(files, className, bad);
    }

    private static void List(DirectoryInfo folder, List<string> files, List<BadImage> bad)
    {
        if (folder.LinkTarget is not null)
        {
            bad.Add(new BadImage(folder.ToString(), "it is a symbolic link, which is not followed"));
            return;
        }

        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string path = System.IO.Path.Combine(folder.ToString(), entry.Name);
            if (entry.Name.StartsWith('.') || Ignored.Contains(entry.Name, StringComparer.OrdinalIgnoreCase))
                continue;
            if (entry is DirectoryInfo)
                List(new DirectoryInfo(path), files, bad);
            else if (entry.LinkTarget is not null)
                bad.Add(new BadImage(path, "it is a symbolic link, which is not followed"));
            else
                files.Add(path);
        }
    }

    private static ImageFile[] Open(IReadOnlyList<string> files, string? className, List<BadImage> bad)
    {
        var opened = new ImageFile?[files.Count];
        var problems = new string?[files.Count];
        Parallel.For(0, files.Count, i =>
        {
            try
            {
                opened[i] = ImageFile.Open(files[i], className);
            }
            catch (InvalidDataException problem)
            {
                problems[i] = problem.Message;
            }
        });
        bad.AddRange(problems.Select((problem, i) => (problem, i)).Where(one => one.problem is not null)
            .Select(one => new BadImage(files[one.i], one.problem!)));
        return [.. opened.OfType<ImageFile>()];
    }

    private static string[] Folders(string path) =>
        [.. new DirectoryInfo(path).EnumerateDirectories().Select(folder => folder.Name).Where(name => !name.StartsWith('.'))];

    private static string[] Sorted(string[] names) =>
        Array.TrueForAll(names, name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        ? [.. names.OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture)).ThenBy(name => name, StringComparer.Ordinal)]
        : [.. names.Order(StringComparer.Ordinal)];
}
