using System.Globalization;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Every entry of the lists by which values are read: dates, words of truth, marks, currencies, identifiers.</summary>
public sealed class RuleListTests
{
    public static TheoryData<string> Dates =>
    [
        "yyyy-MM-dd", "yyyy/MM/dd", "d.M.yyyy", "d/M/yyyy", "M/d/yyyy", "d-M-yyyy", "M-d-yyyy", "yyyy-MM", "d MMM yyyy", "MMM d, yyyy",
        "yyyy.MM.dd", "d MMMM yyyy", "MMMM d, yyyy", "d-MMM-yyyy", "d-MMM-yy", "MMM yyyy", "MMMM yyyy", "dd.MM.yy", "d/M/yy", "M/d/yy",
        "dd-MM-yy", "MM-dd-yy", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm",
        "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd H:mm", "yyyy-MM-dd H:mm:ss", "yyyy-MM-dd h:mm tt",
        "yyyy-MM-dd h:mm:ss tt", "d/M/yyyy HH:mm", "M/d/yyyyTHH:mm:ss", "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF", "H:mm", "H:mm:ss",
        "h:mm tt", "h:mm:ss tt",
    ];

    [Theory]
    [MemberData(nameof(Dates))]
    public void Dates_are_found_however_they_are_written(string format)
    {
        bool areTimes = !format.Contains('y', StringComparison.Ordinal);
        DateTime[] days = [.. Enumerable.Range(0, 12).Select(i => new DateTime(2021, 1, 13, 1, 2, 3, DateTimeKind.Utc)
            .AddMonths(areTimes ? 0 : i).AddHours(i).AddMilliseconds(500))];

        ColumnSchema found = SchemaOf("when", days.Select(day => day.ToString(format, CultureInfo.InvariantCulture)));

        Assert.Equal((ColumnKind.Date, format, $"written as {format}"), (found.Kind, found.DateFormat, found.Reason));
    }

    [Theory]
    [InlineData("d/M/yyyy", "M/d/yyyy")]
    [InlineData("d-M-yyyy", "M-d-yyyy")]
    [InlineData("d/M/yy", "M/d/yy")]
    [InlineData("dd-MM-yy", "MM-dd-yy")]
    [InlineData("d/M/yyyy HH:mm", "M/d/yyyy HH:mm")]
    [InlineData("d/M/yyyyTHH:mm", "M/d/yyyyTHH:mm")]
    public void Days_that_may_be_months_are_asked_about(string dayFirst, string monthFirst)
    {
        string[] doubtful = [.. Enumerable.Range(1, 12).Select(month => Text(month, 1 + (month % 5)))],
            same = [.. Enumerable.Range(1, 12).Select(month => Text(month, month))];

        string message = Csv.ErrorOf(() => SchemaOf("when", doubtful));

        Assert.Contains($"day and month of \"{doubtful[0]}\" are ambiguous", message, StringComparison.Ordinal);
        Assert.Contains(dayFirst, message, StringComparison.Ordinal);
        Assert.Contains(monthFirst, message, StringComparison.Ordinal);
        Assert.Equal(dayFirst, SchemaOf("when", same).DateFormat);

        string Text(int month, int day) => new DateTime(2021, month, day, 10, 20, 0, DateTimeKind.Utc)
            .ToString(dayFirst, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("no", "yes")]
    [InlineData("N", "Y")]
    [InlineData("False", "True")]
    [InlineData("f", "T")]
    [InlineData("OFF", "on")]
    public void Words_of_truth_are_pairs(string first, string second)
    {
        ColumnSchema found = SchemaOf("is", Enumerable.Range(0, 30).Select(row => row % 3 == 0 ? second : first));

        Assert.Equal((ColumnKind.Boolean, $"{first} and {second}"), (found.Kind, found.Reason));
        Assert.Equal((0, 1, 2), (BooleanWords.Place(first, first, second), BooleanWords.Place(second, first, second),
            BooleanWords.Place("maybe", first, second)));
        Assert.Equal((0, 1), (BooleanWords.Place(Other(first), first, second), BooleanWords.Place(Other(second), first, second)));
        Assert.Null(BooleanWords.Pair([first]));
        Assert.Null(BooleanWords.Pair([first, Other(first)]));
        Assert.Null(BooleanWords.Pair([first, second, "maybe"]));

        static string Other(string word) => word.Any(char.IsUpper) ? word.ToLowerInvariant() : word.ToUpperInvariant();
    }

    [Fact]
    public void Words_of_different_pairs_are_no_pair_and_of_many_spellings_the_pair_itself_is_told()
    {
        Assert.Null(BooleanWords.Pair(["no", "true"]));
        Assert.Equal(("no", "yes"), BooleanWords.Pair(["No", "YES", "NO"]));
        Assert.Equal(("NO", "yEs"), BooleanWords.Pair(["yEs", "NO"]));
        Assert.Equal(1, BooleanWords.Place("y", "no", "yes"));
        Assert.Equal(2, BooleanWords.Place("y", "red", "green"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("?", true)]
    [InlineData("NA", true)]
    [InlineData("na", true)]
    [InlineData("N/A", true)]
    [InlineData("n/a", true)]
    [InlineData("NaN", true)]
    [InlineData("NAN", true)]
    [InlineData("NULL", true)]
    [InlineData("Null", true)]
    [InlineData("-", false)]
    [InlineData("NB", false)]
    [InlineData("N-A", false)]
    [InlineData("NaM", false)]
    [InlineData("nil", false)]
    [InlineData("none", false)]
    [InlineData("??", false)]
    [InlineData("null.", false)]
    [InlineData("gone", true)]
    [InlineData("Gone", false)]
    public void Marks_of_missing_values_are_these_and_those_given(string text, bool isMissing)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.Equal(isMissing, new MissingMarks(["gone"]).Contains(bytes, out bool isUsual));
        Assert.Equal(isMissing && text != "gone", isUsual);
        Assert.Equal(text == "gone", new MissingMarks(["gone"], only: true).Contains(bytes));
    }

    [Fact]
    public void Numbers_that_mark_missing_values_are_compared_as_numbers_and_codes_as_texts()
    {
        var marks = new MissingMarks(["-9.0", "099", "x"]);
        Assert.True(marks.Contains(-9));
        Assert.False(marks.Contains(99));
        Assert.False(marks.Contains(9));
        Assert.False(new MissingMarks(["x"]).Contains(0));
    }

    [Theory]
    [InlineData("US$")]
    [InlineData("CA$")]
    [InlineData("AU$")]
    [InlineData("NZ$")]
    [InlineData("HK$")]
    [InlineData("NT$")]
    [InlineData("MX$")]
    [InlineData("R$")]
    [InlineData("A$")]
    [InlineData("C$")]
    [InlineData("S$")]
    [InlineData("Euro")]
    [InlineData("euro")]
    [InlineData("SFr.")]
    [InlineData("sFr.")]
    [InlineData("Fr.")]
    [InlineData("Rs.")]
    [InlineData("Rs")]
    [InlineData("kr.")]
    [InlineData("kr")]
    [InlineData("Kč")]
    [InlineData("zł")]
    [InlineData("Ft")]
    [InlineData("лв.")]
    [InlineData("лв")]
    [InlineData("руб.")]
    [InlineData("руб")]
    [InlineData("元")]
    [InlineData("円")]
    [InlineData("$")]
    [InlineData("€")]
    [InlineData("£")]
    [InlineData("₹")]
    [InlineData("%")]
    [InlineData("‰")]
    [InlineData("AED")]
    [InlineData("CHF")]
    [InlineData("EUR")]
    [InlineData("USD")]
    [InlineData("ZWL")]
    [InlineData("XPF")]
    public void Signs_of_currencies_stand_before_or_behind_an_amount(string sign)
    {
        foreach (string text in (string[])[$"{sign}1,234.50", $"{sign} 1,234.50", $"1,234.50{sign}", $"1,234.50 {sign}"])
            Assert.Equal((true, 1234.5), (AmountText.TryParse(text, decimalComma: false, out double value), value));
        Assert.Equal((true, -1234.5), (AmountText.TryParse($"-{sign}1.234,50", decimalComma: true, out double negative), negative));
        Assert.False(AmountText.TryParse($"{sign}5{sign}", decimalComma: false, out _));
        Assert.False(AmountText.TryParse(sign, decimalComma: false, out _));
    }

    [Theory]
    [InlineData("ALL 5")]
    [InlineData("TOP 5")]
    [InlineData("usd 5")]
    [InlineData("XYZ 5")]
    [InlineData("EURO5")]
    [InlineData("USDX5")]
    [InlineData("5 XUSD")]
    public void Other_words_are_no_currencies(string text) => Assert.False(AmountText.TryParse(text, decimalComma: false, out _));

    [Theory]
    [InlineData("id", true)]
    [InlineData("ID", true)]
    [InlineData("ids", true)]
    [InlineData("customer_id", true)]
    [InlineData("PassengerId", true)]
    [InlineData("CustomerID", true)]
    [InlineData("user uuid", true)]
    [InlineData("guid", true)]
    [InlineData("index", true)]
    [InlineData("RowId", true)]
    [InlineData("rowid", true)]
    [InlineData("rownumber", true)]
    [InlineData("rownum", true)]
    [InlineData("id2", false)]
    [InlineData("valid", false)]
    [InlineData("paid", false)]
    [InlineData("identity", false)]
    [InlineData("price", false)]
    public void Identifiers_are_known_by_the_last_word_of_their_name(string name, bool isIdentifier)
    {
        ColumnSchema found = SchemaOf(name, Enumerable.Range(0, 20).Select(row => $"{(row * 37 % 100) + 500}"));
        Assert.Equal(isIdentifier ? ColumnKind.Identifier : ColumnKind.Number, found.Kind);
    }

    // Whole numbers of at least 20 rows: more than half different under such a name, more than nine in ten in a column without one.
    [Theory]
    [InlineData("id", 20, 11, ColumnKind.Identifier)]
    [InlineData("id", 20, 10, ColumnKind.Number)]
    [InlineData("id", 19, 19, ColumnKind.Number)]
    [InlineData("column1", 20, 19, ColumnKind.Identifier)]
    [InlineData("column1", 20, 18, ColumnKind.Number)]
    [InlineData("Unnamed: 0", 20, 19, ColumnKind.Identifier)]
    [InlineData("column2", 20, 20, ColumnKind.Number)]
    public void Identifiers_differ_from_row_to_row(string name, int rows, int different, ColumnKind kind) =>
        Assert.Equal(kind, SchemaOf(name, Enumerable.Range(0, rows).Select(row => $"{(row % different * 37 % 1000) + 500}")).Kind);

    [Theory]
    [InlineData("id", 20, ColumnKind.Identifier, "counts the rows")]
    [InlineData("Unnamed: 0", 20, ColumnKind.Identifier, "counts the rows")]
    [InlineData("n", 20, ColumnKind.Number, "numbers that count the rows; drop it if it is an identifier")]
    [InlineData("n", 19, ColumnKind.Number, "numbers")]
    [InlineData("id", 19, ColumnKind.Number, "numbers; drop it if it is an identifier, or keep its rows together in a split by group")]
    public void Numbers_that_count_the_rows_are_said_to(string name, int rows, ColumnKind kind, string reason)
    {
        ColumnSchema found = SchemaOf(name, Enumerable.Range(0, rows).Select(row => $"{row + 7}"));
        Assert.Equal((kind, reason), (found.Kind, found.Reason));
    }

    [Theory]
    [InlineData("0 1 1 0", ColumnKind.Boolean, "0 and 1")]
    [InlineData("0 1 NA 0", ColumnKind.Boolean, "0 and 1")]
    [InlineData("1 1 1 1", ColumnKind.Constant, "1 in every row")]
    [InlineData("1 1 NA 1", ColumnKind.Number, "numbers")]
    [InlineData("NA NA NA NA", ColumnKind.Constant, "no value at all")]
    [InlineData("0 1 2 0", ColumnKind.Number, "numbers")]
    [InlineData("0 0.5 1 0", ColumnKind.Number, "numbers")]
    [InlineData("a a a a", ColumnKind.Constant, "\"a\" in every row")]
    [InlineData("a a NA a", ColumnKind.Category, "names")]
    [InlineData("01 02 02 01", ColumnKind.Category, "numbers with zeros before them")]
    public void Few_values_tell_their_kind(string values, ColumnKind kind, string reason)
    {
        ColumnSchema found = SchemaOf("x", values.Split(' '));
        Assert.Equal((kind, reason), (found.Kind, found.Reason));
    }

    private static ColumnSchema SchemaOf(string name, IEnumerable<string> values) => Schema.Of(
        Csv.Read($"{name};other\n{string.Concat(values.Select((value, row) => $"{value};{row * 0.5}\n"))}",
            new TableOptions { HasHeader = true, Separator = ';' }))[name];
}
