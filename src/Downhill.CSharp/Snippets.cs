using System.Text.RegularExpressions;

namespace Downhill.CSharp;

/// <summary>
/// The functions of the library as plain C#, in the order of its own operations, so that they give the same bits: docs/determinism.md. Each
/// is written only where it is used. A line that starts with <c>single:</c> or <c>double:</c> is for that type of numbers.
/// </summary>
internal static partial class Snippets
{
    private static readonly Dictionary<string, string> All = Parse(Numbers + Rows + Images);

    public static IEnumerable<string> Needs(string name) =>
        Calls().Matches(All[name]).Select(match => match.Value).Where(call => call != name && All.ContainsKey(call)).Distinct();

    public static string Text(string name, bool isDouble) => string.Join('\n', All[name].Split('\n')
        .Where(line => !line.TrimStart().StartsWith(isDouble ? "single:" : "double:", StringComparison.Ordinal))
        .Select(line => line.Replace(isDouble ? "double:" : "single:", string.Empty, StringComparison.Ordinal)));

    private static Dictionary<string, string> Parse(string text) => text.ReplaceLineEndings("\n")
        .Split("\n== ", StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(part => part[..part.IndexOf('\n', StringComparison.Ordinal)].Trim(),
            part => part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimEnd());

    [GeneratedRegex("[A-Z][A-Za-z]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Calls();
}
