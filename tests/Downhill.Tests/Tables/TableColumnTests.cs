using Downhill.Tables;

namespace Downhill.Tests;

public class TableColumnTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("+1", 1)]
    [InlineData("-1.5e3", -1500)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData(" \t7 ", 7)]
    [InlineData("\" 8 \"", 8)]
    [InlineData("1E-2", 0.01)]
    [InlineData("1e-400", 0)]
    [InlineData("0.1", 0.1)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public void Numbers_are_read(string text, double value)
    {
        TableColumn column = Csv.Read($"a,b\n{text},x").Columns[0];

        Assert.True(column.IsNumeric);
        Assert.Equal(1, column.NumberCount);
        Assert.Equal(-1, column.FirstText);
        Assert.Equal(value, column.Number(0));
    }

    [Theory]
    [InlineData("007")]
    [InlineData("00")]
    [InlineData("none")]
    [InlineData("inf")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    [InlineData("1 000")]
    [InlineData("\"1,000\"")]
    [InlineData("0x10")]
    [InlineData("1e")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("٣")]
    [InlineData("−1")]
    [InlineData("$1")]
    [InlineData("(1)")]
    [InlineData("1-")]
    public void Anything_else_is_text(string text)
    {
        TableColumn column = Csv.Read($"a,b\n1,x\n{text},x").Columns[0];

        Assert.False(column.IsNumeric);
        Assert.Equal(1, column.NumberCount);
        Assert.Equal(1, column.FirstText);
        Assert.Equal(text.Trim('"'), column.Text(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\"\"")]
    [InlineData("?")]
    [InlineData("NA")]
    [InlineData("n/a")]
    [InlineData("NaN")]
    [InlineData("NULL")]
    [InlineData("unknown")]
    [InlineData("-999.0")]
    public void What_stands_for_a_missing_value_is_none(string text)
    {
        foreach (string other in new[] { "1", "x" })
        {
            TableColumn column = Csv.Read($"a,b\n{other},x\n{text},x\n{other},x",
                new TableOptions { Missing = ["unknown", "-999"] }).Columns[0];

            Assert.Equal(1, column.MissingCount);
            Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(column.IsMissing));
            Assert.Equal([other, "", other], Enumerable.Range(0, 3).Select(column.Text));
        }

        Assert.Equal(0, Csv.Read("a\n-999\nunknown\n1").Columns[0].MissingCount);
    }

    [Fact]
    public void A_column_that_turns_to_text_late_keeps_the_numbers_before_as_they_are_written()
    {
        string numbers = string.Concat(Enumerable.Range(0, 10_000).Select(row => $"{row % 7}.50,x\n"));
        TableColumn column = Csv.Read($"a,b\n{numbers}many,x\n3.5,x\n").Columns[0];

        Assert.False(column.IsNumeric);
        Assert.Equal(10_001, column.NumberCount);
        Assert.Equal(10_000, column.FirstText);
        Assert.Equal(10_002, column.LineOf(column.FirstText));
        Assert.Equal("3.50", column.Text(3));
        Assert.Equal("3.5", column.Text(10_001)); // another code
        Assert.Same(column.Text(0), column.Text(7));
    }

    [Fact]
    public void The_text_of_a_number_is_as_it_is_written()
    {
        TableColumn column = Csv.Read("a\n0.1\n1e22\n-0\n1e-300\n123456789012345678\n").Columns[0];

        Assert.Equal(["0.1", "1e22", "-0", "1e-300", "123456789012345678"], Enumerable.Range(0, 5).Select(column.Text));
    }

    [Fact]
    public void Columns_are_found_by_their_exact_name()
    {
        Table table = Csv.Read("age,Age\n1,2");

        Assert.Same(table.Columns[1], table.Find("Age"));
        Assert.Null(table.Find("AGE"));
    }

    [Fact]
    public void Long_text_is_kept_whole()
    {
        string text = string.Concat(Enumerable.Repeat("lang €", 1000));

        Assert.Equal(text, Csv.Read($"a,b\n{text},1").Columns[0].Text(0));
    }
}
