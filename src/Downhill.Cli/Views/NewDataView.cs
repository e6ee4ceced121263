using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>What is said on standard error about rows for a trained model: what it does not know, and rows that are left out.</summary>
internal static class NewDataView
{
    /// <summary>Says it; or makes an error of what the model does not know.</summary>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="strict">Whether what the model does not know is an error.</param>
    /// <param name="quiet">Whether nothing is said.</param>
    /// <param name="consequence">What becomes of rows that could not be read, as in "no answer".</param>
    public static void Show(Terminal terminal, TableRows rows, bool strict, bool quiet, string consequence)
    {
        if (strict)
            rows.RequireKnown();
        if (quiet || rows.Table is not Table table)
            return;
        foreach (NewDataFinding finding in rows.Findings)
            Note($"column {finding}");
        if (table.BadRows > 0)
            Note($"{MetricText.Count(table.BadRows, "row")} could not be read: {consequence}{BadRowText.Of(table)}");
        if (!rows.WithoutTarget.IsEmpty)
            Note($"{MetricText.Count(rows.WithoutTarget.Length, "row")} left out, because the target is missing or not one of the model's "
                + $"classes{BadRowText.Of(rows.WithoutTarget)}");

        void Note(string text) => terminal.ErrorOutput.WriteLine($"note: {TerminalWriter.Plain(text)}");
    }
}
