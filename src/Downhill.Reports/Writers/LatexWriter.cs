using System.Globalization;

namespace Downhill.Reports;

/// <summary>Writes documents as a complete LaTeX article. It needs the packages amsmath, geometry, xcolor and TikZ.</summary>
public static class LatexWriter
{
    /// <summary>Writes the document; each section is written before the next is requested.</summary>
    public static void Write(Document document, TextWriter output)
    {
        foreach (string line in Preamble(document.Title))
            output.Write(line + "\n");
        foreach (Section section in document.Sections)
        {
            if (section.Heading.Length > 0)
                output.Write($"\n\\section*{{{LatexText.Escaped(section.Heading)}}}\n");
            foreach (Block block in section.Blocks)
            {
                output.Write('\n');
                foreach (string line in Lines(block))
                    output.Write(line + "\n");
            }
        }

        output.Write("\n\\end{document}\n");
    }

    private static IEnumerable<string> Preamble(string title) =>
    [
        @"\documentclass{article}",
        @"\usepackage[utf8]{inputenc}",
        @"\usepackage[T1]{fontenc}",
        @"\usepackage[margin=2cm]{geometry}",
        @"\usepackage{amsmath}",
        @"\usepackage[table]{xcolor}",
        @"\usepackage{longtable}",
        @"\usepackage{tikz}",
        .. TikzWriter.Colours(),
        @"\setlength{\parindent}{0pt}\setlength{\parskip}{0.6em}",
        @"\begin{document}",
        $@"\section*{{\Large {LatexText.Escaped(title)}}}",
    ];

    private static IEnumerable<string> Lines(Block block) => block switch
    {
        Paragraph paragraph => [LatexText.Escaped(paragraph.Text)],
        Note note => [@"\begin{quote}", LatexText.Escaped(note.Text), @"\end{quote}"],
        Code code => [$@"{{\raggedright\ttfamily {LatexText.Escaped(code.Text)}\par}}"],
        FormulaBlock formula => [$@"\[ {FormulaLatex.Write(formula.Text)} \]"],
        DataTable table => Table(table),
        ConfusionMatrix matrix => Matrix(matrix),
        ContourChart contours => [LatexText.Escaped($"{contours.Title}. {contours.Description}")],
        Chart chart => [@"\begin{center}", .. TikzWriter.Lines(SvgChart.Drawing(chart)), @"\end{center}",
            LatexText.Escaped($"{chart.Title}. {chart.Description}")],
        Pictures pictures => [LatexText.Escaped(
            $"{pictures.Caption}: {string.Join("; ", pictures.Images.Select(picture => picture.Text))}")],
        ExplanationBlock explanation => ExplanationLatex.Lines(explanation.Explanation, explanation.Network),
        _ => throw new ArgumentException($"A document holds no {block.GetType().Name}.", nameof(block)),
    };

    private static IEnumerable<string> Table(DataTable table)
    {
        if (table.Caption.Length > 0)
            yield return $@"{LatexText.Escaped(table.Caption)}\nopagebreak";
        yield return $@"\begin{{longtable}}[l]{{{string.Concat(table.Columns.Select((column, i) => Alignment(column.Style, i)))}}}";
        yield return $@"{string.Join(" & ", table.Columns.Select(column => LatexText.Escaped(column.Name)))} \\ \hline \endhead";
        foreach (Row row in table.Rows)
            yield return $@"{string.Join(" & ", row.Cells.Select(Cell).Prepend(LatexText.Escaped(row.Name)))} \\";
        yield return @"\end{longtable}";
    }

    private static string Alignment(ColumnStyle style, int column) => style switch
    {
        _ when column == 0 => "l",
        ColumnStyle.Prose => "p{8cm}",
        ColumnStyle.Text => "l",
        _ => "r",
    };

    private static string Cell(Cell cell) => cell.Share is double share
        ? $@"\textcolor{{inkone}}{{\rule{{{(4 * share).ToString("0.##", CultureInfo.InvariantCulture)}cm}}{{0.6em}}}}"
        : LatexText.Escaped(cell.Text);

    private static IEnumerable<string> Matrix(ConfusionMatrix matrix)
    {
        yield return $@"{LatexText.Escaped($"{matrix.Title}. {matrix.Description}")}\nopagebreak";
        yield return $@"\begin{{longtable}}[l]{{l{new string('r', matrix.Classes.Length)}}}";
        string classes = string.Join(" & ", matrix.Classes.Select(LatexText.Escaped));
        yield return $@"actual $\downarrow$ predicted $\rightarrow$ & {classes} \\ \hline \endhead";
        for (int actual = 0; actual < matrix.Classes.Length; actual++)
        {
            IEnumerable<string> cells = matrix.Counts[actual].Select((count, predicted) => Cell(matrix, actual, predicted, count));
            yield return $@"{LatexText.Escaped(matrix.Classes[actual])} & {string.Join(" & ", cells)} \\";
        }

        yield return @"\end{longtable}";
    }

    private static string Cell(ConfusionMatrix matrix, int actual, int predicted, int count)
    {
        string ink = actual == predicted ? "inkone" : "inktwo";
        int share = (int)(45 * matrix.Share(actual, predicted));
        return $@"\cellcolor{{{ink}!{share}}}{count.ToString("N0", CultureInfo.InvariantCulture)}";
    }
}
