using System.Text.Json;
using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class RecipeFileTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_recipe_trains_the_same_bits_as_the_command_it_was_made_from()
    {
        string table = Table(), recipe = folder["recipe.json"];
        CliFolder.Run("init", table, "--target", "t", "--test", "0.3", "--epochs", "3", "--ensemble", "2", "--drop", "c", "--out", recipe)
            .Ok();
        string one = folder.Train("one", recipe),
            two = folder.Train("two", table, "--target", "t", "--test", "0.3", "--epochs", "3", "--ensemble", "2", "--drop", "c");
        Assert.Equal(File.ReadAllBytes(Path.Combine(two, "model.safetensors")), File.ReadAllBytes(Path.Combine(one, "model.safetensors")));
    }

    [Fact]
    public void A_recipe_is_json_with_comments_and_every_choice()
    {
        string recipe = folder["recipe.json"];
        CliFolder.Run("init", Table(), "--target", "t", "--out", recipe).Ok();
        string text = File.ReadAllText(recipe);
        Assert.Contains("// The kinds of the columns", text, StringComparison.Ordinal);
        JsonNode read = JsonNode.Parse(text,
            documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;
        Assert.Equal("number", (string)read["columns"]!["a"]!);
        Assert.Equal("category", (string)read["columns"]!["b"]!);
        foreach (string key in (string[])["target", "model", "loss", "optimizer", "learning-rate", "schedule", "batch", "epochs", "seed",
            "validation", "test", "precision"])
            Assert.NotNull(read[key]);
    }

    [Fact]
    public void Options_of_the_command_line_replace_those_of_the_recipe()
    {
        string recipe = Recipe("{ \"data\": \"spiral\", \"epochs\": 5, \"no-shuffle\": true }");
        string run = folder.Train("run", recipe, "--epochs", "2");
        Assert.Equal(2, File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Length);
        Assert.Contains("--no-shuffle", File.ReadAllText(Path.Combine(run, "run.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"data\": \"spiral\",\n \"epoch\": 5 }", "line 2: unknown key 'epoch' (did you mean 'epochs'?)")]
    [InlineData("{ \"data\": \"spiral\", \"out\": \"x\" }", "unknown key 'out'")]
    [InlineData("{ \"data\": \"spiral\",\n\n \"epochs\": \"many\" }", "line 3, epochs: expected a whole number")]
    [InlineData("{ \"data\": \"spiral\", \"epochs\": {} }", "epochs: expected a whole number, got {}")]
    [InlineData("{ \"data\": \"spiral\", \"no-shuffle\": 1 }", "'no-shuffle' is true or false, not 1")]
    [InlineData("{ \"data\": \"spiral\",\n \"epochs\": 5,,\n }", "line 2: this is not valid JSON")]
    [InlineData("{ \"data\": \"spiral\", \"epochs\": 5, \"epochs\": 6 }", "epochs")]
    [InlineData("[]", "is not a recipe")]
    [InlineData("", "not valid JSON")]
    [InlineData("{ \"data\": \"other.json\" }", "is a recipe too")]
    [InlineData("{ \"data\": \"spiral\", \"columns\": { \"a\": \"nunber\" } }", "did you mean 'number'")]
    [InlineData("{ \"epochs\": 5 }", "DATA")]
    public void What_is_no_recipe_is_refused_in_one_line(string text, string expected)
    {
        CliResult result = CliFolder.Run("train", Recipe(text), "--out", folder["run"]);
        Assert.Equal(2, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void A_recipe_that_is_not_there_is_told_of() =>
        Assert.Contains("downhill init", CliFolder.Run("train", folder["none.json"]).Error, StringComparison.Ordinal);

    [Fact]
    public void A_file_is_not_replaced_unasked()
    {
        string mine = Recipe("mine");
        Assert.Equal(2, CliFolder.Run("init", "spiral", "--out", mine).Code);
        Assert.Equal("mine", File.ReadAllText(mine));
        CliFolder.Run("init", "spiral", "--out", mine, "--overwrite").Ok();
    }

    private string Recipe(string text) => folder.Write("r.json", text);

    private string Table() =>
        folder.Write("rows.csv", "a,b,c,t\n"
        + string.Concat(Enumerable.Range(0, 90).Select(i => $"{i * 7 % 31}.5,{"xyz"[i % 3]},{i},{(i % 2 == 0 ? "yes" : "no")}\n")));
}
