using System.Buffers.Binary;
using System.Collections.ObjectModel;

namespace Downhill;

/// <summary>
/// A safetensors file opened for reading: 8 bytes of header length, a JSON header, then the tensors' bytes.
/// Opening reads and checks the header only; numbers stay on disk until they are asked for.
/// One thread at a time may read.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly Stream stream;
    private readonly string file;
    private readonly SafetensorsHeader header;
    private readonly long dataStart;

    private SafetensorsFile(Stream stream, string file)
    {
        this.stream = stream;
        this.file = file;
        header = ReadHeader(out dataStart);
        Metadata = new ReadOnlyDictionary<string, string>(header.Metadata);
        SafetensorsLayout.Check(file, Tensors, stream.Length - dataStart);
    }

    /// <summary>The metadata of the file, in its order.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors, in the header's order.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => header.Tensors.Values;

    /// <summary>The tensor with a name.</summary>
    /// <exception cref="DownhillException">The file has none of that name.</exception>
    public SafetensorsTensor this[string name] => header.Tensors.TryGetValue(name, out SafetensorsTensor? tensor)
        ? tensor
        : throw new DownhillException($"{file} has no tensor {PlainText.Quote(name)}; {Listing()}.");

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="DownhillException">The file does not exist, cannot be read or is not a sound safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        if (path.Length == 0)
            throw new DownhillException("The name of the file to read is empty.");
        if (Directory.Exists(path))
            throw new DownhillException($"{path} is a folder; a safetensors file was expected.");
        if (!File.Exists(path))
            throw new DownhillException($"{path} does not exist.");
        try
        {
            return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DownhillException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>
    /// Opens a file in a stream and checks its header; the stream is closed with the file, or at once if the file is refused.
    /// </summary>
    /// <param name="stream">A stream that can seek.</param>
    /// <param name="name">The name of the file in messages.</param>
    /// <exception cref="DownhillException">The stream is not a sound safetensors file.</exception>
    public static SafetensorsFile Open(Stream stream, string name)
    {
        try
        {
            return stream.CanSeek
                ? new SafetensorsFile(stream, name)
                : throw new DownhillException(
                    $"{name} cannot be read at random positions, because it is a stream; save it as a file first.");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file has a tensor with a name.</summary>
    public bool Contains(string name) => header.Tensors.ContainsKey(name);

    /// <summary>
    /// Reads all numbers of a tensor, row-major; nothing is converted, so <c>float</c> reads <c>F32</c> and <c>double</c> reads <c>F64</c>.
    /// </summary>
    /// <exception cref="DownhillException">
    /// There is no such tensor, it is of another type or length, or the file cannot be read.
    /// </exception>
    public void Read<T>(string name, Span<T> numbers)
        where T : unmanaged
    {
        SafetensorsTensor tensor = this[name];
        if (tensor.Dtype != SafetensorsDtype.Of<T>())
            throw new DownhillException(
                $"{file}: the tensor {PlainText.Quote(name)} is {tensor}, but {SafetensorsDtype.Of<T>()} was expected.");
        if (tensor.ElementCount != numbers.Length)
            throw new DownhillException(
                $"{file}: the tensor {PlainText.Quote(name)} is {tensor} and holds {tensor.ElementCount:N0} numbers, "
                    + $"but {numbers.Length:N0} were expected.");
        ReadAt(dataStart + tensor.Begin, numbers);
    }

    /// <summary>Reads some of a tensor's bytes, from byte <paramref name="start"/> of the tensor on.</summary>
    /// <exception cref="DownhillException">There is no such tensor, the part reaches beyond it, or the file cannot be read.</exception>
    public void ReadBytes(string name, long start, Span<byte> bytes)
    {
        SafetensorsTensor tensor = this[name];
        if (start < 0 || start > tensor.ByteCount - bytes.Length)
            throw new DownhillException(
                $"{file}: the tensor {PlainText.Quote(name)} has {tensor.ByteCount:N0} bytes; "
                    + $"{bytes.Length:N0} from byte {start:N0} on were asked for.");
        ReadAt(dataStart + tensor.Begin + start, bytes);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private bool IsHeader(ulong length)
    {
        Span<byte> first = stackalloc byte[1];
        if (length is 0 or > SafetensorsHeader.LongestHeader || sizeof(long) + (long)length > stream.Length)
            return false;
        ReadAt(sizeof(long), first);
        return first[0] == '{';
    }

    private SafetensorsHeader ReadHeader(out long dataStart)
    {
        if (stream.Length < sizeof(long))
            throw new DownhillException(
                $"{file} is not a safetensors file: it has {stream.Length} bytes, fewer than the 8 that give the header's length.");
        Span<byte> lengthBytes = stackalloc byte[sizeof(long)];
        ReadAt(0, lengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (!IsHeader(length) && OtherModelFile.KindOf(lengthBytes) is string kind) // a length may look like the start of a pickle
            throw new DownhillException($"{file} is not a safetensors file: it is {kind}.");
        if (length > SafetensorsHeader.LongestHeader && OtherModelFile.IsText(lengthBytes))
            throw new DownhillException(
                $"{file} is not a safetensors file: it holds text, "
                    + $"as a table does{(file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? " or JSON" : string.Empty)}. "
                    + $"A model is the folder of a run, or its model.safetensors; data comes after it.");
        if (length > SafetensorsHeader.LongestHeader)
            throw new DownhillException(
                $"{file} is not a safetensors file: its first 8 bytes ask for a header of {length:N0} bytes; "
                    + $"at most {SafetensorsHeader.LongestHeader:N0} are allowed.");
        dataStart = sizeof(long) + (long)length;
        if (dataStart > stream.Length)
            throw new DownhillException(
                $"{file} is truncated or not a safetensors file: its header should have {length:N0} bytes, "
                    + $"but {stream.Length - sizeof(long):N0} follow.");
        Span<byte> first = stackalloc byte[1];
        if (length > 0)
            ReadAt(sizeof(long), first);
        if (first[0] != '{')
            throw new DownhillException($"{file} is not a safetensors file: its header does not start with '{{'.");
        byte[] json = new byte[length];
        ReadAt(sizeof(long), json.AsSpan());
        return SafetensorsHeader.Parse(file, json);
    }

    private void ReadAt<T>(long position, Span<T> numbers)
        where T : unmanaged
    {
        try
        {
            stream.Position = position;
            SafetensorsNumbers.Read(stream, numbers);
        }
        catch (IOException e)
        {
            throw new DownhillException($"{file} cannot be read at byte {position:N0}: {e.Message}", e);
        }
    }

    private string Listing() => Tensors.Count == 0
        ? "it has no tensor at all"
        : $"it has {string.Join(", ", Tensors.Take(8).Select(t => PlainText.Quote(t.Name)))}"
            + $"{(Tensors.Count > 8 ? $" and {Tensors.Count - 8:N0} more" : "")}";
}
