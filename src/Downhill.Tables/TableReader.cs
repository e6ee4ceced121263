namespace Downhill.Tables;

/// <summary>
/// Reads tables: rows of values between commas, semicolons, tabs, bars or runs of spaces, with a line of column names or without,
/// plain or packed with gzip; a file that ends in .jsonl or .ndjson holds JSON lines, and other formats come with packages
/// (<see cref="TableFileFormat"/>). Values may be quoted, with quotes doubled and separators and line breaks kept inside; blanks around
/// a value mean nothing. The text is UTF-8; numbers have a decimal point. How a text is written is found out from its first rows
/// where the options do not tell.
/// </summary>
public static class TableReader
{
    /// <summary>Reads a file; the table is named after it.</summary>
    /// <exception cref="DownhillException">There is no such file, or it does not hold a table.</exception>
    public static Table Read(string path, TableOptions? options = null) => Read([path], options);

    /// <summary>Reads several files of the same columns as one table; the table is named after the first.</summary>
    /// <inheritdoc cref="Read(string, TableOptions?)" path="/exception"/>
    public static Table Read(IReadOnlyList<string> paths, TableOptions? options = null)
    {
        options ??= new TableOptions();
        foreach (string path in paths)
        {
            if (TableFileFormat.Of(path) is not TableFileFormat format)
                continue;
            if (paths.Count > 1)
                throw new DownhillException($"'{path}' holds {format.Name}; only one such file can be read, so put all rows into one "
                    + $"file.");
            Open(path).Dispose(); // says what is wrong with the path
            if (options.Query is not null && !format.TakesQuery)
                throw new DownhillException(
                    $"'{path}' holds {format.Name}, but a query{new Hint(Setting.Query, options.Query)} needs a database.");
            return format.Read(path, options);
        }

        if (options.Query is not null)
            throw new DownhillException(
                $"'{paths[0]}' is not a database, but a query{new Hint(Setting.Query, options.Query)} needs a database.");
        var table = new TableBuilder(options);
        foreach (string path in paths)
        {
            using FileStream file = Open(path);
            try
            {
                table.Read(file, Path.GetFileName(path));
            }
            catch (IOException exception)
            {
                throw new DownhillException($"'{path}' cannot be read to its end: {exception.Message}", exception);
            }
        }

        return table.Build();
    }

    /// <summary>Reads a stream to its end; <paramref name="name"/> is the name in messages.</summary>
    /// <inheritdoc cref="Read(string, TableOptions?)" path="/exception"/>
    public static Table Read(Stream stream, string name, TableOptions? options = null)
    {
        var table = new TableBuilder(options ?? new TableOptions());
        table.Read(stream, name);
        return table.Build();
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
}
