using Downhill.Reports;

namespace Downhill.Cli;

/// <summary>Writes explanations one by one in a format.</summary>
internal static class ExplainView
{
    public static readonly string[] Formats = ["text", "latex", "html", "json"];

    /// <summary>Writes explanations; of many, each one's JSON takes one line, so that a program can read them as they come.</summary>
    public static void Write(TextWriter output, string format, string title, IEnumerable<Explanation> explanations, bool many,
        Network<double> network)
    {
        if (format == "html")
        {
            ExplanationHtml.Write(output, title, explanations, network);
            return;
        }

        foreach (Explanation explanation in explanations)
        {
            if (format == "json")
            {
                output.WriteLine(JsonWriter.Text(ExplanationJson.Node(explanation, network), indented: !many));
                continue;
            }

            foreach (string line in format == "latex"
                ? ExplanationLatex.Lines(explanation, network)
                : ExplanationText.Lines(explanation, network))
                output.WriteLine(line);
            output.WriteLine();
        }
    }

    /// <summary>Writes a file; a page has links between derivations, the other formats are those of every document.</summary>
    public static void WriteFile(string path, string title, IEnumerable<Explanation> explanations, Network<double> network)
    {
        if (DocumentFile.Ending(path) == ".html")
        {
            DocumentFile.Write(path, writer => ExplanationHtml.Write(writer, title, explanations, network));
            return;
        }

        Section drawing = new(string.Empty, [NetworkDrawing.Of(network)]);
        DocumentFile.Write(path, new Document(title,
            explanations.Select(one =>
                new Section(ExplanationText.Name(one.Result.Of, network, one.Rows, one.InputNames), [new ExplanationBlock(one, network)]))
                .Prepend(drawing)));
    }
}
