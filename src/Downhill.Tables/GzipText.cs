using System.Buffers.Binary;
using System.IO.Compression;

namespace Downhill.Tables;

/// <summary>
/// The content of a gzip file. A truncated file is refused, which the decompression alone does not notice: the last four bytes are the
/// length of the content (RFC 1952).
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
        packed = new Packed(source, () => length);
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

    // Passes on what is packed, each piece up to where another packed text may begin, so that what was unpacked by then is known; and
    // remembers the last four bytes. Three bytes may look like a beginning by chance: any one that fits is good enough.
    private sealed class Packed(Stream source, Func<uint> unpacked) : ReadOnlyStream
    {
        private readonly byte[] buffer = new byte[1 << 16];
        private readonly List<uint> starts = [];
        private int at, end;
        private bool isAtEnd;
        private uint last;

        public bool MayBeWhole(uint length) => starts.Contains(length - BinaryPrimitives.ReverseEndianness(last));

        public override int Read(Span<byte> destination)
        {
            Fill();
            ReadOnlySpan<byte> ready = buffer.AsSpan(at, end - at);
            if (ready.IsEmpty)
                return 0;
            if (ready.StartsWith(Magic))
                starts.Add(unpacked());
            int next = ready[1..].IndexOf(Magic);
            int count = next >= 0 ? next + 1 : isAtEnd ? ready.Length : ready.Length - (Magic.Length - 1);
            count = Math.Min(count, destination.Length);
            ready[..count].CopyTo(destination);
            foreach (byte value in ready[Math.Max(0, count - 4)..count])
                last = (last << 8) | value;
            at += count;
            return count;
        }

        // A beginning is not cut in two: there are as many bytes as it has, or all.
        private void Fill()
        {
            if (isAtEnd || end - at >= Magic.Length)
                return;
            buffer.AsSpan(at, end - at).CopyTo(buffer);
            (at, end) = (0, end - at);
            int count = source.ReadAtLeast(buffer.AsSpan(end), Magic.Length, throwOnEndOfStream: false);
            isAtEnd = count < Magic.Length;
            end += count;
        }
    }
}
