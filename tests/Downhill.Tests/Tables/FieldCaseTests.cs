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
