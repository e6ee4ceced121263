using Downhill.Tables;

namespace Downhill.Tests;

public sealed class ArffTests
{
    private const string Header =
        "% by hand\n@RELATION 'a play'\n\n@attribute outlook {sunny, 'half rainy', \"it\\'s dark\"}\n@attribute \"temp \\\"C\\\"\" "
            + "NUMERIC\n@attribute note string\n@attribute day date 'yyyy-MM-dd'\n\n@DATA\n";

    [Fact]
    public void Names_kinds_and_values_are_those_of_the_header()
    {
        Table table = Csv.Read(Header
            + "sunny, 15, 'a, \"b\"', 2020-01-02\n% no row\n\n'half rainy',?,?,2020-01-03\n\"it's dark\",-1e1,\"it\\'s\",2020-02-03\n");
        Schema schema = Schema.Of(table);

        Assert.Equal(["outlook", "temp \"C\"", "note", "day"], table.Columns.Select(column => column.Name));
        Assert.Equal([ColumnKind.Category, ColumnKind.Number, ColumnKind.Category, ColumnKind.Date],
            schema.Columns.Select(column => column.Kind));
        Assert.Equal(["sunny", "half rainy", "it's dark"], Enumerable.Range(0, 3).Select(table.Columns[0].Text));
        Assert.Equal(["a, \"b\"", string.Empty, "it's"], Enumerable.Range(0, 3).Select(table.Columns[2].Text));
        Assert.Equal([15, double.NaN, -10], Enumerable.Range(0, 3).Select(table.Columns[1].Number));
        Assert.Equal([10, 13, 14], Enumerable.Range(0, 3).Select(table.Columns[0].LineOf));
        Assert.True(table.Format.IsArff);
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF% a comment\r\n")]
    [InlineData("\uFEFF\n \t")]
    public void A_byte_order_mark_may_come_first(string first)
    {
        Table table = Csv.Read($"{first}@relation s\n@attribute a real\n@data\n1\n2\n");

        Assert.True(table.Format.IsArff);
        Assert.Equal([1.0, 2], Enumerable.Range(0, 2).Select(table.Columns[0].Number));
    }

    [Fact]
    public void A_sparse_row_has_zeros_and_first_values_where_it_says_nothing()
    {
        Table table = Csv.Read("@relation s\n@attribute a real\n@attribute k {no,yes}\n@attribute b integer\n@data\n{0 1.5, "
            + "2 3}\n{}\n{1 yes}\n");

        Assert.Equal([1.5, 0, 0], Enumerable.Range(0, 3).Select(table.Columns[0].Number));
        Assert.Equal(["no", "no", "yes"], Enumerable.Range(0, 3).Select(table.Columns[1].Text));
        Assert.Equal([3.0, 0, 0], Enumerable.Range(0, 3).Select(table.Columns[2].Number));
    }

    [Fact]
    public void A_sparse_row_may_quote_its_values()
    {
        const string Head = "@relation s\n@attribute a real\n@attribute k {no,'x, y',\"z}\"}\n@data\n";

        Table table = Csv.Read(Head + "{0 1,1 'x, y'}\n{ 1 \"z}\" , 0\t2 }\n");

        Assert.Equal(["x, y", "z}"], Enumerable.Range(0, 2).Select(table.Columns[1].Text));
        Assert.Equal([1.0, 2], Enumerable.Range(0, 2).Select(table.Columns[0].Number));
    }

    [Theory]
    [InlineData("{0 1,0 2}")]
    [InlineData("{0 1}, {5}")]
    [InlineData("{0}")]
    [InlineData("{1 'no' no}")]
    [InlineData("{0 1")]
    [InlineData("{2 1}")]
    public void A_sparse_row_that_would_lose_something_is_a_bad_row(string row)
    {
        const string Head = "@relation s\n@attribute a real\n@attribute k {no,yes}\n@data\n{0 3}\n";

        Assert.Throws<DownhillException>(() => Csv.Read(Head + row + "\n{0 4}\n"));
        Table table = Csv.Read(Head + row + "\n{0 4}\n", new TableOptions { SkipBadRows = true });
        Assert.Equal((2, 6), (table.Rows, Assert.Single(table.BadRowPlaces).Place.Line));
    }

    [Theory]
    [InlineData("sunny,1,x,2020-01-02\nrainy,2,x,2020-01-02\n",
        "adult.csv line 11, column 'outlook': \"rainy\" is not one of the values in the header ('sunny', 'half rainy', 'it's dark'); "
            + "correct the row, or the header.")]
    [InlineData("sunny,1,x\n", "adult.csv line 10 has 3 values; expected 4")]
    [InlineData("sunny,1,'x,2020-01-02\n", "adult.csv line 10: a quoted value goes on after its closing quote")]
    public void A_row_that_does_not_fit_the_header_is_named(string rows, string error) =>
        Assert.StartsWith(error, Csv.ErrorOfReading(Header + rows), StringComparison.Ordinal);

    [Theory]
    [InlineData("@relation r\n@attribute a numeric\n", "adult.csv ends before its rows: an ARFF file needs a line @data.")]
    [InlineData("@relation r\n@data\n1\n", "adult.csv line 2: the rows begin, but no @attribute names a column.")]
    [InlineData("@relation r\n@attribute a complex\n@data\n1\n",
        "adult.csv line 2, attribute 'a': the type is \"complex\"; expected one of numeric, real, integer, string, date and {a, b, …}.")]
    [InlineData("@relation r\n@attribute a {x, y\n@data\nx\n", "adult.csv line 2, attribute 'a': expected its values as {a, b, …}.")]
    [InlineData("@relation r\n@attribute 'a numeric\n@data\n1\n", "adult.csv line 2: a quote of the attribute is not closed.")]
    [InlineData("@relation r\nage numeric\n@data\n1\n",
        "adult.csv line 2: expected @attribute or @data, as an ARFF file has above its rows, not \"age numeric\".")]
    public void A_damaged_header_is_named_by_line(string text, string error) => Assert.Equal(error, Csv.ErrorOfReading(text));

    [Theory]
    [InlineData("-1 1:0.5 7:2\n1 3:1e-2\n", "is a file of LibSVM's format")]
    [InlineData("\u0089HDF\r\n", "is an HDF5 file")]
    [InlineData("\u0093NUMPY\u0001", "is a NumPy array")]
    [InlineData("\u0080\u0004\u0095", "is a Python pickle")]
    [InlineData("PK\u0003\u0004........xl/workbook.xml", "is an Excel workbook (XLSX)")]
    [InlineData("PK\u0003\u0004........notes.txt", "is a zip archive")]
    [InlineData("PAR1....", "is a Parquet file")]
    [InlineData("BZh91AY", "is packed with bzip2")]
    [InlineData("\u00FD7zXZ\0", "is packed with xz")]
    [InlineData("\u0028\u00B5\u002F\u00FD", "is packed with zstd")]
    [InlineData("\u0089PNG\r\n", "is a picture")]
    [InlineData("%PDF-1.7", "is a PDF")]
    [InlineData("ARROW1..", "is an Arrow file")]
    [InlineData("SQLite format 3\0", "is a SQLite database")]
    [InlineData("[{\"a\": 1}]", "is JSON")]
    public void Other_formats_are_named_for_what_they_are(string text, string error) =>
        Assert.StartsWith($"adult.csv {error}", Csv.ErrorOf(() => Csv.Read(System.Text.Encoding.Latin1.GetBytes(text))),
            StringComparison.Ordinal);

    [Fact]
    public void Pairs_with_colons_that_are_no_libsvm_stay_a_table() => Assert.Equal(2, Csv.Read("time value\n10:30 2\n11:30 3\n").Rows);

    [Fact]
    public void A_quote_that_opens_by_mistake_costs_one_row()
    {
        string text = "k,x\n" + string.Concat(Enumerable.Range(0, 30)
            .Select(row => row == 4 ? "\"a,4\n" : row == 20 ? "\"b,c\",20\n" : $"a,{row}\n"));

        Table table = Csv.Read(text, new TableOptions { SkipBadRows = true });

        Assert.Equal(29, table.Rows);
        Assert.Equal(" (line 6)", BadRowText.Of(table));
        Assert.Equal(Enumerable.Range(0, 30).Where(row => row != 4).Select(row => row + 2),
            Enumerable.Range(0, 29).Select(table.Columns[0].LineOf));
    }
}
