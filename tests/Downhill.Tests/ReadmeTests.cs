using System.Diagnostics;

namespace Downhill.Tests;

/// <summary>What the README shows is what happens.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.Find("README.md"));

    [Fact]
    public void The_example_is_the_program_in_examples()
    {
        string program = string.Join('\n', File.ReadAllLines(Repository.Find("examples", "xor.cs"))
            .Where(line => !line.StartsWith("#:", StringComparison.Ordinal))).Trim();
        Assert.Equal(Block("csharp"), program);
        Assert.Contains(program, File.ReadAllText(Repository.Find("src", "Downhill", "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_prints_what_is_printed()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("run");
        start.ArgumentList.Add(Repository.Find("examples", "xor.cs"));
        using Process child = Process.Start(start)!;
        Task<string> error = child.StandardError.ReadToEndAsync();
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, output + await error);
        Assert.Equal(Block("text"), output.ReplaceLineEndings("\n").Trim());
    }

    private static string Block(string language)
    {
        string start = $"```{language}\n";
        int from = Readme.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return Readme[from..Readme.IndexOf("```", from, StringComparison.Ordinal)].Trim();
    }
}
