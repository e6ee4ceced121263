using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Downhill.Parquet;
using Downhill.Sqlite;
using Downhill.Tables;
using Microsoft.Data.Sqlite;
using Schema = Apache.Arrow.Schema;
using Table = Downhill.Tables.Table;

namespace Downhill.Fuzzing;

/// <summary>Readers of tables that are no text: their packages are others', so that whatever these throw must come out in words.</summary>
internal static class FileTargets
{
    private static readonly (double? Age, string? Job, bool Member)[] People =
        [.. Enumerable.Range(0, 12)
        .Select(i => ((double?, string?, bool))(i % 5 == 0 ? null : i * 1.5, i % 4 == 0 ? null : $"job {i % 3}", i % 2 == 0))];

    public static Target Parquet { get; } =
        new("parquet", bytes => Require(ParquetTable.Read(new MemoryStream(bytes), "rows.parquet")),
        [Output((stream, columns) => new ParquetOutput(stream, columns))], ["PAR1"]);

    public static Target Arrow { get; } = new(
        "arrow", bytes => Require(ArrowTable.Read(bytes, "rows.arrow")),
        [Output((stream, columns) => new ArrowOutput(stream, columns)), ArrowStream(null), ArrowStream(CompressionCodecType.Lz4Frame)],
        ["ARROW1"]);

    public static Target Sqlite { get; } = new("sqlite", ReadDatabase, [Database()], ["SQLite format 3"]);

    // Each value can be reached.
    private static void Require(Table table)
    {
        foreach (TableColumn column in table.Columns)
        {
            for (int row = 0; row < table.Rows; row++)
                _ = column.Text(row).Length;
        }
    }

    private static byte[] Output(Func<Stream, System.Collections.Immutable.ImmutableArray<OutputColumn>, TableOutput> open)
    {
        using var stream = new MemoryStream();
        using (TableOutput output = open(stream,
            [new("age", OutputType.Double), new("job", OutputType.Text), new("share", OutputType.Single)]))
        {
            foreach ((double? age, string? job, bool member) in People)
            {
                if (age is double number)
                    output.Number(number);
                else
                    output.Missing();
                if (job is null)
                    output.Missing();
                else
                    output.Text(job);
                output.Number(member ? 0.25f : 1f);
                output.EndRow();
            }
        }

        return stream.ToArray();
    }

    private static byte[] ArrowStream(CompressionCodecType? codec)
    {
        var coded = new DictionaryType(Int8Type.Default, StringType.Default, ordered: false);
        var schema = new Schema([new("age", Int32Type.Default, true), new("job", coded, true), new("member", BooleanType.Default, true),
            new("day", Date32Type.Default, true)], null);
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true,
            new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = new CompressionCodecFactory() }))
        {
            writer.WriteRecordBatch(new RecordBatch(
                schema,
                [
                    new Int32Array.Builder().AppendRange(People.Select(one => (int)(one.Age ?? 0))).Build(),
                    new DictionaryArray(coded, new Int8Array.Builder().AppendRange(People.Select((_, i) => (sbyte)(i % 2))).Build(),
                        new StringArray.Builder().Append("Sales").Append("Tech").Build()),
                    new BooleanArray.Builder().AppendRange(People.Select(one => one.Member)).Build(),
                    new Date32Array.Builder().AppendRange(People.Select((_, i) => new DateTime(2024, 1, 1 + i))).Build(),
                ],
                People.Length));
            writer.WriteEnd();
        }

        return stream.ToArray();
    }

    private static void ReadDatabase(byte[] bytes)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            Require(SqliteTable.Read(path, null));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Database()
    {
        string path = Path.GetTempFileName();
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "pragma page_size = 512; create table people (age real, job text, member int); "
                + "insert into people values (39.5, 'Sales', 1), (null, 'Tech', 0), (51, null, 1)";
            command.ExecuteNonQuery();
        }

        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }
}
