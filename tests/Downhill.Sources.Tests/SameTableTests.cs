using System.Data;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Downhill.Parquet;
using Downhill.Sqlite;
using Downhill.Tables;
using Microsoft.Data.Sqlite;
using Parquet;
using Parquet.Schema;
using Schema = Apache.Arrow.Schema;
using Table = Downhill.Tables.Table;

namespace Downhill.Sources.Tests;

/// <summary>One table on several ways: the same columns, the same values, the same numbers for training.</summary>
public sealed class SameTableTests : IDisposable
{
    private const int Rows = 60;

    private static readonly Person[] People = [.. Enumerable.Range(0, Rows).Select(i => new Person(
        i % 7 == 0 ? null : 20 + (i * 0.37),
        i % 5 == 0 ? null : (i % 3) switch { 0 => "Sales", 1 => "Tech, \"senior\"", _ => "Café" },
        i % 2 == 0,
        new DateTime(2020, 1, 1).AddDays(i * 3),
        i % 4 < 2 ? "low" : "high"))];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-sources-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void JSON_lines_are_the_same_table() => RequireSame(ReadJsonLines(Json()));

    [Fact]
    public void A_file_of_JSON_lines_is_read_by_its_ending()
    {
        string path = Path.Combine(folder.FullName, "people.jsonl");
        File.WriteAllText(path, Json());
        RequireSame(TableReader.Read(path));
    }

    [Fact]
    public void Records_are_the_same_table() => RequireSame(RowTable.From(
        "people", People, ("age", one => one.Age), ("job", one => one.Job), ("member", one => one.Member), ("since", one => one.Since),
        ("income", one => one.Income)));

    [Fact]
    public void A_data_reader_gives_the_same_table()
    {
        using var table = new DataTable();
        table.Columns.Add("age", typeof(double));
        table.Columns.Add("job", typeof(string));
        table.Columns.Add("member", typeof(bool));
        table.Columns.Add("since", typeof(DateTime));
        table.Columns.Add("income", typeof(string));
        foreach (Person one in People)
            table.Rows.Add(one.Age ?? (object)DBNull.Value, one.Job ?? (object)DBNull.Value, one.Member, one.Since, one.Income);
        using DataTableReader reader = table.CreateDataReader();
        RequireSame(RowTable.Read(reader, "people"));
    }

    [Fact]
    public void A_query_of_SQLite_gives_the_same_table()
    {
        string path = Path.Combine(folder.FullName, "people.db");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "create table people (age real, job text, member text, since text, income text)";
            command.ExecuteNonQuery();
            command.CommandText = "insert into people values ($age, $job, $member, $since, $income)";
            foreach (Person one in People)
            {
                command.Parameters.Clear();
                command.Parameters.AddWithValue("$age", one.Age ?? (object)DBNull.Value);
                command.Parameters.AddWithValue("$job", one.Job ?? (object)DBNull.Value);
                command.Parameters.AddWithValue("$member", one.Member ? "true" : "false");
                command.Parameters.AddWithValue("$since", one.Since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                command.Parameters.AddWithValue("$income", one.Income);
                command.ExecuteNonQuery();
            }
        }

        RequireSame(SqliteTable.Read(path, "select * from people"));
        Assert.Contains("no such column",
            Assert.Throws<DownhillException>(() => SqliteTable.Read(path, "select wage from people")).Message);
        Assert.Contains("readonly", Assert.Throws<DownhillException>(() => SqliteTable.Read(path, "delete from people")).Message);
        File.WriteAllText(path, new string('x', 5000));
        Assert.Contains("not a database", Assert.Throws<DownhillException>(() => SqliteTable.Read(path, "select * from people")).Message);
    }

    [Fact]
    public async Task A_Parquet_file_in_groups_gives_the_same_table()
    {
        string path = Path.Combine(folder.FullName, "people.parquet");
        var age = new DataField<double?>("age");
        var job = new DataField<string>("job", true);
        var member = new DataField<bool>("member");
        var since = new DataField<DateTime>("since");
        var income = new DataField<string>("income");
        await using (FileStream stream = File.Create(path))
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(age, job, member, since, income), stream))
        {
            foreach (Person[] part in People.Chunk(25))
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await group.WriteAsync<double>(age, part.Select(one => one.Age).ToArray().AsMemory());
                await group.WriteAsync(job, [.. part.Select(one => one.Job!)]);
                await group.WriteAsync<bool>(member, part.Select(one => one.Member).ToArray().AsMemory());
                await group.WriteAsync<DateTime>(since, part.Select(one => one.Since).ToArray().AsMemory());
                await group.WriteAsync(income, [.. part.Select(one => one.Income)]);
                group.CompleteValidate();
            }
        }

        RequireSame(ParquetTable.Read(path));
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains("is not a Parquet file, or it is damaged",
                Assert.Throws<DownhillException>(() => ParquetTable.Read(path)).Message);
        }
    }

    [Theory]
    [InlineData("snappy", 2048)]
    [InlineData("zstd", 2048)]
    [InlineData("gzip", 100_000)]
    [InlineData("uncompressed", 100_000)]
    public void A_Parquet_file_that_DuckDB_wrote_gives_the_same_table(string compression, int groupRows)
    {
        string csv = Path.Combine(folder.FullName, "people.csv"), path = Path.Combine(folder.FullName, "people.parquet");
        File.WriteAllText(csv, Csv());
        Duck.Run($"create type job as enum ('Sales', 'Tech, \"senior\"', 'Café')", $"""
            copy (select age::double as age, job::job as job, member::boolean as member, since::date as since, income from read_csv('{csv}', quote='"', escape='"'))
            to '{path}' (format parquet, compression {compression}, row_group_size {groupRows})
            """);
        RequireSame(ParquetTable.Read(path));
    }

    [Fact]
    public void An_ARFF_file_gives_the_same_table()
    {
        string header = "@relation people\n@attribute age numeric\n@attribute job string\n@attribute member {true, "
            + "false}\n@attribute since date yyyy-MM-dd\n@attribute income {low, high}\n@data\n";
        string rows = string.Concat(People.Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{(one.Age is double age ? age.ToString("R", CultureInfo.InvariantCulture) : "?")},{(one.Job is null ? "?" : $"'{one.Job}'")}"
                + $",{(one.Member ? "true" : "false")},{one.Since:yyyy-MM-dd},{one.Income}\n")));
        RequireSame(TableReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(header + rows)), "people.arff"));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(true, CompressionCodecType.Lz4Frame)]
    [InlineData(false, CompressionCodecType.Zstd)]
    public void Arrow_in_batches_gives_the_same_table(bool isFile, CompressionCodecType? codec)
    {
        string path = Path.Combine(folder.FullName, "people.arrow");
        using (FileStream stream = File.Create(path))
            WriteArrow(stream, isFile, codec);
        RequireSame(ArrowTable.Read(path));
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length - (isFile ? 0 : 8); length += 97)
        {
            File.WriteAllBytes(path, whole[..length]);
            string? message = Record.Exception(() => RequireSame(ArrowTable.Read(path))) switch
            {
                DownhillException error => error.Message,
                null => "read",
                _ => null
            };
            Assert.True(message?.Contains("is not an Arrow file, or it is damaged", StringComparison.Ordinal) == true
                || (!isFile && message is null), $"{length}: {message}");
        }
    }

    [Fact]
    public void Records_by_the_metadata_of_their_type_are_the_same_table() =>
        RequireSame(RowTable.From("people", People, PersonContext.Default.Person));

    [Theory]
    [InlineData("", "people.jsonl has no rows.")]
    [InlineData("[1]", "people.jsonl line 1 is not an object; expected {\"column\": value, …} on each line.")]
    [InlineData("{\"a\": 1}\n{\"a\": [1]}", "people.jsonl line 2, column 'a': expected a single value, not an array.")]
    [InlineData("{\"a\": 1, \"a\": 2}", "people.jsonl line 1: the column 'a' occurs twice.")]
    public void Lines_that_are_no_rows_are_named(string text, string message) =>
        Assert.Equal(message, Assert.Throws<DownhillException>(() => ReadJsonLines(text)).Message);

    [Theory]
    [InlineData("{\"a\": 1}\n{\"a\": ")]
    [InlineData("{\"a\": 1}\n{a: 2}")]
    public void Lines_that_are_cut_off_or_no_JSON_are_named(string text) =>
        Assert.StartsWith("people.jsonl line 2 is not JSON: ", Assert.Throws<DownhillException>(() => ReadJsonLines(text)).Message);

    [Fact]
    public void Lines_that_are_no_rows_are_left_out_and_counted_where_that_is_said_but_not_one_that_is_cut_off()
    {
        string text = "{\"a\": 1}\n\n{\"a\": [2]}\n{\"a\": 3, \"b\": 4}\n{\"a\": 5, \"a\": 6}\n{a}\n{\"b\": 7}\n";
        var skipping = new TableOptions { SkipBadRows = true };

        Table table = ReadJsonLines(text, skipping);

        Assert.Equal([(1, 3), (2, 5), (2, 6)], table.BadRowPlaces.Select(bad => (bad.Before, bad.Place.Line)));
        Assert.Equal(["1", "3", ""], Enumerable.Range(0, table.Rows).Select(table.Columns[0].Text));
        Assert.Equal([1, 4, 7], Enumerable.Range(0, table.Rows).Select(row => table.PlaceOf(row).Line));
        Assert.StartsWith("people.jsonl line 8 is not JSON",
            Assert.Throws<DownhillException>(() => ReadJsonLines(text + "{\"a\": ", skipping)).Message);
        Assert.Equal("people.jsonl: all 1 rows are bad; the first is line 1.",
            Assert.Throws<DownhillException>(() => ReadJsonLines("[1]\n\n", skipping)).Message);
    }

    [Fact]
    public void How_a_table_was_read_belongs_to_the_model_wherever_the_rows_came_from()
    {
        string rows = string.Concat(Enumerable.Range(0, 30).Select(row =>
            $"{{\"c\": \"{(row % 3 == 0 ? "NA" : row % 3 == 1 ? "-" : "DE")}\", \"x\": {(row == 4 ? -999 : row)}, \"y\": {row % 2}}}\n"));
        var options = new TableOptions { Missing = ["-", "-999"], MissingOnly = true };

        Table table = ReadJsonLines(rows, options);
        Preprocessing fitted = new TrainingTable(table).Fit([.. Enumerable.Range(0, 30)]);

        Assert.Equal(["NA", string.Empty, "DE"], Enumerable.Range(0, 30).Select(table.Columns[0].Text).Distinct());
        Assert.Equal([10, 1], table.Columns.Take(2).Select(column => column.MissingCount));
        Assert.Equal(["-", "-999"], fitted.Missing!);
        Assert.True(fitted.Reading!.MissingOnly);
    }

    [Fact]
    public void A_key_that_comes_late_or_is_left_out_is_missing_elsewhere()
    {
        Table table = ReadJsonLines("{\"a\": 1}\n\n{\"b\": \"x\", \"a\": 2}\n{\"b\": \"y\"}");
        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal([1, 1], table.Columns.Select(column => column.MissingCount));
        Assert.True(table.Find("b")!.IsMissing(0));
        Assert.Equal("people.jsonl line 3, column 'b'", table.Find("b")!.PlaceOf(1));
    }

    private static Table ReadJsonLines(string text, TableOptions? options = null) =>
        RowTable.ReadJsonLines(new MemoryStream(Encoding.UTF8.GetBytes(text)), "people.jsonl", options);

    private static string Json() => string.Join('\n', People.Select(one => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"age\": {(one.Age is double age ? age.ToString("R", CultureInfo.InvariantCulture) : "null")}, \"job\": "
            + $"{(one.Job is null ? "null" : $"\"{one.Job.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")}, \"member\": "
            + $"{(one.Member ? "true" : "false")}, \"since\": \"{one.Since:yyyy-MM-dd}\", \"income\": \"{one.Income}\"}}")));

    // A stream is whole wherever a batch ends, so one that is cut there is a shorter table.
    private static void WriteArrow(Stream stream, bool isFile, CompressionCodecType? codec)
    {
        var coded = new DictionaryType(Int8Type.Default, StringType.Default, ordered: false);
        var schema = new Schema(
            [new("age", DoubleType.Default, true), new("job", coded, true), new("member", BooleanType.Default, true),
                new("since", Date32Type.Default, true), new("income", StringType.Default, true)], null);
        var options = new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = new CompressionCodecFactory() };
        using ArrowStreamWriter writer = isFile
            ? new ArrowFileWriter(stream, schema, leaveOpen: true, options)
            : new ArrowStreamWriter(stream, schema, leaveOpen: true, options);
        string[] jobs = [.. People.Select(one => one.Job).OfType<string>().Distinct()];
        foreach (Person[] part in People.Chunk(25))
        {
            var age = new DoubleArray.Builder();
            var job = new Int8Array.Builder();
            var member = new BooleanArray.Builder();
            var since = new Date32Array.Builder();
            var income = new StringArray.Builder();
            foreach (Person one in part)
            {
                age.Append(one.Age);
                job.Append(one.Job is null ? null : (sbyte)System.Array.IndexOf(jobs, one.Job));
                member.Append(one.Member);
                since.Append(one.Since);
                income.Append(one.Income);
            }

            writer.WriteRecordBatch(new RecordBatch(
                schema, [age.Build(), new DictionaryArray(coded, job.Build(), new StringArray.Builder().AppendRange(jobs).Build()),
                    member.Build(), since.Build(), income.Build()], part.Length));
        }

        writer.WriteEnd();
    }

    private static string Csv() =>
        "age,job,member,since,income\n" + string.Concat(People.Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{(one.Age is double age ? age.ToString("R", CultureInfo.InvariantCulture) : "")},"
                + $"{(one.Job is null ? "" : $"\"{one.Job.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")},"
                + $"{(one.Member ? "true" : "false")},{one.Since:yyyy-MM-dd},{one.Income}\n")));

    private static void RequireSame(Table table) =>
        Assert.Equal(Numbers(TableReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(Csv())), "people.csv")), Numbers(table));

    // All the way to the numbers of a batch.
    private static double[] Numbers(Table table)
    {
        var training = new TrainingTable(table, new TrainingTableOptions { Target = "income" });
        int[] all = [.. Enumerable.Range(0, training.Rows)];
        Preprocessing fitted = training.Fit(all, Scaling.Robust, 8, CategoryEncoding.MaxOneHot);
        Samples inputs = fitted.Apply(training.Raw(fitted)).Inputs;
        var numbers = new double[inputs.Rows * inputs.Columns];
        inputs.Gather(all, numbers);
        return [.. numbers, .. all.Select(row => (double)training.Targets.Label(row))];
    }

    internal sealed record Person(double? Age, string? Job, bool Member, DateTime Since, string Income);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SameTableTests.Person))]
internal sealed partial class PersonContext : JsonSerializerContext;
