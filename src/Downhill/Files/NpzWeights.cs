using System.IO.Compression;
using System.Numerics;

namespace Downhill;

/// <summary>
/// The weights of a model as NumPy arrays: an npz archive with one array for each parameter and running statistic, under its name.
/// </summary>
public static class NpzWeights
{
    /// <summary>The archive's comment, by which it is known again; other programs do not look at it.</summary>
    internal const string Comment = "downhill";

    /// <summary>
    /// Writes a model's weights, completely or not at all; shapes are those of the network, such as height × width × channels for images.
    /// </summary>
    /// <exception cref="DownhillException">The file cannot be written.</exception>
    public static void Save(string path, ModelFile model)
    {
        if (model.Dtype == "F64")
            Save(path, model.Load<double>());
        else
            Save(path, model.Load<float>());
    }

    private static void Save<T>(string path, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true) { Comment = Comment };
            foreach (Parameter<T> parameter in network.AllParameters)
                Add(archive, parameter.Name, parameter.Shape, parameter.Data.ToArray());
            foreach (Statistic<T> statistic in network.AllStatistics)
                Add(archive, statistic.Name, statistic.Shape, statistic.Data.ToArray());
        });
    }

    private static void Add<T>(ZipArchive archive, string name, Shape shape, T[] numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ZipArchiveEntry entry = archive.CreateEntry($"{name}.npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the same weights give the same file
        using Stream stream = entry.Open();
        using var buffered = new BufferedStream(stream, 1 << 16);
        NpyArray.Write(buffered, shape, [.. numbers.Select(double.CreateTruncating)], typeof(T) == typeof(double));
    }
}
