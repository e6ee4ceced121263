using System.Collections.Immutable;
using CsvHelper;

namespace Downhill.Tables;

/// <summary>The text of one table: its start, its dialect, and its rows one after the other.</summary>
internal sealed class TableText : IDisposable
{
    // A quote left open makes the rest of the file one row; the limit ends that before it fills the memory.
    private const int LongestRow = 16 << 20;

    // So many lines with as many separators as the row has are hardly prose; a single separator comes up in prose, too.
    private const int LinesLikeRows = 2, LinesLikePairs = 8;

    private readonly string name;
    private readonly bool skipsBadRows;
    private readonly CsvReaderOptions format;

    // The file, and above it lines of it that are read again: those behind the first line of a row that could not be read.
    private readonly Stack<(CsvReader Reader, long LinesAbove)> readers = new();
    private bool isBroken;

    public TableText(Stream stream, string name, TableOptions options)
    {
        this.name = name;
        skipsBadRows = options.SkipBadRows;
        var bytes = new TextBytes(stream, name);
        Stream text;
        char separator = ',', quote = '"';
        char? comment = options.Comment;
        if (ArffHeader.Read(bytes.Head, bytes.IsWhole, name) is ArffHeader arff)
        {
            Declared = arff.Columns;
            NamesAbove = [.. arff.Columns.Select(column => column.Name)];
            Format = new TableFormat(separator, quote, HasHeader: true, arff.Lines, IsArff: true);
            bytes.Skip(arff.Bytes);
            text = new ArffRows(bytes, arff.Columns, name, arff.Lines);
            comment = '%';
        }
        else
        {
            (Preamble preamble, Dialect dialect, bool isHeader) = Start(bytes, options);
            if (!isHeader && options.HasHeader is null && options.Columns is null)
                NamesAbove = Header.InComments(bytes.Head, preamble.Comments, dialect, name);
            (separator, quote) = (dialect.Separator, dialect.Quote);
            Format = new TableFormat(separator, quote, isHeader || NamesAbove is not null, preamble.Lines);
            bytes.Skip(preamble.Bytes);
            text = separator == TableOptions.Spaces ? new SpaceRuns(bytes, quote) : bytes;
        }

        format = ReaderOptions(separator, quote, comment) with
        {
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            OnMalformedRecord = Malformed,
        };
        readers.Push((CsvReader.Create(text, format), Format.SkippedLines));
    }

    /// <summary>The detected format of the text.</summary>
    public TableFormat Format { get; }

    /// <summary>
    /// The names that stand above the rows and are no row of their own: in a comment, as numpy writes them, or in the header of an ARFF
    /// file; null if the first row names the columns, or nothing does.
    /// </summary>
    public string[]? NamesAbove { get; }

    /// <summary>The declarations of columns in the file itself; empty if there are none.</summary>
    public ImmutableArray<DeclaredColumn> Declared { get; } = [];

    /// <summary>The line on which the row at hand starts, counted from 1.</summary>
    public long Line => Reader.LineNumber + readers.Peek().LinesAbove;

    /// <summary>The number of values of the current row.</summary>
    public int Count => Reader.FieldCount;

    /// <summary>Whether the row at hand is a line without anything.</summary>
    public bool IsBlank => IsBlankRow(Reader);

    /// <summary>Whether the row at hand cannot be read as it is, where such rows are to be left out.</summary>
    public bool IsBroken => isBroken;

    /// <summary>Whether a value in quotes holds an end of a line.</summary>
    public bool HoldsLines => !Format.IsArff && Reader.RawRecord.TrimEnd("\r\n"u8).IndexOfAny((byte)'\n', (byte)'\r') >= 0;

    /// <summary>
    /// Whether a value in quotes holds whole lines that look like rows: probably a quote was opened by mistake, and another one closed it.
    /// </summary>
    public bool HoldsRows
    {
        get
        {
            for (int column = 0; column < Count; column++)
            {
                if (AreRowsIn(this[column]))
                    return true;
            }

            return false;
        }
    }

    /// <summary>A value of the row at hand without blanks around it.</summary>
    public ReadOnlySpan<byte> this[int column] => Reader.GetSpan(column);

    /// <summary>Whether a value of the current row is in quotes.</summary>
    public bool IsQuoted(int column) => Reader.GetRawSpan(column).TrimStart(" \t"u8) is [var first, ..] && first == Format.Quote;

    public static bool IsBlankRow(CsvReader reader) => reader.FieldCount == 1 && reader.RawRecord.Trim(" \t"u8).IsEmpty;

    public static CsvReaderOptions ReaderOptions(char separator, char quote, char? comment) => new()
    {
        Separator = separator == TableOptions.Spaces ? '\t' : separator,
        Quote = quote,
        CommentPrefix = comment,
        HasHeader = false, // it is read as any other row, for its line and its values
        SkipEmptyLines = false,
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        WhitespaceCharacters = separator is '\t' or TableOptions.Spaces ? " " : " \t",
    };

    /// <summary>Goes on to the next row; false at the end.</summary>
    public bool Next()
    {
        isBroken = false;
        try
        {
            while (!Reader.Read())
            {
                if (readers.Count == 1)
                    return false;
                readers.Pop().Reader.Dispose();
            }

            return true;
        }
        catch (CsvFormatException exception)
        {
            throw new DownhillException(
                $"{name} line {exception.LineNumber + readers.Peek().LinesAbove}: the row is longer than {LongestRow >> 20} MiB; "
                    + $"probably a quote is not closed.", exception);
        }
    }

    /// <summary>
    /// Reads the lines of the row at hand again, all but its first: where a quote opens by mistake, the lines up to the next quote are rows
    /// of their own.
    /// </summary>
    public void ReadLinesAgain()
    {
        ReadOnlySpan<byte> row = Reader.RawRecord;
        int end = row.IndexOf((byte)'\n');
        if (end < 0)
            return;
        long above = Line;
        readers.Push((CsvReader.Create(new MemoryStream(row[(end + 1)..].ToArray()), format), above));
    }

    public void Dispose()
    {
        foreach ((CsvReader reader, _) in readers)
            reader.Dispose();
    }

    private CsvReader Reader => readers.Peek().Reader;

    // The first and the last line of a value are parts of rows only.
    private bool AreRowsIn(ReadOnlySpan<byte> value)
    {
        byte end = value.Contains((byte)'\n') ? (byte)'\n' : (byte)'\r', separator = (byte)format.Separator!.Value;
        int first = value.IndexOf(end), last = value.LastIndexOf(end), lines = 0;
        if (last <= first || Count < 2)
            return false;
        bool areFull = true;
        ReadOnlySpan<byte> inside = value[(first + 1)..last];
        foreach (Range range in inside.Split(end))
        {
            ReadOnlySpan<byte> line = inside[range].Trim(" \r"u8);
            if (line.Count(separator) != Count - 1 || line.IndexOf([separator, (byte)' ']) >= 0) // in prose a blank follows a comma
                return false;
            areFull &= line[0] != separator && line[^1] != separator && line.IndexOf([separator, separator]) < 0;
            lines++;
        }

        return lines >= (Count == 2 ? LinesLikePairs : areFull ? LinesLikeRows : LinesLikeRows + 1);
    }

    private static (Preamble Preamble, Dialect Dialect, bool IsHeader) Start(TextBytes bytes, TableOptions options)
    {
        Preamble preamble = Preamble.Of(bytes.Head, options);
        var dialect = Dialect.Find(bytes.Head[preamble.Bytes..], bytes.IsWhole, options);
        if (bytes.IsWhole && options.HasHeader is null
            && Header.IsOfCounts(dialect.Sample, Preamble.LinesBelow(bytes.Head[preamble.Bytes..])))
        {
            preamble = preamble.WithLine(bytes.Head);
            dialect = Dialect.Find(bytes.Head[preamble.Bytes..], bytes.IsWhole, options);
        }

        bool isHeader = options.HasHeader
            ?? Header.IsPresent(dialect.Sample, new MissingMarks(options.Missing, options.MissingOnly),
            new NumberReading(options.DecimalComma, options.Amounts));
        return (preamble, dialect, isHeader);
    }

    private void Malformed(CsvMalformedRecord row)
    {
        string? fault = row.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a value opens a quote that is never closed",
            CsvMalformedReason.TextAfterClosingQuote => "a quoted value goes on after its closing quote",
            _ => null, // a quote inside an unquoted value, as in 6" pipe, is a character like any other
        };
        if (fault is null)
            return;
        if (!skipsBadRows || (row.Reason == CsvMalformedReason.UnterminatedQuote && readers.Count <= 1))
            throw new DownhillException(
                $"{name} line {row.LineNumber + (readers.Count == 0 ? Format.SkippedLines : readers.Peek().LinesAbove)}: {fault}; "
                    + $"quote the whole value and double the quotes inside it.");
        isBroken = true;
    }
}
