using System.Globalization;

namespace Downhill;

/// <summary>A lesson in plain text, for a terminal of eighty columns.</summary>
public static class WalkthroughText
{
    private const int Width = 80;

    /// <summary>Writes the lesson line by line.</summary>
    public static IEnumerable<string> Lines(Walkthrough walkthrough)
    {
        yield return walkthrough.Title;
        yield return new string('=', walkthrough.Title.Length);
        int number = 0;
        foreach (WalkthroughSection section in walkthrough.Sections)
        {
            string heading = string.Create(CultureInfo.InvariantCulture, $"{++number}. {section.Heading}");
            yield return string.Empty;
            yield return heading;
            yield return new string('-', heading.Length);
            foreach (WalkthroughBlock block in section.Blocks)
            {
                foreach (string line in Block(block))
                    yield return line;
                yield return string.Empty;
            }
        }
    }

    private static IEnumerable<string> Block(WalkthroughBlock block) => block switch
    {
        WalkthroughParagraph paragraph => Wrapped(paragraph.Text, string.Empty),
        WalkthroughNote note => Wrapped(note.Text, "  | "),
        WalkthroughFormula formula => [$"    {formula.Text}"],
        WalkthroughTable table => Table(table),
        WalkthroughCurve curve => [.. Wrapped(curve.Title, string.Empty), .. LetterPlot.Draw(curve), .. Wrapped(curve.Description, string.Empty)],
        _ => throw new ArgumentException($"A lesson holds no {block.GetType().Name}.", nameof(block)),
    };

    private static IEnumerable<string> Table(WalkthroughTable table)
    {
        string[][] lines = [[.. table.Columns], .. table.Rows.Select(row => (string[])[row.Name, .. row.Cells.Select(cell => cell.Text)])];
        int[] widths = [.. table.Columns.Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (string line in Wrapped(table.Caption, string.Empty))
            yield return line;
        for (int i = 0; i < lines.Length; i++)
        {
            yield return string.Join("  ", lines[i].Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd();
            if (i == 0)
                yield return string.Join("  ", widths.Select(width => new string('-', width)));
        }
    }

    private static IEnumerable<string> Wrapped(string text, string margin)
    {
        string line = margin;
        foreach (string word in text.Split(' '))
        {
            if (line.Length > margin.Length && line.Length + 1 + word.Length > Width)
            {
                yield return line;
                line = margin;
            }

            line += line.Length > margin.Length ? $" {word}" : word;
        }

        yield return line;
    }
}
