namespace Downhill.Tables;

/// <summary>The bytes of a text, decompressed if they are gzip; other binary data is refused.</summary>
internal sealed class TextBytes : ReadOnlyStream
{
    // Long enough for a long comment and a hundred rows.
    private const int HeadLength = 1 << 18;

    private readonly HeadStream source;
    private readonly string name;
    private long position;

    public TextBytes(Stream packed, string name)
    {
        this.name = name;
        source = new HeadStream(packed, HeadLength);
        if (GzipText.IsPacked(source.Head))
            source = new HeadStream(new GzipText(source, name), HeadLength);
        if (FileSignature.KindOf(Head) is string kind)
            throw new DownhillException($"{name} is {kind}.");
        Check(Head);
    }

    /// <summary>The first bytes.</summary>
    public ReadOnlySpan<byte> Head => source.Head;

    /// <summary>Whether there are no more bytes than these.</summary>
    public bool IsWhole => source.IsWhole;

    /// <summary>Continues after some of the first bytes.</summary>
    public void Skip(int bytes)
    {
        source.Skip(bytes);
        position = bytes;
    }

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        Check(buffer[..count]);
        position += count;
        return count;
    }

    private void Check(ReadOnlySpan<byte> block)
    {
        if (block.Contains((byte)0))
            throw new DownhillException(
                $"{name} looks like a binary file (a zero byte at {position + block.IndexOf((byte)0):N0}); expected CSV in UTF-8.");
    }
}
