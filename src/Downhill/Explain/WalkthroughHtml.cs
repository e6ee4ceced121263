using System.Text;

namespace Downhill;

/// <summary>A lesson as a page that stands alone.</summary>
public static class WalkthroughHtml
{
    /// <summary>Writes the page.</summary>
    public static void Write(Walkthrough walkthrough, TextWriter output) => HtmlPage.Write(output, walkthrough.Title, Body(walkthrough));

    private static IEnumerable<string> Body(Walkthrough walkthrough)
    {
        yield return $"<h1>{HtmlPage.Text(walkthrough.Title)}</h1>";
        int number = 0;
        foreach (WalkthroughSection section in walkthrough.Sections)
        {
            yield return $"<section>\n<h2>{HtmlPage.Text(section.Heading)}</h2>";
            foreach (WalkthroughBlock block in section.Blocks)
                yield return Block(block, $"curve{++number}");
            yield return "</section>";
        }
    }

    private static string Block(WalkthroughBlock block, string id) => block switch
    {
        WalkthroughParagraph paragraph => $"<p>{HtmlPage.Text(paragraph.Text)}</p>",
        WalkthroughNote note => $"<p class=\"note\">{HtmlPage.Text(note.Text)}</p>",
        WalkthroughFormula formula => $"<div class=\"scroll\" style=\"overflow-y: hidden; margin: .8rem 0; padding: .2rem 0\" tabindex=\"0\" role=\"group\" aria-label=\"Formula\">{FormulaMath.Write(formula.Text)}</div>",
        WalkthroughTable table => Table(table),
        WalkthroughCurve curve => $"<figure>{SvgChart.Draw(curve, id)}<figcaption>{HtmlPage.Text($"{curve.Title}. {curve.Description}")}</figcaption></figure>",
        _ => throw new ArgumentException($"A lesson holds no {block.GetType().Name}.", nameof(block)),
    };

    private static string Table(WalkthroughTable table)
    {
        string caption = HtmlPage.Text(table.Caption);
        var html = new StringBuilder();
        html.Append($"<div class=\"scroll\" style=\"margin: 1rem 0\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\"><table style=\"white-space: nowrap\">\n<caption><span>{caption}</span></caption>\n<thead><tr>");
        foreach (string column in table.Columns)
            html.Append($"<th scope=\"col\">{HtmlPage.Text(column)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (WalkthroughRow row in table.Rows)
        {
            html.Append($"<tr><th scope=\"row\">{HtmlPage.Text(row.Name)}</th>");
            foreach (WalkthroughNumber cell in row.Cells)
                html.Append($"<td>{HtmlPage.Text(cell.Text.Replace('-', '−'))}</td>");
            html.Append("</tr>\n");
        }

        return html.Append("</tbody></table></div>").ToString();
    }
}
