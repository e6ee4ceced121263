using System.Globalization;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>The losses of a run as a picture of letters: ● training, ○ validation.</summary>
internal static class LossCurve
{
    private const int Width = 64, Height = 9;

    // Above this ratio of the largest to the smallest loss, equal steps up the picture are equal factors.
    private const double LogarithmicFrom = 20;

    /// <summary>Draws one value an epoch; validation may have none.</summary>
    public static IEnumerable<string> Draw(IReadOnlyList<double> training, IReadOnlyList<double> validation)
    {
        int columns = Math.Min(Width, training.Count);
        double[] first = Resample(training, columns), second = Resample(validation, columns);
        double[] all = [.. first.Concat(second).Where(double.IsFinite)];
        if (all.Length == 0 || columns < 2)
            yield break;

        double low = all.Min(), high = all.Max();
        bool logarithmic = low > 0 && high / low > LogarithmicFrom;
        Func<double, double> scale = logarithmic ? Math.Log : value => value;
        double bottom = scale(low), range = Math.Max(scale(high) - bottom, double.Epsilon);
        var grid = new char[Height, columns];
        Plot(first, '●', '●');
        Plot(second, '○', '◉');

        for (int row = 0; row < Height; row++)
        {
            string label = row == 0 ? Number(high) : row == Height - 1 ? Number(low) : string.Empty;
            var line = new char[columns];
            for (int column = 0; column < columns; column++)
                line[column] = grid[row, column] == default ? ' ' : grid[row, column];
            yield return $"{label,9} ┤{new string(line).TrimEnd()}";
        }

        string end = training.Count.ToString(CultureInfo.InvariantCulture);
        yield return $"{string.Empty,9} └{new string('─', columns)}";
        yield return $"{string.Empty,11}1{end.PadLeft(Math.Max(columns - 1, end.Length + 1))}";
        yield return $"{string.Empty,11}● training{(second.Length > 0 ? "  ○ validation" : string.Empty)} loss by epoch{(logarithmic ? ", logarithmic" : string.Empty)}";

        void Plot(double[] values, char mark, char shared)
        {
            for (int column = 0; column < values.Length; column++)
            {
                if (!double.IsFinite(values[column]))
                    continue;
                int row = (int)Math.Round((1 - ((scale(values[column]) - bottom) / range)) * (Height - 1));
                grid[row, column] = grid[row, column] == default ? mark : shared;
            }
        }
    }

    public static void Print(IAnsiConsole console, IReadOnlyList<double> training, IReadOnlyList<double> validation)
    {
        foreach (string line in Draw(training, validation))
            console.MarkupLine($"[grey]{Markup.Escape(line).Replace("●", "[blue]●[/]").Replace("○", "[yellow]○[/]").Replace("◉", "[green]◉[/]")}[/]");
    }

    // The mean of each column's share of the epochs.
    private static double[] Resample(IReadOnlyList<double> values, int columns)
    {
        if (values.Count == 0)
            return [];
        var means = new double[columns];
        for (int column = 0; column < columns; column++)
        {
            int from = (int)(column * (long)values.Count / columns), to = (int)((column + 1) * (long)values.Count / columns);
            means[column] = values.Skip(from).Take(Math.Max(1, to - from)).Average();
        }

        return means;
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
