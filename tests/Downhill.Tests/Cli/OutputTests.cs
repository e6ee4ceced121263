using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class OutputTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Verbs => ["train", "evaluate", "predict", "check", "inspect", "datasets", "bench"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void What_goes_through_a_pipe_has_no_escape_codes(string verb)
    {
        CliResult result = CliFolder.Run(Arguments(verb)).Ok();

        Assert.NotEmpty(result.Output);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
        Assert.DoesNotContain('\r', result.Output + result.Error);
        Assert.True(verb == "train" || result.Error.Length == 0, result.Error);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("check")]
    public void Quiet_prints_nothing(string verb)
    {
        CliResult result = CliFolder.Run([.. Arguments(verb), "-q"]).Ok();

        Assert.Equal((string.Empty, string.Empty), (result.Output, result.Error));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("check")]
    [InlineData("inspect")]
    [InlineData("datasets")]
    public void Json_is_one_value_and_nothing_else(string verb)
    {
        CliResult result = CliFolder.Run([.. Arguments(verb), "--json"]).Ok();

        Assert.NotEmpty(result.Json.ToJsonString());
        if (verb == "train")
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(folder["new/run.json"])), result.Json));
    }

    [Fact]
    public void Training_tells_a_person_what_it_does_in_a_few_lines()
    {
        CliResult result = CliFolder.Run("train", "iris", "--out", folder["new"]).Ok();

        foreach (string words in new[] { "4 columns → species (3 classes)", "105 for training, 15 for validation, 30 for testing",
            "linear 64, relu, linear 3 (515 parameters)", "softmax-cross-entropy", "adam", "● training  ○ validation", "finished: ",
            "accuracy", "saved in" })
            Assert.Contains(words, result.Output, StringComparison.Ordinal);
        Assert.InRange(result.Error.Split('\n').Length, 10, 20);
        Assert.All(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("epoch ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_epochs_are_two_columns_of_the_loss_curve_and_two_labels()
    {
        string text = CliFolder.Run("train", "iris", "--epochs", "2", "--out", folder["new"]).Ok().Output;

        Assert.Matches(" 1 +2\n", text);
    }

    [Fact]
    public void The_names_of_classes_are_shown_as_they_are()
    {
        string table = folder.Write("churn.csv", CliData.Churn());

        string[] lines = CliFolder.Run("train", table, "--epochs", "1", "--out", folder["new"]).Ok().Lines;

        int rows = Array.FindIndex(lines, line => line.Contains("rows with the largest loss", StringComparison.Ordinal));
        Assert.Equal(3, lines[..rows].Count(line => line.Contains(">yes, [really]", StringComparison.Ordinal)));
        Assert.Contains(lines[rows..], line => line.Contains(">yes, [really]", StringComparison.Ordinal));
    }

    [Fact]
    public void The_name_of_a_class_cannot_move_the_cursor()
    {
        string table = folder.Write("colours.csv", "a,class\n1,red\u001b[31m\n2,blue\n3,red\u001b[31m\n4,blue\n");

        CliResult result = CliFolder.Run("train", table, "--epochs", "1", "--out", folder["new"]).Ok();

        Assert.Contains("red?[31m", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_is_printed_and_nothing_else(string verb)
    {
        CliResult help = CliFolder.Run(verb, "--help").Ok();

        Assert.Empty(help.Error);
        Assert.Contains($"downhill {verb}", help.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', help.Output);
        Assert.Contains(verb, CliFolder.Run("--help").Ok().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_on_training_names_everything_a_model_can_be_made_of()
    {
        string[] words = CliFolder.Run("train", "--help")
            .Ok().Output.Split([' ', ',', '\n', ':', ';', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries);

        Assert.All(Catalog.Layers.Entries, entry => Assert.Contains(entry.Name, words));
        Assert.All(Catalog.Losses.Entries, entry => Assert.Contains(entry.Name, words));
        Assert.All(Catalog.Optimizers.Entries, entry => Assert.Contains(entry.Name, words));
    }

    [Fact]
    public void The_version_is_one_line() =>
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+$", Assert.Single(CliFolder.Run("--version").Ok().Lines));

    private string[] Arguments(string verb) => verb switch
    {
        "train" => ["train", "iris", "--epochs", "2", "--out", folder["new"]],
        "datasets" => ["datasets"],
        "bench" => ["bench", "4-3-2", "--seconds", "0.01", .. CliFolder.OneThread],
        "check" or "inspect" => [verb, Trained()],
        _ => [verb, Trained(), "iris"],
    };

    private string Trained() => folder.Train("run", "iris", "--epochs", "1");
}
