using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Reports;

/// <summary>Writes documents as text for a terminal or a pipe.</summary>
/// <param name="output">The writer.</param>
/// <param name="style">How; by default plain text of eighty columns.</param>
public sealed class TerminalWriter(TextWriter output, TerminalStyle? style = null)
{
    private const int ChartColumns = 64, ChartRows = 14, BarWidth = 24, LongestCell = 32;

    private readonly TerminalStyle style = style ?? new TerminalStyle();

    /// <summary>Writes a document as plain text of eighty columns.</summary>
    public static void Write(Document document, TextWriter output) => new TerminalWriter(output).Write(document);

    /// <summary>Writes a document.</summary>
    public void Write(Document document)
    {
        output.WriteLine(style.Bold(Plain(document.Title)));
        if (!style.HasColours)
            output.WriteLine(new string('=', TextWidth.Of(document.Title)));
        foreach (Section section in document.Sections)
        {
            output.WriteLine();
            if (section.Heading.Length > 0)
                WriteHeading(section.Heading);
            foreach ((int number, Block block) in section.Blocks.Index())
            {
                if (number > 0)
                    output.WriteLine();
                Write(block);
            }
        }
    }

    /// <summary>Writes a part of a document.</summary>
    public void Write(Block block)
    {
        foreach (string line in Lines(block))
            output.WriteLine(line);
    }

    private void WriteHeading(string heading)
    {
        output.WriteLine(style.Bold(Plain(heading)));
        if (!style.HasColours)
            output.WriteLine(new string('-', TextWidth.Of(heading)));
    }

    private IEnumerable<string> Lines(Block block) => block switch
    {
        Paragraph paragraph => Wrapped(paragraph.Text, string.Empty),
        Note note => Wrapped(note.Text, "  | "),
        Code code => [$"  {Plain(code.Text)}"],
        FormulaBlock formula => [$"    {formula.Text}"],
        DataTable table => Table(table),
        ConfusionMatrix matrix => Table(Data(matrix)),
        LineChart chart => Lines(chart),
        BarChart chart => Table(chart),
        ContourChart or NetworkDrawing => Wrapped($"{((Chart)block).Title}. {((Chart)block).Description}", string.Empty),
        Pictures pictures => Wrapped(
            $"{(pictures.Caption.Length == 0 ? "images" : pictures.Caption)}: {MetricText.Count(pictures.Images.Length, "image")}, "
                + "shown only in HTML",
            string.Empty),
        ExplanationBlock explanation => ExplanationText.Lines(explanation.Explanation, explanation.Network),
        _ => throw new ArgumentException($"A document holds no {block.GetType().Name}.", nameof(block)),
    };

    private IEnumerable<string> Lines(LineChart chart)
    {
        foreach (string line in Wrapped(chart.Title, string.Empty))
            yield return line;
        int columns = Math.Max(2, Math.Min(ChartColumns, style.Width - TextChart.Margin));
        if (TextChart.Draw(chart.Lines, columns, ChartRows) is TextChart drawn)
        {
            foreach (string line in drawn.Lines)
                yield return style.Marks(line);
            string legend = string.Join("  ", chart.Lines.Index().Where(line => line.Item.Points.Length > 0)
                .Select(line => $"{TextChart.Mark(line.Index)} {line.Item.Name}"));
            string scale = drawn.IsLogarithmic ? ", logarithmic" : string.Empty;
            yield return style.Marks(
                $"{string.Empty,TextChart.Margin}{Plain(legend)}  ({Plain(chart.YLabel)} by {Plain(chart.XLabel)}{scale})");
        }

        foreach (string line in chart.Description.Length == 0 ? [] : Wrapped(chart.Description, string.Empty))
            yield return line;
    }

    private IEnumerable<string> Table(BarChart chart)
    {
        double highest = Math.Max(double.Epsilon, chart.Bars.Select(bar => Math.Abs(bar.Height)).DefaultIfEmpty(0).Max());
        return Table(new DataTable(
            $"{chart.Title}. {chart.Description}",
            [$"{chart.XLabel} from", "to", chart.YLabel, Column.Text(string.Empty)],
            [.. chart.Bars.Select(bar =>
                new Row(Number(bar.From), [Number(bar.To), Number(bar.Height), Cell.Bar(Math.Abs(bar.Height) / highest)]))]));
    }

    /// <summary>The width in letters of a confusion matrix.</summary>
    public static int Width(ConfusionMatrix matrix) => Widths(Data(matrix)).Sum(width => width + 2) - 2;

    private static DataTable Data(ConfusionMatrix matrix) => new(
        $"{matrix.Title}. {matrix.Description}",
        [Column.Text("actual \\ predicted"), .. matrix.Classes.Select(name => new Column(name))],
        [.. matrix.Counts.Select((row, actual) =>
            new Row(matrix.Classes[actual], [.. row.Select((count, predicted) => Count(count, actual == predicted))]))]);

    private static Cell Count(int count, bool isRight) => count == 0
        ? new Cell("·", 0, Emphasis.Soft)
        : new Cell(count.ToString("N0", CultureInfo.InvariantCulture), count, isRight ? Emphasis.Good : Emphasis.Bad);

    // A table keeps its own width: where the terminal is narrower its lines run over, but no number is cut.
    private IEnumerable<string> Table(DataTable table)
    {
        string[][] texts = [[.. table.Columns.Select((column, i) => Text(column.Name, i, table))],
            .. table.Rows.Select(row => Texts(row, table))];
        int[] widths = Widths(table);
        foreach (string line in table.Caption.Length == 0 ? [] : Wrapped(table.Caption, string.Empty))
            yield return line;
        yield return style.Soft(Line(texts[0], (text, _) => text));
        yield return style.Soft(string.Join("──", widths.Select(width => new string('─', width))));
        foreach ((int number, Row row) in table.Rows.Index())
            yield return Line(texts[number + 1], (text, column) => column == 0
                ? text
                : style.Emphasize(text, row.Cells[column - 1].Emphasis));

        string Line(string[] line, Func<string, int, string> show) => string.Join("  ", line.Select((text, column) =>
        {
            string room = new(' ', widths[column] - TextWidth.Of(text));
            bool isLast = column == line.Length - 1;
            return IsNumber(table, column) ? room + show(text, column) : show(text, column) + (isLast ? string.Empty : room);
        })).TrimEnd();
    }

    private static int[] Widths(DataTable table)
    {
        string[][] texts = [.. table.Rows.Select(row => Texts(row, table))];
        return [.. table.Columns.Select((column, i) =>
            texts.Select(line => TextWidth.Of(line[i])).Append(TextWidth.Of(Text(column.Name, i, table))).Max())];
    }

    private static string[] Texts(Row row, DataTable table) =>
        [Text(row.Name, 0, table),
            .. row.Cells.Select((cell, i) => cell.Share is double share
                ? new string('█', (int)Math.Round(share * BarWidth))
                : Text(cell.Text, i + 1, table))];

    private static bool IsNumber(DataTable table, int column) => column > 0 && table.Columns[column].Style == ColumnStyle.Number;

    private static string Text(string text, int column, DataTable table)
    {
        string plain = Plain(text);
        return table.Columns[column].Style == ColumnStyle.Prose || plain.Length <= LongestCell
            ? plain
            : string.Concat(plain.AsSpan(0, LongestCell - (char.IsHighSurrogate(plain[LongestCell - 2]) ? 2 : 1)), "…");
    }

    private IEnumerable<string> Wrapped(string text, string margin)
    {
        string line = margin;
        foreach (string word in Plain(text).Split(' '))
        {
            if (line.Length > margin.Length && line.Length + 1 + word.Length > style.Width)
            {
                yield return line;
                line = margin;
            }

            line += line.Length > margin.Length ? $" {word}" : word;
        }

        yield return line;
    }

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    // A text of a file or a user must not end its line or move the cursor.
    /// <summary>A text without the characters that end a line or move the cursor.</summary>
    public static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
