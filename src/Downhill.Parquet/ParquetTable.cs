using Downhill.Tables;
using Parquet;
using Parquet.Schema;

namespace Downhill.Parquet;

/// <summary>Tables from Parquet files.</summary>
public static class ParquetTable
{
    // What a file says of itself decides how much room is made, so it is believed up to here.
    private const long MaxGroupRows = 10_000_000;

    /// <summary>Reads a file of flat columns: numbers, texts, truth values, dates.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How values are read, such as what stands for a missing one.</param>
    /// <exception cref="DownhillException">There is no such file, it is damaged, or a column is nested.</exception>
    public static Table Read(string path, TableOptions? options = null)
    {
        if (!File.Exists(path))
            throw new DownhillException($"There is no file '{path}'; check the path.");
        try
        {
            using FileStream stream = File.OpenRead(path);
            return ReadAsync(stream, path, options).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not (DownhillException or OutOfMemoryException))
        {
            throw new DownhillException($"{path} is not a Parquet file, or it is damaged: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private static async Task<Table> ReadAsync(Stream stream, string path, TableOptions? options)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream).ConfigureAwait(false);
        DataField[] fields = reader.Schema.GetDataFields();
        if (reader.Schema.Fields.FirstOrDefault(field => field is not DataField { IsArray: false }) is Field nested)
            throw new DownhillException($"{path}: the column '{nested.Name}' is nested; leave it out, or make columns of its parts.");
        var groups = new List<Array[]>();
        for (int i = 0; i < reader.RowGroupCount; i++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(i);
            if (group.RowCount is < 0 or > MaxGroupRows)
                throw new DownhillException($"{path}: a group says it has {group.RowCount:N0} rows; up to {MaxGroupRows:N0} are read. Write it in smaller groups.");
            var columns = new Array[fields.Length];
            for (int column = 0; column < fields.Length; column++)
                columns[column] = await ReadAsync(group, fields[column], (int)group.RowCount, path).ConfigureAwait(false);
            groups.Add(columns);
        }

        IEnumerable<(Array[] Columns, int Row)> rows = groups.SelectMany(columns => Enumerable.Range(0, columns[0].Length).Select(row => (columns, row)));
        return RowTable.From(Path.GetFileName(path), rows, options, [.. fields.Select((field, i) => (field.Name, new Func<(Array[] Columns, int Row), object?>(at => at.Columns[i].GetValue(at.Row))))]);
    }

    private static Task<Array> ReadAsync(ParquetRowGroupReader group, DataField field, int rows, string path)
    {
        Type type = field.ClrType;
        return type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? TextsAsync(group, field, rows)
            : type == typeof(double) ? NumbersAsync<double>(group, field, rows)
            : type == typeof(float) ? NumbersAsync<float>(group, field, rows)
            : type == typeof(long) ? NumbersAsync<long>(group, field, rows)
            : type == typeof(int) ? NumbersAsync<int>(group, field, rows)
            : type == typeof(short) ? NumbersAsync<short>(group, field, rows)
            : type == typeof(sbyte) ? NumbersAsync<sbyte>(group, field, rows)
            : type == typeof(ulong) ? NumbersAsync<ulong>(group, field, rows)
            : type == typeof(uint) ? NumbersAsync<uint>(group, field, rows)
            : type == typeof(ushort) ? NumbersAsync<ushort>(group, field, rows)
            : type == typeof(byte) ? NumbersAsync<byte>(group, field, rows)
            : type == typeof(bool) ? NumbersAsync<bool>(group, field, rows)
            : type == typeof(decimal) ? NumbersAsync<decimal>(group, field, rows)
            : type == typeof(DateTime) ? NumbersAsync<DateTime>(group, field, rows)
            : type == typeof(DateOnly) ? NumbersAsync<DateOnly>(group, field, rows)
            : type == typeof(Guid) ? NumbersAsync<Guid>(group, field, rows)
            : throw new DownhillException($"{path}: the column '{field.Name}' holds values of type {type.Name}, which are no numbers, texts, truth values or dates; leave it out.");
    }

    private static async Task<Array> TextsAsync(ParquetRowGroupReader group, DataField field, int rows)
    {
        var texts = new string[rows];
        await group.ReadAsync(field, texts).ConfigureAwait(false);
        return texts;
    }

    private static async Task<Array> NumbersAsync<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct
    {
        if (field.IsNullable)
        {
            var some = new T?[rows];
            await group.ReadAsync<T>(field, some.AsMemory()).ConfigureAwait(false);
            return some;
        }

        var all = new T[rows];
        await group.ReadAsync<T>(field, all.AsMemory()).ConfigureAwait(false);
        return all;
    }
}
