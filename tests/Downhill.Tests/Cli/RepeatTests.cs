using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class RepeatTests : IDisposable
{
    private readonly CliFolder folder = new();

    public RepeatTests()
    {
        string flowers = CliData.Flowers();
        folder.Write("my flowers.csv", flowers.Replace("sepal width", "sepal's width", StringComparison.Ordinal));
        folder.Write("more.csv", CliData.Part(flowers.Replace("sepal width", "sepal's width", StringComparison.Ordinal), 100..));
        folder.Write("churn.csv", CliData.Churn());
        folder.Write("sizes.csv", $"\"it's 5\"\" wide\"{CliData.Churn()[CliData.Churn().IndexOf(',', StringComparison.Ordinal)..]}");
        folder.Write("prices.csv", CliData.Prices(100));
        folder.Write("net.json", """{"input": [2], "layers": [{"type": "linear", "outputs": 1, "weight": [[0.5], [1]]}]}""");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("digits --epochs 2 --checkpoint-each-epoch")]
    [InlineData("digits --epochs 2 --precision double --seed 18446744073709551615 --optimizer sgd")]
    [InlineData("'@my flowers.csv' --epochs 2")]
    [InlineData("'@my flowers.csv' --epochs 2 --target species --drop \"sepal's width\" --drop 'petal length'")]
    [InlineData("'@my flowers.csv' --epochs 2 --validation @more.csv --test @more.csv --batch 1 --steps 130")]
    [InlineData("'@my flowers.csv' --target 'petal width' --drop species --epochs 2 --loss \"huber 0.5\" --optimizer \"sgd "
        + "0.01 momentum=0.9\"")]
    [InlineData("@churn.csv --epochs 2 --model \"linear 4 weight=he-normal, residual (linear 4, tanh), concat (linear 2; linear 2), "
        + "linear\" --learning-rate 0.003")]
    [InlineData("@churn.csv --epochs 2 --loss softmax-cross-entropy")]
    [InlineData("@churn.csv --epochs 2 --model 'linear 3, tanh, linear, softmax'")]
    [InlineData("@sizes.csv --epochs 2 --drop 'it'\\''s 5\" wide'")]
    [InlineData("@prices.csv --epochs 3 --until-loss 1000 --no-shuffle --batch 0 --validation 0.25 --test 0")]
    [InlineData("@prices.csv --epochs 2 --task regression --model @net.json --optimizer \" adam  0.1 \"")]
    [InlineData("spiral --rows 100 --seed 7 --epochs 2 --model 'linear 5, dropout 0.5, linear'")]
    public void The_recorded_command_makes_the_same_model_again(string arguments)
    {
        string first = folder.Train("it's a run",
            ShellWords.Split(arguments.Replace("@", folder.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal)));
        string command = (string)JsonNode.Parse(File.ReadAllText(Path.Combine(first, "run.json")))!["command"]!;

        string[] words = ShellWords.Split(command);
        Assert.Equal(["downhill", "train"], words[..2]);
        Assert.DoesNotContain("--out", words);
        CliFolder.Run([.. words[1..], "--out", folder["again"]]).Ok();

        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(first)), File.ReadAllBytes(RunFolder.FindModel(folder["again"])));
        AssertShellAgrees(command);
    }

    [Fact]
    public void A_file_whose_name_looks_like_an_option_is_given_behind_two_dashes_and_repeated()
    {
        folder.Write("--epochs.csv", CliData.Churn());
        string[] words = ["train", "--epochs", "2", "--threads", "1", "--out", "run", "--quiet", "--", "--epochs.csv"];
        Assert.Equal(0, CliProcess.RunIn(folder.Path, words).Code);
        string command = (string)JsonNode.Parse(File.ReadAllText(Path.Combine(folder["run"], "run.json")))!["command"]!;

        Assert.StartsWith("downhill train ./--epochs.csv ", command, StringComparison.Ordinal);
        Assert.Equal(0, CliProcess.RunIn(folder.Path, [.. ShellWords.Split(command)[1..], "--out", "again", "--quiet"]).Code);
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(folder["run"])), File.ReadAllBytes(RunFolder.FindModel(folder["again"])));
    }

    // What these tests take for the shell's rules is what a shell does.
    private static void AssertShellAgrees(string command)
    {
        if (!File.Exists("/bin/sh"))
            return;
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"printf '%s\\n' {command}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true
        })!;
        string[] words = shell.StandardOutput.ReadToEnd().Split('\n')[..^1];
        shell.WaitForExit();
        Assert.Equal(words, ShellWords.Split(command));
    }
}
