using System.Text;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Unusual but valid input: it keeps its full meaning, or is refused.</summary>
public sealed class UnusualInputTests
{
    [Theory]
    [InlineData("# a,b,c\n\n", "a b c")]
    [InlineData("## a,b,c\n", "a b c")]
    [InlineData("  #  a,b,c\n# made by hand\n", "a b c")]
    [InlineData("# a,b,c\n# [m],[s],[kg]\n", "a b c")]
    [InlineData("# a,b,c\n# (m),(s),(kg)\n#\n", "a b c")]
    [InlineData("# written today, by me, by hand\n# a,b,c\n", "a b c")]
    [InlineData("# first name, second name, third name\n", "first name second name third name")]
    [InlineData("# a,b\n# 1,2,3\n", "column1 column2 column3")]
    public void Names_in_comments_are_found_wherever_the_comment_stands(string above, string names) =>
        Assert.Equal(names, string.Join(' ', Csv.Read(above + "1,2,3\n4,5,6\n").Columns.Select(column => column.Name)));

    [Fact]
    public void Several_comments_that_could_name_the_columns_are_refused_and_the_advice_helps()
    {
        const string Rows = "# a,b,c\n# m,s,kg\n1,2,3\n4,5,6\n";

        Assert.Equal(
            "adult.csv: several comments could name the columns ('a', 'b', 'c'; 'm', 's', 'kg'); name the columns (--columns \"a,b,c\"), "
                + "or leave them without names (--no-header).",
            Csv.ErrorOfReading(Rows));
        Assert.Equal(["a", "b", "c"], Csv.Read(Rows, new TableOptions { Columns = ["a", "b", "c"] }).ColumnNames);
        Assert.Equal(["column1", "column2", "column3"], Csv.Read(Rows, new TableOptions { HasHeader = false }).ColumnNames);
    }

    [Fact]
    public void An_empty_text_is_a_category_where_the_marks_say_so()
    {
        Table table = Csv.Read("k,y\n" + string.Concat(Enumerable.Range(0, 30).Select(row =>
            $"{(row % 3 == 0 ? "\"\"" : row % 3 == 1 ? "red" : "NA")},{row % 2}\n")),
            new TableOptions { Missing = ["NA"], MissingOnly = true, HasHeader = true });
        var training = new TrainingTable(table, new TrainingTableOptions { Schema = new SchemaOptions { Categories = ["k"] } });

        var encoding = (BooleanEncoding)training.Fit([.. Enumerable.Range(0, 30)]).Encodings![0];

        Assert.Equal((string.Empty, "red", true), (encoding.First, encoding.Second, encoding.HasIndicator));
    }

    [Theory]
    [InlineData("{\"x\": 1, \"k\": \"NA\"}\n{\"x\": 2, \"k\": \"FR\"}\n{\"x\": null, \"k\": null}\n{}\n", "NA|FR||")]
    [InlineData("{\"k\": \"NA\", \"x\": 1}\n{\"k\": \"NA\", \"x\": 3}\n{\"k\": \"3\", \"x\": \"NA\"}\n", "||3")]
    public void A_text_of_JSON_is_a_quoted_one(string lines, string values)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(lines));

        Table table = RowTable.ReadJsonLines(stream, "rows.jsonl");

        Assert.Equal(values, string.Join('|', Enumerable.Range(0, table.Rows).Select(table.Find("k")!.Text)));
        Assert.True(table.Find("x")!.IsNumeric);
    }

    [Fact]
    public void What_a_row_leaves_out_is_missing_whatever_the_marks_are()
    {
        using var stream = new MemoryStream("{\"x\": 1}\n{\"x\": null, \"z\": 2}\n{\"z\": \"-9\"}\n"u8.ToArray());

        Table table = RowTable.ReadJsonLines(stream, "rows.jsonl", new TableOptions { Missing = ["-9"], MissingOnly = true });

        Assert.Equal([1, double.NaN, double.NaN], Enumerable.Range(0, 3).Select(table.Find("x")!.Number));
        Assert.Equal([double.NaN, 2, double.NaN], Enumerable.Range(0, 3).Select(table.Find("z")!.Number));
        Table records = RowTable.From("records", [1.5, double.NaN, 2], new TableOptions { Missing = ["-9"], MissingOnly = true },
            ("x", number => number), ("y", number => number > 1.7 ? null : "a"));
        Assert.Equal((1, 1), (records.Find("x")!.MissingCount, records.Find("y")!.MissingCount));
    }

    [Fact]
    public void A_quoted_NA_that_a_model_knows_is_known_in_every_row()
    {
        Table learned = Csv.Read("k,y\n" + string.Concat(Enumerable.Range(0, 30).Select(row =>
            $"{(row % 3 == 0 ? "\"NA\"" : row % 3 == 1 ? "FR" : "US")},{row % 2}\n")));
        Preprocessing known = new TrainingTable(learned).Fit([.. Enumerable.Range(0, 30)]);
        Table fresh = Csv.Read("k\n\"NA\"\nNA\n", new TableOptions { HasHeader = true });

        TableRows rows = TableDataset.ForModel(fresh, known, targetRequired: false);

        Assert.Equal([(double)known.Encodings!.OfType<CategoryEncoding>().Single().Categories.IndexOf("NA"), double.NaN],
            Enumerable.Range(0, 2).Select(row => rows.Inputs[row, 0]));
        Assert.Empty(rows.Findings);
    }

    [Fact]
    public void Every_number_is_kept_as_it_is_written_where_that_is_asked_for()
    {
        string rows = "id,y\n" + string.Concat(Enumerable.Range(0, 70_000).Select(row => $"{40001234123400000 + row}.0,{row % 7}\n"));

        Assert.NotEqual("40001234123469999.0", Csv.Read(rows).Columns[0].Text(69_999));
        Assert.Equal("40001234123469999.0", Csv.Read(rows, new TableOptions { KeepsSpelling = true }).Columns[0].Text(69_999));
    }

    [Theory]
    [InlineData("9007199254740993|9007199254740992|9007199254740994.0", ColumnKind.Category)]
    [InlineData("9007199254740994|9007199254740994.0|9007199254740992", ColumnKind.Number)]
    [InlineData("9007199254740993.5|9007199254740992|9007199254740994", ColumnKind.Number)]
    [InlineData("+9007199254740993|9007199254740992|-9007199254740993", ColumnKind.Category)]
    public void Long_codes_are_told_apart_also_where_some_are_written_as_floats(string values, ColumnKind kind) => Assert.Equal(kind,
        Schema.Of(Csv.Read("c,y\n" + string.Concat(values.Split('|').Select((value, row) => $"{value},{row}\n"))))["c"].Kind);

    [Theory]
    [InlineData("07", "The column 't' of adult.csv is category; a split by time needs dates or numbers. If it has numbers, "
        + "say so (--number t).")]
    [InlineData("2020-01-01", "The column 't' of adult.csv has one value only (\"2020-01-01\" in every row); a split by time needs "
        + "several. Choose another column (--time).")]
    [InlineData("a", "The column 't' of adult.csv is category; a split by time needs dates or numbers. If it has dates, set their format "
        + "(--date-format).")]
    public void A_column_that_is_no_time_says_what_to_do(string value, string error)
    {
        Table table = Csv.Read("t,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(row =>
            $"{(value == "07" ? $"{row % 9:D2}" : value == "a" ? $"{"ab"[row % 2]}" : value)},{row},{row % 7}.5\n")));
        Splitter Split(params string[] numbers) => new TrainingTable(table, new TrainingTableOptions
        {
            Time = "t",
            Schema = new SchemaOptions { Numbers = numbers },
        }).Splitter(0);

        Assert.Equal(error, Csv.ErrorOf(() => Split()));
        if (value == "07")
            Assert.All(Split("t").Split(0, 0.2).Test, row => Assert.InRange(row % 9, 6, 8)); // the advice helps
    }

    [Theory]
    [InlineData("1,5|0.5|2,5|3.5", "\"1,5\" has a decimal comma, as 2 of 4 values of the column have")]
    [InlineData("1,5|0,5|2,5", "\"1,5\" has a decimal comma, as all values of the column have")]
    [InlineData("1%|2|3%|4", "\"1%\" is written as an amount, as 2 of 4 values of the column are")]
    public void How_many_values_are_written_in_another_way_is_counted(string values, string says) => Assert.Contains(says,
        Csv.ErrorOf(() => Schema.Of(Csv.Read("x;y\n" + string.Concat(values.Split('|').Select((value, row) => $"{value};{row}\n"))))),
        StringComparison.Ordinal);

    [Fact]
    public void Grades_of_version_0_1_0_stay_numbers()
    {
        string rows = "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row},{(row % 3) + 1}\n"));

        Assert.True(new TrainingTable(Csv.Read(rows)).Targets.AreClasses);
        Assert.False(new TrainingTable(Csv.Read(rows, new TableOptions { Identity = ValueIdentity.Number })).Targets.AreClasses);
    }
}
