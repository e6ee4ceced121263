using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>A line of a picture of letters.</summary>
/// <param name="Mark">The letter that draws it.</param>
/// <param name="Colour">The colour of that letter.</param>
/// <param name="Values">Its values, from the left.</param>
internal sealed record LetterLine(char Mark, string Colour, IReadOnlyList<double> Values);

/// <summary>Curves as a picture of letters, for a terminal.</summary>
/// <param name="Lines">The picture without colours: rows of the plot, the axis, and the labels of its ends.</param>
/// <param name="IsLogarithmic">Whether equal steps up the picture are equal factors.</param>
internal sealed record LetterChart(IReadOnlyList<string> Lines, bool IsLogarithmic)
{
    /// <summary>The letter where lines meet.</summary>
    public const char Shared = '◉';

    /// <summary>How many lines a chart has besides the rows of its plot.</summary>
    public const int Frame = 2;

    // Above this ratio of the largest to the smallest value, equal steps up the picture are equal factors.
    private const double LogarithmicFrom = 20;

    private const int LabelWidth = 9;

    /// <summary>How many letters stand left of the plot.</summary>
    public const int Margin = LabelWidth + 2;

    /// <summary>Draws lines, or nothing where there are not two values to draw.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="columns">How wide the plot is.</param>
    /// <param name="rows">How high it is.</param>
    /// <param name="count">How many values fill its width; a line with fewer ends before the right edge.</param>
    /// <param name="left">What stands below its left end.</param>
    /// <param name="right">What stands below its right end.</param>
    /// <param name="label">A value in words.</param>
    public static LetterChart? Draw(IReadOnlyList<LetterLine> lines, int columns, int rows, int count, string left, string right, Func<double, string>? label = null)
    {
        double[][] drawn = [.. lines.Select(line => Place(line.Values, columns, count))];
        double[] all = [.. drawn.SelectMany(values => values).Where(double.IsFinite)];
        if (columns < 2 || rows < 2 || !lines.Any(line => line.Values.Count(double.IsFinite) > 1))
            return null;
        label ??= value => value.ToString("G4", CultureInfo.InvariantCulture);
        double low = all.Min(), high = all.Max();
        bool isLogarithmic = low > 0 && high / low > LogarithmicFrom;
        Func<double, double> scale = isLogarithmic ? Math.Log : value => value;
        double bottom = scale(low), range = scale(high) - bottom;
        char[][] grid = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Repeat(' ', columns).ToArray())];
        for (int number = 0; number < drawn.Length; number++)
        {
            for (int column = 0; column < columns; column++)
            {
                if (!double.IsFinite(drawn[number][column]))
                    continue;
                double share = range > 0 ? (scale(drawn[number][column]) - bottom) / range : 1;
                ref char cell = ref grid[(int)Math.Round((1 - share) * (rows - 1))][column];
                cell = cell == ' ' ? lines[number].Mark : Shared;
            }
        }

        string Label(int row) => row == 0 ? label(high) : row == rows - 1 && high > low ? label(low) : string.Empty;
        return new LetterChart(
            [
                .. grid.Select((cells, row) => $"{Label(row),LabelWidth} ┤{new string(cells).TrimEnd()}"),
                $"{string.Empty,LabelWidth} └{new string('─', columns)}",
                $"{string.Empty,Margin}{left}{right.PadLeft(Math.Max(columns - left.Length, right.Length + 1))}",
            ],
            isLogarithmic);
    }

    /// <summary>Prints the picture with words below it.</summary>
    public void Print(IAnsiConsole console, IReadOnlyList<LetterLine> lines, string words)
    {
        foreach (string line in Lines.Append($"{string.Empty,Margin}{words}{(IsLogarithmic ? ", logarithmic" : string.Empty)}"))
            console.MarkupLine(Coloured(line, lines));
    }

    /// <summary>A line of a picture, or of words about one, as markup that gives its letters their colours.</summary>
    public static string Coloured(string text, IReadOnlyList<LetterLine> lines)
    {
        string markup = Markup.Escape(text);
        foreach ((char mark, string colour) in lines.Select(line => (line.Mark, line.Colour)).Append((Shared, "green")).Distinct())
            markup = Regex.Replace(markup, $"{mark}+", letters => $"[{colour}]{letters.Value}[/]", RegexOptions.None, TimeSpan.FromSeconds(1));
        return $"[grey]{markup}[/]";
    }

    // The value at each column: the mean of those that fall on it, or a point between two; NaN right of the last.
    private static double[] Place(IReadOnlyList<double> values, int columns, int count)
    {
        var placed = new double[columns];
        for (int column = 0; column < columns; column++)
        {
            if (columns <= count)
            {
                int from = (int)(column * (long)count / columns), to = Math.Min(values.Count, (int)((column + 1) * (long)count / columns));
                placed[column] = Enumerable.Range(from, Math.Max(0, to - from)).Select(i => values[i]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
            }
            else
            {
                double at = column * (count - 1.0) / (columns - 1);
                int before = Math.Max(0, (int)Math.Floor(at + 1e-9));
                double share = Math.Max(0, at - before);
                placed[column] = before >= values.Count || (share > 1e-9 && before + 1 >= values.Count) ? double.NaN
                    : share <= 1e-9 ? values[before]
                    : values[before] + (share * (values[before + 1] - values[before]));
            }
        }

        return placed;
    }
}
