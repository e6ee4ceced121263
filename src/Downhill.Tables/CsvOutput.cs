using System.Numerics;
using CsvHelper;

namespace Downhill.Tables;

/// <summary>
/// Writes a table as CSV, one value after the other: text is quoted where it must be, and numbers are the shortest that read back as
/// the same. Disposing writes what is left; the text writer stays open.
/// </summary>
public sealed class CsvOutput : IDisposable
{
    private static readonly CsvWriterOptions Format = new() { NewLine = "\n", Quoting = CsvQuoting.WhenNeededOrWhitespace };
    private readonly CsvWriter writer;

    /// <summary>Starts with the line of column names; every row must have as many values.</summary>
    public CsvOutput(TextWriter destination, params IReadOnlyCollection<string> header)
    {
        writer = CsvWriter.Create(destination, Format, leaveOpen: true);
        foreach (string name in header)
            writer.WriteField(name);
        writer.EndRecord();
    }

    /// <summary>Writes the next value of the row: text.</summary>
    public void Text(string value) => writer.WriteField(value);

    /// <summary>Writes the next value of the row: a number.</summary>
    public void Number<T>(T value)
        where T : struct, INumber<T> => writer.WriteField(value);

    /// <summary>Ends the row.</summary>
    public void EndRow() => writer.EndRecord();

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();
}
