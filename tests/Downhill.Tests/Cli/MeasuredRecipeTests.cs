using System.Text.Json.Nodes;
using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>Searches measure the recipe first, on the rows on which they measure what they try.</summary>
public sealed class MeasuredRecipeTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tune_measures_the_recipe_first_and_says_what_was_gained()
    {
        string[] words = ["tune", "spiral", "--epochs", "3", "--try", "batch=8|16", "--trials", "2", "--jobs", "1", "--out",
            folder["search"]];

        CliResult text = CliFolder.Run(words).Ok();
        JsonNode found = CliFolder.Run([.. words, "--json"]).Ok().Json;

        Assert.StartsWith("recipe: ", text.Error, StringComparison.Ordinal);
        Assert.Equal(2, found["trials"]!.AsArray().Count);
        double recipe = (double)found["recipe"]!["score"]!, best = (double)found["best"]!["score"]!;
        Assert.Equal((recipe - best) / recipe, (double)found["gain"]!, 1e-12);
        Assert.Equal(Search.Score(new Experiment(["spiral"], Epochs: 3)), recipe);
        Assert.Contains(best < recipe ? "better than the recipe" : "No improvement", text.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nrecipe +· +", text.Output);
    }

    [Fact]
    public void A_trial_that_changes_nothing_gains_nothing()
    {
        JsonNode found = CliFolder.Run("tune", "spiral", "--epochs", "2", "--try", "batch=32", "--trials", "1", "--out", folder["search"],
            "--json").Ok().Json;

        Assert.Equal(32, new Experiment(["spiral"]).Run(folder["run"], threads: 1).Training.BatchSize);
        Assert.Equal((double)found["recipe"]!["score"]!, (double)found["best"]!["score"]!);
        Assert.Equal(0, (double)found["gain"]!);
    }

    [Fact]
    public void Where_candidates_would_compete_the_recipe_is_their_blend()
    {
        string data = folder.Write("prices.csv", CliData.Prices(250));

        double blend = Search.Score(new Experiment([data]))!.Value,
            one = Search.Score(new Experiment([data], Blend: BlendChoice.Off))!.Value;

        Assert.NotEqual(blend, one);
        Assert.True(blend < 2 * one);
    }

    // Of 130 rows a training has 104, so that candidates compete; a search that holds out a fifth more has 78, and they compete there too.
    [Theory]
    [InlineData(130, true)]
    [InlineData(110, false)]
    public void Whether_candidates_compete_is_decided_by_the_rows_of_a_training(int rows, bool compete)
    {
        string data = folder.Write($"prices{rows}.csv", CliData.Prices(rows));

        double recipe = Search.Score(new Experiment([data]))!.Value;

        Assert.Equal(compete, RunFolder.ReadRecord(folder.Train($"run{rows}", data)).Blend is not null);
        Assert.Equal(Search.Score(new Experiment([data], Blend: compete ? BlendChoice.On : BlendChoice.Off)), recipe);
    }

    [Fact]
    public void Find_lr_compares_the_recipe_and_the_suggestion_on_rows_held_out()
    {
        string[] words = ["find-lr", "spiral", "--epochs", "5", "--threads", "1"];

        JsonNode found = CliFolder.Run([.. words, "--json"]).Ok().Json;
        string text = CliFolder.Run(words).Ok().Output, unmeasured = CliFolder.Run([.. words, "--no-measure"]).Ok().Output;

        JsonNode measured = found["measured"]!;
        double recipe = (double)measured["recipe"]!["score"]!, suggestion = (double)measured["suggestion"]!["score"]!;
        Assert.Equal(Search.Score(new Experiment(["spiral"], Epochs: 5)), recipe);
        Assert.Equal(Search.Score(new Experiment(["spiral"], Epochs: 5, LearningRate: (double)measured["suggestion"]!["rate"]!)),
            suggestion);
        Assert.Equal((recipe - suggestion) / recipe, (double)measured["gain"]!, 1e-12);
        Assert.Contains(suggestion < recipe ? "better than the recipe on these rows" : "No improvement", text, StringComparison.Ordinal);
        Assert.DoesNotContain("rows held out", unmeasured, StringComparison.Ordinal);
    }
}
