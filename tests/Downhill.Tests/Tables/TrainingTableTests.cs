using Downhill.Tables;

namespace Downhill.Tests;

public class TrainingTableTests
{
    private const string Flowers = "length,width,kind,size\n1,2,rose,3\n4,5,lily,6.5\n7,8,rose,9\n";

    [Fact]
    public void The_last_column_is_the_target_and_the_others_are_inputs_in_order()
    {
        NamedDataset named = Train(Flowers, drop: ["kind"]);

        Assert.Equal(["length", "width"], named.Columns.AsEnumerable());
        Assert.Equal("size", named.Target);
        Assert.Equal([2], named.Data.Input);
        Assert.Equal("adult.csv", named.Data.Name);
        Assert.Equal([1, 2, 4, 5, 7, 8], Csv.Numbers(named.Data.Inputs));
        Assert.False(named.Data.Targets.AreClasses);
        Assert.Equal([3, 6.5, 9], Csv.Numbers(named.Data.Targets.Numbers!));
    }

    [Fact]
    public void A_text_target_is_classes_in_ordinal_order()
    {
        NamedDataset named = Train("x,kind\n1,b\n2,a\n3,B\n4,ä\n5,b\n");

        Assert.Equal(["B", "a", "b", "ä"], named.Data.Targets.Classes);
        Assert.Equal([2, 1, 0, 3, 2], Csv.Labels(named.Data.Targets));
    }

    [Fact]
    public void A_target_of_two_numbers_is_classes_unless_the_task_says_otherwise()
    {
        const string Text = "x,y\n1,10\n2,-1.50\n3,1e1\n";

        Targets classes = Train(Text).Data.Targets;
        Assert.Equal(["-1.5", "10"], classes.Classes);
        Assert.Equal([1, 0, 1], Csv.Labels(classes));
        Assert.Equal([10, -1.5, 10], Csv.Numbers(Train(Text, task: "regression").Data.Targets.Numbers!));
    }

    [Fact]
    public void A_target_of_more_numbers_is_classes_where_the_task_says_so_sorted_by_value()
    {
        const string Text = "x,y\n1,10\n2,9\n3,0.10\n4,9.0\n";

        Assert.False(Train(Text).Data.Targets.AreClasses);
        Targets classes = Train(Text, task: "classification").Data.Targets;
        Assert.Equal(["0.1", "9", "10"], classes.Classes);
        Assert.Equal([2, 1, 0, 1], Csv.Labels(classes));
    }

    [Fact]
    public void Any_column_can_be_the_target_and_a_name_may_be_dropped_twice()
    {
        NamedDataset named = Train(Flowers, target: "width", drop: ["kind", "kind"]);

        Assert.Equal(["length", "size"], named.Columns.AsEnumerable());
        Assert.Equal([2, 5, 8], Csv.Numbers(named.Data.Targets.Numbers!));
    }

    [Theory]
    [InlineData("widht", null, new string[0], "adult.csv has no column 'widht' to be the target; did you mean 'width'? Its columns: 'length', 'width', 'kind', 'size'.")]
    [InlineData("size", null, new[] { "Kind" }, "adult.csv has no column 'Kind' to drop; did you mean 'kind'? Its columns: 'length', 'width', 'kind', 'size'.")]
    [InlineData(null, null, new[] { "size" }, "'size' is the target of adult.csv and cannot be dropped; name another --target, or keep it.")]
    [InlineData(null, null, new[] { "kind", "length", "width" }, "adult.csv has no input left beside the target 'size'; drop fewer columns.")]
    [InlineData(null, "clasification", new string[0], "The task 'clasification' is unknown; give classification or regression.")]
    [InlineData("kind", "regression", new string[0], "adult.csv line 2, column 'kind': \"rose\" is not a number; 0 of 3 values are. Correct it, name another --target, or leave --task regression out.")]
    [InlineData("size", null, new string[0], "adult.csv, column 'kind' is text (first value on line 2: \"rose\"); inputs must be numbers. Leave it out with --drop kind.")]
    public void Wrong_wishes_are_answered(string? target, string? task, string[] drop, string message) =>
        Assert.Equal(message, Csv.ErrorOf(() => Train(Flowers, target, task, drop)));

    [Theory]
    [InlineData("x,y\n1,a\n2,a\n", "adult.csv, column 'y': the target is \"a\" in every row; classification needs at least two classes. Name another --target, or add rows of other classes.")]
    [InlineData("x,y\n1,5\n2,5\n", "adult.csv, column 'y': the target is \"5\" in every row; classification needs at least two classes. Name another --target, or add rows of other classes.")]
    [InlineData("x,y\n1,a\n2,\n3,b\n", "adult.csv line 3, column 'y': the target is empty; every row needs one. Fill it in, or leave the row out.")]
    [InlineData("x,y\n1,1\n2,2\n3,n/a\n", "adult.csv line 4, column 'y': \"n/a\" is not a number; 2 of 3 values are. Correct it for regression, or say --task classification.")]
    [InlineData("y\n1\n2\n", "adult.csv has no input left beside the target 'y'; it needs a second column.")]
    [InlineData("x,y\n1,1\nNaN,2\n3,3\n", "adult.csv line 3, column 'x': \"NaN\" is not a number; 2 of 3 values are. Correct it, or leave the column out with --drop x.")]
    [InlineData("x,y\n1,1\n,2\n3,3\n", "adult.csv line 3, column 'x': the value is empty; 2 of 3 values are numbers. Correct it, or leave the column out with --drop x.")]
    [InlineData("x,y\n1,1\n1e999,2\n3,3\n", "adult.csv line 3, column 'x': \"1e999\" is too large for a 64-bit number; 2 of 3 values are numbers. Correct it, or leave the column out with --drop x.")]
    [InlineData("a,b,y\n,u,1\nv,w,2\n", "adult.csv: 2 columns are text, but inputs must be numbers: 'a' (line 2: empty), 'b' (line 2: \"u\"). Leave them out with --drop a --drop b.")]
    [InlineData("a b,c,y\nu,1,1\nv,\"w\n\",2\n", "adult.csv: 2 columns are text, but inputs must be numbers: 'a b' (line 2: \"u\"), 'c' (line 3: \"w \"). Leave them out with --drop \"a b\" --drop c.")]
    public void Values_that_do_not_suit_are_named_with_their_line(string text, string message) =>
        Assert.Equal(message, Csv.ErrorOf(() => Train(text)));

    [Fact]
    public void Mostly_numeric_targets_are_classes_when_the_task_says_so() =>
        Assert.Equal(["1", "2", "3+"], Train("x,y\n1,1\n2,2\n3,3+\n4,1.0\n", task: "classification").Data.Targets.Classes);

    [Fact]
    public void One_bad_value_among_many_is_counted_and_found_behind_quoted_line_breaks()
    {
        string rows = string.Concat(Enumerable.Range(0, 2000).Select(row => row == 1234 ? "thirty,\"a\nb\",1\n" : $"{row},\"a\nb\",{row}\n"));

        Assert.Equal(
            "adult.csv line 2470, column 'age': \"thirty\" is not a number; 1,999 of 2,000 values are. Correct it, or leave the column out with --drop age.",
            Csv.ErrorOf(() => Train("age,note,y\n" + rows, drop: ["note"])));
    }

    [Fact]
    public void Many_columns_are_not_all_listed()
    {
        string header = string.Join(',', Enumerable.Range(0, 15).Select(column => $"c{column}"));
        string row = string.Join(',', Enumerable.Range(0, 15));

        Assert.EndsWith("'c9' and 5 more.", Csv.ErrorOf(() => Train($"{header}\n{row}\n", target: "elsewhere")), StringComparison.Ordinal);
    }

    private static NamedDataset Train(string text, string? target = null, string? task = null, string[]? drop = null) =>
        TableDataset.ForTraining(Csv.Read(text), target, task, drop ?? []);
}
