using System.Text;
using System.Text.Json.Nodes;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary>Documents as files; the ending of a file's name chooses its format.</summary>
internal static class DocumentFile
{
    /// <summary>What <c>--out</c> says in the help of every verb that writes a document.</summary>
    public const string Help = "Write a file; its extension chooses the format: .html, .json or .tex";

    private static readonly string[] Endings = [".html", ".json", ".svg", ".tex"];

    /// <summary>Whether a name has an ending that chooses a format.</summary>
    public static bool IsOne(string path) => Endings.Contains(Ending(path));

    /// <summary>Refuses a name without an ending that chooses a format, before work begins.</summary>
    public static string Require(string path) => Directory.Exists(path)
        ? throw new DownhillException($"{path} is a folder; name a file in it.")
        : IsOne(path) ? path
        : throw new DownhillException(
            $"{path}: expected a name that ends in {string.Join(", ", Endings[..^1])} or {Endings[^1]}, which chooses the format.");

    /// <summary>Writes a document in the format that its name chooses.</summary>
    public static void Write(string path, Document document)
    {
        Action<TextWriter> write = Ending(Require(path)) switch
        {
            ".json" => writer => writer.Write(Json.Text(JsonWriter.Node(document)) + "\n"),
            ".svg" => writer => writer.Write(SvgChart.File(OnlyPicture(path, document))),
            ".tex" => writer => LatexWriter.Write(document, writer),
            _ => writer => HtmlWriter.Write(document, writer),
        };
        Write(path, write);
    }

    /// <summary>Writes a document to a file where one is named, and shows it in the terminal, or its data as JSON.</summary>
    public static void Show(Terminal terminal, Document document, Func<JsonNode> data, string? file, bool json)
    {
        if (file is not null)
            Write(file, document);
        if (json)
            terminal.Print(data());
        else
            terminal.Out.Show(document);
    }

    /// <summary>Writes a file whole or not at all.</summary>
    public static void Write(string path, Action<TextWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        write(writer);
    });

    /// <summary>The file named by <c>--out</c>, or by the option of version 0.1.0 that did the same, with a note.</summary>
    public static string? Named(string? output, string? old, Terminal terminal, string oldName = "--html")
    {
        if (old is null)
            return output is null ? null : Require(output);
        if (output is not null)
            throw new DownhillException($"{oldName} and --out name two files; use only --out.");
        terminal.ErrorOutput.WriteLine($"note: {oldName} FILE is now --out FILE.html; {oldName} will be removed in the next version");
        return old;
    }

    /// <summary>The ending of a name in small letters.</summary>
    public static string Ending(string path) => Path.GetExtension(path).ToLowerInvariant() is var ending && ending == ".htm"
        ? ".html"
        : ending;

    private static Chart OnlyPicture(string path, Document document)
    {
        Chart[] charts = [.. document.Sections.SelectMany(section => section.Blocks).OfType<Chart>()
            .Where(chart => chart is not ConfusionMatrix)];
        return charts is [Chart only] ? only
            : throw new DownhillException(
                $"{path}: '{document.Title}' has {charts.Length} pictures, but an .svg file has one; "
                    + $"name a file that ends in .html, .json or .tex.");
    }
}
