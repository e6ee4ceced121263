using System.Collections.Immutable;
using Downhill.Images;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// A table with a column of image files. The images become the input; the table gives target, weights and groups. Paths are relative to the folder
/// of the table.
/// </summary>
/// <param name="Table">The target, the weights and how rows are dealt.</param>
/// <param name="Rows">The row of each image among the table's; null where every row has one.</param>
/// <param name="Images">The decoded images.</param>
internal sealed record ImageTable(TrainingTable Table, int[]? Rows, ImageSource Images)
{
    /// <summary>The column that names the images; null where no column holds names of image files only.</summary>
    /// <param name="table">The table.</param>
    /// <param name="others">Columns that are something else.</param>
    /// <exception cref="DownhillException">There are several such columns.</exception>
    public static TableColumn? Find(Table table, params IEnumerable<string?> others)
    {
        TableColumn[] found = [.. table.Columns.Where(column => !others.Contains(column.Name) && NamesImages(column))];
        return found.Length < 2
            ? found.FirstOrDefault()
            : throw new DownhillException(
                $"{table.Name} names images in the columns '{found[0].Name}' and '{found[1].Name}'; a network takes one image a row. Leave a column out{new Hint(Setting.Drop, found[1].Name)}.");
    }

    /// <summary>Reads the images and the targets of a table to learn from; null where no column names images.</summary>
    /// <param name="experiment">How images become rows, and what becomes of bad files.</param>
    /// <param name="table">The table.</param>
    /// <param name="names">Its files.</param>
    /// <param name="options">What its columns are.</param>
    /// <param name="streaming">What keeps rows on disk that do not fit in memory.</param>
    /// <param name="known">How the files were read of a model to begin with; null to choose.</param>
    public static ImageTable? Load(Experiment experiment, Table table, IReadOnlyList<string> names, TrainingTableOptions options, Streaming? streaming, ImageReading? known)
    {
        string target = options.Target ?? table.Columns[^1].Name;
        if (Find(table, [target, options.Weight, options.Group, options.Time, .. options.Schema.Drop]) is not TableColumn column)
            return null;
        var training = new TrainingTable(table, options with { Schema = options.Schema with { Categories = [.. options.Schema.Categories, column.Name] } });
        string[] beside = [.. training.Inputs.Select(input => input.Name).Where(name => name != column.Name && name != options.Time)];
        if (beside.Length > 0)
            throw new DownhillException(
                $"{table.Name} has {(beside.Length == 1 ? $"the column '{beside[0]}'" : $"{beside.Length} columns, such as '{beside[0]}',")} beside the images of '{column.Name}'; a network takes images or columns, not both. Leave columns out{new Hint(Setting.Drop, string.Join(' ', beside.Take(3)))}.");

        bool skips = experiment.BadRows == BadRowsRule.Skip;
        int[] places = [.. Enumerable.Range(0, training.Rows).Select(training.RowOf)];
        (ImageFile[] files, List<BadImage> bad) = Open(new Paths(table, column, names), places, row => training.Targets.AreClasses ? training.Targets.Classes[training.Targets.Label(row)] : null, skips);
        ImageReading reading = known ?? ImageSource.Choose(experiment, [.. files]);
        ImageRows rows = ImageSource.Decode([.. files], reading, skips, streaming);
        int[]? kept = rows.Images.Length == places.Length ? null : Kept(new Paths(table, column, names), places, rows.Images);
        var part = new ImagePart(training.With(rows.Pixels, reading.Shape, kept), rows);
        return new ImageTable(training, kept, new ImageSource(reading, [.. training.Targets.Classes], part, null, null, [.. bad, .. rows.Bad], target));
    }

    /// <summary>Reads the images of a table for a trained model, and the target where it is asked for.</summary>
    /// <param name="table">The table.</param>
    /// <param name="names">Its files.</param>
    /// <param name="preprocessing">What the model knows about its images and its target.</param>
    /// <param name="targetRequired">Whether the target must be there.</param>
    /// <param name="skipBad">Whether rows without a target are left out, instead of refused. An image that cannot be used is refused either way.</param>
    /// <param name="weight">The column that weights the rows; null for the one of the training.</param>
    /// <param name="streaming">What keeps rows on disk that do not fit in memory.</param>
    public static TableRows LoadFor(Table table, IReadOnlyList<string> names, Preprocessing preprocessing, bool targetRequired, bool skipBad, string? weight, Streaming? streaming)
    {
        TableColumn column = Find(table, [.. preprocessing.Target, weight])
            ?? throw new DownhillException($"The model takes images, but no column of {table.Name} names image files ({string.Join(", ", ImageSource.Endings)}).");
        ImageReading reading = preprocessing.Images!;
        return TableDataset.Of(table, preprocessing, targetRequired, skipBad, weight, rows =>
        {
            (ImageFile[] files, _) = Open(new Paths(table, column, names), rows, _ => null, skipBad: false);
            return ImageSource.Decode([.. files], reading, skipBad: false, streaming).Pixels;
        }) with
        {
            Key = column.Name,
        };
    }

    /// <summary>The rows in the order in which they are to be dealt into parts.</summary>
    public Splitter Splitter(ulong seed) => Rows is null ? Table.Splitter(seed) : Table.SplitterOf(Rows, seed);

    private static bool NamesImages(TableColumn column) => !column.IsNumeric && column.MissingCount < column.Rows
        && Enumerable.Range(0, column.Rows).All(row => column.IsMissing(row) || ImageSource.EndsAsImage(column.Text(row)));

    // Files by the rows that name them; what is wrong is told with the line of the table.
    private static (ImageFile[] Files, List<BadImage> Bad) Open(Paths paths, int[] rows, Func<int, string?> classOf, bool skipBad)
    {
        var files = new ImageFile?[rows.Length];
        var problems = new string?[rows.Length];
        Parallel.For(0, rows.Length, i =>
        {
            try
            {
                files[i] = paths.Of(rows[i]) is string path ? ImageFile.Open(path, classOf(i)) : throw new InvalidDataException("no image is named");
            }
            catch (InvalidDataException problem)
            {
                problems[i] = problem.Message;
            }
        });
        List<BadImage> bad = [.. Enumerable.Range(0, rows.Length).Where(i => problems[i] is not null).Select(i => new BadImage(paths.PlaceOf(rows[i]), problems[i]!))];
        ImageFolder.Require(bad, skipBad);
        ImageFile[] good = [.. files.OfType<ImageFile>()];
        return good.Length > 0 ? (good, bad) : throw new DownhillException($"No image is left: {bad[0]}.");
    }

    // Decoding drops damaged files and keeps the order.
    private static int[] Kept(Paths paths, int[] places, ImmutableArray<ImageFile> images)
    {
        var kept = new int[images.Length];
        for (int row = 0, next = 0; next < kept.Length; row++)
        {
            if (paths.Of(places[row]) == images[next].Path)
                kept[next++] = row;
        }

        return kept;
    }

    /// <summary>The folder that paths in a file are relative to.</summary>
    public static string FolderOf(string file) => Directory.Exists(file) ? file : Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder : ".";

    // The images of the rows, relative to the folder of the file in which the row stands.
    private sealed class Paths
    {
        private readonly Table table;
        private readonly TableColumn column;
        private readonly Dictionary<string, string> folders = [];

        public Paths(Table table, TableColumn column, IReadOnlyList<string> names)
        {
            (this.table, this.column) = (table, column);
            foreach (string name in names)
            {
                string folder = FolderOf(name);
                if (!folders.TryAdd(Path.GetFileName(name), folder) && folders[Path.GetFileName(name)] != folder)
                    throw new DownhillException($"Two of the files are called {Path.GetFileName(name)}, so the images of '{column.Name}' could be in either folder; rename one.");
            }
        }

        public string? Of(int row) => column.IsMissing(row) ? null : Path.Combine(folders.GetValueOrDefault(table.PlaceOf(row).File, "."), column.Text(row));

        public string PlaceOf(int row) => $"{column.PlaceOf(row)}: '{column.Text(row)}'";
    }
}
