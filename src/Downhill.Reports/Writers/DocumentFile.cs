using System.Text;

namespace Downhill.Reports;

/// <summary>Documents as files; the ending of the name chooses the format: <c>.html</c>, <c>.json</c>, <c>.svg</c>, <c>.tex</c>.</summary>
public static class DocumentFile
{
    private static readonly string[] Endings = [".html", ".json", ".svg", ".tex"];

    /// <summary>Whether a name has an ending that chooses a format.</summary>
    public static bool IsOne(string path) => Endings.Contains(Ending(path));

    /// <summary>Returns the name if its ending chooses a format.</summary>
    /// <exception cref="DownhillException">It does not, or the name is that of a folder.</exception>
    public static string Require(string path) => Directory.Exists(path)
        ? throw new DownhillException($"{path} is a folder; name a file in it.")
        : IsOne(path) ? path
        : throw new DownhillException(
            $"{path}: expected a name that ends in {string.Join(", ", Endings[..^1])} or {Endings[^1]}, which chooses the format.");

    /// <summary>Writes a document in the format that the name of the file chooses.</summary>
    /// <exception cref="DownhillException">
    /// The name chooses no format, or an .svg file is named and the document does not have exactly one picture.
    /// </exception>
    public static void Write(string path, Document document)
    {
        Action<TextWriter> write = Ending(Require(path)) switch
        {
            ".json" => writer => writer.Write(JsonWriter.Text(JsonWriter.Node(document)) + "\n"),
            ".svg" => writer => writer.Write(SvgChart.File(OnlyPicture(path, document))),
            ".tex" => writer => LatexWriter.Write(document, writer),
            _ => writer => HtmlWriter.Write(document, writer),
        };
        Write(path, write);
    }

    /// <summary>Writes a text file completely or not at all.</summary>
    public static void Write(string path, Action<TextWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        write(writer);
    });

    /// <summary>The ending of a name in lower case.</summary>
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
