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

    // Of four rows in the other file two, or three, are rows of the data; the row of the other class is another row.
    [Theory]
    [InlineData("--test", "1,2,no|3,1,no|9,1,no|1,2,yes", null)]
    [InlineData("--test", "1,2,no|3,1,no|6,1,yes|1,2,yes", "3 of the 4 test rows in other.csv are training rows, value by value")]
    [InlineData("--validation", "6,1,yes|1,2.0,no|2,1,yes|4,0.5,yes", "4 of the 4 validation rows in other.csv are training rows")]
    public void A_file_of_training_rows_is_told(string option, string rows, string? told)
    {
        string data = folder.Write("rows.csv", Rows), other = folder.Write("other.csv", $"a,w,y\n{rows.Replace('|', '\n')}\n");

        string[] none = option == "--test" ? [] : ["--test", "0"];
        string error = CliFolder.Run(["train", data, option, other, .. none, "--epochs", "1", "--model", "linear", "--out", folder["run"]])
            .Ok().Error.Replace(other, "other.csv", StringComparison.Ordinal);

        if (told is null)
            Assert.DoesNotContain("are training rows", error, StringComparison.Ordinal);
        else
            Assert.Contains(told, error, StringComparison.Ordinal);
    }

    // Of ten rows nine are the same one: rows of the other file are like them by nature, and nothing is told.
    [Fact]
    public void Rows_that_repeat_by_nature_are_not_told()
    {
        string rows = "a,b,y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => i % 10 == 0 ? "2,1,yes\n" : $"1,{i % 2},no\n"));
        string data = folder.Write("rows.csv", rows), other = folder.Write("other.csv", rows);

        Assert.DoesNotContain("are training rows", CliFolder.Run("train", data, "--test", other, "--epochs", "1", "--model", "linear", "--out",
            folder["run"]).Ok().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_named_twice_is_refused()
    {
        string data = folder.Write("rows.csv", Rows), again = Path.Combine(folder["."], "rows.csv");

        Assert.StartsWith($"'{again}' is named twice", CliFolder.Run("train", data, again, "--out", folder["run"]).Refusal(),
            StringComparison.Ordinal);
    }

    private static JsonNode Record(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
}
