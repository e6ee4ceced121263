using System.Collections.Immutable;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <content>Rows for a trained model.</content>
public sealed partial class DataSource
{
    /// <summary>Reads rows for a trained model: the model's columns by name, and the target if there is one.</summary>
    /// <param name="names">The names of the data, as in an experiment.</param>
    /// <param name="model">The model.</param>
    /// <param name="targetRequired">Whether the target must be there.</param>
    /// <param name="seed">Fixes the random numbers of a generated set.</param>
    /// <param name="table">Options for reading a table, in addition to those of the model.</param>
    /// <param name="streaming">It decides which files stay on disk.</param>
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
                    $"Only tables can have a weight column{new Hint(Setting.Weight)}; '{name}' is not a table.");
            return ImageSource.LoadFor(names, model, targetRequired, table?.SkipBadRows ?? false, streaming, table?.Progress);
        }

        if (names.Count == 1)
        {
            if (weight is not null && IsComplete(name))
                throw new DownhillException(
                    $"Only tables can have a weight column{new Hint(Setting.Weight)}; '{name}' is not a table.");
            if (BuiltInData.TryFind(name, out BuiltInData? builtIn))
                return Matching(builtIn.Load(null, seed).Data, model, name);
            if (Directory.Exists(name))
                return Matching(ReadFolder(name, streaming).Test, model, name);
            if (NumpyData.IsFile(name))
                return targetRequired ? Matching(NumpyData.Read(name).Last, model, name) : new TableRows(NumpyData.ReadInputs(name), null);
            if (IsIdx(name))
                return targetRequired ? Matching(ReadIdx(name, streaming), model, name) : Unlabeled(name, streaming);
        }

        table ??= new TableOptions();
        Table rows = ReadTable(names, table.ReadLike(model.Preprocessing));
        if (model.Preprocessing is { Images: not null } or { Image: not null })
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
            throw new DownhillException($"{name} is a model, not data; 'downhill inspect {name}' shows its content.");
        if (name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            throw new DownhillException($"{name} is an ONNX model, not data; 'downhill import' converts it.");
    }

    private static (Dataset Training, Dataset Test) ReadFolder(string name, Streaming? streaming) =>
        Idx.ReadFolder(name, path => streaming?.Open(path));

    // Data that has its inputs and its target by itself: no table, and no image without one.
    private static bool IsComplete(string name) =>
        BuiltInData.TryFind(name, out _) || Directory.Exists(name) || IsIdx(name) || NumpyData.IsFile(name);

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
        return new TableRows(data.Inputs, data.Targets.AreClasses
            ? LabelsOf(model, name, [.. data.Targets.Classes],
                Enumerable.Range(0, data.Rows).Select(row => data.Targets.Classes[data.Targets.Label(row)]))
            : classes.IsEmpty ? data.Targets : throw new DownhillException(OtherClasses(classes, [], name)));
    }

    /// <summary>
    /// The labels that a model gives to the classes of other rows, which may lack some of its classes: a model that knows ten digits can be
    /// evaluated on images of the digits 0 to 7.
    /// </summary>
    internal static Targets LabelsOf(ModelFile model, string name, ImmutableArray<string> classes, IEnumerable<string> rows)
    {
        ImmutableArray<string> known = model.Preprocessing.Classes;
        var labels = classes.Distinct().ToDictionary(one => one, one => known.IndexOf(one));
        return labels.ContainsValue(-1)
            ? throw new DownhillException(OtherClasses(known, classes, name))
            : Targets.FromLabels([.. rows.Select(one => labels[one])], known);
    }

    private static string OtherClasses(ImmutableArray<string> known, ImmutableArray<string> classes, string name) =>
        $"The model has {Words(known)}, but {name} has {Words(classes)}.";

    private static string Words(ImmutableArray<string> classes) => classes.IsEmpty
        ? "no classes"
        : $"{classes.Length} {(classes.Length == 1 ? "class" : "classes")} "
            + $"({string.Join(", ", classes.Take(5))}{(classes.Length > 5 ? ", …" : string.Empty)})";
}
