using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>
/// A format of table files that a package reads and can also write. A program registers it once:
/// <c>TableFileFormat.Register(ParquetTable.Format)</c>.
/// </summary>
/// <param name="Name">The name of the format in messages, after "holds": "a Parquet table".</param>
/// <param name="Endings">The endings of such files, such as ".parquet".</param>
/// <param name="Read">Reads the file at a path.</param>
public sealed record TableFileFormat(string Name, ImmutableArray<string> Endings, Func<string, TableOptions, Table> Read)
{
    private const int HeadBytes = 1 << 12;

    private static readonly TableFileFormat JsonLines =
        new("JSON lines", [".jsonl", ".ndjson"], ReadJsonLines) { Write = (stream, columns) => new JsonLinesOutput(stream, columns) };

    private static readonly TableFileFormat PackedJsonLines = new("packed JSON lines", [".jsonl.gz", ".ndjson.gz"], ReadJsonLines);

    private static ImmutableArray<TableFileFormat> all = [JsonLines, PackedJsonLines];

    /// <summary>The first bytes of such a file; empty if there is no signature.</summary>
    public ImmutableArray<byte> Signature { get; init; } = [];

    /// <summary>Whether a query selects the rows (<see cref="TableOptions.Query"/>).</summary>
    public bool TakesQuery { get; init; }

    /// <summary>Starts to write a table of these columns to a stream, which stays open; null if the format is only read.</summary>
    public Func<Stream, ImmutableArray<OutputColumn>, TableOutput>? Write { get; init; }

    /// <summary>Registers a format with <see cref="TableReader"/> and every command that reads or writes a table.</summary>
    public static void Register(TableFileFormat format) =>
        ImmutableInterlocked.Update(ref all, static (known, one) => [.. known.Where(other => other.Name != one.Name), one], format);

    /// <summary>The format for the ending of a file's name; null if it is not registered.</summary>
    public static TableFileFormat? ByName(string path) =>
        all.FirstOrDefault(format => format.Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The format of a file by its ending, or else by its first bytes.</summary>
    internal static TableFileFormat? Of(string path)
    {
        if (ByName(path) is TableFileFormat named)
            return named;
        if (!all.Any(format => format.Signature.Length > 0) || !IsPlain(path))
            return null;
        Span<byte> start = stackalloc byte[32];
        try
        {
            using FileStream file = File.OpenRead(path);
            if (!file.CanSeek) // behind a link, as /dev/fd/63 of a shell, there may be a pipe
                return null;
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // whoever reads the file says so
        }

        foreach (TableFileFormat format in all)
        {
            if (format.Signature.Length > 0 && start.StartsWith(format.Signature.AsSpan()))
                return format;
        }

        return null;
    }

    // What is read once, such as a pipe, is left to the reader of text.
    private static bool IsPlain(string path) => File.Exists(path) && new FileInfo(path).Length > 0;

    private static Table ReadJsonLines(string path, TableOptions options)
    {
        using FileStream file = File.OpenRead(path);
        using var head = new HeadStream(file, HeadBytes);
        string name = Path.GetFileName(path);
        return RowTable.ReadJsonLines(GzipText.IsPacked(head.Head) ? new GzipText(head, name) : head, name, options);
    }
}
