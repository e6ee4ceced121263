using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace Downhill;

/// <summary>
/// An array of bytes from an IDX file, the format of MNIST, plain or packed with gzip.
/// A file is two zero bytes, the type of its numbers, how many extents, each extent as a big-endian 32-bit number, and the numbers.
/// </summary>
/// <param name="Extents">The extent of each axis; the first counts the rows.</param>
/// <param name="Values">The numbers in row-major order.</param>
public sealed record IdxArray(ImmutableArray<int> Extents, byte[] Values)
{
    private const int UnsignedByte = 0x08;
    private const int FirstChunk = 1 << 20;

    // Deflate packs at most 258 bytes into two bits.
    private const long MaxUnpacked = 1032;

    /// <summary>Reads a file; its header is checked against the data before memory is allocated.</summary>
    /// <exception cref="DownhillException">
    /// The file is missing, damaged, too short or too long, or not an IDX file of unsigned bytes.
    /// </exception>
    public static IdxArray Read(string path)
    {
        if (!File.Exists(path))
            throw new DownhillException($"There is no file '{path}'.");
        try
        {
            using FileStream file = File.OpenRead(path);
            return IsGzip(file) ? ReadPacked(file, path) : ReadPlain(file, path);
        }
        catch (InvalidDataException damage)
        {
            throw new DownhillException(
                $"{path} cannot be decompressed: its gzip data is damaged or truncated. Get the file again.", damage);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DownhillException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private static bool IsGzip(Stream file)
    {
        bool packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return packed;
    }

    /// <summary>
    /// The numbers of a file where they lie on disk, as rows along the first extent, and all extents. Only the header is read.
    /// </summary>
    /// <exception cref="DownhillException">The file is packed, too short or too long, or not an IDX file of unsigned bytes.</exception>
    internal static (ImmutableArray<int> Extents, Samples Rows) Map(MappedFile file)
    {
        Stream start = file.FromStart();
        if (IsGzip(start))
            throw new DownhillException(
                $"{file.Path} is compressed with gzip and cannot be streamed from disk; decompress it first: gunzip {file.Path}");
        (ImmutableArray<int> extents, long size) = ReadHeader(start, file.Path, long.MaxValue / 2);
        RequireLength(file.Path, extents, size, file.Length);
        long columns = size / extents[0];
        if (columns > Array.MaxLength)
            throw new DownhillException($"{file.Path} has {columns:N0} numbers a row; a row can have {Array.MaxLength:N0}.");
        return (extents, file.Rows<byte>((int)columns, HeaderLength(extents), extents[0]));
    }

    private static IdxArray ReadPlain(FileStream file, string path)
    {
        (ImmutableArray<int> extents, long size) = ReadHeader(file, path, Array.MaxLength);
        RequireLength(path, extents, size, file.Length);
        return new IdxArray(extents, ReadValues(file, path, extents, (int)size, (int)size));
    }

    private static IdxArray ReadPacked(FileStream file, string path)
    {
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        (ImmutableArray<int> extents, long size) = ReadHeader(unpacked, path, Array.MaxLength);
        long most = Math.Max(FirstChunk, MaxUnpacked * file.Length);
        byte[] values = ReadValues(unpacked, path, extents, (int)size, (int)Math.Min(size, most));
        if (unpacked.ReadByte() >= 0)
            throw Mismatch(path, extents, HeaderLength(extents) + size, "the file unpacks to more");
        return new IdxArray(extents, values);
    }

    private static (ImmutableArray<int> Extents, long Size) ReadHeader(Stream stream, string path, long most)
    {
        Span<byte> magic = stackalloc byte[4];
        int read = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (read < magic.Length || magic[0] != 0 || magic[1] != 0 || TypeName(magic[2]) is not { } type || magic[3] == 0)
        {
            throw new DownhillException(
                $"{path} is not an IDX file: it must begin with the bytes 00 00, a type such as 08, and the number of extents, "
                    + $"but begins with '{Hexadecimal(magic[..read])}'.");
        }

        if (magic[2] != UnsignedByte)
            throw new DownhillException($"{path} holds {type} (type 0x{magic[2]:X2}); only unsigned bytes (type 0x08) can be read.");

        Span<byte> bytes = stackalloc byte[4 * magic[3]];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new DownhillException($"{path} ends within its header, which should list {magic[3]} extents. Get the file again.");

        ImmutableArray<int>.Builder extents = ImmutableArray.CreateBuilder<int>(magic[3]);
        long size = 1;
        for (int at = 0; at < bytes.Length; at += 4)
        {
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (extent == 0)
                throw new DownhillException($"{path} is empty: extent {(at / 4) + 1} in its header is 0.");
            if (extent > Math.Min(most / size, Array.MaxLength))
                throw new DownhillException(
                    $"{path} claims more than {Array.MaxLength:N0} numbers, the most that can be read; its header may be damaged.");
            size *= extent;
            extents.Add((int)extent);
        }

        return (extents.MoveToImmutable(), size);
    }

    private static byte[] ReadValues(Stream stream, string path, ImmutableArray<int> extents, int size, int firstChunk) =>
        StreamBytes.Read(stream, size, firstChunk, read => Mismatch(path, extents, HeaderLength(extents) + (long)size,
            $"the data ends after {HeaderLength(extents) + (long)read:N0}"));

    private static void RequireLength(string path, ImmutableArray<int> extents, long size, long found)
    {
        long needed = HeaderLength(extents) + size;
        if (found != needed)
            throw Mismatch(path, extents, needed, $"the file has {found:N0}");
    }

    private static int HeaderLength(ImmutableArray<int> extents) => 4 + (4 * extents.Length);

    private static DownhillException Mismatch(string path, ImmutableArray<int> extents, long needed, string found) =>
        new($"{path} should hold {needed:N0} bytes for [{string.Join(", ", extents)}], as its header says, but {found}. "
            + $"Get the file again.");

    private static string Hexadecimal(ReadOnlySpan<byte> bytes) =>
        string.Join(' ', Convert.ToHexString(bytes).Chunk(2).Select(pair => new string(pair)));

    private static string? TypeName(byte type) => type switch
    {
        UnsignedByte => "unsigned bytes",
        0x09 => "signed bytes",
        0x0B => "16-bit whole numbers",
        0x0C => "32-bit whole numbers",
        0x0D => "32-bit floating-point numbers",
        0x0E => "64-bit floating-point numbers",
        _ => null,
    };
}
