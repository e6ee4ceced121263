using System.Collections.Immutable;
using CsvHelper;

namespace Downhill.Tables;

/// <summary>
/// Reads CSV: a line of column names, then a row of values for each example. Values may be quoted, with quotes doubled and line
/// breaks kept inside; blanks around a value mean nothing; blank lines at the end are passed over. The text is UTF-8.
/// </summary>
public static class TableReader
{
    // A quote left open makes the rest of the file one row; the limit ends that before it fills the memory.
    private const int LongestRow = 16 << 20;

    /// <summary>Reads a file; the table is named after it.</summary>
    /// <exception cref="DownhillException">There is no such file, or it does not hold a table.</exception>
    public static Table Read(string path, TableReaderOptions? options = null)
    {
        using FileStream file = Open(path);
        try
        {
            return Read(file, Path.GetFileName(path), options);
        }
        catch (IOException exception)
        {
            throw new DownhillException($"'{path}' cannot be read to its end: {exception.Message}", exception);
        }
    }

    /// <summary>Reads bytes up to the end of the stream, which stays open; <paramref name="name"/> stands in messages.</summary>
    /// <inheritdoc cref="Read(string, TableReaderOptions?)" path="/exception"/>
    public static Table Read(Stream stream, string name, TableReaderOptions? options = null)
    {
        using var bytes = new TextBytes(stream, name);
        using CsvReader reader = CsvReader.Create(bytes, Format(name, options), leaveOpen: true);
        return Read(reader, name);
    }

    /// <summary>Reads characters up to the end of the text, which stays open; <paramref name="name"/> stands in messages.</summary>
    /// <inheritdoc cref="Read(string, TableReaderOptions?)" path="/exception"/>
    public static Table Read(TextReader text, string name, TableReaderOptions? options = null)
    {
        using CsvReader reader = CsvReader.Create(text, Format(name, options), leaveOpen: true);
        return Read(reader, name);
    }

    private static FileStream Open(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new DownhillException("The name of the table's file is empty; give the path of a CSV file.");
        if (Directory.Exists(path))
            throw new DownhillException($"'{path}' is a folder; give the path of a CSV file.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DownhillException($"There is no file '{path}' (looked for {Path.GetFullPath(path)}); check the path.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DownhillException($"'{path}' cannot be opened: {exception.Message}", exception);
        }
    }

    private static CsvReaderOptions Format(string name, TableReaderOptions? options) => new()
    {
        Separator = (options ?? new TableReaderOptions()).Separator,
        HasHeader = false, // it is read as any other row, for its line and its values
        SkipEmptyLines = false,
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        TrackLineNumbers = true,
        MaxRecordSize = LongestRow,
        OnMalformedRecord = row => RequireQuotes(name, row),
    };

    private static void RequireQuotes(string name, CsvMalformedRecord row)
    {
        string? fault = row.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a value opens a quote that is never closed",
            CsvMalformedReason.TextAfterClosingQuote => "a quoted value goes on after its closing quote",
            _ => null, // a quote inside an unquoted value, as in 6" pipe, is a character like any other
        };
        if (fault is not null)
            throw new DownhillException($"{name} line {row.LineNumber}: {fault}; quote the whole value and double the quotes inside it.");
    }

    private static Table Read(CsvReader reader, string name)
    {
        try
        {
            var table = new TableBuilder(name, ReadHeader(reader, name));
            long blank = 0;
            while (reader.Read())
            {
                if (IsBlank(reader))
                    blank = blank == 0 ? reader.LineNumber : blank;
                else if (blank == 0)
                    table.Add(reader);
                else
                    throw new DownhillException($"{name} line {blank} is blank, but line {reader.LineNumber} goes on with a row; delete the blank line.");
            }

            return table.Build();
        }
        catch (CsvFormatException exception)
        {
            throw new DownhillException(
                $"{name} line {exception.LineNumber}: the row is longer than {LongestRow >> 20} MiB; a quote that opens in it is probably never closed.", exception);
        }
    }

    private static ImmutableArray<string> ReadHeader(CsvReader reader, string name)
    {
        if (!reader.Read())
            throw new DownhillException($"{name} is empty; expected a line of column names, then rows of values.");
        if (IsBlank(reader))
            throw new DownhillException($"{name} line 1 is blank; expected the names of the columns there.");

        var names = new string[reader.FieldCount];
        for (int column = 0; column < names.Length; column++)
        {
            names[column] = Utf8Text.TryDecode(reader.GetSpan(column), out string? text)
                ? text.Trim()
                : throw Utf8Text.Invalid(name, reader.LineNumber, $"the name of column {column + 1}");
        }

        return Header.Check(name, names);
    }

    private static bool IsBlank(CsvReader reader) => reader.FieldCount == 1 && reader.RawRecord.Trim(" \t"u8).IsEmpty;
}
