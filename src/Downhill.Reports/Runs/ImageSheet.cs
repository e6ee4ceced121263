using System.Security.Cryptography;
using Downhill.Experiments;
using Downhill.Images;
using Downhill.Tables;

namespace Downhill.Reports;

/// <summary>
/// The content of a folder of images: classes, sizes, formats, files that cannot be used, equal images, and some images of each class.
/// </summary>
public static class ImageSheet
{
    private const int MaxClasses = 30, ImagesOfClass = 10, MaxSizes = 10, MaxListed = 20;

    /// <summary>Reads the images of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="name">The title.</param>
    /// <param name="option">The words for a setting that helps; null leaves them out.</param>
    /// <exception cref="DownhillException">The images cannot be read.</exception>
    public static Document Of(Experiment experiment, string name, Func<Hint, string>? option = null)
    {
        using var streaming = new Streaming(experiment.Stream);
        var source = DataSource.Load(experiment with { BadRows = BadRowsRule.Skip }, streaming);
        var prepared = PreparedExperiment.Of(experiment with { BadRows = BadRowsRule.Skip }, source);
        return new Document(name, [.. Sections(source.Images!, prepared, option)]);
    }

    private static IEnumerable<Section> Sections(ImageSource images, PreparedExperiment prepared, Func<Hint, string>? option)
    {
        (string Name, ImagePart? Part)[] all = [("training", images.Training), ("validation", images.Validation), ("test", images.Test)];
        (string Name, ImagePart Part)[] parts = [.. all.Where(part => part.Part is not null).Select(part => (part.Name, part.Part!))];
        ImageFile[] files = [.. parts.SelectMany(part => part.Part.Rows.Images)];
        yield return new Section(string.Empty,
        [
            new Paragraph($"{MetricText.Count(files.Length, "image")} "
                + (images.Classes.IsEmpty ? $"with the number '{images.Target}'" : $"of {MetricText.Count(images.Classes.Length)} classes")
                + $". Rows: {images.Reading}. Recipe: {prepared.Recipe.Reason}."),
            .. Bad(images, option),
        ]);
        if (!images.Classes.IsEmpty)
            yield return new Section("Classes", [Classes(images, parts)]);
        if (prepared.Source.Table is TrainingTable table)
            yield return new Section("Columns",
                [.. DataProfile.Blocks(TableProfile.Of(table), table.Target, option is null ? null : column => Drop(option, column))]);
        yield return new Section("Sizes",
        [
            Counts("size", files.Select(file => $"{file.Header.Height} × {file.Header.Width}")),
            Counts("format", files.Select(file => file.Header.Format.ToString().ToUpperInvariant())),
            Counts("values", files.Select(file =>
                file.Header.Channels switch { 1 => "grey", 2 => "grey with alpha", 3 => "colour", _ => "colour with alpha" })),
        ]);
        yield return new Section("Equal images", [.. Duplicates(parts)]);
        yield return images.Classes.IsEmpty
            ? new Section("Some images", [Some(images, null)])
            : new Section("Some images of each class", [.. images.Classes.Take(MaxClasses).Select(one => Some(images, one))]);
        if (prepared.Recipe.Training.Augmentation is Augmentation augmentation)
            yield return AugmentationPictures.Of(images.Training.Data, augmentation, prepared.Recipe.Training.Seed, images.Training.FileOf);
    }

    private static IEnumerable<Block> Bad(ImageSource images, Func<Hint, string>? option)
    {
        if (images.Bad.IsEmpty)
            yield break;
        string skip = option is null ? string.Empty : $", or leaves it out with {option(new Hint(Setting.BadRows, "skip"))}";
        yield return new Note($"{MetricText.Count(images.Bad.Length, "file")} cannot be used. Training stops at such a file{skip}.");
        yield return new DataTable(
            images.Bad.Length > MaxListed ? $"The first {MaxListed}" : string.Empty,
            [Column.Text("file"), Column.Prose("why")],
            [.. images.Bad.Take(MaxListed).Select(bad => new Row(bad.Path, [bad.Problem]))]);
    }

    private static DataTable Classes(ImageSource images, (string Name, ImagePart Part)[] parts) => new(
        string.Empty,
        [Column.Text("class"), .. parts.Select(part => new Column(part.Name))],
        [.. images.Classes.Select(one =>
            new Row(one, [.. parts.Select(part => MetricText.Whole(part.Part.Rows.Images.Count(image => image.Class == one)))]))]);

    private static DataTable Counts(string what, IEnumerable<string> values)
    {
        (string Value, int Count)[] counts =
            [.. values.CountBy(value => value).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (pair.Key, pair.Value))];
        return new DataTable(
            counts.Length > MaxSizes ? $"The {MaxSizes} most frequent of {counts.Length}" : string.Empty,
            [Column.Text(what), "images", Column.Text(string.Empty)],
            [.. counts.Take(MaxSizes)
                .Select(one => new Row(one.Value, [MetricText.Whole(one.Count), Cell.Bar(one.Count / (double)counts[0].Count)]))]);
    }

    // Equal are images of one size whose rows are equal, whatever their names and formats are.
    private static IEnumerable<Block> Duplicates((string Name, ImagePart Part)[] parts)
    {
        var groups = parts.SelectMany(part => Enumerable.Range(0, part.Part.Rows.Images.Length)
            .Select(row => new Seen(part.Name, part.Part.FileOf(row), part.Part.Rows.Images[row].Class, Content(part.Part, row))))
            .GroupBy(image => image.Content).Where(group => group.Skip(1).Any()).Select(group => group.ToArray()).ToArray();
        Seen[][] across = [.. groups.Where(group => group.DistinctBy(image => image.Part).Skip(1).Any())];
        Seen[][] torn = [.. groups.Where(group => group.DistinctBy(image => image.Class).Skip(1).Any())];
        if (across.Length > 0)
            yield return new Note($"{MetricText.Count(across.Length, "image")} {(across.Length == 1 ? "is" : "are")} in several parts. "
                + $"The test metrics are too good, because the network was trained on these images.");
        if (torn.Length > 0)
            yield return new Note($"{MetricText.Count(torn.Length, "image")} {(torn.Length == 1 ? "is" : "are")} in several classes; "
                + $"at most one of the classes is correct.");
        if (groups.Length == 0)
            yield return new Paragraph("No two images are equal.");
        else
            yield return new DataTable(
                $"{MetricText.Count(groups.Length, "image")} {(groups.Length == 1 ? "is" : "are")} there more than "
                    + $"once{(groups.Length > MaxListed ? $"; the first {MaxListed}" : string.Empty)}",
                [Column.Text("file"), Column.Prose("equal to")],
                [.. across.Concat(torn).Concat(groups).Distinct().Take(MaxListed)
                    .Select(group => new Row(group[0].File, [string.Join(", ", group.Skip(1).Select(image => image.File))]))]);
    }

    private static string Content(ImagePart part, int row)
    {
        var values = new float[part.Rows.Pixels.Columns];
        part.Rows.Pixels.Gather([row], values.AsSpan());
        byte[] bytes = Array.ConvertAll(values, value => (byte)value);
        return $"{part.Rows.Images[row].Header.Height}x{part.Rows.Images[row].Header.Width} {Convert.ToHexString(SHA256.HashData(bytes))}";
    }

    private static Pictures Some(ImageSource images, string? one)
    {
        int[] rows = [.. Enumerable.Range(0, images.Training.Rows.Images.Length)
            .Where(row => images.Training.Rows.Images[row].Class == one)];
        int count = Math.Min(ImagesOfClass, rows.Length);
        return new Pictures(one ?? string.Empty, [.. Enumerable.Range(0, count).Select(i => Picture(rows[i * rows.Length / count]))]);

        Picture Picture(int row)
        {
            var values = new double[images.Reading.Size];
            images.Training.Rows.Pixels.Gather([row], values.AsSpan());
            return Reports.Picture.Of(values, images.Reading.Shape, byte.MaxValue, Path.GetFileName(images.Training.FileOf(row)));
        }
    }

    // One image of a part.
    private sealed record Seen(string Part, string File, string? Class, string Content);

    // The setting that leaves a column out.
    internal static string Drop(Func<Hint, string> option, string column) =>
        $"{option(new Hint(Setting.Drop))} {CommandText.Quote(column)}";
}
