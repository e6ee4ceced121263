using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Kinds of input from the field that once came out wrong.</summary>
public sealed class FieldCaseTests
{
    [Fact]
    public void Codes_are_told_apart_by_their_text_and_numbers_by_their_value()
    {
        Table table = Csv.Read("code,y\n250,1\n250.0,2\n250.00,3\n3.1,4\n3.10,5\n1e3,6\n1000,7\n-0,8\n0,9\n250,10\n");

        Assert.Equal(["250", "250.0", "250.00", "3.1", "3.10", "1e3", "1000", "-0", "0"], table.Columns[0].Names.Distinct);
        Assert.Equal(table.Columns[0].Number(0), table.Columns[0].Number(2));
        Assert.Equal(
            ["250", "3.1", "1000", "0"],
            Csv.Read("code,y\n250,1\n250.0,2\n250.00,3\n3.1,4\n3.10,5\n1e3,6\n1000,7\n0,9\n250,10\n",
                new TableOptions { Identity = ValueIdentity.Number }).Columns[0].Names.Distinct);
    }

    [Fact]
    public void Classes_and_groups_are_told_apart_by_their_text()
    {
        Table table = Csv.Read("x,g,y\n1,1,2.1\n2,1.0,2.10\n3,1,2.1\n4,1.0,2.10\n");

        Targets targets = new TrainingTable(table, new TrainingTableOptions { Task = TargetTask.Classification }).Targets;

        Assert.Equal(["2.10", "2.1"], targets.Classes); // as frequent as each other: the one seen first is the positive one
        Assert.Equal([1, 0, 1, 0], Csv.Labels(targets));
        Assert.Equal([0, 1, 0, 1], Enumerable.Range(0, 4).Select(table.Find("g")!.Names.Code));
    }

    [Fact]
    public void Whole_numbers_of_more_digits_than_a_double_keeps_are_codes()
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(row =>
            $"{12345678901234560 + (row % 4)},{4000123412340000000 + row},{9007199254740992 + (2 * row)},{row % 2}\n"));
        Table table = Csv.Read("few,many,exact,y\n" + rows);

        var schema = Schema.Of(table);
        var profile = TableProfile.Of(table);

        Assert.Equal([ColumnKind.Category, ColumnKind.Identifier, ColumnKind.Number], schema.Columns.Take(3).Select(column => column.Kind));
        Assert.Equal([4, 60, 60], profile.Columns.Take(3).Select(column => column.Distinct));
        Assert.Equal(("12345678901234560", 15), profile.Columns[0].Frequent[0]);
        Assert.Equal(ColumnKind.Category, Schema.Of(Csv.Read("c,y\n-12345678901234567890,1\n-12345678901234567891,2\n-5,1\n"))["c"].Kind);
        Assert.Equal(ColumnKind.Number, Schema.Of(table, new SchemaOptions { Numbers = ["few"] })["few"].Kind);
        Assert.Equal(ColumnKind.Category, Schema.Of(Csv.Read("c,y\n12345678901234567890,1\n12345678901234567891,2\n"))["c"].Kind);
    }

    [Fact]
    public void The_profile_of_a_category_counts_its_texts()
    {
        Table table = Csv.Read("version,y\n" + string.Concat(Enumerable.Range(0, 400).Select(row =>
            $"{(row % 3 == 0 ? "3.1" : "3.10")},{(row % 3 == 0 ? "old" : "new")}\n")));

        var profile = TableProfile.Of(new TrainingTable(table, new TrainingTableOptions
        {
            Schema = new SchemaOptions { Categories = ["version"] }
        }));

        Assert.Equal([("3.10", 266), ("3.1", 134)], profile.Columns[0].Frequent.AsEnumerable());
        Assert.Equal(2, profile.Columns[0].Distinct);
        Assert.True(profile.Columns[0].IsLeak);
    }

    [Theory]
    [InlineData("-999", "-999|-999.0|7|007", "7|007")]
    [InlineData("01", "01|1|1.0|7", "1|1.0|7")]
    [InlineData("7", "7|07|7.0|a", "07|a")]
    [InlineData("007", "7|007|07", "7|07")]
    public void A_mark_that_is_a_code_stands_for_its_text_alone(string mark, string values, string left)
    {
        Table table = Csv.Read($"x,y\n{string.Concat(values.Split('|').Select(value => $"{value},1\n"))}",
            new TableOptions { Missing = [mark] });

        Assert.Equal(left, string.Join('|', Enumerable.Range(0, table.Rows).Where(row => !table.Columns[0].IsMissing(row))
            .Select(table.Columns[0].Text)));
    }

    [Fact]
    public void The_names_of_the_columns_below_are_no_row()
    {
        Table table = Csv.Read("name,word\nann,red\nname,red\nname,word\nbob,blue\n\"name\", word \n",
            new TableOptions { SkipBadRows = true, HasHeader = true });

        Assert.Equal([4, 6], table.BadRowPlaces.Select(bad => bad.Place.Line));
        Assert.Equal(["ann", "name", "bob"], Enumerable.Range(0, table.Rows).Select(table.Columns[0].Text));
        Assert.True(Csv.Read("name,word\nann,red\nbob,blue\nname,word\neve,red\n", new TableOptions { SkipBadRows = true })
            .Format.HasHeader);
        Assert.Equal(3, Csv.Read("ann,red\nann,red\nann,red\n", new TableOptions { HasHeader = false }).Rows);
        Assert.Equal(2, Csv.Read("name\nann\nname\n", new TableOptions { HasHeader = true }).Rows);
    }

    [Fact]
    public void Classes_are_not_advised_where_nearly_every_row_has_its_own()
    {
        string Refused(int rows, int values) => Csv.ErrorOf(() => _ = new TrainingTable(Csv.Read("x,y\n"
            + string.Concat(Enumerable.Range(0, rows).Select(row => $"{row % 5},{(row == 3 ? "inf" : $"{row % values}.5")}\n")))));

        Assert.EndsWith("or leave such rows out (--missing inf --bad-rows skip).", Refused(40, 40), StringComparison.Ordinal);
        Assert.EndsWith("or read them as classes (--task classification).", Refused(40, 9), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x,y\n", "--skip-lines 1")]
    [InlineData("5,6\nx,y\n", "--skip-lines 1")]
    [InlineData("5,6\n7,8\nx,y\n", null)]
    public void Lines_above_the_names_can_be_left_out(string above, string? advised)
    {
        string rows = above + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row},{row % 7}\n"));

        string message = Csv.ErrorOf(() => Schema.Of(Csv.Read(rows, new TableOptions { HasHeader = false })));

        Assert.Equal(advised is not null, message.EndsWith($"leave the lines above it out ({advised}).", StringComparison.Ordinal));
        if (advised is not null)
            Assert.All(Csv.Read(rows, new TableOptions { SkipLines = 1 }).Columns, column => Assert.True(column.IsNumeric));
    }

    [Fact]
    public void A_list_that_is_cut_says_how_many_more_there_are()
    {
        string[] names = [.. Enumerable.Range(1, 12).Select(column => $"c{column}")];
        Table table = Csv.Read($"{string.Join(',', names)}\n{string.Join(',', Enumerable.Repeat(1, 12))}\n");

        string message = Csv.ErrorOf(() => Schema.Of(table, new SchemaOptions { Drop = ["nothing"] }));

        Assert.EndsWith("Its columns: 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9', 'c10' and 2 more.", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_columns_left_out_the_first_are_named_and_the_others_counted()
    {
        string[] names = [.. Enumerable.Range(1, 15).Select(column => $"c{column}")];
        var training = new TrainingTable(Csv.Read($"{string.Join(',', names)},x,y\n" + string.Concat(Enumerable.Range(0, 4)
            .Select(row => $"{string.Concat(Enumerable.Repeat("7,", 15))}{row},{row % 2}\n"))));

        string[] left = Downhill.Reports.SchemaText.LeftOut(training).Split("; ");

        Assert.Equal(13, left.Length);
        Assert.Equal("c1 (constant: 7 in every row)", left[0]);
        Assert.Equal("3 columns more", left[^1]);
    }

    [Fact]
    public void Reading_options_belong_to_the_model()
    {
        string text = "x;k;y\n" + string.Concat(Enumerable.Range(0, 30).Select(row => $"€ {row},5;{row % 3};{row % 2}\n"));
        var training = new TrainingTable(Csv.Read(text, new TableOptions { DecimalComma = true, Amounts = true, Missing = ["-"] }),
            new TrainingTableOptions { Task = TargetTask.Classification });

        Preprocessing fitted = training.Fit([.. Enumerable.Range(0, 30)]);
        TableOptions like = new TableOptions().ReadLike(fitted);

        Assert.Equal(new TableReading(DecimalComma: true, Amounts: true), fitted.Reading);
        Assert.True(like is { DecimalComma: true, Amounts: true, Missing: ["-"], Identity: ValueIdentity.Text });
        Assert.Equal(ValueIdentity.Number, new TableOptions().ReadLike(fitted with { Reading = null }).Identity);
    }

    [Fact]
    public void A_quoted_mark_is_a_value_among_texts_and_missing_among_numbers()
    {
        Table table = Csv.Read("country,n\nNA,\"NA\"\n\"NA\",1\nZM,2\n");

        Assert.Equal([string.Empty, "NA", "ZM"], Enumerable.Range(0, 3).Select(table.Columns[0].Text));
        Assert.True(table.Columns[1].IsNumeric && table.Columns[1].IsMissing(0));
    }

    [Fact]
    public void Quoted_marks_that_turn_out_to_be_values_count_as_such()
    {
        TableColumn column = Csv.Read("c,n\n1,1\n\"NA\",2\n,3\n\"null\",4\n2,5\nx,6\n").Columns[0];

        Assert.Equal(["1", "NA", "", "null", "2", "x"], Enumerable.Range(0, 6).Select(column.Text));
        Assert.Equal((1, 2, 1), (column.MissingCount, column.NumberCount, column.FirstText));
        TableColumn numbers = Csv.Read("c,n\n1,1\n\"NA\",2\n,3\n").Columns[0];
        Assert.Equal((2, 1), (numbers.MissingCount, numbers.NumberCount));
    }

    [Fact]
    public void Spellings_that_are_too_many_to_keep_are_said()
    {
        string rows = string.Concat(Enumerable.Range(1, (1 << 16) + 1).Select(row => $"{row}.0,{row % 2}\n"));
        TableColumn kept = Csv.Read($"x,y\n{rows[..rows.LastIndexOf('\n', rows.Length - 2)]}\n").Columns[0],
            lost = Csv.Read($"x,y\n{rows}").Columns[0];

        Assert.Equal(("1.0", 1 << 16), (kept.Text(0), kept.Names.Distinct.Count));
        Assert.False(lost.HasNames);
        Assert.Equal(65_537, lost.Number((1 << 16)));
        Assert.Contains("too many different numbers", Csv.ErrorOf(() => lost.Names.Close()), StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_of_ones_own_can_stand_instead_of_the_usual_ones()
    {
        Table table = Csv.Read("country,n\nNA,1\n-,2\n,3\n", new TableOptions { Missing = ["-"], MissingOnly = true });

        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(table.Columns[0].IsMissing));
    }

    [Fact]
    public void Names_behind_a_comment_sign_are_used()
    {
        Table table = Csv.Read("# made by numpy\n# alpha,beta,gain\n1.5,2,3\n4,5,6\n");

        Assert.Equal(["alpha", "beta", "gain"], table.Columns.Select(column => column.Name));
        Assert.Equal(2, table.Rows);
        Assert.Equal(3, table.Columns[0].LineOf(0));
        Assert.Equal("column1", Csv.Read("# measured in 2020\n1,2\n3,4\n").Columns[0].Name);
    }

    [Fact]
    public void Separators_at_the_end_of_lines_make_no_columns()
    {
        Table table = Csv.Read("T;RH;AH;;\n1,2;20,8;40,3;;\n2,9;19,6;42,5;;\n", new TableOptions { DecimalComma = true });

        Assert.Equal(["T", "RH", "AH"], table.Columns.Select(column => column.Name));
        Assert.Equal(2, table.EmptyColumns);
        Assert.Equal(2, Csv.Read("a,b\n1,2,\n3,4,,\n").Rows);
    }

    [Theory]
    [InlineData("ok,ok,fraud,ok", null, "fraud")]
    [InlineData("ok,ok,a,ok", null, "a")]
    [InlineData("b,a,b,a", null, "b")]
    [InlineData("yes,yes,no,yes", null, "yes")]
    [InlineData("1,1,0,1", null, "1")]
    [InlineData("ok,ok,fraud,ok", "ok", "ok")]
    public void The_positive_class_is_the_second(string values, string? asked, string positive)
    {
        Table table = Csv.Read("x,y\n" + string.Concat(values.Split(',').Select((value, row) => $"{row},{value}\n")));

        Targets targets = new TrainingTable(table, new TrainingTableOptions { Positive = asked }).Targets;

        Assert.Equal(positive, targets.Classes[1]);
        Assert.Equal(values.Split(','), Csv.Labels(targets).Select(label => targets.Classes[label]));
    }

    [Fact]
    public void Nearly_as_many_classes_as_rows_are_refused()
    {
        Table table = Csv.Read("x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row},n{row}\n")));

        Assert.Equal("adult.csv, column 'y': 40 different values in 40 rows are too many for classes. Name another target (--target).",
            Csv.ErrorOf(() => _ = new TrainingTable(table)));
    }

    [Theory]
    [InlineData("x,y\n", "adult.csv line 2, column 'x': \"inf\" is not a finite number; 20 of 40 values are.")]
    [InlineData("y,x\n", "adult.csv line 2, column 'x': \"inf\" is not a finite number; 20 of 40 values are.")]
    public void Infinity_among_numbers_makes_no_category(string header, string error)
    {
        string rows = string.Concat(Enumerable.Range(0, 40)
            .Select(row => header[0] == 'x'
                ? $"{(row % 2 == 0 ? "inf" : $"{row}")},{row}\n"
                : $"{row},{(row % 2 == 0 ? "inf" : $"{row}")}\n"));

        Assert.StartsWith(error, Csv.ErrorOf(() => _ = new TrainingTable(Csv.Read(header + rows))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_row_and_a_table_know_the_same_values()
    {
        Preprocessing model = Preprocessing.Of([new CategoryEncoding("k", ["1", "2"]), new BooleanEncoding("f", "0", "1")], "y",
            []) with
        { Reading = new TableReading() };
        var values = new ModelValues(model, 2);
        string[] texts = ["1", "1.0", "2.00", "3", "0", "yes"];

        double[] table = Csv.Numbers(TableDataset.ForModel(Csv.Read("k,f\n" + string.Concat(texts.Select(text => $"{text},{text}\n"))),
            model, targetRequired: false).Inputs);

        Assert.Equal(table, texts.SelectMany(text => new[] { values.Read(0, text, 1, out _), values.Read(1, text, 1, out _) }));
        Assert.Equal([0, 1, 0, 1, 1], table.Take(5));
    }

    [Fact]
    public void Bad_rows_are_named_by_line() =>
        Assert.Equal(" (line 3, line 5)", BadRowText.Of(Csv.Read("a,b\n1,2\n3\n4,5\n6,7,8\n", new TableOptions { SkipBadRows = true })));
}
