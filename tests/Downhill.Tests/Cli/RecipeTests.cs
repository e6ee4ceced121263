using System.Text.Json.Nodes;
using Downhill.Cli;
using Downhill.Experiments;

namespace Downhill.Tests;

public sealed class RecipeTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(100, 0)]
    [InlineData(1_999, 0)]
    [InlineData(2_000, 16)]
    [InlineData(10_000, 32)]
    public void Numbers_are_cut_in_pieces_where_there_are_rows_to_learn_from(int rows, int pieces) =>
        Assert.Equal(pieces, Defaults.Pieces(rows));

    [Fact]
    public void A_recipe_depends_on_kind_rows_and_target()
    {
        var few = Defaults.For(RecipeKind.Table, Rows(300, classes: true), 30);
        var many = Defaults.For(RecipeKind.Table, Rows(5_000, classes: true), 600);
        var numbers = Defaults.For(RecipeKind.Table, Rows(5_000, classes: false), 600);

        Assert.Equal(32, few.Batch);
        Assert.False(few.RestoresBest);
        Assert.Equal(128, many.Batch);
        Assert.True(many.RestoresBest);
        Assert.Contains("batch-norm", many.Model, StringComparison.Ordinal);
        Assert.DoesNotContain("batch-norm", numbers.Model, StringComparison.Ordinal);
        Assert.All([few, many, numbers], defaults => Assert.StartsWith("tables, ", defaults.Rows, StringComparison.Ordinal));
        Assert.Equal(new OneCycle(), Defaults.For(RecipeKind.Image, Rows(300, classes: true), 30).Schedule);
        Assert.Equal((8, 4, 1, 1),
            (few.Members, many.Members, numbers.Members, Defaults.For(RecipeKind.Plain, Rows(300, classes: true), 30).Members));
        Assert.Equal("linear 64, relu, linear", Defaults.For(RecipeKind.Plain, Rows(300, classes: true), 30).Model);
    }

    // These two look at the sign, or the fall, of the gradient of all rows.
    [Theory]
    [InlineData("rprop", 0)]
    [InlineData("lbfgs", 0)]
    [InlineData("sgd", 32)]
    public void An_optimizer_that_needs_the_whole_gradient_gets_all_rows_at_once(string optimizer, int batch)
    {
        Experiment experiment = new Experiment(["rows"]).With("optimizer", optimizer);

        Assert.Equal(batch, Recipe.Choose(experiment, Rows(300, classes: true), RecipeKind.Table).Training.BatchSize);
        Assert.Equal(7, Recipe.Choose(experiment with { Batch = 7 }, Rows(300, classes: true), RecipeKind.Table).Training.BatchSize);
    }

    [Fact]
    public void What_is_chosen_and_why_is_recorded_and_repeated_with_every_number()
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());
        JsonNode record = Record(folder.Train("run", [table, "--epochs", "1"]));

        Assert.StartsWith("tables, ", (string)record["recipe"]!, StringComparison.Ordinal);
        string command = (string)record["command"]!;
        foreach (string part in (string[])["dropout 0.2", "'adamw beta2=0.95 weightDecay=2'", "--schedule cosine", "--pieces 0",
            "--learning-rate 0.0015", "--ensemble 8", "--validation 0"])
            Assert.Contains(part, command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "tables, 120 rows: few rows: batch normalization, dropout and weight decay against overfitting, "
        + "no piecewise-linear encoding; the mean of 8 networks")]
    [InlineData("--ensemble 1",
        "tables, 120 rows: few rows: batch normalization, dropout and weight decay against overfitting, no piecewise-linear encoding")]
    [InlineData("--ensemble 2 --model linear", "tables, 120 rows: layers as given; the mean of 2 networks")]
    [InlineData("--model linear", "tables, 120 rows: layers as given")]
    public void What_is_said_of_the_recipe_is_what_is_done(string options, string said)
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());

        Assert.Equal(said, (string)Record(folder.Train("run",
            [table, "--epochs", "1", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]))["recipe"]!);
    }

    [Fact]
    public void A_users_choice_replaces_one_part_and_leaves_the_others()
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());

        JsonNode decay = Record(folder.Train("decay", [table, "--epochs", "1", "--weight-decay", "0.5", "--pieces", "4"]));
        Assert.Equal(0.5, (double)decay["training"]!["optimizer"]!["weightDecay"]!);
        Assert.Equal(0.95, (double)decay["training"]!["optimizer"]!["beta2"]!);
        Assert.Contains("--pieces 4", (string)decay["command"]!, StringComparison.Ordinal);

        JsonNode other = Record(folder.Train("sgd", [table, "--epochs", "1", "--optimizer", "sgd 0.1"]));
        Assert.Equal("sgd", (string)other["training"]!["optimizer"]!["type"]!);
        Assert.Null(other["training"]!["schedule"]);
    }

    private static JsonNode Record(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;

    private static Dataset Rows(int rows, bool classes)
    {
        Samples inputs = Samples.From(new double[rows * 3], 3);
        Targets targets = classes
            ? Targets.FromLabels(new int[rows], ["no", "yes"])
            : Targets.FromNumbers(Samples.From(new double[rows], 1));
        return new Dataset("rows", [3], inputs, targets);
    }
}
