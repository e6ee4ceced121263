using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Downhill.Tables;

/// <summary>Decodes UTF-8 strictly.</summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the characters, one for each byte at most; false where the bytes are not UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, Span<char> characters, out int written) =>
        Utf8.ToUtf16(utf8, characters, out _, out written, replaceInvalidSequences: false) == OperationStatus.Done;

    /// <inheritdoc cref="TryDecode(ReadOnlySpan{byte}, Span{char}, out int)"/>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text)
    {
        text = Utf8.IsValid(utf8) ? Strict.GetString(utf8) : null;
        return text is not null;
    }

    /// <summary>Without the blanks around it that no line is broken at, as web pages and spreadsheets have them.</summary>
    public static ReadOnlySpan<byte> TrimNoBreakSpaces(ReadOnlySpan<byte> utf8)
    {
        while (utf8.StartsWith("\u00A0"u8))
            utf8 = utf8["\u00A0"u8.Length..].TrimStart((byte)' ');
        while (utf8.EndsWith("\u00A0"u8))
            utf8 = utf8[..^"\u00A0"u8.Length].TrimEnd((byte)' ');
        return utf8;
    }

    /// <summary>The error about bytes that are no text, which most often are Latin-1.</summary>
    public static DownhillException Invalid(string place, ReadOnlySpan<byte> bytes) =>
        new($"{place} is not UTF-8 text; save the file as UTF-8 (read as Latin-1 it is {Words.Value(Encoding.Latin1.GetString(bytes))}).");
}
