using System.Globalization;
using System.Numerics;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Values of records as texts of a table, where a row stands in its files, and runs of spaces that a buffer cuts in two.</summary>
public sealed class RowValueTests
{
    public static TheoryData<object?, string?> Values => new()
    {
        { null, null },
        { "  a b ", "a b" },
        { true, "true" },
        { false, "false" },
        { 0.1, "0.1" },
        { 1e300, "1E+300" },
        { double.NaN, null },
        { 0.1f, "0.1" },
        { float.NaN, null },
        { new DateTime(2020, 1, 2), "2020-01-02" },
        { new DateTime(2020, 1, 2, 3, 4, 5), "2020-01-02 03:04:05" },
        { new DateTime(2020, 1, 2, 13, 4, 5).AddMilliseconds(250), "2020-01-02 13:04:05.25" },
        { new DateTimeOffset(2020, 1, 2, 0, 30, 0, TimeSpan.FromHours(1)), "2020-01-01 23:30:00" },
        { new DateTimeOffset(2020, 1, 2, 1, 0, 0, TimeSpan.FromHours(1)), "2020-01-02" },
        { new TimeOnly(13, 4, 5), "13:04:05" },
        { new TimeSpan(13, 4, 5), "13:04:05" },
        { TimeSpan.Zero, "00:00:00" },
        { new TimeSpan(TimeSpan.TicksPerDay - 1), "23:59:59.9999999" },
        { new DateOnly(2020, 1, 2), "2020-01-02" },
        { DayOfWeek.Friday, "Friday" },
        { (sbyte)-3, "-3" },
        { (byte)3, "3" },
        { (short)-3, "-3" },
        { (ushort)3, "3" },
        { -3, "-3" },
        { 3u, "3" },
        { long.MinValue, "-9223372036854775808" },
        { ulong.MaxValue, "18446744073709551615" },
        { 1.50m, "1.50" },
        { (Int128)7, "7" },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
        { (Half)0.5, "0.5" },
        { 'c', "c" },
        { Guid.Empty, "00000000-0000-0000-0000-000000000000" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_the_text_that_a_file_would_hold(object? value, string? text)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "minus ");
        (other.DateTimeFormat.TimeSeparator, other.DateTimeFormat.DateSeparator) = (".", ".");
        CultureInfo.CurrentCulture = other;
        try
        {
            Assert.Equal(text, RowTable.Text(value, "data", 7, "x"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_is_no_single_value_is_refused_with_its_place()
    {
        foreach (object value in (object[])[new TimeSpan(-1), TimeSpan.FromDays(1), new int[2], new object()])
        {
            Assert.Equal($"data row 7, column 'x': a value of type {value.GetType().Name} is not a number, text, boolean or date; "
                + "leave the column out.", Assert.Throws<DownhillException>(() => RowTable.Text(value, "data", 7, "x")).Message);
        }
    }

    // What a model was trained with is read so again, besides what is asked for now.
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void New_tables_are_read_as_the_models_were(bool comma, bool amounts, bool missingOnly)
    {
        Preprocessing model = Preprocessing.None() with { Reading = new TableReading(comma, amounts, missingOnly), Missing = ["gone"] };
        TableOptions like = new TableOptions { Missing = ["-"], Separator = ';' }.ReadLike(model);
        Assert.Equal((comma, amounts, missingOnly, ValueIdentity.Text, ';'),
            (like.DecimalComma, like.Amounts, like.MissingOnly, like.Identity, like.Separator!.Value));
        Assert.Equal(["-", "gone"], like.Missing);
        TableOptions all = new TableOptions { DecimalComma = true, Amounts = true, MissingOnly = true }.ReadLike(Preprocessing.None());
        Assert.Equal((true, true, true, ValueIdentity.Number), (all.DecimalComma, all.Amounts, all.MissingOnly, all.Identity));
    }

    [Fact]
    public void A_record_is_found_by_its_number_and_a_line_by_its_own()
    {
        Table records = RowTable.From("people", ["a", "b", "c"], ("name", record => record));
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(row => records.PlaceOf(row).Line));
        using var stream = new MemoryStream("{\"x\":1}\n\n{\"x\":2}\n{\"x\":3}\n"u8.ToArray());
        Table lines = RowTable.ReadJsonLines(stream, "x.jsonl");
        Assert.Equal([1, 3, 4], Enumerable.Range(0, 3).Select(row => lines.PlaceOf(row).Line));
    }

    [Fact]
    public void A_row_is_found_in_its_file_and_on_its_line()
    {
        var places = new RowPlaces();
        places.StartFile("a");
        foreach (long line in (long[])[2, 3, 4, 7, 8])
            places.Add(line);
        places.StartFile("empty");
        places.StartFile("c");
        foreach (long line in (long[])[9, 10, 12])
            places.Add(line);

        Assert.Equal([2, 3, 4, 7, 8, 9, 10, 12], Enumerable.Range(0, 8).Select(places.Line));
        Assert.Equal("aaaaaccc", string.Concat(Enumerable.Range(0, 8).Select(places.File)));
    }

    [Theory]
    [InlineData("  a   b\t c  \n 'd  e'  f \n", "a\tb\tc\n'd  e'\tf\n")]
    [InlineData("'a ''b  c'  d\r\n  e\r\n", "'a ''b  c'\td\r\ne\r\n")]
    [InlineData("a'b  c' d\n", "a'b\tc'\td\n")]
    [InlineData(" \n\n", "\n\n")]
    [InlineData("'a\n  b' c", "'a\n  b'\tc")]
    public void Runs_of_spaces_become_tabs_wherever_a_buffer_ends(string text, string expected)
    {
        foreach (int buffer in (int[])[2, 3, 4, 7, 100])
        {
            using var source = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
            using var runs = new SpaceRuns(source, '\'');
            var found = new List<byte>();
            var part = new byte[buffer];
            for (int count = runs.Read(part); count > 0; count = runs.Read(part))
                found.AddRange(part[..count]);
            Assert.Equal(expected, System.Text.Encoding.UTF8.GetString([.. found]));
        }
    }

    [Theory]
    [InlineData(0.98, true)]
    [InlineData(0.9799, false)]
    [InlineData(null, false)]
    public void A_column_is_suspected_from_98_percent_on(double? association, bool isLeak) =>
        Assert.Equal(isLeak, new ColumnProfile(new ColumnSchema("x", ColumnKind.Number, "numbers"), 0, 1, 0, 0, 0, [], association).IsLeak);

    // Five values at most; of equally frequent ones those first in the alphabet. The median of four is between the middle two.
    [Fact]
    public void A_profile_shows_the_five_most_frequent_values_and_the_median()
    {
        TableProfile profile = TableProfile.Of(Csv.Read("k,n\n"
            + string.Concat("b a c d e f g b".Split(' ').Select((value, row) => $"{value},{row % 4 * (row % 4)}\n"))));

        Assert.Equal([("b", 2), ("a", 1), ("c", 1), ("d", 1), ("e", 1)], profile.Columns[0].Frequent.AsEnumerable());
        Assert.Equal((7, 0), (profile.Columns[0].Distinct, profile.Columns[0].Missing));
        Assert.Equal(((double?)0, (double?)2.5, (double?)9, 4), (profile.Columns[1].Min, profile.Columns[1].Median, profile.Columns[1].Largest,
            profile.Columns[1].Distinct));
    }

    // What a category of rare values may lack is more than what one without may.
    [Theory]
    [InlineData(false, 20, 1, true)]
    [InlineData(false, 21, 1, false)]
    [InlineData(true, 20, 10, true)]
    [InlineData(true, 20, 9, false)]
    public void Unknown_values_are_told_from_one_in_twenty_on_or_half(bool hasOther, int rows, int unknown, bool isTold)
    {
        Preprocessing model = Preprocessing.Of([new CategoryEncoding("k", ["red", "green"], hasOther)], "t", []);
        Table table = Csv.Read("k,t\n" + string.Concat(Enumerable.Range(0, rows).Select(row =>
            $"{(row < unknown ? $"new{row}" : row % 2 == 0 ? "red" : "green")},{row}\n")));

        string[] told = isTold ? [$"'k': {unknown} of {rows} values unknown, such as \"new0\""] : [];
        Assert.Equal(told, NewDataCheck.Compare(table, model).Select(finding => finding.ToString()));
    }

    [Theory]
    [InlineData("007", "7", "removing leading zeros", false)]
    [InlineData("7", "007", "adding leading zeros", false)]
    [InlineData("7.0", "7", "removing a trailing .0", false)]
    [InlineData("7", "7.00", "adding a trailing .0", false)]
    [InlineData("7.0", "007", "removing a trailing .0 and adding leading zeros", false)]
    [InlineData("Red", "red", "a change of case", false)]
    [InlineData("re d", "red", "a change of spaces or case", false)]
    [InlineData("0", "000", "adding leading zeros", false)]
    [InlineData("7.5", "7", "", false)]
    [InlineData("x7", "x07", "", false)]
    public void A_spelling_is_told_what_would_make_it_known(string value, string name, string cure, bool hasOther)
    {
        Preprocessing model = Preprocessing.Of([new CategoryEncoding("k", [name, "other"], hasOther)], "t", []);
        Table table = Csv.Read($"k,t\n\"{value}\",1\nother,2\n\"{value}\",3\nother,4\n");

        string told = Assert.Single(NewDataCheck.Compare(table, model)).Text;

        Assert.Equal($"2 of 4 values unknown, such as \"{value}\"" + (cure.Length == 0 ? string.Empty : $"; 2 match after {cure}"), told);
    }
}
