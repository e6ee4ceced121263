using System.Text.RegularExpressions;

namespace Downhill.Tests;

/// <summary>Links in the README and the guides lead to files that exist, and to headings that exist.</summary>
public sealed partial class DocLinkTests
{
    private static readonly string Root = Repository.Find(".");

    public static TheoryData<string> Pages =>
        [.. Directory.GetFiles(Repository.Find("docs"), "*.md").Select(path => "docs/" + Path.GetFileName(path)).Order(),
            "README.md", "CONTRIBUTING.md", "CHANGELOG.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading(string page)
    {
        string path = Path.Combine(Root, page);
        foreach (Match link in Links().Matches(File.ReadAllText(path)))
        {
            string target = link.Groups["path"].Value is { Length: > 0 } file ? Path.Combine(Path.GetDirectoryName(path)!, file) : path;
            Assert.True(Path.Exists(target), $"{page}: {link.Value} leads to no file.");
            string anchor = link.Groups["anchor"].Value;
            Assert.True(anchor.Length == 0 || Anchors(target).Contains(anchor), $"{page}: {link.Value} leads to no heading.");
        }
    }

    // As GitHub makes them: lower case, blanks as hyphens, other signs left out.
    private static IEnumerable<string> Anchors(string path) => File.ReadLines(path)
        .Where(line => line.StartsWith('#'))
        .Select(line => Signs().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#]*)(#(?<anchor>[^)]+))?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 1000)]
    private static partial Regex Signs();
}
