using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Downhill.Tables;

/// <summary>
/// The rows of an ARFF file as lines of CSV, one line for each: values are separated by commas, quotes are doubled. A sparse row,
/// <c>{1 x, 3 y}</c>, gets its omitted values: 0, or the first value of the column. Comments and blank lines become comments.
/// </summary>
internal sealed class ArffRows(Stream source, ImmutableArray<DeclaredColumn> columns, string name, int skippedLines) : ReadOnlyStream
{
    private readonly StreamReader lines =
        new(source, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
    private byte[] pending = [];
    private int used;
    private long line = skippedLines;

    public override int Read(Span<byte> buffer)
    {
        if (used == pending.Length)
        {
            string? text;
            try
            {
                text = lines.ReadLine();
            }
            catch (DecoderFallbackException exception)
            {
                throw new DownhillException($"{name} line {line + 1:N0} is not UTF-8; save the file as UTF-8.", exception);
            }

            if (text is null)
                return 0;
            line++;
            (pending, used) = (Encoding.UTF8.GetBytes(Converted(text)), 0);
        }

        int count = Math.Min(buffer.Length, pending.Length - used);
        pending.AsSpan(used, count).CopyTo(buffer);
        used += count;
        return count;
    }

    private string Converted(string text)
    {
        string visible = text.Trim();
        if (visible.Length == 0 || visible[0] == '%')
            return "%\n";
        try
        {
            return (visible[0] == '{' ? Sparse(visible) : Dense(text)) + '\n';
        }
        catch (FormatException)
        {
            // A row that cannot be read, which the reader refuses or leaves out.
            return $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"x\n";
        }
    }

    private static string Dense(string text)
    {
        var row = new StringBuilder();
        var tokens = new ArffTokens(text);
        for (string? value = tokens.NextOfRow(); value is not null; value = tokens.NextOfRow())
            Append(row, value, tokens.IsQuoted);
        return row.ToString();
    }

    private string Sparse(string text)
    {
        var values = new (string Text, bool IsQuoted)[columns.Length];
        for (int column = 0; column < values.Length; column++)
            values[column] = (columns[column].Values is [string first, ..] ? first : columns[column].Kind == ColumnKind.Number ? "0" : "?",
                false);
        var tokens = new ArffTokens(text);
        tokens.StartsList();
        var given = new bool[values.Length];
        while (tokens.NextPair() is (string name, string value))
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int place) || place >= values.Length
                || given[place])
                throw new FormatException();
            given[place] = true;
            values[place] = (value, tokens.IsQuoted);
        }

        if (!tokens.IsAlone) // a weight may follow, which would be lost
            throw new FormatException();
        var row = new StringBuilder();
        foreach ((string value, bool isQuoted) in values)
            Append(row, value, isQuoted);
        return row.ToString();
    }

    private static void Append(StringBuilder row, string value, bool isQuoted)
    {
        if (row.Length > 0)
            row.Append(',');
        if (isQuoted || value.AsSpan().ContainsAny(",\"\n\r"))
            row.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            row.Append(value);
    }
}
