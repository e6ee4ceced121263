using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>
/// The tables and curves of a report are compared with the numbers that they are made from, cell by cell and point by point.
/// </summary>
public sealed class RunNumbersTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(TrainingStop.Epochs, null, "finished: 3 epochs, 1,200 steps, 2.5 s")]
    [InlineData(TrainingStop.Steps, null, "finished: 3 epochs, 1,200 steps, 2.5 s")]
    [InlineData(TrainingStop.TargetLoss, null, "target loss reached: 3 epochs, 1,200 steps, 2.5 s")]
    [InlineData(TrainingStop.Patience, 2, "stopped early, no improvement: 3 epochs, 1,200 steps, 2.5 s; the weights are those of epoch 2")]
    [InlineData(TrainingStop.Cancelled, null, "interrupted: 3 epochs, 1,200 steps, 2.5 s")]
    public void The_end_of_a_training_is_told_by_what_ended_it(TrainingStop stop, int? best, string expected)
    {
        RunRecord record = RunFolder.ReadRecord(Repository.Find("tests", "Downhill.Tests", "OldRuns", "table", "run"));

        Assert.Equal(expected, RunSummary.Ended(
            record with { Result = new TrainingResult(stop, 3, 1200, 0.5, null, best), Seconds = 2.5 }));
    }

    [Fact]
    public void The_most_frequent_confusions_name_actual_and_predicted_class()
    {
        var matrix = new ConfusionMatrix("t", "d", ["a", "b", "c"], [[9, 3, 0], [0, 12, 0], [5, 1, 9]]);
        Assert.Equal([("c", "a", 5.0), ("a", "b", 3.0), ("c", "b", 1.0)],
            MetricTables.Confusions(matrix).Rows.Select(row => (row.Name, row.Cells[0].Text, row.Cells[1].Value)));
        Assert.Equal((0.75, 0.25, 0.6), (matrix.Share(0, 0), matrix.Share(0, 1), matrix.Share(2, 2)));
    }

    [Fact]
    public void Tables_of_metrics_hold_them_in_their_columns()
    {
        Assert.Equal(
            [("a", 12.0, 0.5, 0.25, 0.125)],
            MetricTables.Classes([new ClassScore("a", 12, 0.5, 0.25, 0.125)],
                string.Empty).Rows.Select(row =>
                    (row.Name, row.Cells[0].Value, row.Cells[1].Value, row.Cells[2].Value, row.Cells[3].Value)));
        Assert.Equal(["class", "rows", "precision", "recall", "F1"],
            MetricTables.Classes([], string.Empty).Columns.Select(column => column.Name));

        var measured = new Metrics(10, 0.5, [("accuracy", 0.9), ("rocAuc", 0.8)],
            Intervals: [new MetricInterval("rocAuc", 0.7, 0.85), new MetricInterval("loss", 0.25, 0.75)]);
        DataTable intervals = MetricTables.Intervals(measured, 0.95);
        Assert.Equal([("loss", 0.5, 0.25, 0.75), ("accuracy", 0.9, double.NaN, double.NaN), ("ROC-AUC", 0.8, 0.7, 0.85)],
            intervals.Rows.Select(row => (row.Name, row.Cells[0].Value, row.Cells[1].Value, row.Cells[2].Value)));

        DataTable folds = MetricTables.Folds(
            CrossValidation.Of([new Metrics(5, 1, [("accuracy", 0.5)]), new Metrics(5, 3, [("accuracy", 1)])]));
        Assert.Equal([("loss", 2.0, Math.Sqrt(2)), ("accuracy", 0.75, Math.Sqrt(0.125))],
            folds.Rows.Select(row => (row.Name, row.Cells[0].Value, row.Cells[1].Value)));
        Assert.Equal(["metric", "mean", "standard deviation"], folds.Columns.Select(column => column.Name));

        DataTable main = MetricTables.Main(("training", new Metrics(20, 1, [("rmse", 2), ("mae", 3), ("r2", 0.5)])), ("validation", null),
            ("test", new Metrics(10, 4, [("rmse", 5), ("mae", 6), ("r2", 0.25)])))!;
        Assert.Equal(["part", "rows", "loss", "RMSE", "MAE", "R²"], main.Columns.Select(column => column.Name));
        Assert.Equal([[20, 1, 2, 3, 0.5], [10, 4, 5, 6, 0.25]], main.Rows.Select(row => row.Cells.Select(cell => cell.Value).ToArray()));
    }

    [Fact]
    public void Each_part_and_each_number_stands_under_its_own_name()
    {
        Metrics train = new(20, 1, [("rmse", 2), ("r2", 0.5)]), test = new(10, 4, [("rmse", 5), ("mae", 6)]);

        DataTable all = MetricTables.All(("training", train), ("test", test));

        Assert.Equal(["metric", "training, 20 rows", "test, 10 rows"], all.Columns.Select(column => column.Name));
        Assert.Equal(("RMSE 2", "accuracy 93.33 %"),
            (MetricText.Short(train), MetricText.Short(new Metrics(15, 0.25, [("accuracy", 14.0 / 15)]))));
        Assert.Equal(("RMSE 0.25", "12.3 %", "0.06 %"), (MetricText.Short(new Metrics(15, 0.25, [])), MetricText.Percent(0.12345),
            MetricText.Percent(0.0006, 2)));
    }

    [Fact]
    public void Each_axis_has_its_own_name()
    {
        XElement svg = XElement.Parse(SvgChart.Draw(new LineChart("Loss", "what", "epoch", "loss",
            [new ChartLine("training", [new(1, 2), new(2, 1)])]), "id"));

        Assert.Equal("middle", (string?)svg.Elements("text").Single(text => text.Value == "epoch").Attribute("text-anchor"));
        XElement left = svg.Elements("text").Single(text => text.Value == "loss");
        Assert.Equal(("6", "18"), ((string)left.Attribute("x")!, (string)left.Attribute("y")!));
    }

    [Fact]
    public void Charts_of_predictions_have_the_points_of_the_analysis()
    {
        CurvePoint[] roc = [new(0, 0), new(0.25, 0.75), new(1, 1)], precision = [new(0.5, 1), new(1, 0.6)];
        CalibrationBin[] bins = [new(3, 0.55, 0.5), new(7, 0.95, 0.9)];
        LineChart[] charts = [.. PredictionCharts.Of(new ErrorAnalysis(10, [], null, null, roc, precision, bins, null), "test")
            .OfType<LineChart>()];
        Check(charts[0], "false positive rate", "true positive rate", roc.Select(point => (point.X, point.Y)));
        Check(charts[1], "recall", "precision", precision.Select(point => (point.X, point.Y)));
        Check(charts[2], "confidence", "accuracy", [(0.55, 0.5), (0.95, 0.9)]);

        CurvePoint[] answered = [new(1, 1.5), new(2, 1), new(4, 5)];
        var errors = new ResidualSummary(1, 2, 3, 4, 5, 6, 7, -8);
        Block[] blocks = [.. PredictionCharts.Of(new ErrorAnalysis(3, [], errors, answered, null, null, null, null), "test")];
        Check((LineChart)blocks[0], "actual", "predicted", answered.Select(point => (point.X, point.Y)));
        var histogram = (BarChart)blocks[1];
        Assert.Equal((-1, 1, 3), (Math.Round(histogram.Bars[0].From, 12), Math.Round(histogram.Bars[^1].To, 12),
            histogram.Bars.Sum(bar => bar.Height))); // errors 0.5, −1, 1
        Assert.Equal([2, 3, 4, 5, 6, 7, -8], ((DataTable)blocks[2]).Rows[0].Cells.Select(cell => cell.Value));
        Assert.Equal("1", ((DataTable)blocks[2]).Rows[0].Name);

        static void Check(LineChart chart, string x, string y, IEnumerable<(double, double)> points)
        {
            Assert.Equal((x, y), (chart.XLabel, chart.YLabel));
            Assert.Equal(points, chart.Lines[0].Points.Select(point => (point.X, point.Y)));
        }
    }

    [Fact]
    public void Importances_are_in_order_with_bars_of_their_length()
    {
        DataTable table = ErrorTables.Importances(
            new ErrorAnalysis(3, [], null, null, null, null, null, [new("b", 0.5, 0.25), new("a", 0.125, 0.0625), new("c", -0.5, 0)]))!;
        Assert.Equal([("b", 0.5, 0.25, 1.0), ("a", 0.125, 0.0625, 0.25), ("c", -0.5, 0, 0)],
            table.Rows.Select(row => (row.Name, row.Cells[0].Value, row.Cells[1].Value, row.Cells[2].Share!.Value)));
        XElement html = XElement.Parse(HtmlWriter.Write(table, "id"));
        Assert.Equal(["160", "40", "0"], html.Descendants("rect").Select(bar => (string)bar.Attribute("width")!));
    }

    [Fact]
    public void Curves_of_a_run_are_those_of_its_epochs()
    {
        EpochRecord[] epochs = [Epoch(1, 0.9, 0.8, 0.5, 0.1), Epoch(2, 0.7, 0.75, 0.625, 0.05), Epoch(3, 0.6, 0.85, 0.75, 0.025),
            Epoch(1, 99, 99, 99, 99) with { Member = 2 }];
        LineChart[] charts = [.. RunCurves.Of(epochs)];
        Assert.Equal(["Loss", "Accuracy", "Learning rate"], charts.Select(chart => chart.Title));
        Assert.Equal([(1, 0.9), (2, 0.7), (3, 0.6)], Points(charts[0], 0));
        Assert.Equal([(1, 0.8), (2, 0.75), (3, 0.85)], Points(charts[0], 1));
        Assert.Equal([(1, 0.5), (2, 0.625), (3, 0.75)], Points(charts[1], 0));
        Assert.Equal([(1, 0.1), (2, 0.05), (3, 0.025)], Points(charts[2], 0));
        Assert.Equal(["training", "validation"], charts[0].Lines.Select(line => line.Name));

        static EpochRecord Epoch(int epoch, double loss, double validation, double accuracy, double rate) =>
            new(epoch, epoch * 10, loss, 1, 1, new Metrics(5, validation, [("accuracy", accuracy)]), LearningRate: rate);

        static IEnumerable<(int, double)> Points(LineChart chart, int line) =>
            chart.Lines[line].Points.Select(point => ((int)point.X, point.Y));
    }

    [Fact]
    public void A_profile_shows_each_number_in_its_column()
    {
        Table table = Csv.Read("a,b,t\n1,x,2\n5,x,4\n,y,6\n2,x,7\n10,,8\n");
        DataTable shown = DataProfile.Blocks(TableProfile.Of(table), "t").OfType<DataTable>().Single();
        Assert.Equal(["column", "kind", "missing", "distinct", "min", "median", "max", "association", "values"],
            shown.Columns.Select(column => column.Name));
        Assert.Equal(["number", "1", "4", "1", "3.5", "10", "", ""], shown.Rows[0].Cells.Select(cell => cell.Text));
        Assert.Equal(["1", "2", "", "", "", "", "x 60.0 %, y 20.0 %"], shown.Rows[1].Cells.Skip(1).Select(cell => cell.Text));
        Assert.Equal(["target", "·", "5", "2", "6", "8", "", ""], shown.Rows[2].Cells.Select(cell => cell.Text));

        DataTable classes = DataProfile.Classes([("a", 5), ("b", 15)], "c");
        Assert.Equal([("b", 15.0, 0.75, 1.0), ("a", 5, 0.25, 1.0 / 3)],
            classes.Rows.Select(row => (row.Name, row.Cells[0].Value, row.Cells[1].Value, row.Cells[2].Share!.Value)));
    }

    // The page of a run against run.json, metrics.jsonl and the table itself.
    [Fact]
    public void The_page_of_a_run_shows_the_numbers_of_its_record()
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());
        string run = folder.Train("run", table, "--epochs", "4", "--test", "0.3", "--model", "linear 4, tanh, linear");
        CliFolder.Run("report", run).Ok();
        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        XElement body = XElement.Parse(
            page[page.IndexOf("<body", StringComparison.Ordinal)..(page.IndexOf("</body>", StringComparison.Ordinal) + 7)]);
        RunRecord record = RunFolder.ReadRecord(run);
        Metrics test = record.Metrics!.Test!;
        string[][] metrics = Cells(body, "test, 45 rows");
        Assert.Equal(record.Metrics.Train!.Numbers().Select(number => MetricText.Number(number.Value).Replace('-', '−')),
            metrics.Select(row => row[1]));
        Assert.Equal(test.Numbers().Select(number => MetricText.Number(number.Value).Replace('-', '−')), metrics.Select(row => row[^1]));

        string[][] matrix = Cells(body, "actual ↓ predicted →");
        for (int actual = 0; actual < 3; actual++)
        {
            Assert.Equal(test.Classes![actual].Name, matrix[actual][0]);
            Assert.Equal(test.Confusion![actual].Select(count => count == 0 ? "·" : $"{count}"), matrix[actual][1..]);
        }

        string[][] worst = Cells(body, "confidence");
        string[] lines = CliData.Flowers().Split('\n');
        Assert.Equal(10, worst.Length);
        Assert.All(worst, row => Assert.EndsWith($",\"{row[1]}\"",
            lines[int.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture) - 1], StringComparison.Ordinal));
        double[] losses = [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => (double)JsonNode.Parse(line)!["loss"]!)];
        XElement curve = body.Descendants("figure")
            .First(figure => figure.Value.Contains("The mean loss of a row", StringComparison.Ordinal));
        double[] heights = [.. ((string)curve.Descendants("polyline").First().Attribute("points")!).Split(' ')
            .Select(point => double.Parse(point.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(losses.Length, heights.Length);
        for (int i = 2; i < losses.Length; i++)
            Assert.Equal((losses[i] - losses[0]) / (losses[1] - losses[0]), (heights[i] - heights[0]) / (heights[1] - heights[0]), 0.02);
    }

    // The body of the table that has a column of this name.
    private static string[][] Cells(XElement page, string column)
    {
        XElement table = page.Descendants("table")
            .First(one => one.Descendants("thead").Descendants("th").Any(head => head.Value == column));
        return [.. table.Element("tbody")!.Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
    }
}
