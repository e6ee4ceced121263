using System.Text;
using Downhill.Tables;

namespace Downhill.Tests;

public class TableReaderErrorTests
{
    [Theory]
    [InlineData("", "adult.csv is empty; expected rows of values, below a line of column names.")]
    [InlineData("\n\n", "adult.csv is empty; expected rows of values, below a line of column names.")]
    [InlineData("a,b\n", "adult.csv has a header and no rows; expected a row of values for each example.")]
    [InlineData("a,b\n\n\n", "adult.csv has a header and no rows; expected a row of values for each example.")]
    [InlineData("a,b, a\n1,2,3",
        "adult.csv line 1: columns 1 and 3 are both named 'a'; give each its own name (--columns).")]
    [InlineData("a,2,2\n1,2,x\n1,2,y\n",
        "adult.csv line 1: columns 2 and 3 are both named '2'; give each its own name (--columns), "
            + "or say that the line is values (--no-header).")]
    [InlineData("a,b\n1,2\na, \"b\"\n3,4\n",
        "adult.csv line 3 holds the names of the columns once more; delete it, or leave such lines out (--bad-rows skip).")]
    [InlineData("a,b\n1,2\n3\n",
        "adult.csv line 3 has 1 value; expected 2, one for each column of the header. Such rows can be left out (--bad-rows skip).")]
    [InlineData("a,b\n\"1\n\n\",2\n3,4,5\n",
        "adult.csv line 5 has 3 values; expected 2, one for each column of the header. A value that contains the separator needs quotes. "
            + "Such rows can be left out (--bad-rows skip).")]
    [InlineData("a,b\n1,2\n\n\n3,4\n",
        "adult.csv line 3 is blank, but line 5 goes on with a row; delete the blank line, or leave such lines out (--bad-rows skip).")]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n",
        "adult.csv line 3: a value opens a quote that is never closed; quote the whole value and double the quotes inside it.")]
    [InlineData("\"a\",\"b\"\n\"r1\",1,2\n",
        "adult.csv line 2 has 3 values; expected 2, one for each column of the header. A value that contains the separator needs quotes. "
            + "If rows begin with a name that the header leaves out, or end with a separator, "
            + "name all columns (--skip-lines 1 --no-header --columns). Such rows can be left out (--bad-rows skip).")]
    [InlineData("a,b\n1,2\n# half time\n3,4\n",
        "adult.csv line 3 has 1 value; expected 2, one for each column of the header. If it is a comment, say so (--comment \"#\"). "
            + "Such rows can be left out (--bad-rows skip).")]
    [InlineData("a,b\n1,\"2\"x\n",
        "adult.csv line 2: a quoted value goes on after its closing quote; quote the whole value and double the quotes inside it.")]
    public void What_is_wrong_with_the_text_is_said_in_one_line(string text, string message) =>
        Assert.Equal(message, Csv.ErrorOfReading(text));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_line()
    {
        byte[] value = [.. "a,b\n1,2\n3,caf"u8, 0xE9, .. "\n"u8];
        byte[] name = [.. "a,caf"u8, 0xE9, .. "\n1,2\n"u8];

        Assert.Equal("adult.csv line 3: the value in column 'b' is not UTF-8 text; save the file as UTF-8 (read as Latin-1 it is \"café\").", Csv.ErrorOf(() => Csv.Read(value)));
        Assert.Equal("adult.csv line 1: the name of column 2 is not UTF-8 text; save the file as UTF-8 (read as Latin-1 it is \"café\").",
            Csv.ErrorOf(() => Csv.Read(name)));
    }

    [Fact]
    public void Files_that_are_no_text_are_refused_for_what_they_are()
    {
        Assert.Contains("binary file (a zero byte at 5)", Csv.ErrorOf(() => Csv.Read("a,b\n1\0,2"u8.ToArray())), StringComparison.Ordinal);
        Assert.Contains("gzip data is damaged or cut off", Csv.ErrorOf(() => Csv.Read([0x1F, 0x8B, 8, 0, 0])), StringComparison.Ordinal);
        foreach (int missing in (int[])[1, 4, 8, 9, 12, 25])
            Assert.Contains("gzip data is damaged or cut off",
                Csv.ErrorOf(() => Csv.Read([.. Csv.Packed("a,b\n1,2\n"), .. Csv.Packed("3,4\n5,6\n")[..^missing]])),
                StringComparison.Ordinal);
        Assert.Equal(3, Csv.Read([.. Csv.Packed("a,b\n1,2\n"), .. Csv.Packed("3,4\n"), .. Csv.Packed("5,6\n")]).Rows);
        Assert.Contains("unpack it", Csv.ErrorOf(() => Csv.Read("PK\x03\x04rest"u8.ToArray())), StringComparison.Ordinal);
        Assert.Contains("UTF-16", Csv.ErrorOf(() => Csv.Read(Encoding.Unicode.GetBytes("age,kind\n1,2"))), StringComparison.Ordinal);
        Assert.Contains("web page", Csv.ErrorOf(() => Csv.Read("\n<!DOCTYPE html><html>Not found</html>")), StringComparison.Ordinal);
        Assert.Contains("JSON", Csv.ErrorOf(() => Csv.Read("[\n{ \"a\": 1, \"b\": 2 }]")), StringComparison.Ordinal);
        Assert.Contains("git lfs pull", Csv.ErrorOf(() => Csv.Read("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5\n")),
            StringComparison.Ordinal);
        Assert.Contains("UTF-16",
            Csv.ErrorOf(() => Csv.Read([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a,b\n1,2")])),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_zero_byte_is_found_at_its_place_far_into_the_file()
    {
        byte[] bytes = [.. "a\n"u8, .. Enumerable.Repeat("1\n"u8.ToArray(), 200_000).SelectMany(line => line), 0];

        Assert.Contains($"a zero byte at {400_002:N0}", Csv.ErrorOf(() => Csv.Read(bytes)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_end_is_refused_before_it_fills_the_memory()
    {
        string text = "a,b\n1,\"2\n" + new string('x', 40_000_000);

        Assert.Equal("adult.csv line 2: the row is longer than 16 MiB; a quote that opens in it is probably never closed.",
            Csv.ErrorOfReading(text));
    }

    [Fact]
    public void Missing_files_and_folders_are_named()
    {
        string folder = Path.GetTempPath();
        string missing = Path.Combine(folder, "no-such-folder", "adult.csv");

        Assert.StartsWith($"There is no file '{missing}'", Csv.ErrorOf(() => TableReader.Read(missing)), StringComparison.Ordinal);
        Assert.Equal($"'{folder}' is a folder; give the path of a CSV file.", Csv.ErrorOf(() => TableReader.Read(folder)));
        Assert.Contains("empty", Csv.ErrorOf(() => TableReader.Read(" ")), StringComparison.Ordinal);
    }
}
