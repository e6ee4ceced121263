using Downhill.Tables;

namespace Downhill.Tests;

public class TableSplitTests
{
    private static readonly string Rows = string.Concat(Enumerable.Range(0, 60).Select(row =>
        $"{row * 17 % 60},p{row / 6},2020-01-{1 + (row * 7 % 30):00},{(row % 4 == 0 ? "yes" : "no")}\n"));

    [Fact]
    public void Classes_are_dealt_evenly_by_themselves_and_at_random_where_that_is_asked_for()
    {
        TrainingTable table = Read(new TrainingTableOptions());

        Assert.All(
            Enumerable.Range(0, 10),
            seed => Assert.Equal(3, table.Splitter((ulong)seed).Split(0.2, 0.2).Test.Count(row => table.Targets.Label(row) == 1)));
        Assert.NotEqual(
            [3],
            Enumerable.Range(0, 10).Select(seed => Read(new TrainingTableOptions { Stratify = false }).Splitter((ulong)seed)
                .Split(0.2, 0.2).Test.Count(row => table.Targets.Label(row) == 1)).Distinct());
    }

    [Fact]
    public void Groups_stay_together_and_the_column_is_no_input()
    {
        TrainingTable table = Read(new TrainingTableOptions { Group = "person" });
        Split split = table.Splitter(3).Split(0.2, 0.2);

        Assert.DoesNotContain("person", table.Inputs.Select(column => column.Name));
        Assert.Equal((36, 12, 12), (split.Training.Length, split.Validation.Length, split.Test.Length));
        Assert.All(Enumerable.Range(0, 10), group => Assert.Single(
            new[] { split.Training, split.Validation, split.Test }, part => part.Any(row => row / 6 == group)));
    }

    [Fact]
    public void By_time_the_newest_rows_are_the_test()
    {
        TrainingTable table = Read(new TrainingTableOptions { Time = "day" });
        Split split = table.Splitter(3).Split(0.2, 0.1);

        Assert.Contains("day", table.Inputs.Select(column => column.Name));
        Assert.Equal([28, 29, 30], split.Test.Select(Day).Distinct().Order());
        Assert.True(split.Validation.Max(Day) < 28);
        Assert.True(split.Training.Max(Day) < split.Validation.Min(Day));

        static int Day(int row) => 1 + (row * 7 % 30);
    }

    [Fact]
    public void What_cannot_be_dealt_is_refused_in_words()
    {
        Assert.Equal(
            "adult.csv line 4, column 'y': \"c\" is the only row of its class, so it cannot be in every part; leave it out, "
                + "or use a random split (--split random).",
            Csv.ErrorOf(() => new TrainingTable(Csv.Read("x,y\n1,a\n2,a\n3,c\n4,b\n5,b\n")).Splitter(0)));
        Assert.Contains("10 groups cannot be dealt",
            Csv.ErrorOf(() => Read(new TrainingTableOptions { Group = "person" }).Splitter(0).Folds(11)), StringComparison.Ordinal);
        Assert.Equal(
            "The column 'person' of adult.csv is category; a split by time needs dates or numbers. If it has dates, "
                + "set their format (--date-format).",
            Csv.ErrorOf(() => Read(new TrainingTableOptions { Time = "person" }).Splitter(0)));
        Assert.Equal(
            "'y' cannot be both the target and the group by which adult.csv is split; "
                + "name another group (--group) or another target (--target).",
            Csv.ErrorOf(() => Read(new TrainingTableOptions { Group = "y" })));
        Assert.Contains("the target and the time by which",
            Csv.ErrorOf(() => Read(new TrainingTableOptions { Target = "day", Time = "day" })), StringComparison.Ordinal);
        Assert.Equal(
            "A split is stratified (--split stratified) or by group (--group person), not both; name one of them.",
            Csv.ErrorOf(() => Read(new TrainingTableOptions { Group = "person", Stratify = true }).Splitter(0)));
        Assert.Equal(
            "A split is random (--split random) or by time (--time day), not both; name one of them.",
            Csv.ErrorOf(() => Read(new TrainingTableOptions { Time = "day", Stratify = false }).Splitter(0)));
        Assert.Contains("line 3, column 'g': the group is missing",
            Csv.ErrorOf(() => new TrainingTable(Csv.Read("x,g,y\n1,a,1\n2,,2\n3,b,3\n"), new TrainingTableOptions { Group = "g" })
            .Splitter(0)), StringComparison.Ordinal);
    }

    // Only its runs read numbers so (OldRunRecord); they are resumed as they were split: here by the three values of the target.
    [Fact]
    public void A_run_of_version_0_1_0_is_split_by_its_target()
    {
        Table old = Csv.Read("x,y\n1,5\n2,7\n3,9\n4,5\n5,7\n6,9\n", new TableOptions { Identity = ValueIdentity.Number });

        Split split = new TrainingTable(old, new TrainingTableOptions { Target = "y", Group = "y" }).Splitter(1).Split(0.34, 0.34);

        foreach (int[] part in new[] { split.Training, split.Validation, split.Test })
            Assert.Equal(3, Math.Abs(part[1] - part[0])); // rows three apart have one target
    }

    private static TrainingTable Read(TrainingTableOptions options) => new(Csv.Read("x,person,day,y\n" + Rows), options);
}
