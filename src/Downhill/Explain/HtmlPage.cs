using System.Text.Encodings.Web;

namespace Downhill;

/// <summary>
/// A page that stands alone: one file without scripts or anything from a network, readable in a dark and a light scheme, on a
/// phone, on paper and by a screen reader. Formulas come as MathML, curves as SVG.
/// </summary>
public static class HtmlPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c1e21; --paper: #ffffff; --soft: #5f6670; --line: #d5d9de; --shade: #f4f6f8;
          --one: #1f6feb; --two: #c2410c; --good: #15803d; --bad: #b91c1c; }
        @media screen and (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #15181c; --soft: #9aa3ad; --line: #363c44; --shade: #1e2329;
          --one: #6cb0ff; --two: #ff9f6b; --good: #5ccb86; --bad: #ff8a80; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 54rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.25rem; margin-top: 2.2rem; } h3 { font-size: 1.05rem; }
        .scroll { overflow-x: auto; margin: 1rem 0; } math { font-size: 1.05em; } math[display="block"] { margin: .5rem 0; width: max-content; }
        a { color: var(--one); } .terms th, .terms td { white-space: nowrap; } .terms tbody th { font-weight: normal; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; } caption { text-align: left; color: var(--soft); padding-bottom: .3rem; } caption span { display: inline-block; width: max-content; max-width: min(52rem, calc(100vw - 3rem)); white-space: normal; }
        th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: right; } th:first-child, td:first-child { text-align: left; }
        .words th, .words td { text-align: left; vertical-align: top; }
        .portrait th, .portrait td { vertical-align: top; white-space: nowrap; } .portrait :is(th, td):is(:nth-child(2), :last-child) { text-align: left; } .portrait td:last-child { white-space: normal; min-width: 12rem; } thead th { color: var(--soft); font-weight: 600; } code { font-family: ui-monospace, monospace; font-size: .92em; }
        figure { margin: 1rem 0; } figcaption { color: var(--soft); font-size: .92rem; } svg { max-width: 100%; height: auto; } td svg { max-width: none; }
        .note { border-left: .25rem solid var(--two); background: var(--shade); padding: .6rem 1rem; } .good { color: var(--good); } .bad { color: var(--bad); }
        @media print { :root { color-scheme: light; print-color-adjust: exact; } body { max-width: none; padding: 0; font-size: 10.5pt; } h1, h2, h3, caption { break-after: avoid; } section section, table, thead, tr, figure, math, .note { break-inside: avoid; } thead, h2 + p { break-after: avoid; }
          .scroll { overflow: visible; } .chart { display: inline-block; vertical-align: top; width: 48%; margin: .5rem 1% .5rem 0; } }
        """;

    /// <summary>Writes a page around a body that is HTML already.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="title">The page's title, as text.</param>
    /// <param name="body">The body's HTML, piece by piece, so that a long page never stands in memory as a whole.</param>
    public static void Write(TextWriter output, string title, IEnumerable<string> body)
    {
        output.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        output.Write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        output.Write($"<title>{Text(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<main>\n");
        foreach (string piece in body)
        {
            output.Write(piece);
            output.Write('\n');
        }

        output.Write("</main>\n</body>\n</html>\n");
    }

    /// <summary>Text as HTML that shows it.</summary>
    public static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
