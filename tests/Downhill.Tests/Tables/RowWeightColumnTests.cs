using Downhill.Tables;

namespace Downhill.Tests;

public sealed class RowWeightColumnTests
{
    private static readonly TrainingTableOptions Weighted = new() { Target = "t", Weight = "w" };

    [Fact]
    public void The_column_weights_the_rows_and_is_no_input()
    {
        var training = new TrainingTable(Csv.Read("a,w,t\n1,2,x\n2,0.5,y\n3,1e3,x\n"), Weighted);
        Assert.Equal(["a"], training.Inputs.Select(column => column.Name));
        Preprocessing fitted = training.Fit([0, 1, 2]);
        Assert.Equal("w", fitted.Weight);
        Dataset rows = fitted.Apply(training.Raw(fitted)).Subset([2, 0]);
        Assert.Equal([1000, 2], Enumerable.Range(0, 2).Select(rows.Weight));
    }

    [Fact]
    public void Rows_of_weight_0_are_as_if_they_were_not_in_the_table()
    {
        var weighted = new TrainingTable(Csv.Read("a,w,t\n1,1,x\n500,0,z\n2,3,y\n?,0,\n3,2,x\n4,1,y\n"), Weighted);
        var without = new TrainingTable(Csv.Read("a,w,t\n1,1,x\n2,3,y\n3,2,x\n4,1,y\n"), Weighted);
        Assert.Equal((4, 2, 0), (weighted.Rows, weighted.WeightlessRows, weighted.SkippedRows));
        Assert.Equal(0, without.WeightlessRows);
        Assert.Equal(["y", "x"], weighted.Targets.Classes); // as frequent, and seen first
        Assert.Equal(without.Fit([0, 1, 2, 3]), weighted.Fit([0, 1, 2, 3]));
        Assert.Equal(without.Splitter(5).Split(0, 0.5).Test, weighted.Splitter(5).Split(0, 0.5).Test);
    }

    [Fact]
    public void Rows_without_a_target_that_are_skipped_need_no_weight()
    {
        var training = new TrainingTable(Csv.Read("a,w,t\n1,1,x\n2,,\n4,-2,\n2,3,y\n3,0,x\n"), Weighted with { SkipMissingTargets = true });
        Assert.Equal((2, 1, 2), (training.Rows, training.WeightlessRows, training.SkippedRows));
    }

    [Theory]
    [InlineData("-1", "adult.csv line 3, column 'w': the weight is -1; a weight is a number of at least 0. Correct it; 0 leaves a row out.")]
    [InlineData("", "adult.csv line 3, column 'w': the weight is missing; every row needs one. Fill it in; 0 leaves a row out.")]
    [InlineData("NaN", "adult.csv line 3, column 'w': the weight is missing; every row needs one. Fill it in; 0 leaves a row out.")]
    [InlineData("heavy", "adult.csv line 3, column 'w': \"heavy\" is not a number; 2 of 3 values are. A weight is a number of at least 0: "
        + "correct it, or name another weight (--weight).")]
    [InlineData("inf", "adult.csv line 3, column 'w': \"inf\" is not a finite number; 2 of 3 values are. "
        + "A weight is a number of at least 0: correct it, or name another weight (--weight).")]
    [InlineData("1e999", "adult.csv line 3, column 'w': \"1e999\" is too large for a 64-bit number; 2 of 3 values are numbers. "
        + "A weight is a number of at least 0: correct it, or name another weight (--weight).")]
    public void What_is_no_weight_is_refused_with_its_place(string value, string message) =>
        Assert.Equal(message, Csv.ErrorOf(() => _ = new TrainingTable(Csv.Read($"a,w,t\n1,1,x\n2,{value},y\n3,2,x\n"), Weighted)));

    [Fact]
    public void A_column_that_cannot_weight_is_refused()
    {
        Table table = Csv.Read("a,w,t\n1,0,x\n2,0,y\n3,0,x\n");
        Assert.Equal("adult.csv, column 'w': the weight is 0 in every row; name another weight (--weight), "
            + "or leave it out.", Csv.ErrorOf(() => _ = new TrainingTable(table, Weighted)));
        Assert.Contains("both the target and the weight", Csv.ErrorOf(() => _ = new TrainingTable(table, Weighted with { Weight = "t" })),
            StringComparison.Ordinal);
        Assert.Contains("no column 'ww' to be the weight", Csv.ErrorOf(() => _ = new TrainingTable(table, Weighted with { Weight = "ww" })),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_for_a_model_are_weighted_where_they_are_measured_and_have_the_column()
    {
        var training = new TrainingTable(Csv.Read("a,w,t\n1,2,x\n2,0.5,y\n3,1e3,x\n"), Weighted);
        Preprocessing fitted = training.Fit([0, 1, 2]);
        Table other = Csv.Read("t,v,a,w\nx,7,1,0\ny,8,2,4\n"), bare = Csv.Read("a,t\n1,x\n");
        Assert.Equal([0, 4], TableDataset.ForModel(other, fitted, targetRequired: true).Weights!);
        Assert.Equal([7, 8], TableDataset.ForModel(other, fitted, targetRequired: true, weight: "v").Weights!);
        Assert.Null(TableDataset.ForModel(other, fitted, targetRequired: false).Weights);
        Assert.Null(TableDataset.ForModel(bare, fitted, targetRequired: true).Weights);
        Assert.Contains("no column 'w'", Csv.ErrorOf(() => TableDataset.ForModel(bare, fitted, targetRequired: true, weight: "w")),
            StringComparison.Ordinal);
    }
}
