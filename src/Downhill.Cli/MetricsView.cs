using System.Globalization;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>Metrics for a person.</summary>
internal static class MetricsView
{
    private const int MaxClasses = 40, MaxConfusions = 10;

    /// <summary>A row for each part of the data.</summary>
    public static void PrintParts(IAnsiConsole console, params IReadOnlyList<(string Part, Metrics? Metrics)> parts)
    {
        Metrics[] measured = [.. parts.Select(part => part.Metrics).OfType<Metrics>()];
        if (measured.Length == 0)
            return;
        string[] names = [.. Numbers(measured.MaxBy(metrics => Numbers(metrics).Count())!).Select(entry => entry.Name)];
        Table table = Tabular.Create([string.Empty, ">rows", .. names.Select(name => $">{name}")]);
        foreach ((string part, Metrics? metrics) in parts)
        {
            if (metrics is null)
                continue;
            var values = Numbers(metrics).ToDictionary(entry => entry.Name, entry => entry.Value);
            table.AddRow([Tabular.Cell(part), Whole(metrics.Rows), .. names.Select(name => values.GetValueOrDefault(name, string.Empty))]);
        }

        console.Print(table);
    }

    /// <summary>Every number with its interval, one below the other.</summary>
    public static void PrintIntervals(IAnsiConsole console, Metrics metrics, double level)
    {
        Table table = Tabular.Create("metric", ">value", $">{100 * level:G4} % from", ">to");
        foreach ((string name, double value) in metrics.Numbers())
        {
            MetricInterval? interval = metrics.Intervals!.FirstOrDefault(interval => interval.Name == name);
            table.AddRow(Words(name), Number(value), interval is null ? string.Empty : Number(interval.Low), interval is null ? string.Empty : Number(interval.High));
        }

        console.Print(table);
    }

    // balancedAccuracy → balanced accuracy, rocAuc → ROC-AUC
    public static string Words(string name) => name switch
    {
        "rocAuc" => "ROC-AUC",
        "prAuc" => "PR-AUC",
        "logLoss" => "log-loss",
        "mcc" or "rmse" or "mae" or "mape" => name.ToUpperInvariant(),
        "r2" => "R²",
        "top5" => "top-5 accuracy",
        _ => string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}")),
    };

    /// <summary>Precision, recall and F1 of each class, and the confusion matrix; where that is too wide, the most frequent confusions.</summary>
    public static void PrintClasses(IAnsiConsole console, Metrics metrics, string title)
    {
        if (metrics.Classes is null)
            return;
        console.MarkupLineInterpolated($"[bold]{Tabular.Plain(title)}[/]{(metrics.Positive is string positive ? $", the positive class is '{Tabular.Plain(positive)}'" : string.Empty)}");
        Table scores = Tabular.Create("class", ">rows", ">precision", ">recall", ">F1");
        foreach (ClassScore score in metrics.Classes.Take(MaxClasses))
            scores.AddRow(Tabular.Cell(score.Name), Whole(score.Rows), Share(score.Precision), Share(score.Recall), Share(score.F1));
        console.Print(scores);
        if (metrics.Classes.Count > MaxClasses)
            console.WriteLine($"and {Whole(metrics.Classes.Count - MaxClasses)} classes more; --json prints them all");

        if (metrics.Confusion is null)
            return;
        if (MatrixWidth(metrics) <= console.Profile.Width)
            PrintMatrix(console, metrics.Classes, metrics.Confusion);
        else
            PrintConfusions(console, metrics.Classes, metrics.Confusion);
    }

    private static void PrintMatrix(IAnsiConsole console, IReadOnlyList<ClassScore> classes, IReadOnlyList<IReadOnlyList<int>> confusion)
    {
        console.WriteLine("confusion: a row is what it was, a column what it was called");
        Table matrix = Tabular.Create([string.Empty, .. classes.Select(score => $">{score.Name}")]);
        for (int i = 0; i < classes.Count; i++)
            matrix.AddRow([Tabular.Cell(classes[i].Name), .. confusion[i].Select((count, j) => Count(count, i == j))]);
        console.Print(matrix);
    }

    private static void PrintConfusions(IAnsiConsole console, IReadOnlyList<ClassScore> classes, IReadOnlyList<IReadOnlyList<int>> confusion)
    {
        console.WriteLine("the most frequent confusions");
        Table table = Tabular.Create("it was", "it was called", ">rows");
        IEnumerable<(int Actual, int Predicted, int Count)> wrong = confusion
            .SelectMany((row, i) => row.Select((count, j) => (Actual: i, Predicted: j, Count: count)))
            .Where(cell => cell.Actual != cell.Predicted && cell.Count > 0)
            .OrderByDescending(cell => cell.Count)
            .Take(MaxConfusions);
        foreach ((int was, int called, int count) in wrong)
            table.AddRow(Tabular.Cell(classes[was].Name), Tabular.Cell(classes[called].Name), Count(count, right: false));
        console.Print(table);
    }

    // Each column has three cells of space around it.
    private static int MatrixWidth(Metrics metrics)
    {
        int names = metrics.Classes!.Max(score => score.Name.Length), width = names + 5;
        for (int j = 0; j < metrics.Classes!.Count; j++)
            width += 3 + Math.Max(metrics.Classes[j].Name.Length, metrics.Confusion!.Max(row => Whole(row[j]).Length));
        return width;
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

    private static string Whole(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(int count, bool right) => count == 0 ? "[grey]·[/]" : right ? $"[green]{count:N0}[/]" : $"[red]{count:N0}[/]";

    private static string Percent(double share) => (100 * share).ToString("F2", CultureInfo.InvariantCulture) + " %";

    private static string Share(double share) => share.ToString("F3", CultureInfo.InvariantCulture);
}
