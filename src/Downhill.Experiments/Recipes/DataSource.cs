using System.Collections.Immutable;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// The rows of a data source: a built-in set, a folder of images, IDX files, NumPy arrays, or a table in one or several files.
/// </summary>
public sealed partial class DataSource
{
    // A convolution finds nothing in images of fewer pixels than the built-in digits have.
    private const int MinPixels = 64;

    /// <summary>The error if no data is named.</summary>
    internal const string Missing = "DATA is missing: name a built-in set, CSV files, or an .npz file, or a folder of images or IDX files.";

    private readonly NamedDataset? named;
    private readonly Experiment experiment;

    // What deals the rows of images that a table names.
    private readonly ImageTable? imageTable;

    // The rows to watch of NumPy's arrays.
    private readonly Dataset? watched;

    private DataSource(string name, Experiment experiment, NamedDataset? named, TrainingTable? table, Dataset? test = null,
        StartingPoint? start = null, ImageTable? imageTable = null, Dataset? watched = null)
    {
        Name = name;
        this.imageTable = imageTable;
        this.watched = watched;
        this.experiment = experiment;
        this.named = named;
        Table = table;
        Test = test;
        Start = start;
        Targets = start?.Align(table?.Targets ?? named!.Data.Targets, Target) ?? table?.Targets ?? named!.Data.Targets;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The table, so that a second file can be read in the same way; null if the source is not a table.</summary>
    public TrainingTable? Table { get; }

    /// <summary>The test rows, if the source has a test part of its own.</summary>
    public Dataset? Test { get; }

    /// <summary>The validation rows, if the source has a validation part of its own.</summary>
    public Dataset? Validation => Images?.Validation?.Data ?? watched;

    /// <summary>The image files; null if the rows are not images.</summary>
    public ImageSource? Images { get; private init; }

    /// <summary>The kind of the rows, for the recipe.</summary>
    public RecipeKind Kind => Table is not null ? Images is null ? RecipeKind.Table : RecipeKind.ImageAndColumns
        : Images is not null || (named!.Data.Inputs.AreBytes || named.Data.Input.Rank > 1) && named.Data.Input.Size >= MinPixels
            ? RecipeKind.Image
        : RecipeKind.Plain;

    /// <summary>
    /// Whether the rows come from a table, as columns or as images that a column names, so that other files can be read in the same way.
    /// </summary>
    public bool AreOfTable => Table is not null || imageTable is not null;

    /// <summary>The number of rows.</summary>
    public int Rows => Table?.Rows ?? named!.Data.Rows;

    /// <summary>The target of each row.</summary>
    public Targets Targets { get; }

    /// <summary>The trained model from which the training starts; null if it starts from random weights.</summary>
    public StartingPoint? Start { get; }

    /// <summary>The names of the input columns; empty if they have none.</summary>
    public ImmutableArray<string> Columns => Table is null ? named!.Columns : [.. Table.Inputs.Select(column => column.Name)];

    /// <summary>The name of the target; empty if it has none.</summary>
    public string Target => Table?.Target ?? named!.Target;

    /// <summary>Reads the rows, or opens the files if the rows stay on disk.</summary>
    /// <param name="experiment">The experiment: which rows, and how a table is read.</param>
    /// <param name="streaming">It decides which files stay on disk.</param>
    /// <param name="reading">Gets the progress of reading a table.</param>
    public static DataSource Load(Experiment experiment, Streaming? streaming = null, IProgress<TableProgress>? reading = null)
    {
        var start = StartingPoint.Of(experiment);
        IReadOnlyList<string> names = experiment.Data is { Count: > 0 } given ? given : throw new DownhillException(Missing);
        string name = names[0];
        if (names.FirstOrDefault(one => IsComplete(one) || ImageSource.IsFile(one)) is string noTable)
        {
            if (names.Count > 1)
                throw new DownhillException(
                    $"'{noTable}' is not a table; only tables can be read from several files ('{names[1]}' is not one).");
            experiment.RefuseTableSettings(name, ImageSource.IsFor(name));
        }

        if (ImageSource.IsFor(name))
        {
            var images = ImageSource.Load(experiment, name, streaming, start?.Images, reading);
            return new DataSource(name, experiment, new NamedDataset(images.Training.Data, [], images.Target), null, images.Test?.Data,
                start)
            { Images = images };
        }

        if (IsComplete(name))
            ImageSource.RefuseSettings(experiment, name);

        if (BuiltInData.TryFind(name, out BuiltInData? builtIn))
        {
            streaming?.Refuse(name);
            return new DataSource(name, experiment, builtIn.Load(experiment.Rows, experiment.Seed ?? 0), null, start: start);
        }

        if (experiment.Rows is not null)
            throw new DownhillException($"The number of rows{new Hint(Setting.Rows)} is for generated data sets; '{name}' has its own.");
        if (Directory.Exists(name))
        {
            (Dataset training, Dataset test) = ReadFolder(name, streaming);
            return new DataSource(name, experiment, new NamedDataset(training, [], "label"), null, test, start);
        }

        if (IsIdx(name))
            return new DataSource(name, experiment, new NamedDataset(ReadIdx(name, streaming), [], "label"), null, start: start);
        if (NumpyData.IsFile(name))
        {
            streaming?.Refuse(name);
            var arrays = NumpyData.Read(name);
            return new DataSource(name, experiment, new NamedDataset(arrays.Training, [], "label"), null, arrays.Test, start,
                watched: arrays.Validation);
        }

        if (names.Where(one => one == "-" || File.Exists(one)).GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1)?.Last()
            is string twice)
            throw new DownhillException($"'{twice}' is named twice: its rows would count twice, and rows of the training be tested.");
        TableOptions options = experiment.TableOptions() with { Progress = reading };
        Table table = ReadTable(names, start?.Like(options) ?? options);
        TrainingTableOptions wanted = experiment.TrainingTableOptions(table);
        wanted = start?.Like(wanted, table) ?? wanted;
        if (ImageTable.Load(experiment, table, names, wanted, streaming, start) is ImageTable found)
        {
            NamedDataset? alone = found.IsAlone ? new NamedDataset(found.Images.Training.Data, [], found.Images.Target) : null;
            return new DataSource(name, experiment, alone, found.IsAlone ? null : found.Table, start: start, imageTable: found)
            {
                Images = found.Images
            };
        }

        ImageSource.RefuseSettings(experiment, name);
        streaming?.Refuse(name);
        return new DataSource(name, experiment, null, new TrainingTable(table, wanted), start: start);
    }

    /// <summary>The data source for a table in memory.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="table">The table.</param>
    public static DataSource Of(Experiment experiment, Table table) =>
        new(table.Name, experiment, null, new TrainingTable(table, experiment.TrainingTableOptions(table)));

    /// <summary>The splitter for the rows.</summary>
    public Splitter Splitter(ulong seed)
    {
        if (Table is not null)
            return Table.Splitter(seed);
        if (imageTable is not null)
            return imageTable.Splitter(seed);
        if (!(experiment.Split is null ? Targets.AreClasses : experiment.Split == SplitKind.Stratified))
            return Downhill.Splitter.Random(Rows, seed);
        if (!Targets.AreClasses)
            throw new DownhillException(
                $"A stratified split is for classes, but the target of {Name} is a number; "
                + $"use a random split{new Hint(Setting.Split, "random")}.");
        return Downhill.Splitter.Stratified([.. Enumerable.Range(0, Rows).Select(row => Targets.Label(named!.Data.Stored(row)))], seed);
    }

    /// <summary>Fits the preprocessing on the training rows and returns it with all raw rows. Targets are not changed.</summary>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="pieces">In how many pieces the range of a number is cut; null to choose by the rows.</param>
    public (Preprocessing Preprocessing, Dataset Raw) Fit(int[] training, int? pieces = null)
    {
        if (Start is not null)
            return FromStart(Start);
        if (Table is null)
        {
            Dataset rows = named!.Data.Subset(training);
            Preprocessing scaled = Preprocessing.Fit(rows, named.Columns.AsSpan(), Target.Length == 0 ? [] : [Target],
                standardizeTargets: false);
            scaled = imageTable?.Table?.Describe(scaled) ?? scaled;
            return (scaled with { Images = Images?.Reading }, named.Data);
        }

        ImageEncoding? image = imageTable is null
            ? null
            : ImageEncoding.Fit(imageTable.Column, imageTable.Images.Reading, imageTable.Images.Training.Data.Subset(training));
        Preprocessing fitted = Table.Fit(
            training,
            experiment.Scaling ?? Scaling.Robust,
            pieces ?? experiment.Pieces ?? Defaults.Pieces(training.Length),
            experiment.OneHot ?? CategoryEncoding.MaxOneHot,
            image);
        return (fitted, Table.Raw(fitted, Images?.Training.Rows.Pixels));
    }

    private (Preprocessing Preprocessing, Dataset Raw) FromStart(StartingPoint start)
    {
        if (Table is null)
            return (start.Preprocessing(Targets, Target, named!.Data.Input.Size, null), named.Data.With(targets: Targets));
        Preprocessing known = start.Preprocessing(Targets, Target, null, Table.Weight);
        return (known, Table.Raw(known, Images?.Training.Rows.Pixels).With(targets: Targets));
    }
}
