namespace Downhill.Tables;

/// <summary>Passes the bytes of a stream on, and refuses those that are no text.</summary>
internal sealed class TextBytes(Stream source, string name) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        // The first block is read whole, so that what tells a kind of file is not cut in two.
        int count = position == 0 ? source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) : source.Read(buffer);
        ReadOnlySpan<byte> block = buffer[..count];
        if ((position == 0 ? KindOf(block) : null) is string kind)
            throw new DownhillException($"{name} is {kind}.");
        if (block.Contains((byte)0))
            throw new DownhillException($"{name} looks like a binary file (a zero byte at {position + block.IndexOf((byte)0):N0}); expected CSV in UTF-8.");
        position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static string? KindOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\x03\x04"u8))
            return "a zip archive or a spreadsheet; unpack it, or save the sheet as CSV";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "compressed with gzip; unpack it first";
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return "UTF-16 text; save it as UTF-8";
        return null;
    }
}
