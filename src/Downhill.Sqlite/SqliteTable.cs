using Downhill.Tables;
using Microsoft.Data.Sqlite;

namespace Downhill.Sqlite;

/// <summary>Tables from SQLite databases.</summary>
public static class SqliteTable
{
    /// <summary>Reads the rows that a query gives. The database is opened for reading only.</summary>
    /// <param name="path">The database's file.</param>
    /// <param name="query">One SELECT.</param>
    /// <param name="options">How values are read.</param>
    /// <exception cref="DownhillException">There is no such file, it is no database, or the query fails or gives no rows.</exception>
    public static Table Read(string path, string query, TableOptions? options = null)
    {
        if (!File.Exists(path))
            throw new DownhillException($"There is no file '{path}'; check the path of the database.");
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // the query is the user's own, for a database that is opened for reading only
            command.CommandText = query;
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
}
