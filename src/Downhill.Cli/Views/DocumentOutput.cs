using System.Text.Json.Nodes;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary>The output of the verbs whose result is a document.</summary>
internal static class DocumentOutput
{
    /// <summary>The help text of <c>--out</c>.</summary>
    public const string Help = "Write a file; its extension chooses the format: .html, .json or .tex";

    /// <summary>The file named by <c>--out</c>, or by the option of version 0.1.0 that did the same, with a note.</summary>
    public static string? File(string? output, string? old, Terminal terminal)
    {
        if (old is null)
            return output is null ? null : DocumentFile.Require(output);
        if (output is not null)
            throw new DownhillException("--html and --out name two files; use only --out.");
        terminal.ErrorOutput.WriteLine("note: --html FILE is now --out FILE.html; --html will be removed in the next version");
        return old;
    }

    /// <summary>Writes a document to a file if one is named, and shows it in the terminal, or its data as JSON.</summary>
    public static void Show(Terminal terminal, Document document, Func<JsonNode> data, string? file, bool json)
    {
        if (file is not null)
            DocumentFile.Write(file, document);
        if (json)
            terminal.Print(data());
        else
            terminal.Out.Show(document);
    }
}
