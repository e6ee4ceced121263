using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>Files of their own for the validation and the test.</summary>
public sealed class PartFileTests : IDisposable
{
    private const string Rows = "a,w,y\n1,2,no\n2,1,yes\n3,1,no\n4,0.5,yes\n5,1,no\n6,1,yes\n";

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--test", "test")]
    [InlineData("--validation", "validation")]
    public void Rows_without_a_target_are_an_error_or_left_out(string option, string part)
    {
        string data = folder.Write("rows.csv", Rows), other = folder.Write("other.csv", "y,a,w\nno,1,1\n,2,1\nyes,3,1\n");
        string[] words = [data, option, other, "--drop", "w", "--epochs", "1", "--model", "linear"];

        Assert.StartsWith("other.csv line 3, column 'y': the target is missing", CliFolder.Run(["train", .. words, "--out", folder["none"]])
            .Refusal(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["none"]));
        JsonNode record = Record(folder.Train("run", [.. words, "--bad-rows", "skip"]));
        Assert.Equal(2, (int)record["data"]![part]!);
        Assert.Equal(2, (int)record["metrics"]![part]!["rows"]!);
    }

    // One row of weight 3 is measured like the same row three times.
    [Theory]
    [InlineData("--test", "test")]
    [InlineData("--validation", "validation")]
    public void Weights_count_in_a_file_too_and_must_be_there(string option, string part)
    {
        string data = folder.Write("rows.csv", Rows), weighted = folder.Write("weighted.csv", "a,w,y\n1,3,no\n6,1,yes\n"),
            repeated = folder.Write("repeated.csv", "a,w,y\n1,1,no\n1,1,no\n1,1,no\n6,1,yes\n"),
            bare = folder.Write("bare.csv", "a,y\n1,no\n6,yes\n");
        string[] words = [data, "--weight", "w", "--epochs", "1", "--model", "linear"];

        Assert.StartsWith($"{bare} lacks the column 'w', which has the weights of the rows (--weight)", CliFolder.Run(
            ["train", .. words, option, bare, "--out", folder["none"]]).Refusal(), StringComparison.Ordinal);
        double[] losses = [.. ((string[])[weighted, repeated]).Select(file =>
            (double)Record(folder.Train(Path.GetFileNameWithoutExtension(file), [.. words, option, file]))["metrics"]![part]!["loss"]!)];
        Assert.Equal(losses[1], losses[0], 1e-6);
    }

    private static JsonNode Record(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
}
