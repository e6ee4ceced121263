using System.Collections.Immutable;
using System.Globalization;
using Downhill.Images;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>The decoded images of a folder, in its parts.</summary>
/// <param name="Reading">The conversion of files to rows.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Training">The images to learn from, and those of parts that have no folder.</param>
/// <param name="Validation">The images to watch; null if they have no folder.</param>
/// <param name="Test">The images for the end; null if they have no folder.</param>
/// <param name="Bad">The files that were left out.</param>
/// <param name="Target">The name of the target.</param>
public sealed record ImageSource(
    ImageReading Reading, ImmutableArray<string> Classes, ImagePart Training, ImagePart? Validation, ImagePart? Test,
    ImmutableArray<BadImage> Bad, string Target = "class")
{
    /// <summary>The name of the column with the paths of image files.</summary>
    internal const string FileColumn = "file";

    internal static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".bmp", ".gif"];

    /// <summary>A description of the images: their number, and how they become rows.</summary>
    public string Description =>
        $"{Training.Rows.Images.Length + (Validation?.Rows.Images.Length ?? 0) + (Test?.Rows.Images.Length ?? 0):N0} images, {Reading}"
        + (Bad.IsEmpty ? string.Empty : $"; left out: {Bad[0]}{(Bad.Length == 1 ? string.Empty : $", and {Bad.Length - 1:N0} more")}");

    /// <summary>Whether a path is an image file or a folder with image folders, not IDX files.</summary>
    internal static bool IsFor(string name) => IsFile(name) || (Directory.Exists(name) && !Idx.IsFolder(name));

    /// <summary>Whether a folder contains images, not IDX files or a run.</summary>
    public static bool IsFolder(string name) => ImageFolder.IsFolder(name) && !Idx.IsFolder(name) && RunFolder.Status(name) is null;

    private static void RequireNoRun(string name)
    {
        if (Directory.Exists(name) && RunFolder.Status(name) is not null)
            throw new DownhillException($"{name} is the folder of a run, not data; 'downhill inspect {name}' shows it.");
    }

    /// <summary>Reads a folder of images, with one folder for each class.</summary>
    /// <param name="experiment">The experiment: how images become rows, and what happens to bad files.</param>
    /// <param name="name">The folder.</param>
    /// <param name="streaming">It keeps rows on disk that do not fit in memory.</param>
    /// <param name="known">The reading of files in the starting model; null to choose it.</param>
    /// <param name="progress">Gets the progress of decoding.</param>
    internal static ImageSource Load(Experiment experiment, string name, Streaming? streaming, ImageReading? known,
        IProgress<TableProgress>? progress = null)
    {
        if (!Directory.Exists(name))
            throw new DownhillException($"{name} is one image; a training needs a folder with one folder for each class.");
        RequireNoRun(name);
        if (!ImageFolder.IsFolder(name))
            throw new DownhillException(
                $"{name} is a folder without IDX files (train-images-idx3-ubyte and its like) and without folders of images; "
                    + $"name a CSV file, or a folder that holds them.");
        bool skips = experiment.BadRows == BadRowsRule.Skip;
        var folder = ImageFolder.Read(name, skips);
        ImageReading reading = known ?? Choose(experiment, folder.Training);
        var parts = (ImagePart?[])[.. ((ImmutableArray<ImageFile>[])[folder.Training, folder.Validation, folder.Test]).Select(Part)];
        return new ImageSource(reading, folder.Classes, parts[0]!, parts[1], parts[2],
            [.. folder.Bad, .. parts.OfType<ImagePart>().SelectMany(part => part.Rows.Bad)]);

        ImagePart? Part(ImmutableArray<ImageFile> images)
        {
            if (images.IsEmpty)
                return null;
            ImageRows rows = Decode(images, reading, skips, streaming, name, progress);
            return new ImagePart(new Dataset(name, reading.Shape, rows.Pixels, folder.TargetsOf(rows.Images)), rows);
        }
    }

    /// <summary>Reads images for a trained model from files and folders; with targets, the test part of the folder, or all of it.</summary>
    /// <param name="names">The files, or the folder.</param>
    /// <param name="model">The model.</param>
    /// <param name="targetRequired">Whether the classes must be there.</param>
    /// <param name="skipBad">Whether what cannot be used is left out, instead of refused.</param>
    /// <param name="streaming">It keeps rows on disk that do not fit in memory.</param>
    /// <param name="progress">Gets the progress of decoding.</param>
    internal static TableRows LoadFor(
        IReadOnlyList<string> names, ModelFile model, bool targetRequired, bool skipBad, Streaming? streaming,
        IProgress<TableProgress>? progress = null)
    {
        foreach (string name in names)
            RequireNoRun(name);
        ImageReading reading = ReadingOf(model, names[0]);
        ImageFolder? folder = null;
        ImmutableArray<ImageFile> images;
        if (targetRequired)
        {
            if (names is not [string classes] || !Directory.Exists(classes))
                throw new DownhillException(
                    $"{names[0]} is an image without a class; name a folder with one folder for each class.");
            folder = ImageFolder.Read(classes, skipBad, minClasses: 1);
            images = folder.Test.IsEmpty ? folder.Training : folder.Test;
        }
        else
        {
            (images, _) = ImageFolder.List(names, skipBad);
        }

        ImageRows rows = Decode(images, reading, skipBad, streaming, names[0], progress);
        Table table = RowTable.From(names[0], rows.Images, new TableOptions { Identity = ValueIdentity.Text },
            (FileColumn, image => image.Path));
        Targets? targets = folder is null
            ? null
            : DataSource.LabelsOf(model, names[0], folder.Classes, rows.Images.Select(image => image.Class!));
        return new TableRows(rows.Pixels, targets) { Table = table, Key = FileColumn };
    }

    /// <summary>The reading of images by a trained model.</summary>
    internal static ImageReading ReadingOf(ModelFile model, string name) => model.Preprocessing.Image is ImageEncoding image
        ? throw new DownhillException(
            $"The model takes columns beside the images of '{image.Name}', but {name} has images alone; give a table that lists the image "
                + $"files and has the columns {string.Join(", ", model.Preprocessing.Columns.Skip(1).Take(5))}.")
        : model.Preprocessing.Images ?? ImageReading.Of(model.Preprocessing.RawInput(model.Model))
        ?? throw new DownhillException(
            $"The model takes rows of {model.Preprocessing.RawInput(model.Model).Size} numbers that are not an image, "
                    + $"but {name} is an image.");

    /// <summary>Whether a name is that of a file that ends as those of images do.</summary>
    internal static bool IsFile(string name) => File.Exists(name) && EndsAsImage(name);

    /// <summary>Whether a name ends as those of images do.</summary>
    internal static bool EndsAsImage(string name) => Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Throws if a setting is chosen that is for images only; <paramref name="name"/> is none.</summary>
    internal static void RefuseSettings(Experiment experiment, string name)
    {
        foreach ((bool isChosen, Setting setting) in (ReadOnlySpan<(bool, Setting)>)[
            (experiment.ImageSize is not null, Setting.ImageSize), (experiment.ImageFit is not null, Setting.ImageFit),
            (experiment.ImageChannels is not null, Setting.ImageChannels)])
        {
            if (isChosen)
                throw new DownhillException(
                    $"The setting '{ExperimentSetting.Of(setting)!.Name}'{new Hint(setting)} is for image files; '{name}' holds none.");
        }
    }

    internal static ImageRows Decode(
        ImmutableArray<ImageFile> images, ImageReading reading, bool skipBad, Streaming? streaming, string name,
        IProgress<TableProgress>? progress) => ImageReader.Read(
            images,
            reading,
            skipBad,
            streaming?.Scratch((long)reading.Size * images.Length),
            streaming is null ? null : streaming.OpenScratch,
            progress: progress is null ? null : new Decoded(name, images.Length, progress));

    // What is chosen, and where nothing is, what suits most of the images.
    internal static ImageReading Choose(Experiment experiment, ImmutableArray<ImageFile> images)
    {
        ImageReading chosen = ImageReader.Choose(images, experiment.ImageFit ?? ImageFit.Resize);
        if (experiment.ImageSize is string size)
            chosen = Sized(chosen, size);
        chosen = chosen with { Channels = experiment.ImageChannels ?? chosen.Channels };
        chosen.Validate("the settings of images");
        return chosen;
    }

    private static ImageReading Sized(ImageReading reading, string text)
    {
        int[] extents = [.. text.Split('x', '×')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int extent) ? extent : 0)];
        return extents is [>= 1 and <= ImageReading.MaxExtent, ..] and { Length: <= 2 } && extents[^1] is >= 1 and <= ImageReading.MaxExtent
            ? reading with { Height = extents[0], Width = extents[^1] }
            : throw new DownhillException(
                $"The size of images{new Hint(Setting.ImageSize, "32x32")} is a height and a width of 1 to {ImageReading.MaxExtent} "
                    + $"pixels with an x between them, not '{text}'.");
    }
}

/// <summary>Reports the number of decoded images as the progress of a table.</summary>
internal sealed class Decoded(string name, int images, IProgress<TableProgress> progress) : IProgress<int>
{
    /// <inheritdoc/>
    public void Report(int value) => progress.Report(new TableProgress(name, value, value, images));
}

/// <summary>One part of a folder of images.</summary>
/// <param name="Data">The rows with their classes.</param>
/// <param name="Rows">The files of the rows.</param>
public sealed record ImagePart(Dataset Data, ImageRows Rows)
{
    /// <summary>The path of a row's file, relative to the named folder or to the folder of the table; rows are counted from 0.</summary>
    public string FileOf(int row) => Path.GetRelativePath(ImagePaths.FolderOf(Data.Name), Rows.Images[row].Path);
}
