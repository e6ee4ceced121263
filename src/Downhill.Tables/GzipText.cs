using System.Buffers.Binary;
using System.IO.Compression;

namespace Downhill.Tables;

/// <summary>
/// Bytes packed with gzip, unpacked; one whose end is cut off is refused, which the unpacking alone passes over: the last four
/// bytes say how many there are (RFC 1952).
/// </summary>
internal sealed class GzipText : ReadOnlyStream
{
    private static readonly byte[] Magic = [0x1F, 0x8B, 8];

    private readonly Packed packed;
    private readonly GZipStream unpacked;
    private readonly string name;
    private uint length;

    public GzipText(Stream source, string name)
    {
        this.name = name;
        packed = new Packed(source);
        unpacked = new GZipStream(packed, CompressionMode.Decompress);
    }

    public static bool IsPacked(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    public override int Read(Span<byte> buffer)
    {
        try
        {
            int count = unpacked.Read(buffer);
            length += (uint)count;
            return count > 0 || buffer.IsEmpty || packed.MayBeWhole(length) ? count : throw new DownhillException(Damage);
        }
        catch (InvalidDataException exception)
        {
            throw new DownhillException(Damage, exception);
        }
    }

    private string Damage => $"{name} cannot be unpacked: its gzip data is damaged or cut off. Fetch or pack it again.";

    // Remembers the last four bytes, and whether a second packed text may follow the first, for then they count only that one.
    private sealed class Packed(Stream source) : ReadOnlyStream
    {
        private uint last;
        private int starts;

        public bool MayBeWhole(uint length) => starts > 1 || BinaryPrimitives.ReverseEndianness(last) == length;

        public override int Read(Span<byte> buffer)
        {
            int count = source.Read(buffer);
            foreach (byte value in buffer[..count])
            {
                last = (last << 8) | value;
                starts += (last & 0xFFFFFF) == 0x1F8B08 ? 1 : 0;
            }

            return count;
        }
    }
}
