namespace Downhill.Tables;

/// <summary>A stream whose first bytes can be examined before it is read.</summary>
internal sealed class HeadStream : ReadOnlyStream
{
    private readonly Stream source;
    private readonly byte[] head;
    private int position;

    public HeadStream(Stream source, int length)
    {
        this.source = source;
        head = new byte[length];
        int count = source.ReadAtLeast(head, length, throwOnEndOfStream: false);
        IsWhole = count < length;
        Array.Resize(ref head, count);
    }

    /// <summary>The first bytes.</summary>
    public ReadOnlySpan<byte> Head => head;

    /// <summary>Whether there are no more bytes than these.</summary>
    public bool IsWhole { get; }

    /// <summary>Continues after some of the first bytes.</summary>
    public void Skip(int bytes) => position = bytes;

    public override int Read(Span<byte> buffer)
    {
        if (position >= head.Length)
            return IsWhole ? 0 : source.Read(buffer);
        int count = Math.Min(buffer.Length, head.Length - position);
        head.AsSpan(position, count).CopyTo(buffer);
        position += count;
        return count;
    }
}
