using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>
/// Whole pages and answers, kept as text in the folder <c>Shown</c>. They are made from small inputs, so that each number can be
/// calculated by hand; the test that makes one says from what. <c>DOWNHILL_UPDATE_DOCS=1</c> writes them anew: read the difference.
/// </summary>
internal static partial class Shown
{
    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Compares a text with its file, line by line.</summary>
    public static void Same(string name, string text)
    {
        string path = Repository.Find("tests", "Downhill.Tests", "Shown", name + ".txt");
        text = Packed().Replace(text, "PNG");
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (Environment.GetEnvironmentVariable("DOWNHILL_UPDATE_DOCS") == "1")
            File.WriteAllText(path, string.Join('\n', lines) + "\n");
        string[] known = File.ReadAllText(path).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        foreach ((int i, (string expected, string actual)) in known.Zip(lines).Index())
            Assert.True(expected == actual, $"{name}.txt, line {i + 1}: expected\n{expected}\nbut it is\n{actual}");
        Assert.Equal(known.Length, lines.Length);
    }

    /// <summary>A document as a terminal with colours shows it, with its charts as points below.</summary>
    public static string Text(Document document)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new TerminalWriter(output, new TerminalStyle(HasColours: true)).Write(document);
        foreach (Chart chart in document.Sections.SelectMany(section => section.Blocks).OfType<Chart>())
            output.Write($"\n{JsonWriter.Node(chart).ToJsonString(Writing)}\n");
        return Visible(output.ToString());
    }

    /// <summary>Parts of a document, likewise.</summary>
    public static string Text(params Block[] blocks) => Text(new Document("blocks", (Section[])[new Section(string.Empty, [.. blocks])]));

    /// <summary>Markup with one element a line.</summary>
    public static string Markup(string html)
    {
        var lines = new StringBuilder();
        Add(XElement.Parse(html), 0);
        return lines.ToString();

        void Add(XElement element, int depth)
        {
            string attributes = string.Concat(element.Attributes().Where(entry => !entry.IsNamespaceDeclaration)
                .Select(entry => $" {entry.Name.LocalName}={entry.Value}"));
            string own = string.Concat(element.Nodes().OfType<XText>().Select(text => text.Value)).Trim();
            lines.Append($"{new string(' ', depth)}{element.Name.LocalName}{attributes}{(own.Length > 0 ? $": {own}" : string.Empty)}\n");
            foreach (XElement inner in element.Elements())
                Add(inner, depth + 1);
        }
    }

    /// <summary>What a command printed, without what depends on the time, the machine and the folder.</summary>
    public static string Of(CliResult result, CliFolder folder) =>
        Steady($"exit code {result.Code}\n{result.Output}{(result.Error.Length > 0 ? $"\nstandard error:\n{result.Error}" : string.Empty)}",
            folder);

    /// <summary>A text without what depends on the time, the machine and the folder.</summary>
    public static string Steady(string text, CliFolder folder)
    {
        text = text.Replace(folder.Path, "FOLDER", StringComparison.Ordinal);
        for (int length = folder.Path.Length; length > 8; length--)
            text = text.Replace($"{folder.Path[..length]}…", "FOLDER…", StringComparison.Ordinal); // cut in a table
        text = Machine().Replace(text, "${key}…");
        text = Times().Replace(text, "${before}…${after}");
        return Visible(Moments().Replace(string.Join('\n', text.Split('\n').Select(Narrow)), "MOMENT"));

        // Columns are as wide as the folder's name; charts are not.
        static string Narrow(string line) => line.Contains('┤') || line.Contains('└') || line.StartsWith("           ",
            StringComparison.Ordinal)
            ? line
            : Cells().Replace(Gaps().Replace(line.TrimEnd(), "${sign}${sign}"), "FOLDER…  ");
    }

    private static string Visible(string text) => Escapes().Replace(text, match => match.Groups["code"].Value is var code
        && code == "0" ? "›" : $"{code.ToString(CultureInfo.InvariantCulture)}‹");

    [GeneratedRegex("\e\\[(?<code>[0-9;]*)m", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Escapes();

    [GeneratedRegex("(?<key>\"(seconds|samplesPerSecond|version|system|runtime|architecture|vectorBits|hasFusedMultiplyAdd|threads|checksum"
        + "|workingDirectory)\": ?)[^,\n}]+",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Machine();

    [GeneratedRegex("(?<before>, )[0-9.,]+(?<after> (samples/s|s\\b))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Times();

    [GeneratedRegex("(?<=\\S)(?<sign> )\\k<sign>+|(?<sign>[─=])\\k<sign>+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Gaps();

    // How well a picture is packed depends on the runtime.
    [GeneratedRegex("data:image/png;base64,[A-Za-z0-9+/=]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Packed();

    [GeneratedRegex("^FOLDER\\S*  ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Cells();

    [GeneratedRegex("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC in [0-9.E-]+ s|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[0-9.]*(Z|\\+00:00)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Moments();
}
