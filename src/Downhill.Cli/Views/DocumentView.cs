using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>Documents and their parts in a terminal.</summary>
internal static class DocumentView
{
    /// <summary>The width at which text is wrapped for reading in a file.</summary>
    public const int PlainWidth = 80;

    /// <summary>Shows a document.</summary>
    /// <param name="console">The console.</param>
    /// <param name="document">The document.</param>
    /// <param name="width">The largest width of its text; by default as wide as the terminal.</param>
    public static void Show(this IAnsiConsole console, Document document, int width = int.MaxValue) =>
        Writer(console, width).Write(document);

    /// <summary>Shows parts of a document; null is left out.</summary>
    public static void Show(this IAnsiConsole console, params IEnumerable<Block?> blocks)
    {
        TerminalWriter writer = Writer(console);
        foreach (Block block in blocks.OfType<Block>())
        {
            console.WriteLine();
            writer.Write(block);
        }
    }

    /// <summary>
    /// Precision, recall and F1 of each class, and the confusion matrix; where that is too wide, the most frequent confusions.
    /// </summary>
    public static void ShowClasses(this IAnsiConsole console, Metrics metrics, string rows)
    {
        const int MaxClasses = 40;
        if (metrics.Classes is not { } classes)
            return;
        console.Show(MetricTables.Classes(classes.Take(MaxClasses), $"{rows}{MetricTables.PositiveText(metrics)}"));
        if (classes.Count > MaxClasses)
            console.WriteLine($"and {classes.Count - MaxClasses:N0} more classes; --json prints all of them");
        if (MetricTables.Confusion(metrics, rows) is ConfusionMatrix matrix)
            console.Show(TerminalWriter.Width(matrix) <= console.Profile.Width ? matrix : MetricTables.Confusions(matrix));
    }

    /// <summary>The errors, the most important columns and the rows with the largest loss.</summary>
    public static void ShowErrors(this IAnsiConsole console, ErrorAnalysis analysis, TrainParts parts)
    {
        const int MaxRows = 5, MaxColumns = 10;
        string part = parts.EvaluationSet.Name;
        DataTable? importances = analysis.Importances is { Count: > 1 } ? ErrorTables.Importances(analysis, MaxColumns) : null;
        console.Show(ErrorTables.Residuals(analysis, part), importances,
            ErrorTables.Worst(analysis, part, parts.Places, MaxRows, parts.Files));
    }

    private static TerminalWriter Writer(IAnsiConsole console, int width = int.MaxValue) =>
        new(console.Profile.Out.Writer,
            new TerminalStyle(Math.Min(width, console.Profile.Width), console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors));
}
