using Downhill.Tables;
using static Downhill.Cli.PageParts;

namespace Downhill.Cli;

/// <summary>The part of a page about a run that draws the profile of its data.</summary>
internal static class ProfilePage
{
    private const int MaxClasses = 30;

    /// <summary>The profile, piece by piece.</summary>
    public static IEnumerable<string> Body(DataSource source)
    {
        yield return "<h2>The data</h2>";
        if (source.Table is TrainingTable table)
        {
            foreach (string piece in Columns(TableProfile.Of(table), table))
                yield return piece;
        }

        yield return source.Targets.AreClasses ? Classes(source) : Target(source);
    }

    private static IEnumerable<string> Columns(TableProfile profile, TrainingTable training)
    {
        Table table = profile.Table;
        string skipped = training.SkippedRows == 0 ? string.Empty : $"; {Whole(training.SkippedRows)} rows, bad or without a target, are left out";
        yield return $"<p>{HtmlPage.Text(table.Name)}: {Whole(table.Rows)} rows of {Whole(table.Columns.Length)} columns; {HtmlPage.Text(TableInspection.Format(table.Format))}{skipped}.</p>";
        yield return Table(
            "The columns of the table. What a column tells is the part of a guess's squared error that goes away where that column alone is known.",
            "<th>column</th><th>kind</th><th>missing</th><th>different</th><th>tells</th><th>values</th>",
            profile.Columns.Select(column =>
                $"<td>{HtmlPage.Text(column.Schema.Name)}</td><td>{(column.Schema.Name == training.Target ? "target" : SchemaText.Kind(column.Schema.Kind))}</td>"
                + $"<td>{(column.Missing == 0 ? "·" : Whole(column.Missing))}</td><td>{Whole(column.Distinct)}</td><td>{ErrorAnalysisView.Percent(column.Association)}</td><td>{HtmlPage.Text(Values(column, table.Rows))}</td>"),
            "profile");
        foreach (ColumnProfile leak in profile.Columns.Where(column => column.IsLeak))
            yield return $"<p class=\"note\">{HtmlPage.Text(leak.Schema.Name)} alone tells {ErrorAnalysisView.Percent(leak.Association)} of the target: is it known when the target is asked for?</p>";
    }

    private static string Classes(DataSource source)
    {
        int[] counts = new int[source.Targets.Classes.Count];
        for (int row = 0; row < source.Rows; row++)
            counts[source.Targets.Label(row)]++;
        string more = counts.Length > MaxClasses ? $", the {MaxClasses} largest of {Whole(counts.Length)}" : string.Empty;
        string apart = source.Test is null ? string.Empty : $", without {Whole(source.Test.Rows)} rows kept apart for the test";
        return Table(
            $"The classes{more}; {Whole(source.Rows)} rows{apart}.",
            "<th>class</th><th>rows</th><th>share</th><th></th>",
            counts.Index().OrderByDescending(one => one.Item).ThenBy(one => one.Index).Take(MaxClasses).Select(one =>
                $"<td>{HtmlPage.Text(source.Targets.Classes[one.Index])}</td><td>{Whole(one.Item)}</td><td>{ErrorAnalysisView.Percent(one.Item / (double)source.Rows)}</td>{Bar(one.Item / (double)Math.Max(1, counts.Max()))}"));
    }

    private static string Target(DataSource source)
    {
        double[] numbers = [.. Enumerable.Range(0, source.Rows).Select(row => (double)source.Targets.Numbers![row, 0])];
        string name = source.Target.Length == 0 ? "target" : source.Target;
        return Figure(new WalkthroughCurve("The target", $"How many rows have about which {name}.", name, "rows", [Histogram(numbers)]), "target");
    }

    private static string Values(ColumnProfile column, int rows)
    {
        string range = column.Min is null ? string.Empty : $"{TableInspection.Number(column.Min)} to {TableInspection.Number(column.Largest)}, median {TableInspection.Number(column.Median)}";
        string remarks = TableInspection.Remarks(column, rows).Replace(" %", "\u00A0%", StringComparison.Ordinal);
        return range.Length > 0 && remarks.Length > 0 ? $"{range}; {remarks}" : range + remarks;
    }
}
