namespace Downhill.Tables;

/// <summary>The lines above a table: those to be skipped, comments, and blank ones.</summary>
/// <param name="Bytes">How many bytes they take, a byte order mark counted.</param>
/// <param name="Lines">How many they are.</param>
internal readonly record struct Preamble(int Bytes, int Lines)
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public static Preamble Of(ReadOnlySpan<byte> text, TableOptions options)
    {
        byte comment = (byte)(options.Comment ?? '#');
        int at = text.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0, lines = 0;
        while (at < text.Length)
        {
            ReadOnlySpan<byte> rest = text[at..];
            int length = rest.IndexOfAny((byte)'\n', (byte)'\r');
            ReadOnlySpan<byte> line = length < 0 ? rest : rest[..length];
            ReadOnlySpan<byte> visible = line.Trim(" \t"u8);
            bool isComment = !visible.IsEmpty && visible[0] == comment;
            if (lines >= options.SkipLines && !isComment && !visible.IsEmpty)
                break;
            lines++;
            at += length < 0 ? rest.Length : rest[length..].StartsWith("\r\n"u8) ? length + 2 : length + 1;
        }

        return new Preamble(at, lines);
    }
}
