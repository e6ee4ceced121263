using System.Globalization;
using System.Text;

namespace Downhill.Reports;

/// <summary>Writes documents as self-contained HTML pages.</summary>
public static class HtmlWriter
{
    /// <summary>Writes the page; each section is written before the next is requested.</summary>
    public static void Write(Document document, TextWriter output) => HtmlPage.Write(output, document.Title, Body(document));

    /// <summary>The body of the page, piece by piece, for another page with the style of <see cref="HtmlPage"/>.</summary>
    public static IEnumerable<string> Body(Document document)
    {
        yield return $"<h1>{HtmlPage.Text(document.Title)}</h1>";
        int number = 0;
        foreach (Section section in document.Sections)
        {
            yield return section.Heading.Length == 0 ? "<section>" : $"<section>\n<h2>{HtmlPage.Text(section.Heading)}</h2>";
            bool isAmongCharts = false;
            foreach (Block block in section.Blocks)
            {
                if (IsFigure(block) != isAmongCharts)
                    yield return (isAmongCharts = !isAmongCharts) ? "<div class=\"charts\">" : "</div>";
                yield return Write(block, $"part{++number}");
            }

            yield return isAmongCharts ? "</div>\n</section>" : "</section>";
        }
    }

    /// <summary>One part of a document.</summary>
    /// <param name="block">The part.</param>
    /// <param name="id">A name that no other element of the page begins with.</param>
    public static string Write(Block block, string id) => block switch
    {
        Paragraph paragraph => $"<p>{HtmlPage.Text(paragraph.Text)}</p>",
        Note note => $"<p class=\"note\">{HtmlPage.Text(note.Text)}</p>",
        Code code => $"<pre class=\"scroll\" tabindex=\"0\"><code>{HtmlPage.Text(code.Text)}</code></pre>",
        FormulaBlock formula => $"<div class=\"scroll formula\" tabindex=\"0\" role=\"group\" "
            + $"aria-label=\"Formula\">{FormulaMath.Write(formula.Text)}</div>",
        DataTable table => Table(table),
        ConfusionMatrix matrix => Matrix(matrix),
        Pictures pictures => Images(pictures),
        Chart chart => $"<figure>{SvgChart.Draw(chart, id)}<figcaption>{HtmlPage.Text($"{chart.Title}. {chart.Description}")}"
            + $"</figcaption></figure>",
        ExplanationBlock explanation => ExplanationHtml.Section(explanation.Explanation, explanation.Network, id),
        _ => throw new ArgumentException($"A document holds no {block.GetType().Name}.", nameof(block)),
    };

    private static bool IsFigure(Block block) => block is LineChart or BarChart;

    private static string Table(DataTable table)
    {
        var html = new StringBuilder(Start(table.Caption, null));
        foreach (Column column in table.Columns)
            html.Append($"<th scope=\"col\"{Class(column.Style)}>{HtmlPage.Text(column.Name)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (Row row in table.Rows)
        {
            html.Append($"<tr><th scope=\"row\">{HtmlPage.Text(row.Name)}</th>");
            foreach ((int i, Cell cell) in row.Cells.Index())
                html.Append(Write(cell, table.Columns[i + 1].Style));
            html.Append("</tr>\n");
        }

        return html.Append("</tbody></table></div>").ToString();
    }

    // Small images are shown larger, by whole pixels of theirs.
    private static string Images(Pictures pictures)
    {
        const int Least = 84;
        var html = new StringBuilder(pictures.Caption.Length == 0
            ? "<div class=\"pictures\">"
            : $"<p class=\"soft\">{HtmlPage.Text(pictures.Caption)}</p>\n<div class=\"pictures\">");
        foreach (Picture picture in pictures.Images)
        {
            int times = Math.Max(1, Least / Math.Max(picture.Height, picture.Width));
            string text = HtmlPage.Text(picture.Text), size = $"width=\"{picture.Width * times}\" height=\"{picture.Height * times}\"";
            html.Append($"<figure><img src=\"{picture.Address}\" {size} alt=\"{text}\" /><figcaption>{text}</figcaption></figure>");
        }

        return html.Append("</div>").ToString();
    }

    private static string Write(Cell cell, ColumnStyle style)
    {
        const int BarWidth = 160;
        if (cell.Share is double share)
        {
            string width = (BarWidth * share).ToString("0.#", CultureInfo.InvariantCulture);
            return $"<td class=\"text\"><svg width=\"{BarWidth}\" height=\"12\" aria-hidden=\"true\"><rect width=\"{width}\" "
                + $"height=\"12\" fill=\"var(--one)\"/></svg></td>";
        }

        string text = HtmlPage.Text(style == ColumnStyle.Number ? cell.Text.Replace('-', '−') : cell.Text);
        string emphasis = cell.Emphasis == Emphasis.None ? string.Empty : cell.Emphasis.ToString().ToLowerInvariant();
        return $"<td{Class(style, emphasis)}>{text}</td>";
    }

    // Rows are actual classes, columns predicted ones; the deeper the colour of a cell, the larger its share of its row.
    private static string Matrix(ConfusionMatrix matrix)
    {
        const int Deepest = 45, Faintest = 4;
        var html = new StringBuilder(Start($"{matrix.Title}. {matrix.Description}", "matrix"));
        html.Append("<th scope=\"col\">actual ↓ predicted →</th>");
        foreach (string name in matrix.Classes)
            html.Append($"<th scope=\"col\">{HtmlPage.Text(name)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        for (int actual = 0; actual < matrix.Classes.Length; actual++)
        {
            html.Append($"<tr><th scope=\"row\">{HtmlPage.Text(matrix.Classes[actual])}</th>");
            for (int predicted = 0; predicted < matrix.Classes.Length; predicted++)
            {
                int count = matrix.Counts[actual][predicted], depth = Math.Max(Faintest, (int)(Deepest * matrix.Share(actual, predicted)));
                string colour = $" style=\"background: color-mix(in srgb, var({(actual == predicted ? "--one" : "--two")}) "
                    + $"{depth}%, transparent)\"";
                html.Append(count == 0
                    ? "<td class=\"soft\">·</td>"
                    : $"<td{colour}>{count.ToString("N0", CultureInfo.InvariantCulture)}</td>");
            }

            html.Append("</tr>\n");
        }

        return html.Append("</tbody></table></div>").ToString();
    }

    private static string Start(string caption, string? kind)
    {
        string text = HtmlPage.Text(caption), label = caption.Length == 0 ? "Table" : text;
        string above = caption.Length == 0 ? string.Empty : $"<caption><span>{text}</span></caption>\n";
        string named = kind is null ? string.Empty : $" class=\"{kind}\"";
        return $"<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{label}\"><table{named}>\n{above}<thead><tr>";
    }

    private static string Class(ColumnStyle style, string emphasis = "")
    {
        string[] names = [.. ((string[])[style == ColumnStyle.Number ? string.Empty : style.ToString().ToLowerInvariant(), emphasis])
            .Where(name => name.Length > 0)];
        return names.Length == 0 ? string.Empty : $" class=\"{string.Join(' ', names)}\"";
    }
}
