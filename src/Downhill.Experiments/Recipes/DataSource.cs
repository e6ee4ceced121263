using System.Collections.Immutable;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>
/// The rows behind a name: a built-in set, a folder of images, a folder or file of IDX images, or a table in one or several files.
/// </summary>
public sealed class DataSource
{
    // A convolution finds nothing in images of fewer pixels than the built-in digits have.
    private const int MinPixels = 64;

    /// <summary>What is said where no data is named.</summary>
    internal const string Missing = "DATA is missing: name a built-in set, CSV files, or a folder of images or IDX files.";

    private readonly NamedDataset? named;
    private readonly Experiment experiment;

    // What deals the rows of images that a table names.
    private readonly ImageTable? imageTable;

    private DataSource(string name, Experiment experiment, NamedDataset? named, TrainingTable? table, Dataset? test = null,
        StartingPoint? start = null, ImageTable? imageTable = null)
    {
        Name = name;
        this.imageTable = imageTable;
        this.experiment = experiment;
        this.named = named;
        Table = table;
        Test = test;
        Start = start;
        Targets = start?.Align(table?.Targets ?? named!.Data.Targets, Target) ?? table?.Targets ?? named!.Data.Targets;
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The table, where it is one, so that a second file can be read like it.</summary>
    public TrainingTable? Table { get; }

    /// <summary>The rows kept for the end, where the source has such a part of its own.</summary>
    public Dataset? Test { get; }

    /// <summary>The rows to watch, where the source has such a part of its own.</summary>
    public Dataset? Validation => Images?.Validation?.Data;

    /// <summary>The image files, where the rows are some.</summary>
    public ImageSource? Images { get; private init; }

    /// <summary>What kind of rows they are, to a recipe.</summary>
    public RecipeKind Kind => Table is not null ? RecipeKind.Table
        : Images is not null || named!.Data.Inputs.AreBytes && named.Data.Input.Size >= MinPixels ? RecipeKind.Image
        : RecipeKind.Plain;

    /// <summary>
    /// Whether the rows stand in a table, as columns or as images that one names, so that other files can be read like it.
    /// </summary>
    public bool AreOfTable => Table is not null || imageTable is not null;

    /// <summary>How many rows there are.</summary>
    public int Rows => Table?.Rows ?? named!.Data.Rows;

    /// <summary>The target of each row.</summary>
    public Targets Targets { get; }

    /// <summary>The trained model that a training on them begins with; null where it begins anew.</summary>
    public StartingPoint? Start { get; }

    /// <summary>The name of each input column; empty where they have none.</summary>
    public ImmutableArray<string> Columns => Table is null ? named!.Columns : [.. Table.Inputs.Select(column => column.Name)];

    /// <summary>The target's name; empty where it has none.</summary>
    public string Target => Table?.Target ?? named!.Target;

    /// <summary>Reads the rows, or opens the files in which they are to stay.</summary>
    /// <param name="experiment">What says which rows, and how a table is read.</param>
    /// <param name="streaming">What decides which files stay on disk.</param>
    /// <param name="reading">Told how far reading a table is.</param>
    public static DataSource Load(Experiment experiment, Streaming? streaming = null, IProgress<TableProgress>? reading = null)
    {
        var start = StartingPoint.Of(experiment);
        IReadOnlyList<string> names = experiment.Data is { Count: > 0 } given ? given : throw new DownhillException(Missing);
        string name = names[0];
        if (names.FirstOrDefault(one => BuiltInData.TryFind(one, out _) || Directory.Exists(one) || IsIdx(one) || ImageSource.IsFile(one))
            is string noTable)
        {
            if (names.Count > 1)
                throw new DownhillException(
                    $"'{noTable}' is no table; only tables can be read from several files ('{names[1]}' is one too many).");
            experiment.RefuseTableSettings(name, ImageSource.IsFor(name));
        }

        if (ImageSource.IsFor(name))
        {
            var images = ImageSource.Load(experiment, name, streaming, start?.Images, reading);
            return new DataSource(name, experiment, new NamedDataset(images.Training.Data, [], images.Target), null, images.Test?.Data,
                start)
            { Images = images };
        }

        if (BuiltInData.TryFind(name, out _) || Directory.Exists(name) || IsIdx(name))
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
        TableOptions options = experiment.TableOptions() with { Progress = reading };
        Table table = ReadTable(names, start?.Like(options) ?? options);
        TrainingTableOptions wanted = experiment.TrainingTableOptions();
        wanted = start?.Like(wanted, table) ?? wanted;
        if (ImageTable.Load(experiment, table, names, wanted, streaming, start?.Images) is ImageTable named)
            return new DataSource(name, experiment, new NamedDataset(named.Images.Training.Data, [], named.Images.Target), null,
                start: start, imageTable: named)
            { Images = named.Images };
        ImageSource.RefuseSettings(experiment, name);
        streaming?.Refuse(name);
        return new DataSource(name, experiment, null, new TrainingTable(table, wanted), start: start);
    }

    /// <summary>The rows of a table that has been read.</summary>
    /// <param name="experiment">What says what is learned from it.</param>
    /// <param name="table">The table.</param>
    public static DataSource Of(Experiment experiment, Table table) =>
        new(table.Name, experiment, null, new TrainingTable(table, experiment.TrainingTableOptions()));

    /// <summary>The rows in the order in which they are to be dealt into parts.</summary>
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
                + $"split it at random{new Hint(Setting.Split, "random")}.");
        return Downhill.Splitter.Stratified([.. Enumerable.Range(0, Rows).Select(row => Targets.Label(named!.Data.Stored(row)))], seed);
    }

    /// <summary>
    /// Fits the preprocessing on the rows to learn from, and gives all rows as they are before it. Targets stay as they are.
    /// </summary>
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

        Preprocessing fitted = Table.Fit(
            training,
            experiment.Scaling ?? Scaling.Robust,
            pieces ?? experiment.Pieces ?? Defaults.Pieces(training.Length),
            experiment.OneHot ?? CategoryEncoding.MaxOneHot);
        return (fitted, Table.Raw(fitted));
    }

    private (Preprocessing Preprocessing, Dataset Raw) FromStart(StartingPoint start)
    {
        if (Table is null)
            return (start.Preprocessing(Targets, Target, named!.Data.Input.Size, null), named.Data.With(targets: Targets));
        Preprocessing known = start.Preprocessing(Targets, Target, null, Table.Weight);
        return (known, Table.Raw(known).With(targets: Targets));
    }

    /// <summary>Reads rows for a trained model: the model's columns by name, the target where it is there.</summary>
    /// <param name="names">What names them, as in an experiment.</param>
    /// <param name="model">The model.</param>
    /// <param name="targetRequired">Whether the target must be there.</param>
    /// <param name="seed">Fixes the random numbers of a generated set.</param>
    /// <param name="table">How a table is read, besides what the model says.</param>
    /// <param name="streaming">What decides which files stay on disk.</param>
    /// <param name="weight">
    /// The column that weights the rows, which must be there; null for the one of the training, if it is there.
    /// </param>
    /// <returns>The rows' inputs, and their targets and weights where there are any.</returns>
    public static TableRows LoadFor(
        IReadOnlyList<string> names,
        ModelFile model,
        bool targetRequired,
        ulong seed = 0,
        TableOptions? table = null,
        Streaming? streaming = null,
        string? weight = null)
    {
        string name = names[0];
        if (!BuiltInData.TryFind(name, out _) && ImageSource.IsFor(name))
        {
            if (weight is not null)
                throw new DownhillException(
                    $"A column of weights{new Hint(Setting.Weight)} is for tables; '{name}' has its own target and inputs.");
            TableRows images = ImageSource.LoadFor(names, model, targetRequired, table?.SkipBadRows ?? false, streaming, table?.Progress);
            return targetRequired ? images with
            {
                Targets = Matching(
                new Dataset(name, [images.Inputs.Columns], images.Inputs, images.Targets!), model, name).Targets
            } : images;
        }

        if (names.Count == 1)
        {
            bool isTable = !BuiltInData.TryFind(name, out BuiltInData? builtIn) && !Directory.Exists(name) && !IsIdx(name);
            if (weight is not null && !isTable)
                throw new DownhillException(
                    $"A column of weights{new Hint(Setting.Weight)} is for tables; '{name}' has its own target and inputs.");
            if (builtIn is not null)
                return Matching(builtIn.Load(null, seed).Data, model, name);
            if (Directory.Exists(name))
                return Matching(ReadFolder(name, streaming).Test, model, name);
            if (IsIdx(name))
                return targetRequired ? Matching(ReadIdx(name, streaming), model, name) : Unlabeled(name, streaming);
        }

        table ??= new TableOptions();
        Table rows = ReadTable(names, table.ReadLike(model.Preprocessing));
        if (model.Preprocessing.Images is not null)
            return ImageTable.LoadFor(rows, names, model.Preprocessing, targetRequired, table.SkipBadRows, weight, streaming);
        return TableDataset.ForModel(rows, model.Preprocessing, targetRequired, table.SkipBadRows, weight);
    }

    /// <summary>Reads a table from files, or from standard input.</summary>
    public static Table ReadTable(IReadOnlyList<string> names, TableOptions options)
    {
        if (names is ["-"])
            return TableReader.Read(Console.OpenStandardInput(), "standard input", options);
        foreach (string name in names)
            RequireTable(name);
        return TableReader.Read(names, options);
    }

    private static void RequireTable(string name)
    {
        if (name == "-")
            throw new DownhillException("Standard input (-) cannot be read together with files; name files only, or - alone.");
        if (!File.Exists(name))
        {
            IEnumerable<string> known = BuiltInData.All.Select(set => set.Name);
            throw new DownhillException(
                $"There is no file and no built-in data set '{name}'{Nearest.Hint(name, known)}; "
                    + $"'downhill datasets' lists the built-in ones.");
        }

        if (name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new DownhillException($"{name} is a model, not data; 'downhill inspect {name}' shows what it holds.");
    }

    private static (Dataset Training, Dataset Test) ReadFolder(string name, Streaming? streaming) =>
        Idx.ReadFolder(name, path => streaming?.Open(path));

    private static bool IsIdx(string name) => File.Exists(name) && Path.GetFileName(name).Contains("ubyte", StringComparison.Ordinal);

    private static Dataset ReadIdx(string name, Streaming? streaming) =>
        streaming?.Open(name) is MappedFile file ? Idx.Map(file) : Idx.ReadDataset(name);

    private static TableRows Unlabeled(string name, Streaming? streaming)
    {
        if (streaming?.Open(name) is MappedFile file)
            return new TableRows(Idx.MapImages(file), null);
        IdxArray images = IdxArray.Read(name);
        return new TableRows(Samples.From(images.Values, images.Extents.Skip(1).Aggregate(1, (product, extent) => product * extent)), null);
    }

    private static TableRows Matching(Dataset data, ModelFile model, string name)
    {
        ImmutableArray<string> classes = model.Preprocessing.Classes;
        int inputs = model.Preprocessing.RawInput(model.Model).Size;
        if (data.Input.Size != inputs)
            throw new DownhillException($"The model takes rows of {inputs} numbers, but {name} has rows of {data.Input.Size}.");
        if (classes.SequenceEqual(data.Targets.Classes))
            return new TableRows(data.Inputs, data.Targets);

        // Images of the digits 0 to 7 can be told apart by a model that knows 8 and 9 too.
        if (data.Targets.AreClasses && data.Targets.Classes.All(classes.Contains))
            return new TableRows(data.Inputs,
                Targets.FromLabels([.. Enumerable.Range(0, data.Rows)
                .Select(row => classes.IndexOf(data.Targets.Classes[data.Targets.Label(row)]))], classes));
        throw new DownhillException($"The model tells {Words(classes)} apart, but {name} has {Words([.. data.Targets.Classes])}.");
    }

    private static string Words(ImmutableArray<string> classes) =>
        classes.IsEmpty
            ? "no classes"
            : $"{classes.Length} classes ({string.Join(", ", classes.Take(5))}{(classes.Length > 5 ? ", …" : string.Empty)})";
}
