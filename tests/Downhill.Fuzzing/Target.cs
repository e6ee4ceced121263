using System.Collections.Immutable;
using System.Text;

namespace Downhill.Fuzzing;

/// <summary>A reader that gets damaged input.</summary>
/// <param name="Name">Its name on the command line and of its folder among the finds.</param>
/// <param name="Read">
/// Reads an input. It may end with a <see cref="DownhillException"/>; whatever else comes out of it is a find. It throws
/// <see cref="FindException"/> where what was read is not what was there.
/// </param>
/// <param name="Seeds">Sound inputs to begin with.</param>
/// <param name="Words">What is put into inputs besides single bytes.</param>
internal sealed record Target(string Name, Action<byte[]> Read, ImmutableArray<byte[]> Seeds, ImmutableArray<string> Words)
{
    /// <summary>Every reader.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        TableTargets.Csv, TableTargets.Arff, TableTargets.Gzip, TableTargets.JsonLines, FileTargets.Parquet, FileTargets.Arrow,
        FileTargets.Sqlite, BinaryTargets.Idx, BinaryTargets.Safetensors, BinaryTargets.Model, BinaryTargets.Onnx, BinaryTargets.Npz, BinaryTargets.Numpy,
        ImageTargets.Image,
        JsonTargets.Recipe, JsonTargets.Run, JsonTargets.WorkedExample, JsonTargets.ModelToOnnx, JsonTargets.Notation, JsonTargets.Rows,
    ];

    /// <summary>A target whose seeds are texts.</summary>
    public static Target OfText(string name, Action<byte[]> read, string[] seeds, params string[] words) =>
        new(name, read, [.. seeds.Select(Encoding.UTF8.GetBytes)], [.. words]);

    /// <summary>The target of that name.</summary>
    public static Target Find(string name) =>
        All.FirstOrDefault(target => target.Name == name)
            ?? throw new ArgumentException(
                $"There is no target '{name}'; there are {string.Join(", ", All.Select(target => target.Name))}.", nameof(name));
}

/// <summary>What was read is not what was there.</summary>
internal sealed class FindException(string message) : Exception(message);
