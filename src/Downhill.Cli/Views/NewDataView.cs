using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>Notes on standard error about rows for a trained model: unknown data, and rows that are left out.</summary>
internal static class NewDataView
{
    /// <summary>Prints the notes, or throws if the model does not know the data.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="strict">Whether unknown data is an error.</param>
    /// <param name="quiet">Whether nothing is printed.</param>
    /// <param name="consequence">The consequence for rows that could not be read, such as "no answer".</param>
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
