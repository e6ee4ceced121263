using System.Collections.Immutable;
using System.Text;

namespace Downhill.Tables;

/// <summary>
/// The header of an ARFF file: the names and types of the columns, and the start of the rows. Source: the description of the format in
/// Weka, "Attribute-Relation File Format".
/// </summary>
internal sealed class ArffHeader
{
    private const byte Comment = (byte)'%';

    private ArffHeader(ImmutableArray<DeclaredColumn> columns, int bytes, int lines)
    {
        Columns = columns;
        Bytes = bytes;
        Lines = lines;
    }

    /// <summary>The declaration of each column.</summary>
    public ImmutableArray<DeclaredColumn> Columns { get; }

    /// <summary>The number of bytes above the first row.</summary>
    public int Bytes { get; }

    /// <summary>The number of lines above the first row.</summary>
    public int Lines { get; }

    /// <summary>
    /// Reads the header where a text has one: below comments its first line begins with <c>@relation</c> or <c>@attribute</c>.
    /// </summary>
    /// <param name="text">The first bytes of the file.</param>
    /// <param name="isWhole">Whether that is all.</param>
    /// <param name="name">The name in messages.</param>
    /// <returns>The header, or null if the text is no ARFF.</returns>
    /// <exception cref="DownhillException">The header is damaged, or longer than the first bytes.</exception>
    public static ArffHeader? Read(ReadOnlySpan<byte> text, bool isWhole, string name)
    {
        var columns = ImmutableArray.CreateBuilder<DeclaredColumn>();
        bool isArff = false;
        int lines = 0;
        for (int at = 0; at < text.Length;)
        {
            int length = text[at..].IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> rest = text[at..], line = (length < 0 ? rest : rest[..length]).Trim(" \t\uFEFF"u8);
            at = length < 0 ? text.Length : at + length + (rest[length..].StartsWith("\r\n"u8) ? 2 : 1);
            lines++;
            if (line.IsEmpty || line[0] == Comment)
                continue;
            isArff |= Begins(line, "@relation"u8) || Begins(line, "@attribute"u8);
            if (!isArff)
                return null;
            if (Begins(line, "@data"u8))
            {
                return columns.Count > 0
                    ? new ArffHeader(columns.ToImmutable(), at, lines)
                    : throw new DownhillException($"{name} line {lines}: the rows begin, but no @attribute names a column.");
            }

            if (Begins(line, "@attribute"u8))
                columns.Add(Attribute(line, $"{name} line {lines}"));
            else if (!Begins(line, "@relation"u8))
                throw new DownhillException(
                    $"{name} line {lines}: expected @attribute or @data, as an ARFF file has above its rows, "
                        + $"not \"{Encoding.UTF8.GetString(line[..Math.Min(line.Length, 40)])}\".");
        }

        return !isArff ? null : throw new DownhillException(isWhole
            ? $"{name} ends before its rows: an ARFF file needs a line @data."
            : $"{name}: the header of the ARFF file is longer than {text.Length:N0} bytes; save the table as CSV.");
    }

    private static DeclaredColumn Attribute(ReadOnlySpan<byte> line, string place)
    {
        if (!Utf8Text.TryDecode(line, out string? text))
            throw Utf8Text.Invalid($"{place}: the attribute", line);
        try
        {
            return Attribute(new ArffTokens(text["@attribute".Length..]), place);
        }
        catch (FormatException exception)
        {
            throw new DownhillException($"{place}: a quote of the attribute is not closed.", exception);
        }
    }

    private static DeclaredColumn Attribute(ArffTokens tokens, string place)
    {
        string? column = tokens.Next();
        if (string.IsNullOrWhiteSpace(column))
            throw new DownhillException($"{place}: the attribute has no name; expected @attribute name type.");
        if (tokens.StartsList())
        {
            var values = new List<string>();
            while (tokens.NextOfList() is string value)
                values.Add(value);
            return values.Count > 0 && tokens.IsListClosed
                ? new DeclaredColumn(column, ColumnKind.Category, [.. values])
                : throw new DownhillException($"{place}, attribute {Words.Column(column)}: expected its values as {{a, b, …}}.");
        }

        string type = tokens.Next() ?? string.Empty;
        return type.ToLowerInvariant() switch
        {
            "numeric" or "real" or "integer" => new DeclaredColumn(column, ColumnKind.Number, []),
            "string" => new DeclaredColumn(column, null, []),
            "date" => new DeclaredColumn(column, ColumnKind.Date, []),
            _ => throw new DownhillException(
                $"{place}, attribute {Words.Column(column)}: the type is \"{type}\"; expected one of numeric, real, integer, string, "
                    + $"date and {{a, b, …}}."),
        };
    }

    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word) =>
        line.Length >= word.Length && Ascii.EqualsIgnoreCase(line[..word.Length], word)
            && (line.Length == word.Length || line[word.Length] is (byte)' ' or (byte)'\t');
}

/// <summary>The declaration of a column in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind of its values; null if it must be detected.</param>
/// <param name="Values">Its categories; empty if they are not named.</param>
internal sealed record DeclaredColumn(string Name, ColumnKind? Kind, ImmutableArray<string> Values);
