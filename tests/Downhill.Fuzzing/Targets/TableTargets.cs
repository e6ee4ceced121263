using System.IO.Compression;
using System.Text;
using Downhill.Tables;

namespace Downhill.Fuzzing;

/// <summary>Readers of tables. What is read must be the same however the bytes come, and no row may be lost.</summary>
internal static class TableTargets
{
    private static readonly string[] Tables =
    [
        "a,b,c\n1,2,x\n3,4,y\n5,6,x\n", "a;b\n1,5;2\n\"x;y\";3\n", "x\tz\ty\n2024-01-31\t?\t1e5\n2024-02-01\tno\t3\n2024-02-05\tyes\t4\n",
        "1 2 3\n4 5 6\n7 8 9\n", "# note\nname|size\n'a|b'|1\nNA|2\nc|3\n",
        "\ufeffid,text,y\r\n007,\"two\r\nlines\",1\r\n8,\"say \"\"hi\"\"\",2\r\n008,x,3\r\n", "3,2,red,green\n1,2,0\n3,4,1\n5,6,0\n",
        "a,b,\n1,2,\n3,4,\n",
    ];

    private static readonly string[] Words =
        ["\"", "\"\"", "'", ",", ";", "\t", "|", "\n", "\r\n", "#", "NA", "?", "1.5", "1,5", "2024-01-31", "yes", "no", "\n\n", "\",\"",
        "1e999", "0x1"];

    public static Target Csv { get; } = Target.OfText("csv", ReadCsv, Tables, Words);

    public static Target Arff { get; } = Target.OfText(
        "arff",
        ReadCsv,
        ["% flowers\n@relation iris\n@attribute length numeric\n@attribute 'a name' REAL\n@attribute class {setosa, "
            + "'not so'}\n@data\n5.1,1,setosa\n4.9,?,'not so'\n",
            "@RELATION r\n@ATTRIBUTE day date \"yyyy-MM-dd\"\n@ATTRIBUTE text string\n@ATTRIBUTE n integer\n@DATA\n2024-01-31,'it "
                + "is',3\n2024-02-01,\"b\",4\n2024-02-02,b,5\n"],
        "@attribute ", "@relation ", "@data\n", "numeric", "{a,b}", "date ", "string", "'", "\"", "%", "{", "}", "?", "\n", "{0 1, 2 x}");

    public static Target Gzip { get; } = new("gzip", ReadGzip, [.. Tables.Select(text => Pack(Encoding.UTF8.GetBytes(text)))], []);

    public static Target JsonLines { get; } = Target.OfText(
        "jsonl", ReadJsonLines, ["{\"a\": 1, \"b\": \"x\"}\n{\"a\": 2.5, \"b\": \"y\"}\n",
            "{\"a\": null, \"b\": true, \"c\": \"\", \"y\": 1}\n\n{\"b\": false, \"c\": \"2024-01-31\", \"y\": 2}\n{\"a\": "
                + "\"\\u00e9\", \"y\": 3}\n"], "{\"a\": 1}\n", "\"a\":", "null", "{}", "[]", "\n");

    private const string ByteOrderMark = "\u00EF\u00BB\u00BF"; // its bytes as Latin-1

    private static void ReadCsv(byte[] bytes)
    {
        (Table? table, string? error) = Read(new MemoryStream(bytes), new TableOptions());
        (Table? lenient, _) = Read(new MemoryStream(bytes), new TableOptions { SkipBadRows = true });
        (Table? piecewise, string? pieceError) = Read(new Pieces(bytes), new TableOptions());
        if (error != pieceError || Text(table) != Text(piecewise))
            throw new FindException($"What is read depends on the pieces in which it comes: "
                + $"{error ?? "a table"} and {pieceError ?? "a table"}.");
        if (table is not null && (lenient is null || lenient.Rows + lenient.BadRows != table.Rows))
            throw new FindException("A table that is read has other rows where bad rows are left out.");
        foreach (Table found in new[] { table, lenient }.OfType<Table>())
            RequireRows(bytes, found);
        if (lenient is not null)
            Learn(lenient);
        if (table is null)
            throw new DownhillException(error!);
    }

    // Where nothing is quoted, every line with anything on it is a row, a bad row, the header, or one of the lines above it.
    private static void RequireRows(byte[] bytes, Table table)
    {
        string text = Encoding.Latin1.GetString(bytes);
        if (text.Contains(table.Format.Quote, StringComparison.Ordinal))
            return;
        char[] blanks = table.Format.Separator == '\t' ? [' '] : [' ', '\t']; // a tab between two values that are empty is a row
        string[] lines = [.. Lines(text).Skip(table.Format.SkippedLines)];
        if (lines.Length > 0 && lines[0].StartsWith(ByteOrderMark, StringComparison.Ordinal))
            lines[0] = lines[0][ByteOrderMark.Length..]; // at the start of the table it is no text, also below lines that are skipped
        int below = lines.Count(line => line.Trim(blanks).Length > 0);
        int rows = table.Rows + table.BadRows + (table.Format.HasHeader ? 1 : 0);
        if (below != rows && below + 1 != rows) // the header may stand in a comment above
            throw new FindException($"Of {below} lines {rows} are accounted for.");
    }

    private static string[] Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r');

    // What a training would do with it before it begins.
    private static void Learn(Table table)
    {
        var training = new TrainingTable(table);
        Preprocessing fitted = training.Fit([.. Enumerable.Range(0, training.Rows)]);
        Dataset raw = training.Raw(fitted);
        if (raw.Rows + training.SkippedRows != table.Rows + table.BadRows)
            throw new FindException($"{table.Rows} rows of a table become {raw.Rows}.");
        var inputs = new double[fitted.Apply(raw.Inputs).Columns];
        fitted.Apply(raw.Inputs).Gather([0], inputs);
        if (!Array.TrueForAll(inputs, double.IsFinite))
            throw new FindException("An input is not finite.");
    }

    private static void ReadGzip(byte[] bytes)
    {
        (Table? table, string? error) = Read(new MemoryStream(bytes), new TableOptions());
        if (table is null)
            throw new DownhillException(error!);
        if (bytes is not [0x1F, 0x8B, 8, ..])
            return;
        (Table? whole, string? other) = Read(new MemoryStream(Unpack(bytes)), new TableOptions());
        if (whole is null || Text(whole) != Text(table))
            throw new FindException($"A packed table is another one than the text in it: {other}.");
        if (table.Rows > 0 && Read(new MemoryStream(bytes[..^1]), new TableOptions()).Table is { } cut && Text(cut) == Text(table)
            && Unpack(bytes[..^1]).Length != Unpack(bytes).Length)
            throw new FindException("A packed table whose end is cut off is read.");
    }

    private static void ReadJsonLines(byte[] bytes)
    {
        Table table = RowTable.ReadJsonLines(new MemoryStream(bytes), "rows.jsonl", new TableOptions());
        int lines = Lines(new UTF8Encoding(false).GetString(bytes).TrimStart('\ufeff')).Count(line => !string.IsNullOrWhiteSpace(line));
        if (table.Rows + table.BadRows != lines)
            throw new FindException($"Of {lines} lines {table.Rows} are rows.");
        Learn(table);
    }

    private static (Table? Table, string? Error) Read(Stream stream, TableOptions options)
    {
        try
        {
            return (TableReader.Read(stream, "rows.csv", options), null);
        }
        catch (DownhillException error)
        {
            return (null, error.Message);
        }
    }

    private static string? Text(Table? table) => table is null ? null
        : string.Join('\n', Enumerable.Range(0, table.Rows)
            .Select(row => string.Join('\t', table.Columns.Select(column => column.IsMissing(row) ? "?" : column.Text(row))))
            .Prepend(string.Join('\t', table.Columns.Select(column => column.Name))));

    private static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(text);
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var text = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            gzip.CopyTo(text);
        }
        catch (InvalidDataException)
        {
            // what came before it counts
        }

        return text.ToArray();
    }

    // One to seven bytes at a time, as a pipe gives them.
    private sealed class Pieces(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, 1 + (int)(Position % 7)));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1 + (int)(Position % 7))]);
    }
}
