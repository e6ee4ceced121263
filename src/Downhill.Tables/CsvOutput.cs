using CsvHelper;

namespace Downhill.Tables;

/// <summary>
/// Writes a table as CSV, one value after the other: text is quoted where it must be, and numbers are the shortest that read back as
/// the same; what is missing is empty. Disposing writes what is left; the text writer stays open.
/// </summary>
public sealed class CsvOutput : TableOutput
{
    private static readonly CsvWriterOptions Format = new() { NewLine = "\n", Quoting = CsvQuoting.WhenNeededOrWhitespace };
    private readonly CsvWriter writer;

    /// <summary>Starts with the line of column names; every row must have as many values.</summary>
    public CsvOutput(TextWriter destination, params IReadOnlyCollection<string> header)
        : this(destination, ',', header)
    {
    }

    /// <summary>The same with another sign between the values.</summary>
    internal CsvOutput(TextWriter destination, char separator, IReadOnlyCollection<string> header)
    {
        writer = CsvWriter.Create(destination, Format with { Separator = separator }, leaveOpen: true);
        foreach (string name in header)
            writer.WriteField(name);
        writer.EndRecord();
    }

    /// <inheritdoc/>
    public override void Text(string value) => writer.WriteField(value);

    /// <inheritdoc/>
    public override void Number<T>(T value) => writer.WriteField(value);

    /// <inheritdoc/>
    public override void Missing() => writer.WriteField(string.Empty);

    /// <inheritdoc/>
    public override void EndRow() => writer.EndRecord();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            writer.Dispose();
    }
}
