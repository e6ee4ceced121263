using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Downhill.Reports;

/// <summary>
/// A self-contained page: one file without scripts or network access, for dark and light colour schemes, phones, paper and screen readers.
/// Formulas are MathML, charts are SVG.
/// </summary>
public static class HtmlPage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private const string Layout = """
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1.25rem 4rem; font: 1rem/1.6 system-ui, sans-serif;
          color: var(--ink); background: var(--paper); }
        h1 { font-size: 1.7rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { font-size: 1.25rem; margin-top: 2.4rem; } h3 { font-size: 1.05rem; }
        p, figcaption, .note { max-width: 46rem; overflow-wrap: break-word; }
        a { color: var(--one); } .good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); } .soft { color: var(--soft); }
        .note { border-left: .25rem solid var(--two); background: var(--shade); padding: .6rem 1rem; }
        .scroll { overflow-x: auto; margin: 1rem 0; } .formula { overflow-y: hidden; padding: .2rem 0; }
        code { font-family: ui-monospace, monospace; font-size: .92em; } pre { background: var(--shade); padding: .6rem 1rem; }
        math { font-size: 1.05em; } math[display="block"] { margin: .5rem 0; width: max-content; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
        caption span { display: inline-block; width: max-content; max-width: min(46rem, calc(100vw - 3rem)); white-space: normal; }
        th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
        th:first-child, td:first-child, .text, .prose { text-align: left; } .prose { white-space: normal; min-width: 14rem; }
        thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: normal; } tfoot th, tfoot td { font-weight: 600; }
        .matrix td { min-width: 3rem; }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 28rem), 1fr)); gap: 1rem 2rem; margin: 1rem 0; }
        figure { margin: 1rem 0; } .charts figure { margin: 0; } figcaption { color: var(--soft); font-size: .92rem; }
        .pictures { display: flex; flex-wrap: wrap; gap: .8rem; margin: .6rem 0 1.2rem; }
        .pictures figure { margin: 0; width: min-content; min-width: 6rem; }
        .pictures img { image-rendering: pixelated; border: 1px solid var(--line); display: block; }
        .pictures figcaption { font-size: .8rem; line-height: 1.3; overflow-wrap: anywhere; }
        svg { max-width: 100%; height: auto; } td svg { max-width: none; }
        @media print { :root { color-scheme: light; print-color-adjust: exact; } body { max-width: none; padding: 0; font-size: 10.5pt; }
          h1, h2, h3, caption { break-after: avoid; } section section, table, thead, tr, figure, math, .note { break-inside: avoid; }
          thead, h2 + p { break-after: avoid; }
          .scroll { overflow: visible; } .charts { grid-template-columns: 1fr 1fr; } pre { white-space: pre-wrap; } }
        """;

    /// <summary>Writes a page with a body that is HTML.</summary>
    /// <param name="output">The writer.</param>
    /// <param name="title">The page's title, as text.</param>
    /// <param name="body">The body's HTML, piece by piece, so that a long page never stands in memory as a whole.</param>
    public static void Write(TextWriter output, string title, IEnumerable<string> body)
    {
        output.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        output.Write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        output.Write($"<title>{Text(title)}</title>\n<style>\n{Palette.Css(":root")}\n{Layout}\n</style>\n</head>\n<body>\n<main>\n");
        foreach (string piece in body)
        {
            output.Write(piece);
            output.Write('\n');
        }

        output.Write("</main>\n</body>\n</html>\n");
    }

    /// <summary>Text with the special characters of HTML escaped.</summary>
    public static string Text(string text) => Encoder.Encode(text);
}
