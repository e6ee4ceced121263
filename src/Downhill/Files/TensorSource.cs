using System.Buffers.Binary;
using System.IO.Compression;

namespace Downhill;

/// <summary>Named tensors of a file of weights that another program wrote: safetensors, or NumPy's npz or npy.</summary>
internal sealed class TensorSource : IDisposable
{
    private readonly IDisposable file;

    private TensorSource(string path, IDisposable file, IReadOnlyList<SourceTensor> tensors)
    {
        (this.file, Tensors) = (file, tensors);
        if (tensors.Count == 0)
            throw new DownhillException($"{path} has no tensors with numbers.");
    }

    public IReadOnlyList<SourceTensor> Tensors { get; }

    /// <summary>Whether this project wrote it, so that weights lie as they do here.</summary>
    public bool IsOwn { get; private init; }

    /// <summary>Opens a file and reads the shapes of its tensors; numbers are read on request.</summary>
    /// <exception cref="DownhillException">The file cannot be read, or is of none of the formats.</exception>
    public static TensorSource Open(string path)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        if (ending == ".safetensors")
            return OfSafetensors(path, SafetensorsFile.Open(path));
        if (ending is not (".npz" or ".npy"))
            throw new DownhillException($"{path} is not a file of weights; its name must end in .safetensors, .npz or .npy.");
        FileStream stream;
        try
        {
            stream = File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DownhillException($"{path} cannot be read: {error.Message}", error);
        }

        return ending == ".npz" ? OfNpz(path, stream) : OfNpy(path, stream);
    }

    /// <summary>The arrays of an npz archive in a stream, which is closed with it.</summary>
    internal static TensorSource OfNpz(string path, Stream stream)
    {
        try
        {
            var archive = new ZipArchive(stream);
            var tensors = new List<SourceTensor>();
            foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.Name.EndsWith(".npy", StringComparison.Ordinal)))
            {
                string name = entry.FullName[..^".npy".Length];
                using Stream start = entry.Open();
                var array = NpyArray.ReadHeader(start, $"{path}, {PlainText.Quote(name)}");
                tensors.Add(new SourceTensor(name, array.Type, array.Shape, count => Guarded(path, () =>
                {
                    using Stream whole = entry.Open();
                    return NpyArray.ReadHeader(whole, path).ReadNumbers(whole, count);
                })));
            }

            return new TensorSource(path, archive, tensors) { IsOwn = archive.Comment == NpzWeights.Comment };
        }
        catch (Exception error)
        {
            stream.Dispose();
            if (error is InvalidDataException or IOException or NotSupportedException)
                throw new DownhillException($"{path} is not an npz archive, or it is damaged: {error.Message}", error);
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private static TensorSource OfNpy(string path, Stream stream)
    {
        try
        {
            var array = NpyArray.ReadHeader(stream, path);
            return new TensorSource(path, stream,
                [new SourceTensor(Path.GetFileNameWithoutExtension(path), array.Type, array.Shape,
                count => array.ReadNumbers(stream, count))]);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static TensorSource OfSafetensors(string path, SafetensorsFile file)
    {
        try
        {
            SourceTensor[] tensors = [.. file.Tensors.Select(tensor =>
                new SourceTensor(tensor.Name, tensor.Dtype, tensor.Shape, count => Numbers(path, file, tensor, count)))];
            return new TensorSource(path, file, tensors) { IsOwn = ModelFile.IsModel(file) };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static double[] Numbers(string path, SafetensorsFile file, SafetensorsTensor tensor, int count)
    {
        int size = tensor.Dtype switch
        {
            "F64" => 8,
            "F32" => 4,
            "F16" or "BF16" => 2,
            _ => throw new DownhillException(
                $"{path}: the tensor {PlainText.Quote(tensor.Name)} is {tensor}; weights are read of F64, F32, F16 and BF16."),
        };
        var numbers = new double[count];
        var bytes = new byte[Math.Min(count, 1 << 16) * size];
        for (int done = 0; done < count;)
        {
            Span<byte> part = bytes.AsSpan(0, Math.Min((count - done) * size, bytes.Length));
            file.ReadBytes(tensor.Name, (long)done * size, part);
            for (int at = 0; at < part.Length; at += size)
            {
                numbers[done++] = tensor.Dtype switch
                {
                    "F64" => BinaryPrimitives.ReadDoubleLittleEndian(part[at..]),
                    "F32" => BinaryPrimitives.ReadSingleLittleEndian(part[at..]),
                    "F16" => (double)BinaryPrimitives.ReadHalfLittleEndian(part[at..]),
                    _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(part[at..]) << 16),
                };
            }
        }

        return numbers;
    }

    private static double[] Guarded(string path, Func<double[]> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new DownhillException($"{path} is damaged: {error.Message}", error);
        }
    }
}

/// <summary>One tensor of a file.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Type">The type of its elements, in the format's words.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Read">Reads its numbers, row-major, given how many they must be.</param>
internal sealed record SourceTensor(string Name, string Type, IReadOnlyList<long> Shape, Func<int, double[]> Read)
{
    public long Count => Shape.Aggregate(1L, (product, extent) => extent < 0 || product > int.MaxValue ? long.MaxValue : product * extent);

    public override string ToString() => $"{PlainText.Quote(Name)} [{string.Join(", ", Shape)}]";
}
