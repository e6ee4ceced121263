using System.Collections.Immutable;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>The columns of the data that are written before the predictions.</summary>
/// <param name="Table">The data; null if it is not a table.</param>
/// <param name="Columns">The columns in order.</param>
internal sealed record PredictionColumns(Table? Table, ImmutableArray<TableColumn> Columns)
{
    // Endings that name a format of a package; any other file is CSV.
    private static readonly string[] Packages = [".parquet", ".pq", ".arrow", ".feather"];

    public static PredictionColumns For(TableRows rows, string[] names, bool all)
    {
        if (rows.Table is not Table table)
            return names.Length == 0 && !all
                ? new PredictionColumns(null, [])
                : throw new DownhillException("--keep and --keep-all need a table; these rows have no column names.");
        if (rows.Key is string key && !names.Contains(key))
            names = [key, .. names];
        return new PredictionColumns(table, all ? table.Columns : [.. names.Select(name => table.Find(name) ?? throw new DownhillException(
            $"{table.Name} has no column '{name}' to keep (--keep){Nearest.Hint(name, table.Columns.Select(column => column.Name))}."))]);
    }

    /// <summary>Throws if the ending of a file names a format that is not written.</summary>
    public static void RequireKnown(string path)
    {
        TableFileFormat? format = TableFileFormat.ByName(path);
        if (format is { Write: null })
            throw new DownhillException(
                $"{path}: predictions cannot be written as {format.Name}; use a name that ends in .csv, .jsonl or .parquet (--out).");
        if (format is null && Packages.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            is string unknown)
            throw new DownhillException(
                $"{path}: this program cannot write {unknown[1..]}; the dotnet tool can (dotnet tool install Downhill.Cli), "
                    + $"or use a name that ends in .csv or .jsonl (--out).");
    }
}
