using DuckDB.NET.Data;

namespace Downhill.Sources.Tests;

/// <summary>DuckDB, in memory, as a second opinion of files.</summary>
internal static class Duck
{
    public static void Run(params ReadOnlySpan<string> commands)
    {
        using DuckDBConnection connection = Open();
        foreach (string text in commands)
            Run(connection, text);
    }

    /// <summary>The rows of a query, each value as DuckDB gives it; null where it is missing.</summary>
    public static List<object?[]> Query(string text)
    {
        using DuckDBConnection connection = Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = text;
        using DuckDBDataReader reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return connection;
    }

    private static void Run(DuckDBConnection connection, string text)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
