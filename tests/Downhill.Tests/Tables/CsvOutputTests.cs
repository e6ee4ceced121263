using Downhill.Tables;

namespace Downhill.Tests;

public class CsvOutputTests
{
    [Fact]
    public void Text_is_quoted_where_it_must_be_and_numbers_are_the_shortest_that_read_back()
    {
        using var text = new StringWriter();
        using (var output = new CsvOutput(text, "class, predicted", "p"))
        {
            output.Text("a \"b\"");
            output.Number(0.1);
            output.EndRow();
            output.Text("two\nlines");
            output.Number(0.1f);
            output.EndRow();
            output.Text(string.Empty);
            output.Number(1234567);
            output.EndRow();
        }

        Assert.Equal("\"class, predicted\",p\n\"a \"\"b\"\"\",0.1\n\"two\nlines\",0.1\n,1234567\n", text.ToString());
    }

    [Fact]
    public void The_text_writer_stays_open()
    {
        using var text = new StringWriter();
        new CsvOutput(text, "a").Dispose();
        text.Write("more");

        Assert.Equal("a\nmore", text.ToString());
    }

    [Fact]
    public void Random_numbers_come_back_bit_for_bit()
    {
        var random = new Random(3);
        double[] numbers = [.. Enumerable.Range(0, 2000)
            .Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))).Where(double.IsFinite)];
        using var text = new StringWriter();
        using (var output = new CsvOutput(text, "n"))
        {
            foreach (double number in numbers)
            {
                output.Number(number);
                output.EndRow();
            }
        }

        TableColumn column = Csv.Read(text.ToString()).Columns[0];
        Assert.Equal(numbers.Length, column.Rows);
        for (int row = 0; row < numbers.Length; row++)
            Assert.Equal(numbers[row], column.Number(row));
    }
}
