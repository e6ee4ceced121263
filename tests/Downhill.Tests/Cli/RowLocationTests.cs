using Downhill.Reports;

namespace Downhill.Tests;

public sealed class RowLocationTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Rows_that_are_no_table_are_counted()
    {
        var places = RowLocations.Of([new WrongRow(1234, "a", "b", null, 1)], null);
        Assert.Equal(("row", "1,234"), (places.Heading, places.Cells[0]));
    }

    [Theory]
    [InlineData("0.3", null)]
    [InlineData(null, "0.3")]
    public void The_wrong_row_of_a_file_is_named_by_its_line(string? test, string? validation)
    {
        // The comment, the names and the line break within quotes count as lines; the row without a target is no row.
        string table = folder.Write("rows.csv", "# told\na,note,t\n-7,\"two\nlines\",\n" + Rows(40, wrong: 7)
            .Replace(",", ",,", StringComparison.Ordinal));
        string[] parts = test is null ? ["--test", "0", "--validation", validation!] : ["--test", test, "--validation", "0"];
        Assert.Contains("lines of rows.csv", Worst(12, [table, "--bad-rows", "skip", .. parts, "--split", "random", "--drop", "note"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void With_several_files_each_line_has_its_file()
    {
        string one = folder.Write("one.csv", "a,t\n" + Rows(40, wrong: -1)), two = folder.Write("two.csv", "a,t\n" + Rows(40, wrong: 5));
        Assert.Contains("file and line", Worst("two.csv:7", [one, two, "--test", "0", "--validation", "0"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_those_of_the_file_given_for_the_test()
    {
        string table = folder.Write("rows.csv", "a,t\n" + Rows(40, wrong: -1)),
            test = folder.Write("last.csv", "a,t\n" + Rows(12, wrong: 8));
        Assert.Contains("lines of last.csv", Worst(10, [table, "--test", test, "--validation", "0"]), StringComparison.Ordinal);
        Assert.Contains("lines of last.csv", Worst(10, [table, "--validation", test, "--test", "0"]), StringComparison.Ordinal);
    }

    private static string Rows(int count, int wrong) =>
        string.Concat(Enumerable.Range(0, count)
            .Select(i => FormattableString.Invariant(
                $"{(i % 2 == 0 ? 1 : -1) * (1 + (i % 7))},{(i % 2 == 0 != (i == wrong) ? "up" : "down")}\n")));

    private string Worst(int line, string[] arguments) =>
        Worst(line.ToString(System.Globalization.CultureInfo.InvariantCulture), arguments);

    // The words above the worst rows, of which the first must be the one expected.
    private string Worst(string place, string[] arguments)
    {
        string[] lines = CliFolder.Run(["train", .. arguments, "--target", "t", "--epochs", "40", "--ensemble", "1", "--model", "linear",
            "--learning-rate", "0.05", "--threads", "1", "--out", folder["run"], "--overwrite"]).Ok().Lines;
        int head = Array.FindIndex(lines, line => line.Contains("rows with the largest loss", StringComparison.Ordinal));
        Assert.Equal(place, lines[(head + 1)..].SkipWhile(line => !line.StartsWith('─')).ElementAt(1)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
        return lines[head];
    }
}
