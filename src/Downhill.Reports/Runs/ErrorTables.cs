using System.Globalization;
using static Downhill.Reports.MetricText;

namespace Downhill.Reports;

/// <summary>Tables of the largest errors and of the importance of each column.</summary>
public static class ErrorTables
{
    /// <summary>The distribution of the errors; null if the target is classes.</summary>
    public static DataTable? Residuals(ErrorAnalysis analysis, string part) => analysis.Residuals is not ResidualSummary errors
        ? null
        : new DataTable(
        $"Errors (prediction − target) of the {part} rows",
        ["mean", "standard deviation", "5 %", "25 %", "median", "75 %", "95 %", "largest"],
        [new Row(Number(errors.Mean),
            [Cell(errors.Deviation), Cell(errors.Low), Cell(errors.LowerQuartile), Cell(errors.Median), Cell(errors.UpperQuartile),
            Cell(errors.High), Cell(errors.Largest)])]);

    /// <summary>The permutation importance of the columns; null if it was not measured.</summary>
    /// <param name="analysis">The errors.</param>
    /// <param name="most">The number of columns shown, the most important first.</param>
    public static DataTable? Importances(ErrorAnalysis analysis, int most = int.MaxValue)
    {
        if (analysis.Importances is not { Count: > 0 } importances)
            return null;
        double longest = Math.Max(importances[0].Rise, double.Epsilon);
        return new DataTable(
            $"Permutation importance: the increase of the loss when the column's values are shuffled among up to "
                + $"{Count(ColumnImportance.MaxRows)} rows, {ColumnImportance.Repeats} times. "
                + $"Columns with the same information can replace each other.",
            [Column.Text("column"), "increase", "±", Column.Text(string.Empty)],
            [.. importances.Take(most)
                .Select(one => new Row(one.Column,
                [Cell(one.Rise), new Cell(one.Deviation.ToString("G2", CultureInfo.InvariantCulture), one.Deviation),
                Reports.Cell.Bar(one.Rise / longest)]))]);
    }

    /// <summary>The rows with the largest loss.</summary>
    /// <param name="analysis">The errors.</param>
    /// <param name="part">The part of the data: <c>test</c>.</param>
    /// <param name="places">The position of a row in its file, by its number from 0; null if the rows are not of a table.</param>
    /// <param name="most">The number of rows shown, the worst first.</param>
    /// <param name="files">The file of a row, by its number from 0; null if each row has none of its own.</param>
    public static DataTable Worst(ErrorAnalysis analysis, string part, Func<int, Tables.RowPlace>? places, int most = int.MaxValue,
        Func<int, string>? files = null)
    {
        WrongRow[] rows = [.. analysis.Worst.Take(most)];
        RowLocations locations = files is null
            ? RowLocations.Of(rows, places)
            : new RowLocations("file", "files of images", [.. rows.Select(row => files(row.Row - 1))]);
        bool haveConfidence = rows.Any(row => row.Confidence is not null);
        return new DataTable(
            $"The {part} rows with the largest loss; {locations.Words}",
            [locations.Heading, Column.Text("actual"), Column.Text("predicted"),
                .. haveConfidence ? [new Column("confidence")] : Array.Empty<Column>(), "loss"],
            [.. rows.Select((row, i) =>
                new Row(locations.Cells[i],
                [row.Actual, row.Predicted, .. haveConfidence ? [Share(row.Confidence)] : Array.Empty<Cell>(), Cell(row.Loss)]))]);
    }
}
