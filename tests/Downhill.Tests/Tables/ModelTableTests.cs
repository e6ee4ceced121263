using System.Collections.Immutable;
using Downhill.Tables;

namespace Downhill.Tests;

public class ModelTableTests
{
    [Fact]
    public void Inputs_come_in_the_models_order_and_other_columns_are_ignored()
    {
        TableRows rows = TableDataset.ForModel(Csv.Read("b,note,a\n1,x,2\n3,y,4\n"), Model(["a", "b"], "t"), targetRequired: false);

        Assert.Equal([2, 1, 4, 3], Csv.Numbers(rows.Inputs));
        Assert.Null(rows.Targets);
    }

    [Fact]
    public void Labels_are_those_of_the_models_classes_whatever_this_table_holds()
    {
        TableRows rows = TableDataset.ForModel(Csv.Read("a,t\n1,c\n2,b\n"), Model(["a"], "t", "a", "b", "c"), targetRequired: true);

        Assert.Equal(["a", "b", "c"], rows.Targets!.Classes);
        Assert.Equal([2, 1], Csv.Labels(rows.Targets));
    }

    [Theory]
    [InlineData("a,t\n1,1.0\n2,0\n3,1e0\n")]
    [InlineData("a,t\n1,1.0\n2,0.00\n3,1\n4,unknown\n")]
    public void Classes_that_are_numbers_are_compared_as_numbers(string text)
    {
        TableRows rows = TableDataset.ForModel(Csv.Read(text), Model(["a"], "t", "0", "1", "unknown"), targetRequired: true);

        Assert.Equal([1, 0, 1], Csv.Labels(rows.Targets!)[..3]);
    }

    [Fact]
    public void Number_targets_stay_numbers_however_few_they_are()
    {
        TableRows rows = TableDataset.ForModel(Csv.Read("a,t\n1,5\n2,5\n"), Model(["a"], "t"), targetRequired: true);

        Assert.Equal([5, 5], Csv.Numbers(rows.Targets!.Numbers!));
    }

    [Theory]
    [InlineData("b,t\n1,x\n", false, "adult.csv lacks 1 column that the model needs: 'age'. Its columns: 'b', 't'.")]
    [InlineData("agee,t\n1,x\n", false,
        "adult.csv lacks 2 columns that the model needs: 'age' (did you mean 'agee'?), 'b' (did you mean 't'?). Its columns: 'agee', 't'.")]
    [InlineData("age,b,tt\n1,2,x\n", true,
        "adult.csv lacks 1 column that the model needs: 't' (did you mean 'tt'?). Its columns: 'age', 'b', 'tt'.")]
    [InlineData("age,b,t\n1,2,x\n3,4,z\n", true,
        "adult.csv line 3, column 't': \"z\" is none of the model's 2 classes ('x', 'y'). Correct it, "
            + "or leave such rows out (--bad-rows skip).")]
    [InlineData("age,b,t\n1,2,7\n", true,
        "adult.csv line 2, column 't': \"7\" is none of the model's 2 classes ('x', 'y'). Correct it, "
            + "or leave such rows out (--bad-rows skip).")]
    [InlineData("age,b,t\n1,2,x\n?,4,y\n", false,
        "adult.csv line 3, column 'age': the value is missing, but the model was trained on numbers only; fill it in, or leave the row out.")]
    [InlineData("age,b,t\n1,2,x\n1,2,x\nold,4,y\n", false,
        "adult.csv line 4, column 'age': \"old\" is not a number; 2 of 3 values are. Correct it, or mark it missing (--missing old), "
            + "for the column is numbers.")]
    [InlineData("age,b,t\n1,2,\n", true,
        "adult.csv line 2, column 't': the target is missing; every row needs one to be measured. Fill it in, "
            + "or leave such rows out (--bad-rows skip).")]
    public void What_does_not_suit_the_model_is_said(string text, bool targetRequired, string message)
    {
        string actual = Csv.ErrorOf(() => TableDataset.ForModel(Csv.Read(text), Model(["age", "b"], "t", "x", "y"), targetRequired));

        // Which names count as near is not decided here, only that the missing ones are named.
        Assert.Equal(Plain(message), Plain(actual));
    }

    [Fact]
    public void A_text_target_of_a_model_of_numbers_is_refused() =>
        Assert.Equal(
            "adult.csv line 2, column 't': \"x\" is not a number; 0 of 1 values are. Correct it; the model's target is a number.",
            Csv.ErrorOf(() => TableDataset.ForModel(Csv.Read("a,t\n1,x"), Model(["a"], "t"), targetRequired: true)));

    [Fact]
    public void A_model_of_nameless_inputs_cannot_take_a_table() =>
        Assert.Contains("have no names", Csv.ErrorOf(() => TableDataset.ForModel(Csv.Read("a\n1"), Model([], "t"), targetRequired: false)),
            StringComparison.Ordinal);

    [Fact]
    public void What_was_trained_on_comes_back_the_same_for_the_fitted_model()
    {
        Table table = Csv.Read("x,kind,z\n1,b,5\n2,a,6\n3,b,8\n");
        var training = new TrainingTable(table, new TrainingTableOptions { Target = "kind" });
        Preprocessing fitted = training.Fit([0, 1, 2]);

        TableRows rows = TableDataset.ForModel(table, fitted, targetRequired: true);

        Assert.Equal(Csv.Numbers(training.Raw(fitted).Inputs), Csv.Numbers(rows.Inputs));
        Assert.Equal(Csv.Labels(training.Targets), Csv.Labels(rows.Targets!));
    }

    private static string Plain(string message) =>
        System.Text.RegularExpressions.Regex.Replace(message, @" \(did you mean [^)]*\)", string.Empty, default, TimeSpan.FromSeconds(1));

    private static Preprocessing Model(ImmutableArray<string> columns, string target, params ImmutableArray<string> classes) =>
        new(columns, [0.0], [1.0], [target], classes, [], []);
}
