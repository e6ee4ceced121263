using CsvHelper;

namespace Downhill.Tables;

/// <summary>The text of one table: where it starts, how it is written, and its rows one after the other.</summary>
internal sealed class TableText : IDisposable
{
    // A quote left open makes the rest of the file one row; the limit ends that before it fills the memory.
    private const int LongestRow = 16 << 20;

    private readonly string name;
    private readonly CsvReader reader;
    private bool isBroken;

    public TableText(Stream stream, string name, TableOptions options)
    {
        this.name = name;
        var bytes = new TextBytes(stream, name);
        Preamble preamble = Preamble.Of(bytes.Head, options);
        var dialect = Dialect.Find(bytes.Head[preamble.Bytes..], bytes.IsWhole, options);
        if (bytes.IsWhole && options.HasHeader is null && Header.IsOfCounts(dialect.Sample, Preamble.LinesBelow(bytes.Head[preamble.Bytes..])))
        {
            preamble = preamble.WithLine(bytes.Head);
            dialect = Dialect.Find(bytes.Head[preamble.Bytes..], bytes.IsWhole, options);
        }

        bool isHeader = options.HasHeader ?? Header.IsPresent(dialect.Sample, new MissingMarks(options.Missing, options.MissingOnly), new NumberReading(options.DecimalComma, options.Amounts));
        if (!isHeader && options.HasHeader is null && options.Columns is null)
            CommentNames = Header.InComment(bytes.Head[preamble.Comment], dialect);
        Format = new TableFormat(dialect.Separator, dialect.Quote, isHeader || CommentNames is not null, preamble.Lines);
        bytes.Skip(preamble.Bytes);
        Stream text = dialect.Separator == TableOptions.Spaces ? new SpaceRuns(bytes, dialect.Quote) : bytes;
        reader = CsvReader.Create(text, ReaderOptions(dialect.Separator, dialect.Quote, options.Comment) with
        {
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            OnMalformedRecord = row => Malformed(row, options.SkipBadRows),
        });
    }

    /// <summary>How the text turned out to be written.</summary>
    public TableFormat Format { get; }

    /// <summary>The names in the comment above the first row, as numpy writes them; null where the first row names the columns, or nothing does.</summary>
    public string[]? CommentNames { get; }

    /// <summary>The line on which the row at hand starts, counted from 1.</summary>
    public long Line => reader.LineNumber + Format.SkippedLines;

    /// <summary>How many values the row at hand has.</summary>
    public int Count => reader.FieldCount;

    /// <summary>Whether the row at hand is a line without anything.</summary>
    public bool IsBlank => IsBlankRow(reader);

    /// <summary>Whether the row at hand cannot be read as it is, where such rows are to be left out.</summary>
    public bool IsBroken => isBroken;

    /// <summary>A value of the row at hand without blanks around it.</summary>
    public ReadOnlySpan<byte> this[int column] => reader.GetSpan(column);

    /// <summary>Whether a value of the row at hand stands in quotes.</summary>
    public bool IsQuoted(int column) => reader.GetRawSpan(column).TrimStart(" \t"u8) is [var first, ..] && first == Format.Quote;

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
            return reader.Read();
        }
        catch (CsvFormatException exception)
        {
            throw new DownhillException(
                $"{name} line {exception.LineNumber + Format.SkippedLines}: the row is longer than {LongestRow >> 20} MiB; a quote that opens in it is probably never closed.", exception);
        }
    }

    public void Dispose() => reader.Dispose();

    private void Malformed(CsvMalformedRecord row, bool skip)
    {
        string? fault = row.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a value opens a quote that is never closed",
            CsvMalformedReason.TextAfterClosingQuote => "a quoted value goes on after its closing quote",
            _ => null, // a quote inside an unquoted value, as in 6" pipe, is a character like any other
        };
        if (fault is null)
            return;
        if (!skip || row.Reason == CsvMalformedReason.UnterminatedQuote)
            throw new DownhillException($"{name} line {row.LineNumber + Format.SkippedLines}: {fault}; quote the whole value and double the quotes inside it.");
        isBroken = true;
    }
}
