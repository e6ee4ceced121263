using System.Text;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>The rules by which a table is read, at the very places where they change their mind.</summary>
public sealed class RuleEdgeTests
{
    [Theory]
    [InlineData(24, 24, ColumnKind.Text)]
    [InlineData(24, 23, ColumnKind.Identifier)]
    public void Texts_are_long_from_24_letters_on_average(int most, int one, ColumnKind kind) =>
        Assert.Equal(kind, KindOf(Enumerable.Range(0, 30).Select(row => $"{row:D3}".PadRight(row == 7 ? one : most, 'x'))));

    [Theory]
    [InlineData(15, ColumnKind.Identifier)]
    [InlineData(16, ColumnKind.Text)]
    public void Texts_are_sentences_where_more_than_half_have_blanks(int blanks, ColumnKind kind) =>
        Assert.Equal(kind, KindOf(Enumerable.Range(0, 30).Select(row => row < blanks ? $"a {row}" : $"a{row}")));

    [Theory]
    [InlineData(40, 20, ColumnKind.Category)]
    [InlineData(40, 21, ColumnKind.Identifier)]
    [InlineData(20, 20, ColumnKind.Identifier)]
    [InlineData(19, 19, ColumnKind.Category)]
    public void Texts_are_identifiers_where_more_than_half_of_twenty_differ(int rows, int different, ColumnKind kind) =>
        Assert.Equal(kind, KindOf(Enumerable.Range(0, rows).Select(row => $"k{row % different}")));

    // Two separators that cut all rows alike: tab before semicolon before bar before comma.
    [Theory]
    [InlineData('\t', ';')]
    [InlineData(';', '|')]
    [InlineData('|', ',')]
    [InlineData(';', ',')]
    public void Of_two_separators_that_cut_equally_well_one_comes_first(char first, char second)
    {
        foreach ((char left, char right) in ((char, char)[])[(first, second), (second, first)])
        {
            Table table = Csv.Read($"a{left}b{right}c\n1{left}x{right}3\n4{left}y{right}6\n");
            Assert.Equal(first, table.Format.Separator);
            Assert.Equal(2, table.Columns.Length);
        }
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void An_association_needs_twenty_rows(int rows, bool isKnown) => Assert.Equal(isKnown, TableProfile.Of(new TrainingTable(
        Csv.Read("x,y\n" + string.Concat(Enumerable.Range(0, rows).Select(row => $"{row % 5},{row % 7}.5\n"))))).Columns[0].Association
        is not null);

    // As version 0.1.0 had it: different spellings of a number are one category among texts.
    [Fact]
    public void Numbers_among_texts_are_told_apart_by_number_or_by_text()
    {
        const string Text = "c,y\na,1\n1.0,2\n1,3\n";
        TableColumn byNumber = Csv.Read(Text, new TableOptions { Identity = ValueIdentity.Number }).Columns[0],
            byText = Csv.Read(Text).Columns[0];

        Assert.Equal(["a", "1", "1"], [byNumber.Text(0), byNumber.Text(1), byNumber.Text(2)]);
        Assert.Equal(["a", "1.0", "1"], [byText.Text(0), byText.Text(1), byText.Text(2)]);
        Assert.Equal((2, 3), (byNumber.Names.Distinct.Count, byText.Names.Distinct.Count));
    }

    // Codes are numbers for who says so, and what is missing among them is no mistake; the first value that is none is named.
    [Fact]
    public void Codes_with_gaps_are_numbers_where_that_is_told()
    {
        var told = new SchemaOptions { Numbers = ["c"] };

        Assert.Equal(ColumnKind.Number, Schema.Of(Csv.Read("c,d\n01,a\n,b\n02,c\n"), told)["c"].Kind);
        Assert.StartsWith("adult.csv line 5, column 'c': \"x\" is not a number",
            Csv.ErrorOf(() => Schema.Of(
                Csv.Read("c,d\n01,a\n,b\n02,c\nx,d\n", new TableOptions { HasHeader = true }), told)), StringComparison.Ordinal);
    }

    // What is missing is no value: 20 different ones in 20 of 30 rows, or in 40 of them.
    [Theory]
    [InlineData(1, 10, ColumnKind.Identifier)]
    [InlineData(1, 100, ColumnKind.Identifier)]
    [InlineData(2, 10, ColumnKind.Category)]
    public void Missing_values_count_neither_for_nor_against_an_identifier(int times, int missing, ColumnKind kind) =>
        Assert.Equal(kind, KindOf([.. Enumerable.Range(0, 20 * times).Select(row => $"k{row % 20}"), .. Enumerable.Repeat("", missing)]));

    // A word that comes often among so many different numbers stands for what is missing.
    [Theory]
    [InlineData(20, 1, true)]
    [InlineData(19, 1, false)]
    [InlineData(20, 3, true)]
    [InlineData(20, 4, false)]
    public void Up_to_three_words_among_twenty_different_numbers_are_no_category(int numbers, int words, bool isRefused)
    {
        string[] values = [.. Enumerable.Range(0, numbers).Select(row => $"{row}.5"),
            .. Enumerable.Range(0, 12).Select(row => $"w{row % words}")];

        if (isRefused)
            Assert.Contains("\"w0\" is not a number; 20 of 32 values are", Csv.ErrorOf(() => KindOf(values)), StringComparison.Ordinal);
        else
            Assert.NotEqual(ColumnKind.Number, KindOf(values));
    }

    // Of two names that are no pair of words, each must come twice.
    [Theory]
    [InlineData("a b a b", true)]
    [InlineData("a b a a", false)]
    [InlineData("no yes no no", true)]
    public void Two_names_are_one_input_where_both_come_again(string names, bool isOne)
    {
        var training = new TrainingTable(Csv.Read($"c,t\n{string.Concat(names.Split(' ').Select((name, row) => $"{name},{row}\n"))}"));

        Assert.Equal(isOne, Assert.Single(training.Fit([0, 1, 2, 3]).Encodings!) is BooleanEncoding);
    }

    [Theory]
    [InlineData(100, 5, true)]
    [InlineData(100, 6, false)]
    [InlineData(99, 5, false)]
    public void One_word_in_twenty_among_numbers_is_a_mistake(int rows, int words, bool isRefused)
    {
        string[] values = [.. Enumerable.Range(0, rows).Select(row => row < words ? $"w{row}" : $"{row % 7}")];

        if (isRefused)
            Assert.Contains("\"w0\" is not a number; 95 of 100 values are", Csv.ErrorOf(() => KindOf(values)), StringComparison.Ordinal);
        else
            Assert.Equal(ColumnKind.Category, KindOf(values));
    }

    [Theory]
    [InlineData("19000101", ColumnKind.Date)]
    [InlineData("18991231", ColumnKind.Number)]
    [InlineData("21001231", ColumnKind.Date)]
    [InlineData("21010101", ColumnKind.Number)]
    public void Days_as_numbers_are_of_1900_to_2100(string one, ColumnKind kind) =>
        Assert.Equal(kind, KindOf(Enumerable.Range(0, 40).Select(row => row == 11 ? one : $"202001{(row % 28) + 1:D2}")));

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Dates_are_found_where_one_of_the_first_three_values_is_one(int others, bool isRefused)
    {
        string[] values = [.. Enumerable.Range(0, 20).Select(row => row < others ? $"later{row}" : $"2020-01-{row:D2}")];

        if (isRefused)
            Assert.Contains("\"later0\" is not a date written as yyyy-MM-dd, as 18 of 20 values are", Csv.ErrorOf(() => KindOf(values)),
                StringComparison.Ordinal);
        else
            Assert.Equal(ColumnKind.Identifier, KindOf(values));
    }

    [Theory]
    [InlineData("a;b;c\n1;2;3\n4;5;6\nno row\n", ';')]
    [InlineData("a;b;c\n1;2;3\nno row\nno row\n", ',')]
    public void A_separator_cuts_three_quarters_of_the_rows_alike(string text, char separator)
    {
        Table? table = null;
        string message = string.Empty;
        try
        {
            table = Csv.Read(text, new TableOptions { SkipBadRows = true });
        }
        catch (DownhillException error)
        {
            message = error.Message;
        }

        Assert.True(table?.Format.Separator == separator, message);
        Assert.Equal(separator == ';' ? 1 : 0, table!.BadRows);
    }

    [Fact]
    public void A_column_has_as_many_pieces_as_numbers_where_they_are_few_enough()
    {
        Assert.Equal([0.0, 1, 2, 5, 9], Pieces.Fit([0, 0, 0, 1, 9, 5, 2, 2], 4).AsEnumerable()); // five numbers, four intervals
        Assert.True(Pieces.Fit([0, 0, 0, 1, 9, 5, 2, 2], 3).Length <= 4);
        Assert.Equal([0.0, 1, 2], Pieces.Fit([0, 1, 2], 2).AsEnumerable());
        Assert.Empty(Pieces.Fit([0, 1], 2));
    }

    [Theory]
    [InlineData(3.5, true, false)]
    [InlineData(3.4, false, false)]
    [InlineData(182.62125, true, true)]
    [InlineData(182.62, true, false)]
    public void A_turn_is_told_from_half_of_it_on(double days, bool hasWeek, bool hasYear)
    {
        var encoding = DateEncoding.Fit("d", "yyyy-MM-dd", [0, days / 2, days]);

        Assert.Equal((hasWeek, hasYear), (encoding.HasWeek, encoding.HasYear));
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.25, false)]
    public void The_time_of_day_is_told_from_half_a_day_on(double days, bool hasDay) =>
        Assert.Equal(hasDay, DateEncoding.Fit("d", "HH:mm", [0.125, 0.125 + days]).HasDay);

    [Theory]
    [InlineData(4, false, 4)]
    [InlineData(5, true, 1)]
    public void Categories_are_embedded_where_they_are_more_than_may_have_an_input(int categories, bool isEmbedded, int width)
    {
        var encoding = CategoryEncoding.Fit("k", Enumerable.Range(0, categories).Select(i => ($"k{i}", 2)), 0, most: 4, embeds: true);

        Assert.Equal((isEmbedded, width), (encoding.IsEmbedded, encoding.Width));
    }

    // The second part begins at every place around the end of the reader's buffer.
    [Fact]
    public void A_part_of_a_packed_file_may_begin_anywhere()
    {
        byte[] second = Csv.Packed("3,4\n");
        for (int length = (1 << 16) - 4; length <= (1 << 16) + 4; length++)
        {
            byte[] first = WithName(Csv.Packed("a,b\n1,2\n"), length);

            Table table = Csv.Read([.. first, .. second]);

            Assert.Equal((2, "4"), (table.Rows, table.Columns[1].Text(1)));
            Assert.Contains("damaged or cut off", Csv.ErrorOf(() => Csv.Read([.. first, .. second[..^2]])), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Long_tables_of_JSON_lines_have_every_row_once()
    {
        using var stream = new MemoryStream();
        using (var table = new JsonLinesOutput(stream, [new OutputColumn("row", OutputType.Double)]))
        {
            for (int row = 0; row < 20_000; row++)
            {
                table.Number(row);
                table.EndRow();
            }
        }

        string[] lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
        Assert.Equal([.. Enumerable.Range(0, 20_000).Select(row => $"{{\"row\":{row}}}"), string.Empty], lines);
    }

    [Theory]
    [InlineData(4, " (line 1, line 2, line 3, line 4)")]
    [InlineData(5, " (line 1, line 2, line 3, line 4, line 5)")]
    [InlineData(6, " (line 1, line 2, line 3, line 4, line 5, …)")]
    public void The_first_five_places_are_named(int places, string text) =>
        Assert.Equal(text, BadRowText.Of([.. Enumerable.Range(1, places).Select(line => new RowPlace("a.csv", line))]));

    [Fact]
    public void A_list_of_names_says_how_many_more_there_are()
    {
        Assert.Equal("'a', 'b'", Words.List(["a", "b"], 2));
        Assert.Equal("'a', 'b' and 1 more", Words.List(["a", "b", "c"], 2));
    }

    [Theory]
    [InlineData("0,123", null)]
    [InlineData("1,234", 1234.0)]
    [InlineData("012,345", null)]
    [InlineData("0.5 %", 0.5)]
    [InlineData("0", 0.0)]
    public void Thousands_do_not_begin_with_a_zero(string text, double? value) =>
        Assert.Equal(value, AmountText.TryParse(text, decimalComma: false, out double number) ? number : null);

    private static ColumnKind KindOf(IEnumerable<string> values) => Schema.Of(Csv.Read(
        "c;y\n" + string.Concat(values.Select((value, row) => $"{value};{row % 3}\n")),
        new TableOptions { HasHeader = true, Separator = ';' }))["c"].Kind;

    // A packed text with the name of a file so long that it has so many bytes (RFC 1952, FNAME).
    private static byte[] WithName(byte[] packed, int length)
    {
        packed[3] |= 8;
        return [.. packed[..10], .. Enumerable.Repeat((byte)'n', length - packed.Length - 1), 0, .. packed[10..]];
    }
}
