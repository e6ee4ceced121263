using System.Collections.Immutable;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>What a user asks of the data besides its name.</summary>
internal sealed record DataOptions(string? Target = null, string? Task = null, IReadOnlyList<string>? Drop = null, int? Rows = null, ulong Seed = 0);

/// <summary>The rows behind a name: a built-in set, a folder or file of IDX images, or a table.</summary>
/// <param name="Named">The rows.</param>
/// <param name="Test">The rows kept for the end, where the source has such a part of its own.</param>
/// <param name="IsTable">Whether it is a table, so that a second file can be read like it.</param>
internal sealed record DataSource(NamedDataset Named, Dataset? Test, bool IsTable)
{
    public static DataSource Load(string name, DataOptions options)
    {
        if (BuiltInData.TryFind(name, out BuiltInData? builtIn))
        {
            Refuse(options, name);
            return new DataSource(builtIn.Load(options.Rows, options.Seed), null, IsTable: false);
        }

        if (options.Rows is not null)
            throw new DownhillException($"--rows is for generated data sets; '{name}' has its own number of rows.");
        if (Directory.Exists(name))
        {
            Refuse(options, name);
            (Dataset training, Dataset test) = ReadFolder(name);
            return new DataSource(new NamedDataset(training, [], "label"), test, IsTable: false);
        }

        if (IsIdx(name))
        {
            Refuse(options, name);
            return new DataSource(new NamedDataset(Idx.ReadDataset(name), [], "label"), null, IsTable: false);
        }

        Table table = ReadTable(name);
        return new DataSource(TableDataset.ForTraining(table, options.Target, options.Task, options.Drop ?? []), null, IsTable: true);
    }

    /// <summary>Reads rows for a trained model: the model's columns by name, the target where it is there.</summary>
    /// <returns>The rows' inputs, and their targets where there are any.</returns>
    public static TableRows LoadFor(string name, ModelFile model, bool targetRequired, ulong seed = 0)
    {
        if (BuiltInData.TryFind(name, out BuiltInData? builtIn))
            return Matching(builtIn.Load(null, seed).Data, model, name);
        if (Directory.Exists(name))
            return Matching(ReadFolder(name).Test, model, name);
        if (IsIdx(name))
            return targetRequired ? Matching(Idx.ReadDataset(name), model, name) : Images(name);
        return TableDataset.ForModel(ReadTable(name), model.Preprocessing, targetRequired);
    }

    private static (Dataset Training, Dataset Test) ReadFolder(string name) => Idx.IsFolder(name)
        ? Idx.ReadFolder(name)
        : throw new DownhillException($"{name} is a folder without IDX files (train-images-idx3-ubyte and its like); name a CSV file, or a folder that holds them.");

    private static bool IsIdx(string name) => File.Exists(name) && Path.GetFileName(name).Contains("ubyte", StringComparison.Ordinal);

    private static TableRows Images(string name)
    {
        IdxArray images = IdxArray.Read(name);
        return new TableRows(Samples.From(images.Values, images.Extents.Skip(1).Aggregate(1, (product, extent) => product * extent)), null);
    }

    private static TableRows Matching(Dataset data, ModelFile model, string name)
    {
        ImmutableArray<string> classes = model.Preprocessing.Classes;
        if (data.Input.Size != model.Model.Input.Size)
            throw new DownhillException($"The model takes rows of {model.Model.Input.Size} numbers, but {name} has rows of {data.Input.Size}.");
        if (classes.SequenceEqual(data.Targets.Classes))
            return new TableRows(data.Inputs, data.Targets);

        // Images of the digits 0 to 7 can be told apart by a model that knows 8 and 9 too.
        if (data.Targets.AreClasses && classes.Take(data.Targets.Classes.Count).SequenceEqual(data.Targets.Classes))
            return new TableRows(data.Inputs, Targets.FromLabels([.. Enumerable.Range(0, data.Rows).Select(data.Targets.Label)], classes));
        throw new DownhillException($"The model tells {Words(classes)} apart, but {name} has {Words([.. data.Targets.Classes])}.");
    }

    private static string Words(ImmutableArray<string> classes) =>
        classes.IsEmpty ? "no classes" : $"{classes.Length} classes ({string.Join(", ", classes.Take(5))}{(classes.Length > 5 ? ", …" : string.Empty)})";

    private static Table ReadTable(string name)
    {
        if (name == "-")
            return TableReader.Read(Console.OpenStandardInput(), "standard input");
        if (!File.Exists(name))
        {
            IEnumerable<string> known = BuiltInData.All.Select(set => set.Name);
            throw new DownhillException($"There is no file and no built-in data set '{name}'{Nearest.Hint(name, known)}; 'downhill datasets' lists the built-in ones.");
        }

        if (name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new DownhillException($"{name} is a model, not data; 'downhill inspect {name}' shows what it holds.");
        return TableReader.Read(name);
    }

    private static void Refuse(DataOptions options, string name)
    {
        string? option = options.Target is not null ? "--target" : options.Task is not null ? "--task" : options.Drop is { Count: > 0 } ? "--drop" : null;
        if (option is not null)
            throw new DownhillException($"{option} is for tables; '{name}' has its own target and inputs.");
    }
}
