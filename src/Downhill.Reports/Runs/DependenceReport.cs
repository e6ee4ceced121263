namespace Downhill.Reports;

/// <summary>The partial dependence of a prediction on a column: a chart, or a table for categories and booleans.</summary>
public static class DependenceReport
{
    /// <summary>The chart or the table.</summary>
    /// <param name="dependence">The measured dependence.</param>
    /// <param name="preprocessing">The preprocessing of the model.</param>
    public static Block Of(PartialDependence dependence, Preprocessing preprocessing)
    {
        string column = preprocessing.Columns.IsEmpty ? $"column {dependence.Column}" : preprocessing.Columns[dependence.Column];
        bool isClass = !preprocessing.Classes.IsEmpty;
        string what = isClass ? $"probability of {preprocessing.Classes[dependence.Output]}"
            : preprocessing.Target.ElementAtOrDefault(dependence.Output) ?? "prediction";
        double[] means = [.. dependence.Points.Select(point => point.Mean).DefaultIfEmpty(0)];
        string rows = $"the mean of {MetricText.Count(dependence.Rows, "row")}, with '{column}' set to the value in each row";
        return preprocessing.Encodings?[dependence.Column].Names is not null ? Table() : Chart();

        LineChart Chart() => new(
            $"How the {what} depends on {column}",
            $"Partial dependence: {rows}; the dashed lines contain 8 of 10 rows.",
            preprocessing.Encodings?[dependence.Column].Unit is string unit ? $"{column} ({unit})" : column,
            what,
            [
                Line("mean", point => point.Mean) with { Marked = dependence.Points.Length == 1 },
                Line("a tenth of the rows below", point => point.Low),
                Line("a tenth of the rows above", point => point.High),
            ]);

        ChartLine Line(string name, Func<DependencePoint, double> value) =>
            new(name, [.. dependence.Points.Select(point => new ChartPoint(point.Value, value(point)))]);

        DataTable Table()
        {
            double low = isClass ? 0 : Math.Min(0, means.Min()), high = isClass ? 1 : means.Max();
            return new DataTable(
                $"Partial dependence: {rows}",
                [Column.Text(column), $"{what}, mean", Column.Text(string.Empty)],
                [.. dependence.Points.Select(point => new Row(
                    ColumnValueText.Of(preprocessing, dependence.Column, point.Value),
                    [
                        new Cell(isClass ? MetricText.Percent(point.Mean, 1) : MetricText.Number(point.Mean), point.Mean),
                        Cell.Bar((point.Mean - low) / Math.Max(high - low, double.Epsilon)),
                    ]))]);
        }
    }
}
