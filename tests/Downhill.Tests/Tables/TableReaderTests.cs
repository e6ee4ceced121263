using System.Text;
using Downhill.Tables;

namespace Downhill.Tests;

public class TableReaderTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Line_breaks_of_every_kind_end_rows_and_stay_inside_quotes(string lineBreak)
    {
        Table table = Csv.Read($"age,note{lineBreak}1,\"a{lineBreak}b\"{lineBreak}2,c{lineBreak}");

        Assert.Equal(2, table.Rows);
        Assert.Equal($"a{lineBreak}b", table.Columns[1].Text(0));
        Assert.Equal("c", table.Columns[1].Text(1));
        Assert.Equal(2, table.Columns[1].LineOf(0));
        Assert.Equal(4, table.Columns[1].LineOf(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n\n")]
    [InlineData("\r\n  \r\n")]
    public void The_end_of_the_file_needs_no_line_break_and_may_have_blank_lines(string end)
    {
        Table table = Csv.Read("a,b\n1,2\n3,4" + end);

        Assert.Equal(2, table.Rows);
        Assert.Equal(4, table.Columns[1].Number(1));
    }

    // A name that is missing in one of the files is no other name.
    [Theory]
    [InlineData(",b,c", null)]
    [InlineData("a,,c", null)]
    [InlineData("b,a,c",
        "two.csv line 1: column 1 is 'b', but 'a' in one.csv; files that are read together need the same columns in the same order.")]
    [InlineData("a,b", "two.csv line 1 has 2 columns, but one.csv has 3; files that are read together need the same columns.")]
    public void Files_that_are_read_together_have_the_same_names(string header, string? refusal)
    {
        using var folder = new CliFolder();
        string[] files = [folder.Write("one.csv", "a,b,c\n1,2,3\n"), folder.Write("two.csv", $"{header}\n4,5,6\n")];

        if (refusal is not null)
        {
            Assert.Equal(refusal, Csv.ErrorOf(() => TableReader.Read(files)));
            return;
        }

        Table table = TableReader.Read(files);
        Assert.Equal([1.0, 4], [table.Columns[0].Number(0), table.Columns[0].Number(1)]);
        Assert.Equal(["a", "b", "c"], table.ColumnNames);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_name()
    {
        Table table = Csv.Read("\uFEFFage,b\n1,2");

        Assert.Equal("age", table.Columns[0].Name);
    }

    [Fact]
    public void Doubled_quotes_separators_and_blanks_are_read_as_meant()
    {
        Table table = Csv.Read("a , b\n\"he said \"\"hi\"\"\", \"x, y\" \n 6\" pipe ,\"\"\n");

        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal("he said \"hi\"", table.Columns[0].Text(0));
        Assert.Equal("x, y", table.Columns[1].Text(0));
        Assert.Equal("6\" pipe", table.Columns[0].Text(1));
        Assert.Equal(string.Empty, table.Columns[1].Text(1));
    }

    [Fact]
    public void In_a_table_of_one_column_a_quoted_empty_value_is_a_row_and_a_blank_line_is_not()
    {
        Table table = Csv.Read("a\nx\n\"\"\n\n");

        Assert.Equal(2, table.Rows);
        Assert.Equal(string.Empty, table.Columns[0].Text(1));
    }

    [Fact]
    public void A_file_gives_the_same_table_as_its_bytes()
    {
        const string Text = "a,b\n1,ä\n2,\"ö\nü\"\n";
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        try
        {
            foreach (Table table in new[] { Csv.Read(Text), TableReader.Read(path) })
            {
                Assert.Equal([1, 2], [table.Columns[0].Number(0), table.Columns[0].Number(1)]);
                Assert.Equal(["ä", "ö\nü"], [table.Columns[1].Text(0), table.Columns[1].Text(1)]);
            }

            Assert.Equal(Path.GetFileName(path), TableReader.Read(path).Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Random_tables_come_back_as_they_were_written_with_their_lines()
    {
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            int rows = random.Next(1, 40);
            var values = new string[rows, 3];
            var lines = new int[rows];
            int line = 2;
            using var text = new StringWriter();
            using (var output = new CsvOutput(text, "a", "b", "c"))
            {
                for (int row = 0; row < rows; row++)
                {
                    lines[row] = line;
                    for (int column = 0; column < 3; column++)
                    {
                        values[row, column] = "x"
                            + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => ",\"\nab;'é€😀"[random.Next(8)])) + "x";
                        line += values[row, column].Count(character => character == '\n');
                        output.Text(values[row, column]);
                    }

                    output.EndRow();
                    line++;
                }
            }

            Table table = Csv.Read(text.ToString());
            Assert.Equal(rows, table.Rows);
            for (int row = 0; row < rows; row++)
            {
                Assert.Equal(lines[row], table.Columns[0].LineOf(row));
                for (int column = 0; column < 3; column++)
                    Assert.Equal(values[row, column], table.Columns[column].Text(row));
            }
        }
    }

    [Fact]
    public void A_table_longer_than_every_buffer_keeps_all_values_and_lines()
    {
        const int Rows = 50_000;
        var text = new StringBuilder("n,s\n");
        for (int row = 0; row < Rows; row++)
            text.Append(row * 0.5).Append(row % 1000 == 0 ? ",\"two\nlines\"\n" : ",one\n");

        Table table = Csv.Read(text.ToString());

        Assert.Equal(Rows, table.Rows);
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(row * 0.5, table.Columns[0].Number(row));
            Assert.Equal(row % 1000 == 0 ? "two\nlines" : "one", table.Columns[1].Text(row));
            Assert.Equal(2 + row + ((row + 999) / 1000), table.Columns[0].LineOf(row));
        }
    }
}
