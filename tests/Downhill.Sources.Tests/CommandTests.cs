using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Downhill.Cli;
using Downhill.Parquet;
using Downhill.Tables;
using Microsoft.Data.Sqlite;

namespace Downhill.Sources.Tests;

/// <summary>The command line with tables that are no text, in and out.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-commands-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_same_model_is_trained_from_every_file_and_its_predictions_are_the_same_in_every_file()
    {
        string csv = At("rows.csv");
        var random = new Random(1);
        var text = new StringBuilder("age,job,income\n");
        for (int i = 0; i < 80; i++)
            text.Append(CultureInfo.InvariantCulture,
                $"{random.Next(20, 70)},{(i % 3 == 0 ? "Sales" : i % 7 == 0 ? "" : "Tech")},{(i % 3 == 0 ? "low" : "high")}\n");
        File.WriteAllText(csv, text.ToString());
        Duck.Run($"copy (select * from read_csv('{csv}')) to '{At("rows.parquet")}' (format parquet)",
            $"copy (select * from read_csv('{csv}')) to '{At("rows.jsonl")}' (format json)");
        File.Copy(At("rows.parquet"), At("without-ending")); // known by its first bytes
        Database(At("rows.db"), "people", TableReader.Read(csv));
        Assert.Contains("values separated by commas", Run(0, "inspect", csv).Out, StringComparison.Ordinal);
        foreach (string name in (string[])["rows.parquet", "rows.jsonl"])
        {
            Assert.Contains($"{name}: 80 rows of 3 columns; the file names the columns.", Run(0, "inspect", At(name)).Out, StringComparison.Ordinal);
            Assert.Null(JsonNode.Parse(Run(0, "inspect", At(name), "--json").Out)!["separator"]);
        }

        byte[] model = Train("rows.csv");
        Assert.Equal(model, Train("rows.parquet"));
        Assert.Equal(model, Train("rows.jsonl"));
        Assert.Equal(model, Train("rows.db", "--query", "select age, job, income from people"));

        string answers = Run(0, "predict", At("rows.csv-model"), csv, "--keep", "age", "--keep", "job").Out;
        foreach (string name in (string[])["out.parquet", "out.jsonl", "out.arrow", "out.csv"])
        {
            Run(0, "predict", At("rows.csv-model"), At("without-ending"), "--keep", "age", "--keep", "job", "--out", At(name));
            Table table = name.EndsWith(".arrow", StringComparison.Ordinal) ? ArrowTable.Read(At(name)) : TableReader.Read(At(name));
            Assert.Equal(answers, Text(table));
        }

        foreach (string source in (string[])[$"read_parquet('{At("out.parquet")}')", $"read_json('{At("out.jsonl")}')"])
        {
            List<object?[]> rows = Duck.Query($"select age, job, prediction, p_low from {source}");
            JsonNode? first = JsonNode.Parse(File.ReadLines(At("out.jsonl")).First());
            Assert.Equal(80, rows.Count);
            Assert.Equal(80 / 7 - 80 / 21, rows.Count(row => row[1] is null));
            Assert.Equal((double)first!["age"]!, Convert.ToDouble(rows[0][0], CultureInfo.InvariantCulture));
            Assert.Equal((float)first["p_low"]!, Convert.ToSingle(rows[0][3], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void What_is_asked_of_a_database_is_said_where_it_is_unclear()
    {
        Table table = RowTable.From("t", [(1, "x"), (2, "y")], ("a", one => one.Item1), ("b", one => one.Item2));
        Database(At("shop.db"), "people", table);
        Database(At("shop.db"), "orders", table);
        Assert.Equal($"{At("shop.db")} has the tables orders, people; choose the rows (--query \"select * from orders\").",
            Run(2, "inspect", At("shop.db")).Error.Trim());
        Assert.Contains("no such column: wage", Run(2, "inspect", At("shop.db"), "--query", "select wage from people").Error);
        File.WriteAllText(At("rows.csv"), "a,b\n1,2\n3,4\n");
        Assert.Equal($"'{At("rows.csv")}' is not a database, but a query (--query \"select 1\") needs a database.",
            Run(2, "inspect", At("rows.csv"), "--query", "select 1").Error.Trim());
    }

    [Theory]
    [InlineData("rows.parquet", "rows.parquet is not a Parquet file, or it is damaged")]
    [InlineData("rows.arrow", "rows.arrow is not an Arrow file, or it is damaged")]
    [InlineData("rows.db", "file is not a database")]
    public void Text_under_the_ending_of_another_format_is_one_line(string name, string message)
    {
        File.WriteAllText(At(name), "age,job\n1,2\n3,4\n");
        string error = Run(2, "inspect", At(name)).Error.Trim();
        Assert.Contains(message, error);
        Assert.DoesNotContain('\n', error);
    }

    private static string Text(Table table)
    {
        using var text = new StringWriter();
        using (var csv = new CsvOutput(text, [.. table.Columns.Select(column => column.Name)]))
        {
            for (int row = 0; row < table.Rows; row++)
            {
                foreach (TableColumn column in table.Columns)
                    csv.Text(column.Text(row));
                csv.EndRow();
            }
        }

        return text.ToString();
    }

    private static void Database(string path, string name, Table table)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // names and values of this test
        command.CommandText = $"create table {name} ("
            + $"{string.Join(", ", table.Columns.Select(column => $"{column.Name} {(column.IsNumeric ? "int" : "text")}"))})";
        command.ExecuteNonQuery();
        for (int row = 0; row < table.Rows; row++)
        {
            command.CommandText = $"insert into {name} values "
                + $"({string.Join(", ", table.Columns.Select(column => column.IsMissing(row) ? "null" : $"'{column.Text(row)}'"))})";
            command.ExecuteNonQuery();
        }
#pragma warning restore CA2100
    }

    private byte[] Train(string name, params string[] more)
    {
        string run = At($"{name}-model");
        Run(0, ["train", At(name), "--target", "income", "--blend", "off", "--epochs", "1", "--no-importance", "--quiet", "--overwrite",
            "--out", run, .. more]);
        return File.ReadAllBytes(Path.Combine(run, "model.safetensors"));
    }

    private string At(string name) => Path.Combine(folder.FullName, name);

    private static (string Out, string Error) Run(int expected, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader(string.Empty);
        int code = CommandLine.Run(arguments, new Terminal(output, error, input), () => CancellationToken.None);
        Assert.True(code == expected, $"{code}: {error}");
        return (output.ToString(), error.ToString());
    }
}
