using System.Buffers.Binary;

namespace Downhill;

/// <summary>
/// Writes a safetensors file: metadata and tensors exactly in the order they were added, so that equal content gives equal bytes.
/// The data starts on a multiple of 8 bytes and the tensors follow one another without gaps.
/// </summary>
public sealed class SafetensorsWriter
{
    private readonly OrderedDictionary<string, string> metadata = [];
    private readonly OrderedDictionary<string, (SafetensorsTensor Tensor, Action<Stream> Write)> tensors = [];
    private long end;

    /// <summary>Adds a line of text to the file's metadata.</summary>
    /// <exception cref="DownhillException">The key was added before.</exception>
    public SafetensorsWriter AddMetadata(string key, string value) => metadata.TryAdd(key, value)
        ? this
        : throw new DownhillException($"The metadata has the key {PlainText.Quote(key)} twice; each must be there once.");

    /// <summary>
    /// Adds a tensor of numbers, row-major; the type gives the dtype, so <c>float</c> becomes <c>F32</c> and <c>double</c> <c>F64</c>.
    /// </summary>
    /// <exception cref="DownhillException">The name is taken, or the shape does not hold as many numbers.</exception>
    public SafetensorsWriter Add<T>(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<T> numbers)
        where T : unmanaged
    {
        SafetensorsTensor tensor = Place(name, SafetensorsDtype.Of<T>(), shape);
        CheckCount(tensor, numbers.Length);
        return Add(tensor, stream => SafetensorsNumbers.Write(stream, numbers.Span));
    }

    /// <summary>Adds a tensor whose numbers are requested when the file is written.</summary>
    /// <exception cref="DownhillException">
    /// The name is taken or the shape is not one; while writing, the shape does not hold as many numbers.
    /// </exception>
    public SafetensorsWriter Add<T>(string name, ReadOnlySpan<long> shape, Func<ReadOnlySpan<T>> numbers)
        where T : unmanaged
    {
        SafetensorsTensor tensor = Place(name, SafetensorsDtype.Of<T>(), shape);
        return Add(tensor, stream =>
        {
            ReadOnlySpan<T> span = numbers();
            CheckCount(tensor, span.Length);
            SafetensorsNumbers.Write(stream, span);
        });
    }

    /// <summary>Adds a tensor of any dtype by its bytes, which are little-endian already.</summary>
    /// <exception cref="DownhillException">
    /// The name is taken, the dtype is unknown, or dtype and shape do not take as many bytes.
    /// </exception>
    public SafetensorsWriter AddBytes(string name, string dtype, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes)
    {
        SafetensorsTensor tensor = Place(name, dtype, shape);
        return tensor.ByteCount == bytes.Length
            ? Add(tensor, stream => stream.Write(bytes.Span))
            : throw new DownhillException(
                $"The tensor {PlainText.Quote(name)} is {tensor} and takes {tensor.ByteCount:N0} bytes, but {bytes.Length:N0} were given.");
    }

    /// <summary>Writes the file to a path, completely or not at all (<see cref="AtomicFile"/>).</summary>
    /// <exception cref="DownhillException">The file cannot be written there.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the file's bytes to a stream.</summary>
    /// <exception cref="DownhillException">The header cannot be written, or numbers asked for do not fill their shape.</exception>
    public void Write(Stream stream)
    {
        byte[] header = Header();
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach ((_, Action<Stream> write) in tensors.Values)
            write(stream);
    }

    private static void CheckCount(SafetensorsTensor tensor, int count)
    {
        if (tensor.ElementCount != count)
            throw new DownhillException(
                $"The tensor {PlainText.Quote(tensor.Name)} is {tensor} and holds {tensor.ElementCount:N0} numbers, "
                    + $"but {count:N0} were given.");
    }

    private SafetensorsTensor Place(string name, string dtype, ReadOnlySpan<long> shape)
    {
        string subject = $"The tensor {PlainText.Quote(name)}";
        if (name == SafetensorsHeader.MetadataKey)
            throw new DownhillException($"{subject} cannot have that name: the format keeps it for the metadata.");
        if (tensors.ContainsKey(name))
            throw new DownhillException($"{subject} is there twice; each name may be used once.");
        return SafetensorsTensor.Create(subject, name, dtype, [.. shape], end);
    }

    private SafetensorsWriter Add(SafetensorsTensor tensor, Action<Stream> write)
    {
        tensors.Add(tensor.Name, (tensor, write));
        end = tensor.End;
        return this;
    }

    private byte[] Header()
    {
        var json = new SafetensorsJson();
        if (metadata.Count > 0)
            json.Metadata(metadata);
        foreach ((SafetensorsTensor tensor, _) in tensors.Values)
            json.Tensor(tensor);
        return json.ToPaddedBytes();
    }
}
