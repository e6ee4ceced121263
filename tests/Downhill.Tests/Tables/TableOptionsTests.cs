using System.IO.Compression;
using System.Text;
using Downhill.Tables;

namespace Downhill.Tests;

public sealed class TableOptionsTests
{
    [Theory]
    [InlineData("a,b\n1,x y\n2,z\n", ',')]
    [InlineData("a;b\n1,5;x\n2,5;y\n", ';')]
    [InlineData("a\tb\n1\tx, y\n2\tz, w\n", '\t')]
    [InlineData("a|b\n1|x,y\n2|z,w\n", '|')]
    [InlineData("a b\n1 2\n30   4 \n", ' ')]
    [InlineData("  a    b\n  1    2\n 30  \t 4\n", ' ')]
    [InlineData("when,n\n2020-01-01 10:00,1\n2020-01-01 11:00,2\n", ',')]
    [InlineData("1, 2\n3, 4\n", ',')]
    [InlineData("\"a;1\",b\n\"x;y;z\",2\n\"u\",3\n", ',')]
    [InlineData("only\n1\n2\n", ',')]
    public void What_separates_values_is_found_out(string text, char separator)
    {
        Table table = Csv.Read(text);

        Assert.Equal(separator, table.Format.Separator);
        Assert.Equal(text.StartsWith("only", StringComparison.Ordinal) ? 1 : 2, table.Columns.Length);
        Assert.Equal(2, table.Rows);
    }

    [Fact]
    public void A_separator_can_be_forced()
    {
        Table table = Csv.Read("a;b\n1,5;2\n", new TableOptions { Separator = ',', HasHeader = false, SkipLines = 1 });

        Assert.Equal(["1", "5;2"], table.Columns.Select(column => column.Text(0)));
        Assert.Equal(["a b", "1 2"], Names(Csv.Read("a b,1 2\nc d,e", new TableOptions { Separator = ',', HasHeader = true })));
    }

    [Fact]
    public void Numbers_with_a_decimal_comma_are_read_where_that_is_told_and_recognised_where_it_is_not()
    {
        const string Text = "x;y\n1,5;a,b\n-0,25;c\n;c\n3;c\n1e-2;c\n1,2,3;c\n";

        Table table = Csv.Read(Text.Replace("1,2,3;c\n", string.Empty, StringComparison.Ordinal), new TableOptions { DecimalComma = true });
        Assert.Equal([1.5, -0.25, double.NaN, 3, 0.01], Enumerable.Range(0, 5).Select(table.Columns[0].Number));
        Assert.Equal("a,b", table.Columns[1].Text(0));
        Assert.Equal("1,2,3", Csv.Read(Text, new TableOptions { DecimalComma = true }).Columns[0].Text(5));
        Assert.Equal(
            "adult.csv line 2, column 'x': \"1,5\" has a decimal comma, as all values of the column have; "
                + "read them as numbers (--decimal comma), or make the column a category (--category x).",
            Csv.ErrorOf(() => Schema.Of(Csv.Read("x;y\n1,5;1\n2,5;2\n"))));
        Assert.Equal(ColumnKind.Category, Schema.Of(Csv.Read("x;y\n1,5;1\n2,5;2\n"), new SchemaOptions { Categories = ["x"] })["x"].Kind);
    }

    [Fact]
    public void Runs_of_spaces_keep_quoted_values_and_lines_whole()
    {
        Table table = Csv.Read("name   x\n\"a  \t b\"    1\r\n\"say \"\"no  no\"\"\" 2\n\"two\n  lines\" \t3   \n  last  4",
            new TableOptions { Separator = TableOptions.Spaces });

        Assert.Equal(["a  \t b", "say \"no  no\"", "two\n  lines", "last"], Texts(table.Columns[0]));
        Assert.Equal([1, 2, 3, 4], Enumerable.Range(0, 4).Select(table.Columns[1].Number));
        Assert.Equal([2, 3, 4, 6], Enumerable.Range(0, 4).Select(table.Columns[0].LineOf));
    }

    [Fact]
    public void Runs_of_spaces_are_read_the_same_however_the_stream_cuts_them()
    {
        string text = string.Concat(Enumerable.Range(0, 60_000)
            .Select(row => $"{(row % 3 == 0 ? "  " : "")}{row}{new string(' ', 1 + (row % 5))}\"q "
                + $"{row % 7}\"{(row % 4 == 0 ? " \t" : "")}\n"));

        Table table = Csv.Read(text);

        Assert.Equal(60_000, table.Rows);
        for (int row = 0; row < table.Rows; row++)
            Assert.Equal((row, $"q {row % 7}"), (table.Columns[0].Number(row), table.Columns[1].Text(row)));
    }

    [Theory]
    [InlineData("a,b\n'x, y',1\n'it''s',2\n", "x, y", "it's", '\'')]
    [InlineData("a,b\n'x',1\n'90s,2\n", "'x'", "'90s", '"')]
    [InlineData("a,b\n\"'x'\",1\n'y',2\n", "'x'", "'y'", '"')]
    public void Single_quotes_are_quotes_where_they_enclose_values(string text, string first, string second, char quote)
    {
        Table table = Csv.Read(text);

        Assert.Equal([first, second], Texts(table.Columns[0]));
        Assert.Equal(quote, table.Format.Quote);
        Assert.Equal("'x", Csv.Read("a,b,c\n'x, y',1\n", new TableOptions { Quote = '"', HasHeader = false, SkipLines = 1 }).Columns[0]
            .Text(0));
    }

    [Fact]
    public void Comments_above_the_table_are_passed_over_and_those_inside_where_that_is_told()
    {
        Table above = Csv.Read("\uFEFF# made by hand\r\n#\r\n\r\n  # again\r\na,b\r\n1,#2\r\n#3,4\r\n");
        Assert.Equal(["#2", "4"], Texts(above.Columns[1]));
        Assert.Equal(6, above.Columns[0].LineOf(0));
        Assert.Equal(4, above.Format.SkippedLines);

        Table inside = Csv.Read("% x\na,b\n1,2\n% y\n3,4\n", new TableOptions { Comment = '%' });
        Assert.Equal([1, 3], Enumerable.Range(0, 2).Select(inside.Columns[0].Number));
        Assert.Equal(5, inside.Columns[0].LineOf(1));
    }

    [Theory]
    [InlineData("x,y\n1,2\n3,4\n", true)]
    [InlineData("1,2\n3,4\n", false)]
    [InlineData("?,2\n3,4\n", false)]
    [InlineData("name,kind\nTom,cat\nRex,dog\n", true)]
    [InlineData("cat,Tom\ndog,Rex\ncat,Max\n", false)]
    [InlineData("id,2019,2020\nA,1,2\nB,3,4\n", false)]
    [InlineData("n,2019\n1,2\n3,4\n", true)]
    [InlineData("5.1,3.5,setosa\n4.9,3.0,virginica\n", false)]
    public void A_line_of_names_is_found_out(string text, bool hasHeader)
    {
        Table table = Csv.Read(text);

        Assert.Equal(hasHeader, table.Format.HasHeader);
        Assert.Equal(text.Count(letter => letter == '\n') - (hasHeader ? 1 : 0), table.Rows);
        Assert.Equal(hasHeader ? text.Split(',')[0] : "column1", table.Columns[0].Name);
    }

    [Fact]
    public void Names_can_be_told_and_the_nameless_get_their_place()
    {
        Assert.Equal(["p", "q"], Names(Csv.Read("x,y\n1,2\n", new TableOptions { Columns = ["p", "q"] })));
        Assert.Equal(["p", "q"], Names(Csv.Read("1,2\n", new TableOptions { Columns = ["p", "q"] })));
        Assert.Equal(["column1", "b", "column3"], Names(Csv.Read(",b,\n0,1,2\n", new TableOptions { HasHeader = true })));
        Assert.Equal(["2019", "2020"], Names(Csv.Read("2019,2020\n1,2\n", new TableOptions { HasHeader = true })));
        Assert.Equal("adult.csv line 1 has 2 values, but names are given for 1 column; name each one (--columns).",
            Csv.ErrorOfReading("1,2\n", new TableOptions { Columns = ["p"] }));
        Assert.Contains("both named 'p'", Csv.ErrorOfReading("1,2\n", new TableOptions { Columns = ["p", "p"] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_rows_are_left_out_and_counted_where_that_is_asked_for()
    {
        Table table = Csv.Read("a,b\n1,2\n3\n4,5,6\n\n\"7\"x,8\n9,10\n", new TableOptions { SkipBadRows = true });

        Assert.Equal([1, 9], Enumerable.Range(0, table.Rows).Select(table.Columns[0].Number));
        Assert.Equal((3, "adult.csv line 3"), (table.BadRows, table.FirstBadRow));
        Assert.Equal(7, table.Columns[0].LineOf(1));
        Assert.Contains("never closed", Csv.ErrorOfReading("a,b\n1,2\n3,\"4\n5,6\n", new TableOptions { SkipBadRows = true }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_row_of_another_width_may_be_where_the_table_starts()
    {
        string message = Csv.ErrorOfReading("150,4\n1,2,3\n4,5,6\n");

        Assert.Equal("adult.csv line 2 has 3 values; expected 2, as on the first line. A value that contains the separator needs quotes. "
            + "If the table starts here, leave the line above it out (--skip-lines 1). Such rows can be left out (--bad-rows skip).",
            message);
        Assert.Equal(2, Csv.Read("150,4\n1,2,3\n4,5,6\n", new TableOptions { SkipLines = 1 }).Rows);
    }

    [Fact]
    public void Gzip_is_unpacked_also_of_several_parts_and_refused_where_its_end_is_missing()
    {
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(row => $"{row},{row * 31 % 1009}\n"));
        byte[] packed = Csv.Packed(text);

        Table table = Csv.Read(packed);
        Assert.Equal(50_000, table.Rows);
        Assert.Equal(49_999, table.Columns[0].Number(49_999));
        Assert.Equal(3, Csv.Read([.. Csv.Packed("1,2\n3,4\n"), .. Csv.Packed("5,6\n")]).Rows);
        foreach (int length in new[] { packed.Length - 1, packed.Length - 9, packed.Length / 2, 30 })
            Assert.Equal("adult.csv cannot be unpacked: its gzip data is damaged or cut off. Fetch or pack it again.",
                Csv.ErrorOf(() => Csv.Read(packed[..length])));
        packed[^6] ^= 0x55; // the check sum
        Assert.Contains("gzip data is damaged", Csv.ErrorOf(() => Csv.Read(packed)), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_files_are_one_table_and_messages_name_the_right_one()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("downhill-");
        try
        {
            string first = Write("one.csv", "x,y\n1,2\n3,4\n"), second = Write("two.csv", "x,y\n5,6\n"),
                third = Write("three.csv", "x,y\n7,often\n");
            string other = Write("other.csv", "x,z\n1,2\n"), wide = Write("wide.csv", "1,2,3\n"), empty = Write("empty.csv", "x,y\n");

            Table table = TableReader.Read([first, empty, second, third]);
            Assert.Equal(("one.csv and 3 more files", 4), (table.Name, table.Rows));
            Assert.Equal([1, 3, 5, 7], Enumerable.Range(0, 4).Select(table.Columns[0].Number));
            Assert.Equal(["one.csv line 2, column 'x'", "one.csv line 3, column 'x'", "two.csv line 2, column 'x'",
                "three.csv line 2, column 'x'"], Enumerable.Range(0, 4).Select(table.Columns[0].PlaceOf));
            Assert.StartsWith("three.csv line 2, column 'y': \"often\" is not a number; 3 of 4 values are.",
                Csv.ErrorOf(() => Schema.Of(table)), StringComparison.Ordinal);
            Assert.Equal("other.csv line 1: column 2 is 'z', but 'y' in one.csv; files that are read together need the same columns in "
                + "the same order.", Csv.ErrorOf(() => TableReader.Read([first, other])));
            Assert.Equal("wide.csv line 1 has 3 columns, but one.csv has 2; files that are read together need the same columns.",
                Csv.ErrorOf(() => TableReader.Read([first, wide])));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string Write(string name, string text)
        {
            string path = Path.Combine(folder.FullName, name);
            File.WriteAllText(path, text);
            return path;
        }
    }

    [Fact]
    public void Progress_ends_with_all_rows_and_bytes()
    {
        var seen = new List<TableProgress>();
        string text = string.Concat(Enumerable.Repeat("1,2\n", 40_000));

        Csv.Read(text, new TableOptions { Progress = new Reports<TableProgress>(seen.Add) });

        Assert.Equal(new TableProgress("adult.csv", 40_000, text.Length, text.Length), seen[^1]);
        Assert.True(seen.Count > 1);
        Assert.Equal(seen.OrderBy(progress => progress.Rows), seen);
    }

    private static IEnumerable<string> Names(Table table) => table.Columns.Select(column => column.Name);

    private static IEnumerable<string> Texts(TableColumn column) => Enumerable.Range(0, column.Rows).Select(column.Text);
}
