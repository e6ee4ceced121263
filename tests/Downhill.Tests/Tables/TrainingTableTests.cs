using Downhill.Tables;

namespace Downhill.Tests;

public class TrainingTableTests
{
    private const string Flowers = "length,width,kind,size\n1,2,rose,3\n4,5,lily,6.5\n7,8,rose,9\n";

    // Fewer than twenty rows say nothing about it.
    [Theory]
    [InlineData(20, 10, true)]
    [InlineData(20, 11, false)]
    [InlineData(19, 19, true)]
    public void Classes_are_at_most_half_as_many_as_twenty_rows_or_more(int rows, int classes, bool areFew)
    {
        string text = "x,y\n" + string.Concat(Enumerable.Range(0, rows).Select(row => $"{row},k{row % classes}\n"));

        if (areFew)
            Assert.Equal(classes, new TrainingTable(Csv.Read(text)).Targets.Classes.Count);
        else
            Assert.StartsWith("adult.csv, column 'y': 11 different values in 20 rows are too many for classes.",
                Csv.ErrorOf(() => _ = new TrainingTable(Csv.Read(text))), StringComparison.Ordinal);
    }

    // The second row counts for nothing; the third is one of four.
    [Fact]
    public void Rows_of_weight_0_are_not_counted_among_those_without_a_target() => Assert.StartsWith(
        "adult.csv line 4, column 't': the target is missing, as in 1 row of 4; every row needs a target.", Csv.ErrorOf(() =>
            _ = new TrainingTable(Csv.Read("a,w,t\n1,1,x\n2,0,\n3,1,\n4,1,y\n"), new TrainingTableOptions { Target = "t", Weight = "w" })),
        StringComparison.Ordinal);

    // Row 3 is missing; only who learns from it knows that a value may be missing.
    [Theory]
    [InlineData("no", "yes")]
    [InlineData("0", "1")]
    [InlineData("left", "right")]
    public void Two_words_know_that_one_may_be_missing_from_the_training_rows_alone(string first, string second)
    {
        var training = new TrainingTable(Csv.Read($"c,t\n{first},1\n{second},2\n,3\n{first},4\n{second},5\n"));

        Assert.Equal([new BooleanEncoding("c", first, second, HasIndicator: true)], training.Fit([0, 1, 2, 3, 4]).Encodings!);
        Assert.Equal([new BooleanEncoding("c", first, second, HasIndicator: false)], training.Fit([0, 1, 3, 4]).Encodings!);
    }

    [Fact]
    public void The_last_column_is_the_target_and_the_others_are_inputs_in_order()
    {
        TrainingTable table = Train(Flowers, drop: ["kind"]);
        Dataset raw = table.Raw(table.Fit([0, 1, 2]));

        Assert.Equal(["length", "width"], table.Inputs.Select(column => column.Name));
        Assert.Equal("size", table.Target);
        Assert.Equal([2], raw.Input);
        Assert.Equal("adult.csv", raw.Name);
        Assert.Equal([1, 2, 4, 5, 7, 8], Csv.Numbers(raw.Inputs));
        Assert.False(table.Targets.AreClasses);
        Assert.Equal([3, 6.5, 9], Csv.Numbers(table.Targets.Numbers!));
    }

    [Fact]
    public void Text_is_a_category_and_raw_numbers_are_places_among_its_names()
    {
        TrainingTable table = Train(Flowers, target: "size", schema: new SchemaOptions { Drop = ["length,width"] });
        Preprocessing fitted = table.Fit([0, 2]);

        Assert.Equal(new CategoryEncoding("kind", ["rose"]), Assert.Single(fitted.Encodings!));
        Assert.Equal([0, 1, 0], Csv.Numbers(table.Raw(fitted).Inputs));
        Assert.Equal([1, 0, 1], Csv.Numbers(fitted.Apply(table.Raw(fitted)).Inputs));
    }

    [Fact]
    public void A_text_target_is_classes_in_ordinal_order()
    {
        TrainingTable table = Train("x,kind\n1,b\n2,a\n3,B\n4,ä\n5,b\n");

        Assert.Equal(["B", "a", "b", "ä"], table.Targets.Classes);
        Assert.Equal([2, 1, 0, 3, 2], Csv.Labels(table.Targets));
    }

    [Fact]
    public void A_target_of_two_numbers_is_classes_unless_the_task_says_otherwise()
    {
        const string Text = "x,y\n1,10\n2,-1.50\n3,1e1\n";

        Targets classes = Train(Text).Targets;
        Assert.Equal(["10", "-1.5"], classes.Classes); // the rarer one is the positive one
        Assert.Equal([0, 1, 0], Csv.Labels(classes));
        Assert.Equal([10, -1.5, 10], Csv.Numbers(Train(Text, task: TargetTask.Regression).Targets.Numbers!));
    }

    [Fact]
    public void A_target_of_more_numbers_is_classes_where_the_task_says_so_sorted_by_value()
    {
        const string Text = "x,y\n1,10\n2,9\n3,0.10\n4,9.0\n";

        Assert.False(Train(Text).Targets.AreClasses);
        Targets classes = Train(Text, task: TargetTask.Classification).Targets;
        Assert.Equal(["0.10", "9", "9.0", "10"], classes.Classes); // text tells classes apart
        Assert.Equal([3, 1, 0, 2], Csv.Labels(classes));
    }

    [Fact]
    public void Any_column_can_be_the_target_and_a_name_may_be_dropped_twice()
    {
        TrainingTable table = Train(Flowers, target: "width", drop: ["kind", "kind"]);

        Assert.Equal(["length", "size"], table.Inputs.Select(column => column.Name));
        Assert.Equal([2, 5, 8], Csv.Numbers(table.Targets.Numbers!));
    }

    [Theory]
    [InlineData("widht", null, new string[0],
        "adult.csv has no column 'widht' to be the target; did you mean 'width'? Its columns: 'length', 'width', 'kind', 'size'.")]
    [InlineData("size", null, new[] { "Kind" },
        "adult.csv has no column 'Kind' to drop; did you mean 'kind'? Its columns: 'length', 'width', 'kind', 'size'.")]
    [InlineData("size", null, new[] { "kind,lenght" },
        "adult.csv has no column 'lenght' to drop; did you mean 'length'? Its columns: 'length', 'width', 'kind', 'size'.")]
    [InlineData(null, null, new[] { "size" },
        "'size' is the target of adult.csv and cannot be dropped; name another target (--target), or keep it.")]
    [InlineData(null, null, new[] { "kind", "length", "width" },
        "adult.csv has no input left besides the target 'size'; drop fewer columns.")]
    [InlineData("kind", TargetTask.Regression, new string[0],
        "adult.csv line 2, column 'kind': \"rose\" is not a number; 0 of 3 values are. Correct it, name another target (--target), "
            + "or let the task be classification (--task classification).")]
    public void Wrong_wishes_are_answered(string? target, TargetTask? task, string[] drop, string message) =>
        Assert.Equal(message, Csv.ErrorOf(() => Train(Flowers, target, task, drop)));

    [Theory]
    [InlineData("x,y\n1,a\n2,a\n",
        "adult.csv, column 'y': the target is \"a\" in every row, so there is nothing to learn. Name another target (--target), "
            + "or add rows with other values.")]
    [InlineData("x,y\n1,5\n2,5\n",
        "adult.csv, column 'y': the target is 5 in every row, so there is nothing to learn. Name another target (--target), "
            + "or add rows with other values.")]
    [InlineData("x,y\n1,a\n2,\n3,b\n",
        "adult.csv line 3, column 'y': the target is missing, as in 1 row of 3; every row needs a target. Fill it in, "
            + "or leave such rows out (--bad-rows skip).")]
    [InlineData("x,y\n1,\n2,?\n", "adult.csv, column 'y': the target is missing in every row; name another target (--target).")]
    [InlineData("x,y\n1,1\n2,2\n3,many\n",
        "adult.csv line 4, column 'y': \"many\" is not a number; 2 of 3 values are. Correct it for regression, "
            + "or leave such rows out (--missing many --bad-rows skip); or read them as classes (--task classification).")]
    [InlineData("y\n1\n2\n", "adult.csv has no input left besides the target 'y'; it needs a second column.")]
    [InlineData("x,y\n1,1\nthirty,2\n3,3\n",
        "adult.csv line 3, column 'x': \"thirty\" is not a number; 2 of 3 values are. Mark it missing (--missing thirty) or make the "
            + "column a category (--category x).")]
    [InlineData("x,y\n1,1\n1e999,2\n3,3\n",
        "adult.csv line 3, column 'x': \"1e999\" is too large for a 64-bit number; 2 of 3 values are numbers. "
            + "Mark it missing (--missing 1e999) or make the column a category (--category x).")]
    [InlineData("x,y\n,1\n?,2\n3,3\n", null)]
    [InlineData("a b,y\nu,1\nu,2\n",
        "adult.csv has no input left besides the target 'y'; left out are 'a b' (constant: \"u\" in every row). "
            + "Say which are numbers (--number) or categories (--category).")]
    public void Values_that_do_not_suit_are_named_with_their_line(string text, string? message)
    {
        if (message is null)
            Train(text);
        else
            Assert.Equal(message, Csv.ErrorOf(() => Train(text)));
    }

    [Fact]
    public void Mostly_numeric_targets_are_classes_when_the_task_says_so() =>
        Assert.Equal(["1", "1.0", "2", "3+"], Train("x,y\n1,1\n2,2\n3,3+\n4,1.0\n", task: TargetTask.Classification).Targets.Classes);

    [Theory]
    [InlineData("1 1.0 01 2", "01 1 1.0 2")]
    [InlineData("2 01 1.0 1", "01 1 1.0 2")]
    public void Classes_that_are_numbers_are_in_their_order_and_spellings_of_one_in_that_of_their_texts(string values, string classes) =>
        Assert.Equal(classes.Split(' '),
            Train("x,y\n" + string.Concat(values.Split(' ').Select((value, row) => $"{row},{value}\n")),
            task: TargetTask.Classification).Targets.Classes);

    // Whole numbers that follow one another, at most ten of them, each in at least ten rows.
    [Theory]
    [InlineData("1 2 3", 10, 10, true)]
    [InlineData("1 2 3", 10, 9, false)]
    [InlineData("1 2 3", 9, 10, false)]
    [InlineData("1 2 4", 10, 10, false)]
    [InlineData("1 1.5 2", 10, 10, false)]
    [InlineData("-1 0 1", 10, 10, true)]
    [InlineData("0 1 2 3 4 5 6 7 8 9", 10, 10, true)]
    [InlineData("0 1 2 3 4 5 6 7 8 9 10", 10, 10, false)]
    public void Whole_numbers_are_classes_where_people_name_kinds_so(string values, int rows, int rowsOfTheLast, bool areClasses)
    {
        string[] different = values.Split(' ');
        string table = "x,y\n" + string.Concat(different.SelectMany((value, i) =>
            Enumerable.Range(0, i == different.Length - 1 ? rowsOfTheLast : rows).Select(row => $"{row}.5,{value}\n")));
        Assert.Equal(areClasses, Train(table).Targets.AreClasses);
    }

    [Fact]
    public void One_bad_value_among_many_is_counted_and_found_behind_quoted_line_breaks()
    {
        string rows = string.Concat(Enumerable.Range(0, 2000)
            .Select(row => row == 1234 ? "thirty,\"a\nb\",1\n" : $"{row},\"a\nb\",{row}\n"));

        Assert.Equal(
            "adult.csv line 2470, column 'age': \"thirty\" is not a number; 1,999 of 2,000 values are. "
                + "Mark it missing (--missing thirty) or make the column a category (--category age).",
            Csv.ErrorOf(() => Train("age,note,y\n" + rows, drop: ["note"])));
    }

    [Fact]
    public void Rows_without_a_target_are_left_out_where_that_is_asked_for()
    {
        TrainingTable table = new(Csv.Read("x,y\n1,10\n2,\n3,30\n4,?\n5,50\n"), new TrainingTableOptions { SkipMissingTargets = true });

        Assert.Equal((3, 2), (table.Rows, table.SkippedRows));
        Assert.Equal([10, 30, 50], Csv.Numbers(table.Targets.Numbers!));
        Assert.Equal([1, 3, 5], Csv.Numbers(table.Raw(table.Fit([0, 1, 2])).Inputs));
        Assert.Equal(new NumberEncoding("x", 4, 1), table.Fit([1, 2]).Encodings![0]);
    }

    [Fact]
    public void Many_columns_are_not_all_listed()
    {
        string header = string.Join(',', Enumerable.Range(0, 15).Select(column => $"c{column}"));
        string row = string.Join(',', Enumerable.Range(0, 15));

        Assert.EndsWith("'c9' and 5 more.", Csv.ErrorOf(() => Train($"{header}\n{row}\n", target: "elsewhere")), StringComparison.Ordinal);
    }

    private static TrainingTable Train(string text, string? target = null, TargetTask? task = null, string[]? drop = null,
        SchemaOptions? schema = null) =>
        new(Csv.Read(text), new TrainingTableOptions
        {
            Target = target,
            Task = task,
            Schema = schema ?? new SchemaOptions { Drop = drop ?? [] }
        });
}
