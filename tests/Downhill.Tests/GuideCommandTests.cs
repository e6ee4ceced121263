using System.Text.RegularExpressions;

namespace Downhill.Tests;

/// <summary>
/// Every command that a guide or the README's table shows does what it is shown for, on small files of the names used there.
/// </summary>
public sealed partial class GuideCommandTests(GuideFolder guide) : IClassFixture<GuideFolder>
{
    private static readonly string[] Guides = ["guide-tables.md", "guide-images.md", "search.md", "runs.md", "tables.md", "recipe.md"];

    // Options that make a command short, or lead what it writes into the folder; they replace the command's own.
    private static readonly Dictionary<string, string[]> Extra = new()
    {
        ["train"] = ["--threads", "1", "--epochs", "1", "--out"],
        ["init"] = ["--out"],
        ["find-lr"] = ["--threads", "1", "--steps", "30"],
        ["tune"] = ["--threads", "1", "--epochs", "1", "--trials", "2", "--jobs", "1", "--out"],
        ["resume"] = ["--threads", "1"],
        ["bench"] = ["--threads", "1", "--seconds", "0.01"],
        ["landscape"] = ["--grid", "5", "--out"],
        ["check"] = ["--rows", "1"],
    };

    public static TheoryData<string, string> Commands
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach ((string page, string command) in Guides.SelectMany(Fenced).Concat(Table()).Distinct())
                all.Add(page, command);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_command_runs(string page, string command)
    {
        string[] words = ShellWords.Split(command);
        if (words[0] != "downhill")
        {
            // A program of the repository; those that need more than it are run with it.
            Assert.True(File.Exists(Repository.Find(words[1].Split('/'))), $"{page}: there is no {words[1]}.");
            return;
        }

        string verb = words[1];
        var given = words[2..].SelectMany(word => guide.Place(verb, word)).ToList();
        string[] extra = Extra.GetValueOrDefault(verb, []);
        for (int i = 0; i < extra.Length; i += 2)
            Set(given, extra[i], i + 1 < extra.Length ? extra[i + 1] : guide.NewName(verb) + (verb == "landscape" ? ".svg" : string.Empty));
        CliResult result = CliFolder.Run([verb, .. given]);
        Assert.True(result.Code == 0, $"{page}: {command}\n{result.Error}");
        Assert.NotEmpty(result.Output);
    }

    [Fact]
    public void The_pages_have_commands()
    {
        Assert.All((string[])["guide-tables.md", "search.md", "runs.md", "recipe.md"], page => Assert.NotEmpty(Fenced(page)));
        Assert.InRange(Table().Count(), 20, 100);
    }

    // 32,561 rows of which one has a word for its age.
    [Fact]
    public void The_message_about_a_word_among_numbers_is_the_one_that_is_shown()
    {
        string shown = Block("tables.md", "text");
        using var folder = new CliFolder();
        string csv = folder.Write("adult.csv", "age,income\n"
            + string.Concat(Enumerable.Range(2, 32_561)
            .Select(line => $"{(line == 271 ? "thirty" : line % 60)},{(line % 3 == 0 ? "high" : "low")}\n")));
        Assert.Equal(shown, CliFolder.Run("train", csv, "--target", "income").Refusal());
    }

    private static void Set(List<string> words, string option, string value)
    {
        int at = words.IndexOf(option);
        if (at >= 0)
            words[at + 1] = value;
        else
            words.AddRange([option, value]);
    }

    private static IEnumerable<(string Page, string Command)> Fenced(string page) =>
        Blocks().Matches(Text("docs", page))
            .SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => (page, line.Split("  #")[0].TrimEnd()));

    // Every command in a row; a bar is escaped there.
    private static IEnumerable<(string Page, string Command)> Table() => Text("README.md").Split('\n')
        .Where(line => line.StartsWith("| `downhill ", StringComparison.Ordinal))
        .Where(line => !line.StartsWith("| `downhill serve",
            StringComparison.Ordinal)) // it answers until it is stopped; the tests of the server start it
        .SelectMany(line => Quoted().Matches(line))
        .Select(match => ("README.md", match.Groups["command"].Value.Replace("\\|", "|", StringComparison.Ordinal)));

    private static string Block(string page, string language)
    {
        string text = Text("docs", page), start = $"```{language}\n";
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf("\n```", from, StringComparison.Ordinal)];
    }

    private static string Text(params string[] path) => File.ReadAllText(Repository.Find(path)).ReplaceLineEndings("\n");

    [GeneratedRegex("^```sh\n(?<lines>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Blocks();

    [GeneratedRegex("`(?<command>downhill [^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}
