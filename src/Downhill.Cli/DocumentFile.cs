using System.Text;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary>Documents as files.</summary>
internal static class DocumentFile
{
    /// <summary>Writes a document as a page.</summary>
    public static void Write(string path, Document document) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        HtmlWriter.Write(document, writer);
    });
}
