using System.Globalization;
using Downhill.Parquet;
using Downhill.Tables;

namespace Downhill.Sources.Tests;

/// <summary>Every type of value in files of DuckDB, read as the text that DuckDB's CSV has.</summary>
public sealed class ParquetTypesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-parquet-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("tinyint", "-128", "127")]
    [InlineData("smallint", "-32768", "32767")]
    [InlineData("integer", "-2147483648", "2147483647")]
    [InlineData("bigint", "-9007199254740993", "9223372036854775807")]
    [InlineData("utinyint", "0", "255")]
    [InlineData("usmallint", "0", "65535")]
    [InlineData("uinteger", "0", "4294967295")]
    [InlineData("ubigint", "0", "18446744073709551615")]
    [InlineData("float", "-1.5", "3.25")]
    [InlineData("double", "-1E-300", "0.1")]
    [InlineData("decimal(9,2)", "-1.50", "1234567.89")]
    [InlineData("decimal(18,4)", "-0.0001", "12345678901234.5678")]
    [InlineData("boolean", "true", "false")]
    [InlineData("varchar", "a, \"b\"", "Zürich 東京")]
    [InlineData("date", "1969-12-31", "2024-02-29")]
    [InlineData("timestamp", "1969-12-31 23:59:59", "2024-02-29 12:34:56.789")]
    [InlineData("timestamp_ms", "1969-12-31 23:59:59", "2024-02-29 12:34:56.789")]
    [InlineData("timestamp_s", "1969-12-31 23:59:59", "2024-02-29 12:34:56")]
    [InlineData("time", "00:00:00", "23:59:59.5")]
    [InlineData("time_ns", "00:00:00", "23:59:59.5")]
    [InlineData("uuid", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "00000000-0000-0000-0000-000000000001")]
    public void A_type_is_read_as_its_text(string type, string first, string second)
    {
        string path = Path.Combine(folder.FullName, "t.parquet");
        Duck.Run($"copy (select x::{type} as x, 1 as one from (values ('{first}'), (null), ('{second}'), "
            + $"('{second}')) as v(x)) to '{path}' (format parquet)");
        TableColumn column = ParquetTable.Read(path).Find("x")!;
        Assert.Equal([first, "", second, second], Enumerable.Range(0, 4).Select(column.Text));
        Assert.True(column.IsMissing(1));
    }

    [Theory]
    [InlineData("[1, 2]", "nested")]
    [InlineData("{'a': 1}", "nested")]
    [InlineData("'abc'::blob", "holds values of type")]
    [InlineData("interval 3 days", "holds values of type")]
    public void What_no_table_holds_is_named(string value, string message)
    {
        string path = Path.Combine(folder.FullName, "t.parquet");
        Duck.Run($"copy (select 1 as good, {value} as bad) to '{path}' (format parquet)");
        Assert.Contains($"the column 'bad'", Assert.Throws<DownhillException>(() => ParquetTable.Read(path)).Message);
        Assert.Contains(message, Assert.Throws<DownhillException>(() => ParquetTable.Read(path)).Message);
    }

    [Fact]
    public void Many_rows_in_groups_with_dictionaries_are_all_there()
    {
        string path = Path.Combine(folder.FullName, "t.parquet");
        Duck.Run($"copy (select i, 'name ' || (i % 100) as name, case when i % 3 = 0 then null else i * 0.5 end as half from range(20000) "
            + $"as r(i)) to '{path}' (format parquet, row_group_size 2048)");
        Table table = ParquetTable.Read(path);
        Assert.Equal(20_000, table.Rows);
        for (int row = 0; row < table.Rows; row++)
        {
            Assert.Equal(row, table.Columns[0].Number(row));
            Assert.Equal($"name {row % 100}", table.Columns[1].Text(row));
            Assert.Equal(row % 3 == 0 ? double.NaN : row * 0.5, table.Columns[2].Number(row));
        }
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(99_999, "99999")]
    [InlineData(100_000, "100000")]
    [InlineData(100_001, "100000 1")]
    [InlineData(200_000, "100000 100000")]
    public void A_group_is_written_as_soon_as_it_is_full(int rows, string groups)
    {
        string path = Path.Combine(folder.FullName, "out.parquet");
        using (FileStream stream = File.Create(path))
        {
            using var output = new ParquetOutput(stream, [new OutputColumn("place", OutputType.Double)]);
            for (int row = 0; row < rows; row++)
            {
                output.Number((double)row);
                output.EndRow();
            }
        }

        List<object?[]> found = Duck.Query(
            $"select distinct row_group_id, row_group_num_rows from parquet_metadata('{path}') order by row_group_id");
        Assert.Equal(groups, string.Join(' ', found.Select(group => group[1])));
        Assert.Equal(rows, Convert.ToInt32(Duck.Query($"select count(distinct place) from '{path}'")[0][0], CultureInfo.InvariantCulture));
    }
}
