using Downhill.Tables;
using Microsoft.Data.Sqlite;

namespace Downhill.Sqlite;

/// <summary>Tables from SQLite databases.</summary>
public static class SqliteTable
{
    /// <summary>
    /// The format of SQLite databases; register it to read them wherever a table is expected:
    /// <c>TableFileFormat.Register(SqliteTable.Format)</c>. Without a query, the only table is read.
    /// </summary>
    public static TableFileFormat Format { get; } =
        new("an SQLite database", [".db", ".sqlite", ".sqlite3"], (path, options) => Read(path, options.Query, options))
        {
            Signature = [.. "SQLite format 3\0"u8],
            TakesQuery = true,
        };

    /// <summary>Reads the result of a query. The database is opened for reading only.</summary>
    /// <param name="path">The database's file.</param>
    /// <param name="query">One SELECT; null for all rows of the only table.</param>
    /// <param name="options">The options for reading values.</param>
    /// <exception cref="DownhillException">There is no such file, it is no database, or the query fails or gives no rows.</exception>
    public static Table Read(string path, string? query, TableOptions? options = null)
    {
        if (!File.Exists(path))
            throw new DownhillException($"There is no file '{path}'; check the path of the database.");
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // the query is the user's own, for a database that is opened for reading only
            command.CommandText = query
                ?? $"select * from \"{OnlyTable(connection, path).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
#pragma warning restore CA2100
            using SqliteDataReader reader = command.ExecuteReader();
            if (reader.FieldCount == 0)
                throw new DownhillException($"{path}: the query gives no columns; it must be a SELECT.");
            return RowTable.Read(reader, Path.GetFileName(path), options);
        }
        catch (SqliteException error)
        {
            throw new DownhillException($"{path}: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private static string OnlyTable(SqliteConnection connection, string path)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite\\_%' escape "
            + "'\\' order by name";
        using SqliteDataReader reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names.Count switch
        {
            0 => throw new DownhillException($"{path} has no table."),
            1 => names[0],
            _ => throw new DownhillException(
                $"{path} has the tables {string.Join(", ", names)}; "
                    + $"choose the rows{new Hint(Setting.Query, $"select * from {names[0]}")}."),
        };
    }
}
