using System.Globalization;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>Single rows and columns for a person: what a network is most wrong about, and what it needs.</summary>
internal static class ErrorAnalysisView
{
    private const int MaxRows = 5, MaxColumns = 10, BarWidth = 24;

    public static void Print(IAnsiConsole console, ErrorAnalysis assessment, TrainParts parts)
    {
        string part = parts.EvaluationSet.Name;
        if (assessment.Residuals is ResidualSummary residuals)
        {
            console.MarkupLineInterpolated($"[bold]errors of the {part} rows[/], answer − target");
            Table table = Tabular.Create(">mean", ">deviation", ">5 %", ">25 %", ">median", ">75 %", ">95 %", ">largest");
            table.AddRow([.. Values(residuals).Select(MetricsView.Number)]);
            console.Print(table);
        }

        if (assessment.Importances is { Count: > 1 } importances)
        {
            console.MarkupLineInterpolated($"[bold]the columns it needs most[/]: how much the loss rises without them");
            Table table = Tabular.Create("column", ">rise", ">±", string.Empty);
            double most = Math.Max(importances[0].Rise, double.Epsilon);
            foreach (ColumnImportance one in importances.Take(MaxColumns))
                table.AddRow(Tabular.Cell(one.Column), MetricsView.Number(one.Rise), one.Deviation.ToString("G2", CultureInfo.InvariantCulture), new string('█', (int)Math.Round(Math.Max(0, one.Rise) / most * BarWidth)));
            console.Print(table);
        }

        WrongRow[] rows = [.. assessment.Worst.Take(MaxRows)];
        var places = WorstPlaces.Of(rows, parts.Places);
        console.MarkupLineInterpolated($"[bold]the {part} rows it is most wrong about[/]; {places.Words}");
        bool areConfident = rows.Any(row => row.Confidence is not null);
        Table worst = Tabular.Create([$">{places.Heading}", "it was", "answered", .. areConfident ? [">with"] : Array.Empty<string>(), ">loss"]);
        foreach ((int i, WrongRow row) in rows.Index())
            worst.AddRow([Tabular.Cell(places.Cells[i]), Tabular.Cell(row.Actual), Tabular.Cell(row.Predicted), .. areConfident ? [Percent(row.Confidence)] : Array.Empty<string>(), MetricsView.Number(row.Loss)]);
        console.Print(worst);
    }

    /// <summary>The numbers of a summary in the order in which they are shown.</summary>
    public static double[] Values(ResidualSummary residuals) =>
        [residuals.Mean, residuals.Deviation, residuals.Low, residuals.LowerQuartile, residuals.Median, residuals.UpperQuartile, residuals.High, residuals.Largest];

    /// <summary>A probability as a person reads it.</summary>
    public static string Percent(double? share) => share is double value ? (100 * value).ToString("F1", CultureInfo.InvariantCulture) + " %" : string.Empty;
}
