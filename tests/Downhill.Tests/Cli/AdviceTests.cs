using System.Text.RegularExpressions;

namespace Downhill.Tests;

/// <summary>The advice in an error is followed word for word, and then the command works.</summary>
public sealed partial class AdviceTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // A table of rows of two sorts, and in the fifth place a third; the options; which of the hints in brackets to follow.
    [Theory]
    [InlineData("1,0|2,1", "thirty,1", "", 0)]
    [InlineData("1,0|2,1", "thirty,1", "", 1)]
    [InlineData("1,a|2,c", "1,a,b", "", 0)]
    [InlineData("1,2.5|2,3", "1,", "", 0)]
    [InlineData("1,NA|2,b", "", "", 1)]
    [InlineData("\"1,5\",0|\"2,5\",1", "", "", 0)]
    [InlineData("$1.50,0|$2.50,1", "", "", 0)]
    [InlineData("1,0|2,1", "x,y", "", 0)]
    [InlineData("1,0|2,1", "", "--positive maybe", 0)]
    [InlineData("1,a|2,b", "", "--model 'linear 4, batch-norm, linear' --batch 1", 0)]
    [InlineData("1,-1|2,3", "", "--loss poisson --task regression", 0)]
    public void What_an_error_advises_works(string rows, string odd, string options, int hint)
    {
        string table = folder.Write("rows.csv", "x,y\n"
            + string.Concat(Enumerable.Range(0, 40).Select(row => (row == 4 && odd.Length > 0 ? odd : rows.Split('|')[row % 2]) + "\n")));
        string[] command = ["train", table, .. ShellWords.Split(options), "--epochs", "1", "--ensemble", "1", "--quiet", "--out",
            folder["run"]];

        string error = CliFolder.Run(command).Refusal();
        string[] hints = [.. Hint().Matches(error).Select(match => match.Groups["hint"].Value)];
        Assert.True(hint < hints.Length, error);
        string[] words = [.. ShellWords.Split(hints[hint])];

        // An option without a value asks for one that suits.
        string[] advised = words switch
        {
            ["--target"] => ["--target", "x", "--category", "y"],
            ["--loss"] => ["--loss", "mean-squared-error"],
            _ => words,
        };
        CliFolder.Run([.. Without(command, advised[0]), .. advised]).Ok();
    }

    private static string[] Without(string[] command, string option)
    {
        int at = Array.IndexOf(command, option);
        return at < 0 ? command : [.. command[..at], .. command[(at + 2)..]];
    }

    [GeneratedRegex(@"\((?<hint>--[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hint();
}
