using System.Globalization;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>Metrics for a person.</summary>
internal static class MetricsView
{
    private const int MostClassesInMatrix = 16;

    /// <summary>A row for each part of the data.</summary>
    public static void PrintParts(IAnsiConsole console, params IReadOnlyList<(string Part, Metrics? Metrics)> parts)
    {
        Metrics first = parts.First(part => part.Metrics is not null).Metrics!;
        Table table = Tabular.Create([string.Empty, ">rows", .. Numbers(first).Select(entry => $">{entry.Name}")]);
        foreach ((string part, Metrics? metrics) in parts)
        {
            if (metrics is not null)
                table.AddRow([Tabular.Cell(part), metrics.Rows.ToString("N0", CultureInfo.InvariantCulture), .. Numbers(metrics).Select(entry => entry.Value)]);
        }

        console.Write(table);
    }

    /// <summary>The confusion matrix with precision, recall and F1 of each class; without the matrix where it would be too wide.</summary>
    public static void PrintClasses(IAnsiConsole console, Metrics metrics, string title)
    {
        if (metrics.Classes is null || metrics.Confusion is null)
            return;
        bool matrix = metrics.Classes.Count <= MostClassesInMatrix;
        console.MarkupLineInterpolated($"[bold]{title}[/]{(matrix ? ": a row is what it was, a column what it was called" : string.Empty)}");
        IEnumerable<string> called = matrix ? metrics.Classes.Select(score => $">{score.Name}") : [];
        Table table = Tabular.Create([string.Empty, .. called, ">rows", ">precision", ">recall", ">F1"]);
        for (int i = 0; i < metrics.Classes.Count; i++)
        {
            ClassScore score = metrics.Classes[i];
            IEnumerable<string> counts = matrix ? metrics.Confusion[i].Select((count, j) => Count(count, i == j)) : [];
            table.AddRow([Tabular.Cell(score.Name), .. counts, score.Rows.ToString("N0", CultureInfo.InvariantCulture), Share(score.Precision), Share(score.Recall), Share(score.F1)]);
        }

        console.Write(table);
    }

    /// <summary>The most telling numbers in a few words: <c>accuracy 97.2 %</c>.</summary>
    public static string Short(Metrics metrics) => metrics.Accuracy is double accuracy
        ? $"accuracy {Percent(accuracy)}"
        : $"RMSE {Number(metrics.Rmse ?? metrics.Loss)}";

    public static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, string Value)> Numbers(Metrics metrics)
    {
        yield return ("loss", Number(metrics.Loss));
        if (metrics.Accuracy is double accuracy)
            yield return ("accuracy", Percent(accuracy));
        if (metrics.LogLoss is double logLoss)
            yield return ("log-loss", Number(logLoss));
        if (metrics.RocAuc is double area)
            yield return ("ROC-AUC", Number(area));
        if (metrics.Rmse is double rmse)
            yield return ("RMSE", Number(rmse));
        if (metrics.Mae is double mae)
            yield return ("MAE", Number(mae));
        if (metrics.R2 is double r2)
            yield return ("R²", Number(r2));
    }

    private static string Count(int count, bool right) => count == 0 ? "[grey]·[/]" : right ? $"[green]{count:N0}[/]" : $"[red]{count:N0}[/]";

    private static string Percent(double share) => (100 * share).ToString("F2", CultureInfo.InvariantCulture) + " %";

    private static string Share(double share) => share.ToString("F3", CultureInfo.InvariantCulture);
}
