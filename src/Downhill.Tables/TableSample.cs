using System.Text;
using CsvHelper;

namespace Downhill.Tables;

/// <summary>The first rows of a text, read with one of the possible dialects.</summary>
internal sealed class TableSample
{
    private const int MaxRows = 100;

    private TableSample(List<string[]> rows, bool isClean)
    {
        Rows = rows;
        IsClean = isClean;
        int[] counts = [.. rows.Select(row => row.Length)];
        Width = counts.Length == 0 ? 0 : counts.GroupBy(count => count).OrderByDescending(group => group.Count()).First().Key;
        Share = counts.Length == 0 ? 0 : counts.Count(count => count == Width) / (double)counts.Length;
    }

    /// <summary>The values of each row that is not blank.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Whether every quote that opens closes at the end of its value.</summary>
    public bool IsClean { get; }

    /// <summary>The number of values of most rows.</summary>
    public int Width { get; }

    /// <summary>The share of the rows with this number of values.</summary>
    public double Share { get; }

    public static TableSample Read(ReadOnlySpan<byte> text, bool isWhole, char separator, char quote, char? comment)
    {
        var rows = new List<string[]>();
        bool isClean = true;
        CsvReaderOptions format = TableText.ReaderOptions(separator, quote, comment) with
        {
            OnMalformedRecord = row =>
                isClean &= row.Reason is not (CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.TextAfterClosingQuote),
        };
        using var bytes = new MemoryStream(text.ToArray());
        using Stream lines = separator == TableOptions.Spaces ? new SpaceRuns(bytes, quote) : bytes;
        using var reader = CsvReader.Create(lines, format);
        try
        {
            while (rows.Count < MaxRows && reader.Read())
            {
                if (!TableText.IsBlankRow(reader))
                    rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => Encoding.UTF8.GetString(reader.GetSpan(column)))]);
            }
        }
        catch (CsvFormatException)
        {
            return new TableSample(rows, isClean: false);
        }

        if (!isWhole && rows.Count is > 1 and < MaxRows)
            rows.RemoveAt(rows.Count - 1); // cut in two by the end of the sample
        return new TableSample(rows, isClean);
    }
}
