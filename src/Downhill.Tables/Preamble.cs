using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>The lines above a table: skipped lines, comments, and blank lines.</summary>
/// <param name="Bytes">The number of bytes, including a byte order mark.</param>
/// <param name="Lines">The number of lines.</param>
internal readonly record struct Preamble(int Bytes, int Lines)
{
    /// <summary>The start, after its signs, and the end of each comment above the table.</summary>
    public ImmutableArray<Range> Comments { get; private init; } = [];

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public static Preamble Of(ReadOnlySpan<byte> text, TableOptions options)
    {
        byte comment = (byte)(options.Comment ?? '#');
        int at = text.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0, lines = 0;
        var comments = ImmutableArray.CreateBuilder<Range>();
        while (at < text.Length)
        {
            int length = LengthOfLine(text[at..], out int whole);
            ReadOnlySpan<byte> visible = text.Slice(at, length).Trim(" \t"u8);
            bool isComment = !visible.IsEmpty && visible[0] == comment;
            if (lines >= options.SkipLines && !isComment && !visible.IsEmpty)
                break;
            if (isComment)
                comments.Add((at + length - text.Slice(at, length).TrimStart(" \t"u8).TrimStart(comment).Length)..(at + length));
            lines++;
            at += whole;
        }

        return new Preamble(at, lines) { Comments = comments.ToImmutable() };
    }

    /// <summary>One line of the text more.</summary>
    public Preamble WithLine(ReadOnlySpan<byte> text)
    {
        LengthOfLine(text[Bytes..], out int whole);
        return new Preamble(Bytes + whole, Lines + 1);
    }

    /// <summary>The number of lines that are not blank below the first.</summary>
    public static int LinesBelow(ReadOnlySpan<byte> text)
    {
        int lines = -1;
        for (int at = 0; at < text.Length;)
        {
            lines += text.Slice(at, LengthOfLine(text[at..], out int whole)).Trim(" \t"u8).IsEmpty ? 0 : 1;
            at += whole;
        }

        return lines;
    }

    // Its letters, and with the line's end all its bytes.
    private static int LengthOfLine(ReadOnlySpan<byte> rest, out int whole)
    {
        int length = rest.IndexOfAny((byte)'\n', (byte)'\r');
        whole = length < 0 ? rest.Length : rest[length..].StartsWith("\r\n"u8) ? length + 2 : length + 1;
        return length < 0 ? rest.Length : length;
    }
}
