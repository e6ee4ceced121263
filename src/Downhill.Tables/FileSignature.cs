namespace Downhill.Tables;

/// <summary>What bytes are that are no table of text, as far as they say so at their start.</summary>
internal static class FileSignature
{
    // Enough letters to tell that every other byte is zero.
    private const int Letters = 8;

    /// <summary>What they are and what to do about it; null where nothing speaks against text.</summary>
    public static string? KindOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\x03\x04"u8))
            return "a zip archive or a spreadsheet; unpack it, or save the sheet as CSV";
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || HasZeros(start, 0) || HasZeros(start, 1))
            return "UTF-16 text; save it as UTF-8";
        if (start.Length > 262 && start[257..].StartsWith("ustar"u8))
            return "an archive of files (tar); unpack it and name one of them";
        if (start.StartsWith("PAR1"u8))
            return "a Parquet file; save it as CSV";

        ReadOnlySpan<byte> text = start.TrimStart(" \t\r\n"u8);
        if (Begins(text, "<!doctype"u8) || Begins(text, "<html"u8) || Begins(text, "<?xml"u8))
            return "a web page or XML; fetch the table itself, or save it as CSV";
        if (text.StartsWith("version https://git-lfs"u8))
            return "a pointer of Git LFS, not the file itself; fetch it with git lfs pull";
        return IsJson(text) ? "JSON; save it as CSV" : null;
    }

    // { "name": …, also within [ ].
    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("["u8))
            text = text[1..].TrimStart(" \t\r\n"u8);
        return text.StartsWith("{"u8) && text[1..].TrimStart(" \t\r\n"u8).StartsWith("\""u8);
    }

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> with) =>
        text.Length >= with.Length && System.Text.Ascii.EqualsIgnoreCase(text[..with.Length], with);

    private static bool HasZeros(ReadOnlySpan<byte> start, int first)
    {
        if (start.Length < 2 * Letters)
            return false;
        for (int i = 0; i < 2 * Letters; i++)
        {
            if (start[i] == 0 != (i % 2 == first))
                return false;
        }

        return true;
    }
}
