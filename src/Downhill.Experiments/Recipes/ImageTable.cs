using System.Collections.Immutable;
using Downhill.Images;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// A table with a column of image files. The images become the input, alone or before the other columns; the table gives target, weights
/// and groups. Paths are relative to the folder of the table.
/// </summary>
/// <param name="Table">
/// The rows that have an image: their target, their weights and how they are dealt; null if the target is masks.
/// </param>
/// <param name="Images">The decoded images.</param>
/// <param name="Column">The column that names them.</param>
/// <param name="IsAlone">Whether the images are the only input.</param>
internal sealed record ImageTable(TrainingTable? Table, ImageSource Images, string Column, bool IsAlone)
{
    /// <summary>The column that names the training images; null if there is none, or if it is declared to be something else.</summary>
    public static TableColumn? Find(Table table, string target, TrainingTableOptions options) => Find(table,
        [target, options.Weight, options.Group, options.Time, .. Schema.Names(table, options.Schema.Drop),
            .. Schema.Names(table, options.Schema.Categories), .. options.Schema.Encodings.Select(encoding => encoding.Name)]);

    // No column holds names of image files only where it is null; others are columns that are something else.
    private static TableColumn? Find(Table table, params IEnumerable<string?> others)
    {
        TableColumn[] found = [.. table.Columns.Where(column => !others.Contains(column.Name) && NamesImages(column))];
        return found.Length < 2
            ? found.FirstOrDefault()
            : throw new DownhillException(
                $"{table.Name} names images in the columns '{found[0].Name}' and '{found[1].Name}'; a network takes one image per row. "
                    + $"Leave a column out{new Hint(Setting.Drop, found[1].Name)}.");
    }

    /// <summary>Reads the images and the targets of a table to learn from; null if no column names images.</summary>
    /// <param name="experiment">The experiment: how images become rows, and what happens to bad files.</param>
    /// <param name="table">The table.</param>
    /// <param name="names">Its files.</param>
    /// <param name="options">The kinds of its columns.</param>
    /// <param name="streaming">It keeps rows on disk that do not fit in memory.</param>
    /// <param name="start">The model to begin with; null to choose how files are read.</param>
    public static ImageTable? Load(Experiment experiment, Table table, IReadOnlyList<string> names, TrainingTableOptions options,
        Streaming? streaming, StartingPoint? start)
    {
        string target = options.Target ?? table.Columns[^1].Name;
        if (start is { TakesImages: false } || Find(table, target, options) is not TableColumn column)
            return null;
        if (table.Find(target) is TableColumn masks && NamesImages(masks))
            return ImageMasks.Load(experiment, table, names, column, masks, options, streaming, start?.Images);
        var training = new TrainingTable(table, options with { Schema = options.Schema with { Images = [column.Name] } });
        string[] beside = [.. training.Inputs.Select(input => input.Name).Where(name => name != column.Name && name != options.Time)];
        bool isAlone = beside.Length == 0;
        if (start is { TakesColumns: false })
            RefuseOthers(table, column, beside, "the model to start from takes images alone");
        bool skips = experiment.BadRows == BadRowsRule.Skip;
        int[] places = [.. Enumerable.Range(0, training.Rows).Select(training.RowOf)];
        var paths = new ImagePaths(table, column, names);
        (ImageFile[] files, List<BadImage> bad) =
            paths.Open(places, skips, row => training.Targets.AreClasses ? training.Targets.Classes[training.Targets.Label(row)] : null);
        ImageReading reading = start?.Images ?? ImageSource.Choose(experiment, [.. files]);
        ImageRows rows = ImageSource.Decode([.. files], reading, skips, streaming, table.Name, table.Options.Progress);
        if (rows.Images.Length < places.Length)
            training = training.Subset(paths.Kept(places, rows.Images));
        var part = new ImagePart(training.With(rows.Pixels, reading.Shape), rows);
        var images = new ImageSource(reading, [.. training.Targets.Classes], part, null, null, [.. bad, .. rows.Bad], target);
        return new ImageTable(training, images, column.Name, isAlone);
    }

    /// <summary>Reads the images of a table for a trained model, and the target if it is requested.</summary>
    /// <param name="table">The table.</param>
    /// <param name="names">Its files.</param>
    /// <param name="preprocessing">The preprocessing of the model, which knows its images and its target.</param>
    /// <param name="targetRequired">Whether the target must be there.</param>
    /// <param name="skipBad">
    /// Whether rows without a target are left out, instead of refused. An image that cannot be used is refused either way.
    /// </param>
    /// <param name="weight">The column that weights the rows; null for the one of the training.</param>
    /// <param name="streaming">It keeps rows on disk that do not fit in memory.</param>
    public static TableRows LoadFor(Table table, IReadOnlyList<string> names, Preprocessing preprocessing, bool targetRequired,
        bool skipBad, string? weight, Streaming? streaming)
    {
        if (preprocessing.Image is ImageEncoding image)
            return TableDataset.ForModel(table, preprocessing, targetRequired, skipBad, weight,
                rows => Pixels(table.Find(image.Name)!, image.Reading, rows)) with
            { Key = image.Name };
        TableColumn column = Find(table, [.. preprocessing.Target, weight])
            ?? throw new DownhillException(
                $"The model takes images, but no column of {table.Name} names image files ({string.Join(", ", ImageSource.Endings)}).");
        ImageReading reading = preprocessing.Images!;
        TableColumn? masks = targetRequired && preprocessing is { Classes.IsEmpty: true, Target: [string name] }
            && table.Find(name) is TableColumn one && NamesImages(one) ? one : null;
        TableRows read = TableDataset.Of(table, preprocessing, targetRequired && masks is null, skipBad, weight,
            rows => Pixels(column, reading, rows)) with
        { Key = column.Name };
        return masks is null
            ? read
            : read with { Targets = ImageMasks.Targets(Pixels(masks, ImageMasks.Reading(reading), [.. Enumerable.Range(0, table.Rows)])) };

        Samples Pixels(TableColumn of, ImageReading how, int[] rows) =>
            ImageSource.Decode([.. new ImagePaths(table, of, names).Open(rows, skipBad: false).Files], how, skipBad: false, streaming,
                table.Name, table.Options.Progress).Pixels;
    }

    /// <summary>The splitter for the rows.</summary>
    public Splitter Splitter(ulong seed) => Table?.Splitter(seed) ?? Downhill.Splitter.Random(Images.Training.Data.Rows, seed);

    /// <summary>Throws if columns are left that are no images; <paramref name="why"/> says why there may be none.</summary>
    internal static void RefuseOthers(Table table, TableColumn images, string[] beside, string why)
    {
        if (beside.Length > 0)
            throw new DownhillException(
                $"{table.Name}"
                    + $" has {(beside.Length == 1 ? $"the column '{beside[0]}'" : $"{beside.Length} columns, such as '{beside[0]}',")} "
                    + $"in addition to the images of '{images.Name}', but {why}. "
                + $"Leave columns out{new Hint(Setting.Drop, string.Join(',', beside.Take(3)))}.");
    }

    private static bool NamesImages(TableColumn column) => !column.IsNumeric && column.MissingCount < column.Rows
        && Enumerable.Range(0, column.Rows).All(row => column.IsMissing(row) || ImageSource.EndsAsImage(column.Text(row)));
}
