using Downhill.Tables;

namespace Downhill.Tests;

public class TableProfileTests
{
    private static readonly Table Rows = Csv.Read("id,x,copy,noise,kind,gap,y\n" + string.Concat(Enumerable.Range(0, 400).Select(row =>
        $"{row + 1},{row % 50},{(row * 7 % 13 < 6 ? "in" : "out")},{row * 31 % 97},{(row % 5 == 0 ? "rare" : "usual")},"
            + $"{(row % 10 == 0 ? "" : "1.5")},{(row * 7 % 13 < 6 ? "low" : "high")}\n")));

    // The first rows have no target and are left out: those below them count by their own values. y is ten times x.
    [Fact]
    public void An_association_is_that_of_the_rows_with_a_target()
    {
        var random = new RandomStream(4, RandomPurpose.Generation);
        string rows = string.Concat(Enumerable.Range(0, 107).Select(row =>
        {
            int x = random.Below((ulong)row, 6);
            return $"{x},k{x},{(row < 7 ? string.Empty : $"{10 * x}")}\n";
        }));
        var training = new TrainingTable(Csv.Read($"x,k,y\n{rows}"), new TrainingTableOptions { SkipMissingTargets = true });

        TableProfile profile = TableProfile.Of(training);

        Assert.Equal(1, profile.Columns[0].Association!.Value, 1e-9);
        Assert.Equal(1, profile.Columns[1].Association!.Value, 1e-9);
        Assert.Equal(9, training.PlaceOf(0).Line); // below the header and the seven
        var classes = new TrainingTable(Csv.Read($"x,k,y\n{rows}"),
            new TrainingTableOptions { SkipMissingTargets = true, Task = TargetTask.Classification });
        Assert.True(TableProfile.Of(classes).Columns[0].Association > 0.8); // a row of the whole table is added to each value
    }

    // 20 rows of a are 100, 20 of b are 104, and 20 others, each with a name of its own, are 102, the mean: what no row before had is
    // guessed by the mean.
    [Fact]
    public void A_value_that_was_not_learned_is_guessed_by_the_mean()
    {
        Table table = Csv.Read("c,y\n" + string.Concat(Enumerable.Range(0, 60).Select(row =>
            (row % 3) switch { 0 => "a,100\n", 1 => "b,104\n", _ => $"k{row},102\n" })));

        Assert.InRange(TableProfile.Of(new TrainingTable(table, new TrainingTableOptions
        {
            Task = TargetTask.Regression,
            Schema = new SchemaOptions { Categories = ["c"] },
        })).Columns[0].Association!.Value, 0.9, 1);
    }

    [Fact]
    public void A_profile_counts_what_is_there()
    {
        var profile = TableProfile.Of(Rows);

        ColumnProfile x = profile.Columns[1], kind = profile.Columns[4], gap = profile.Columns[5];
        Assert.Equal((0, 50, 0, 24.5, 49), (x.Missing, x.Distinct, x.Min, x.Median, x.Largest));
        Assert.Equal([("usual", 320), ("rare", 80)], kind.Frequent.AsEnumerable());
        Assert.Equal((40, 1), (gap.Missing, gap.Distinct));
        Assert.Equal(ColumnKind.Identifier, profile.Columns[0].Schema.Kind);
        Assert.All(profile.Columns, column => Assert.Null(column.Association));
        Assert.Empty(profile.Classes);
    }

    [Fact]
    public void What_tells_the_target_is_measured_and_a_copy_is_suspected()
    {
        var profile = TableProfile.Of(new TrainingTable(Rows));

        Assert.Equal([("high", 215), ("low", 185)], profile.Classes.AsEnumerable());
        Assert.Equal(["copy"], profile.Columns.Where(column => column.IsLeak).Select(column => column.Schema.Name));
        Assert.InRange(profile.Columns[1].Association!.Value, 0, 0.1);
        Assert.InRange(profile.Columns[4].Association!.Value, 0, 0.1);
        Assert.Null(profile.Columns[6].Association);
    }

    [Fact]
    public void A_number_made_of_the_target_is_suspected_and_one_that_goes_with_it_is_not()
    {
        Table table = Csv.Read("double,near,y\n" + string.Concat(Enumerable.Range(0, 5000).Select(row =>
            $"{row * 37 % 1201 * 2},{(row * 37 % 1201) + (row * 211 % 701)},{row * 37 % 1201}\n")));
        var profile = TableProfile.Of(new TrainingTable(table));

        Assert.True(profile.Columns[0].IsLeak);
        Assert.InRange(profile.Columns[1].Association!.Value, 0.5, 0.9);
        Assert.False(profile.Columns[1].IsLeak);
    }

    // With the mean of its kind as the guess, a half of a row's squared error is left: ±2 of the kind and ±2 of chance.
    [Fact]
    public void What_a_kind_tells_of_a_number_is_the_error_that_goes_away()
    {
        Table table = Csv.Read("all,half,none,y\n" + string.Concat(Enumerable.Range(0, 4000).Select(row =>
        {
            int kind = row % 2, chance = row / 2 % 2, other = row / 4 % 2;
            return $"{"ab"[kind]}{"cd"[chance]},{"ef"[kind]},{"gh"[other]},{100 + (4 * kind) + (4 * chance)}\n";
        })));

        ColumnProfile[] columns = [.. TableProfile.Of(new TrainingTable(table, new TrainingTableOptions { Task = TargetTask.Regression }))
            .Columns];

        Assert.Equal(1, columns[0].Association!.Value, 0.001);
        Assert.Equal(0.5, columns[1].Association!.Value, 0.05);
        Assert.Equal(0, columns[2].Association!.Value, 0.01);
    }

    [Fact]
    public void A_near_copy_of_a_number_is_suspected_although_no_number_comes_twice_and_the_rows_are_few()
    {
        Table table = Csv.Read("near,square,noise,y\n" + string.Concat(Enumerable.Range(0, 60).Select(row =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{(row * 37 % 61) + (0.01 * (row % 3))},{(row * 37 % 61) * (row * 37 % 61)},{row * 7 % 59},{row * 37 % 61}\n"))));
        var profile = TableProfile.Of(new TrainingTable(table));

        Assert.Equal(["near", "square"], profile.Columns.Where(column => column.IsLeak).Select(column => column.Schema.Name));
        Assert.InRange(profile.Columns[2].Association!.Value, 0, 0.3);
    }

    // Beyond the numbers that were learned the guess is that of the last one: a line through the last two would miss by far.
    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(103)]
    public void A_number_far_beyond_the_others_does_not_hide_a_copy(int rows)
    {
        Table table = Csv.Read("near,y\n" + string.Concat(Enumerable.Range(0, rows).Select(row =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{(row < rows - 12 ? row : Math.Pow(10, row - rows + 16))},{Math.Min(row, rows - 12)}\n"))));
        Assert.InRange(TableProfile.Of(new TrainingTable(table)).Columns[0].Association!.Value, 0.999, 1);
    }

    // In the order in which the values come first: red, Red, blue, "bl ue", 01, 1, 1.0.
    [Fact]
    public void Values_that_differ_only_in_spelling_are_named_in_pairs_with_the_first_of_them()
    {
        string[] values = ["red", "Red", "blue", "bl ue", "01", "1", "1.0", "10", "red"];

        Assert.Equal(
            [
                new AlikeValues("red", "Red", "a change of case"),
                new AlikeValues("blue", "bl ue", "a change of spaces or case"),
                new AlikeValues("01", "1", "adding leading zeros"),
                new AlikeValues("01", "1.0", "removing a trailing .0 and adding leading zeros"),
            ],
            AlikeValues.Among(values).AsEnumerable());
        Assert.Equal("\"red\" and \"Red\" (equal after a change of case), and 3 other pairs", AlikeValues.Text(AlikeValues.Among(values)));
        Assert.Equal("\"a\" and \"A\" (equal after a change of case)", AlikeValues.Text(AlikeValues.Among(["a", "A", "b"])));
        Assert.Null(AlikeValues.Text(AlikeValues.Among(["a", "b"])));
    }

    // Truth words are one value in every spelling, and an identifier is no input.
    [Fact]
    public void Only_the_spellings_of_categories_are_compared()
    {
        var profile = TableProfile.Of(Csv.Read("color,truth,id\n" + string.Concat(Enumerable.Range(0, 60).Select(row =>
            $"{(row % 3 == 0 ? "red" : row % 3 == 1 ? "Red" : "blue")},{(row % 2 == 0 ? "yes" : row % 3 == 0 ? "No" : "no")},"
                + $"{(row % 2 == 0 ? "a" : "A")}{row / 2}x\n"))));

        Assert.Equal([ColumnKind.Category, ColumnKind.Boolean, ColumnKind.Identifier], profile.Columns.Select(column => column.Schema.Kind));
        Assert.Equal([1, 0, 0], profile.Columns.Select(column => column.Alike.Length));
    }
}
