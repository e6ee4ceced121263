using System.Globalization;
using System.Numerics;
using Downhill.Tables;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using Type = System.Type;

namespace Downhill.Parquet;

/// <summary>Tables from Parquet files.</summary>
public static class ParquetTable
{
    // What a file says of itself decides how much room is made, so it is believed up to here.
    private const long MaxGroupRows = 10_000_000, FreeRows = 100_000, RowsAByte = 256;

    /// <summary>
    /// The format of Parquet files; register it to read and write them wherever a table is expected:
    /// <c>TableFileFormat.Register(ParquetTable.Format)</c>.
    /// </summary>
    public static TableFileFormat Format { get; } = new("a Parquet table", [".parquet", ".pq"], Read)
    {
        Signature = [.. "PAR1"u8],
        Write = (stream, columns) => new ParquetOutput(stream, columns),
    };

    /// <summary>Reads a file of flat columns: numbers, texts, truth values, dates.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options for reading values, such as the marks of missing values.</param>
    /// <exception cref="DownhillException">There is no such file, it is damaged, or a column is nested.</exception>
    public static Table Read(string path, TableOptions? options = null)
    {
        if (!File.Exists(path))
            throw new DownhillException($"There is no file '{path}'; check the path.");
        using FileStream stream = File.OpenRead(path);
        return Read(stream, Path.GetFileName(path), options);
    }

    /// <summary>Reads a file of flat columns from a stream that can be read anywhere.</summary>
    /// <param name="stream">The file, which stays open.</param>
    /// <param name="name">The name in messages.</param>
    /// <param name="options">The options for reading values, such as the marks of missing values.</param>
    /// <exception cref="DownhillException">It is damaged, or a column is nested.</exception>
    public static Table Read(Stream stream, string name, TableOptions? options = null)
    {
        try
        {
            ParquetSizes.Require(stream);
            return ReadAsync(stream, name, options).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not (DownhillException or OutOfMemoryException))
        {
            throw new DownhillException($"{name} is not a Parquet file, or it is damaged: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private static async Task<Table> ReadAsync(Stream stream, string name, TableOptions? options)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true).ConfigureAwait(false);
        DataField[] fields = reader.Schema.GetDataFields();
        if (reader.Schema.Fields.FirstOrDefault(field => field is not DataField { IsArray: false }) is Field nested)
            throw new DownhillException($"{name}: the column '{nested.Name}' is nested; leave it out, or make its parts separate columns.");
        var groups = new List<Array[]>();
        for (int i = 0; i < reader.RowGroupCount; i++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(i);
            if (group.RowCount is < 0 or > MaxGroupRows)
                throw new DownhillException(
                    $"{name}: a group says it has {group.RowCount:N0} rows; up to {MaxGroupRows:N0} are read. Write it in smaller groups.");
            if (group.RowCount > FreeRows + (RowsAByte * stream.Length))
                throw new DownhillException($"{name}: a group says it has {group.RowCount:N0} rows in a file of {stream.Length:N0} bytes.");
            var columns = new Array[fields.Length];
            for (int column = 0; column < fields.Length; column++)
            {
                ColumnMetaData? about = group.GetMetadata(fields[column])?.MetaData;
                if (about is not null)
                    ParquetSizes.RequirePages(stream, about);
                columns[column] = await ReadAsync(group, fields[column], (int)group.RowCount, name).ConfigureAwait(false);
            }

            groups.Add(columns);
        }

        IEnumerable<(Array[] Columns, int Row)> rows =
            groups.SelectMany(columns => Enumerable.Range(0, columns[0].Length).Select(row => (columns, row)));
        return RowTable.From(name, rows, options, [.. fields.Select((field, i) => (field.Name, Value(i, UnitOfTime(reader, field))))]);
    }

    private static Func<(Array[] Columns, int Row), object?> Value(int column, long? unit) => unit is not long ticks
        ? at => at.Columns[column].GetValue(at.Row)
        : at => at.Columns[column].GetValue(at.Row) is IConvertible count
            ? new TimeOnly(checked(count.ToInt64(CultureInfo.InvariantCulture) * ticks / 1000))
            : null;

    // How many thousandths of a tick one is in a column of times of day, which come as whole numbers; null for other columns.
    private static long? UnitOfTime(ParquetReader reader, DataField field)
    {
        if (field.ClrType != typeof(int) && field.ClrType != typeof(long))
            return null;
        SchemaElement? element = reader.Metadata?.Schema.Skip(1).FirstOrDefault(element => element.Name == field.Name);
        return (element?.ConvertedType, element?.LogicalType?.TIME?.Unit) switch
        {
            (ConvertedType.TIME_MILLIS, _) or (_, { MILLIS: not null }) => 10_000_000,
            (ConvertedType.TIME_MICROS, _) or (_, { MICROS: not null }) => 10_000,
            (_, { NANOS: not null }) => 10,
            _ => null,
        };
    }

    private static Task<Array> ReadAsync(ParquetRowGroupReader group, DataField field, int rows, string name)
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
            : type == typeof(TimeOnly) ? NumbersAsync<TimeOnly>(group, field, rows)
            : type == typeof(TimeSpan) ? NumbersAsync<TimeSpan>(group, field, rows)
            : type == typeof(BigInteger) ? NumbersAsync<BigInteger>(group, field, rows)
            : type == typeof(Guid) ? NumbersAsync<Guid>(group, field, rows)
            : throw new DownhillException(
                $"{name}: the column '{field.Name}' holds values of type {type.Name}, which are not numbers, texts, "
                    + $"booleans or dates; leave it out.");
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
