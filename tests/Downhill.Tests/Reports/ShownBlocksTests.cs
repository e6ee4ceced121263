using System.Collections.Immutable;
using System.Numerics;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>Parts of pages from numbers that are made up, each another one.</summary>
public sealed class ShownBlocksTests
{
    private static readonly Preprocessing Table = Preprocessing.Of(
        [
            new NumberEncoding("age", 40, 10), new BooleanEncoding("member", "no", "yes"), new CategoryEncoding("city", ["Rome", "Oslo"],
                HasOther: true),
            new DateEncoding("since", "yyyy-MM-dd", 0, 1, false, false, false),
        ],
        "churn", ["stays", "leaves"]);

    [Fact]
    public void An_attribution_names_values_and_signs()
    {
        Attribution attribution = new(1, 0.75, 0.5, [new("age", 52.5, 40, -0.125), new("member", 1, double.NaN, 0.25),
            new("city", 7, 0, 0), new("since", 365, double.NaN, 0.125)]);
        var classes = new Stored(Table, new TrainingOptions(new SoftmaxCrossEntropy(), new Sgd(0.1)));
        var numbers = new Stored(Table with { Classes = [], Target = ["price", "area"] },
            new TrainingOptions(new MeanSquaredError(), new Sgd(0.1)));
        ColumnContribution[] many = [.. Enumerable.Range(1, 23).Select(i => new ColumnContribution($"[{i}]", i, 0, i % 2 == 0 ? i : -i))];
        var plain = new Stored(Preprocessing.None() with { Target = [] }, numbers.Training);
        var means = new Stored(Preprocessing.None() with { Mean = [1, 2], Deviation = [1, 1], Target = ["t"] }, numbers.Training);
        Shown.Same("attribution", string.Concat(((AttributionReport[])
        [
            new(attribution, classes, "line 14 of a.csv"),
            new(attribution with { Output = 1, Prediction = 12.5, Baseline = -3 }, numbers, "row 3", "line 2 of a.csv"),
            new(new Attribution(0, -11, 1, many), plain, "row 1"),
            new(new Attribution(0, 2, 1, [new("a", 1, 0, 1)]), means, "row 2"),
            new(attribution, new Stored(Table, classes.Training with { Loss = new SumSquaredError() }), "row 5"),
        ]).Select(report => Shown.Text(report.Document()))));
    }

    [Fact]
    public void Values_of_columns_are_written_as_people_write_them() => Assert.Equal(
        [
            "missing", "1.5", "no", "yes", "other", "Rome", "Oslo", "other", "other", "1971-01-01", "missing",
        ],
        ((int Column, double Value)[])[(0, double.NaN), (0, 1.5), (1, 0), (1, 1), (1, 0.5), (2, 0), (2, 1), (2, 2), (2, -1), (3, 365),
            (3, double.NaN)]
            is var values ? values.Select(one => ColumnValueText.Of(Table, one.Column, one.Value)) : []);

    [Fact]
    public void A_dependence_is_a_chart_of_numbers_and_a_table_of_words()
    {
        ImmutableArray<DependencePoint> points = [new(0, 0.25, 0.125, 0.5), new(1, 0.75, 0.5, 0.875)];
        Preprocessing number = Table with { Classes = [], Target = ["price"] };
        Shown.Same("dependence", Shown.Text(
            DependenceReport.Of(new PartialDependence(0, 1, 1200, points), Table),
            DependenceReport.Of(new PartialDependence(1, 0, 1, points), Table),
            DependenceReport.Of(new PartialDependence(3, 0, 5, points[..1]), number),
            DependenceReport.Of(new PartialDependence(2, 0, 5, [new(1, -2, -3, -1), new(0, 8, 7, 9), new(5, 3, 2, 4)]), number),
            DependenceReport.Of(new PartialDependence(2, 0, 5, [new(0, 2, 1, 3), new(1, 8, 7, 9)]), number),
            DependenceReport.Of(new PartialDependence(4, 0, 5, points), Preprocessing.None() with { Target = [] })));
    }

    [Fact]
    public void A_profile_warns_of_columns_that_give_the_target_away()
    {
        Table table = Csv.Read("id,a,b,when,t,c\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"{1000 + i},{i % 8 / 8.0},{"uvwxyz"[i * i % 6]},2026-01-{1 + (i % 28):D2},{i % 2},{(i % 2 == 0 ? "no" : "yes")}\n")));
        TableProfile profile = TableProfile.Of(new TrainingTable(table, new TrainingTableOptions { Target = "t" }));
        Shown.Same("profile", Shown.Text([.. DataProfile.Blocks(profile, "t", column => $"--drop {column}"),
            .. DataProfile.Blocks(TableProfile.Of(table), null)]) + string.Join('\n',
            ((TableFormat[])[new(',', '"', true, 0), new(';', '"', false, 1), new('\t', '"', true, 2), new('|', '"', true, 0),
                new(' ', '"', true, 0), new('#', '"', true, 0), new(',', '"', true, 0, IsArff: true)]).Select(DataProfile.Format)));
    }

    [Fact]
    public void Of_very_many_classes_the_largest_are_shown()
    {
        DataTable table = DataProfile.Classes([.. Enumerable.Range(1, 31).Select(i => ($"c{i}", i))], "The classes");

        Assert.Equal("The classes; the 30 largest of 31", table.Caption);
        Assert.Equal((30, "c31", "c2", "6.2 %", "0.4 %"), (table.Rows.Length, table.Rows[0].Name, table.Rows[^1].Name,
            table.Rows[0].Cells[1].Text,
            table.Rows[^1].Cells[1].Text)); // 31 and 2 of 496
        Assert.Equal("The classes", DataProfile.Classes([("a", 0)], "The classes").Caption);
        Assert.Equal((0, 0), (DataProfile.Classes([("a", 0)], "c").Rows[0].Cells[1].Value, DataProfile.Classes([("a", 0)],
            "c").Rows[0].Cells[2].Share));
    }

    [Fact]
    public void Metrics_are_named_in_tables()
    {
        var metrics = new Metrics(1234, 0.25, [("accuracy", 0.98765), ("f", 0.5)], CalibrationBound: 0.125, Positive: "a",
            Intervals: [new("accuracy", 0.5, 0.75)]);
        ConfusionMatrix matrix = new("Title", "What.", [.. Enumerable.Range(0, 5).Select(i => $"k{i}")],
            [.. Enumerable.Range(0, 5).Select(i => Enumerable.Range(0, 5).Select(j => 1000 + (10 * i) + j).ToImmutableArray())]);
        Shown.Same("metrics", Shown.Text(
            MetricTables.Main(("training", metrics), ("test", null), ("other", new Metrics(5, 2)))!, MetricTables.All(("all", metrics)),
            MetricTables.Intervals(metrics, 0.9), MetricTables.Classes([new("a", 1234, 0.5, 0.25, 1.0 / 3)], "classes"),
            MetricTables.Confusions(matrix), matrix,
            MetricTables.Thresholds(new ThresholdTable("out of fold", "a", 5, 0.5, [new(0.25, 0.5, 1, 0.625, 0.75, 0.125),
                new(0.1234, 1, 0.5, 0.75, 0.625, 0.25)],
                new DecisionThreshold(0.1234, new ThresholdAim(ThresholdGoal.Cost, 5, 0.5)))),
            ErrorTables.Importances(new ErrorAnalysis(1, [], null, null, null, null, null, [new("a", 0.5, 0.123), new("b", 0.25, 0.1)]),
                1)!,
            ErrorTables.Worst(new ErrorAnalysis(1, [new(2, "1.5", "2", null, 4), new(7, "3", "1", null, 2)], null, null, null, null, null,
                null), "test", null, 1),
            ErrorTables.Worst(new ErrorAnalysis(1, [new(1002, "a", "b", 0.5, 4)], null, null, null, null, null, null), "test", null),
            ErrorTables.Worst(new ErrorAnalysis(1, [new(2, "a", "b", null, 4), new(3, "a", "b", 0.75, 2)], null, null, null, null, null,
                null), "test",
                row => new RowPlace("a.csv", row), files: row => $"image{row}.png")));
        Assert.Null(MetricTables.Main(("none", null)));
        Assert.Equal((string.Empty, "; ROC-AUC and PR-AUC are for 'a', the positive class"),
            (MetricTables.PositiveText(metrics with { Positive = null }), MetricTables.PositiveText(metrics)));
        Assert.Equal("'a' is predicted from a probability of 0.25 (threshold: f1)",
            MetricTables.ThresholdText(new DecisionThreshold(0.25, new ThresholdAim(ThresholdGoal.F1)), "a"));
        Assert.Equal((53, "1 row", "2 rows", "0 rows", "1,000,000"), (TerminalWriter.Width(matrix), MetricText.Count(1, "row"),
            MetricText.Count(2, "row"),
            MetricText.Count(0, "row"), MetricText.Count(1_000_000)));
    }

    [Fact]
    public void Charts_of_predictions_say_which_class_is_positive()
    {
        var analysis = new ErrorAnalysis(10, [], null, null, [new(0, 0), new(1, 1)], [new(0.5, 1)], [new(3, 0.55, 0.5), new(7, 0.95, 0.9)],
            null);
        Shown.Same("prediction-charts", Shown.Text([.. PredictionCharts.Of(analysis, "test", "yes")])
            + Shown.Text([.. PredictionCharts.Of(analysis with { PrecisionRecall = null, Calibration = [new(3, 0.5, 1)] }, "test")]));
        Assert.Empty(PredictionCharts.Of(new ErrorAnalysis(10, [], null, [new(1, 2)], null, null, null, null), "test"));
    }

    [Fact]
    public void Layers_are_told_with_their_formulas()
    {
        Model model = Model.Parse("linear 1000, relu, residual (linear 1000, tanh), concat (linear 2; linear 3), linear", [4], 2);
        Model mean = new([4], [new Average([[new Linear(2)], [new Linear(2)]])]);
        Shown.Same("layers", Shown.Text(ModelTables.Layers(model))
            + $"{ModelText.Of(model)}\n{ModelText.OfRun(model)}\n{ModelText.OfRun(mean)}\n");
    }

    [Fact]
    public void Curves_of_several_runs_are_drawn_four_a_chart()
    {
        (string, IReadOnlyList<EpochRecord>)[] runs = [.. Enumerable.Range(1, 6).Select(run =>
            ($"run{run}", (IReadOnlyList<EpochRecord>)[Epoch(1, run, 1), Epoch(2, run == 6 ? double.NaN : run / 2.0, 1),
                Epoch(9, 99, 2)]))];
        Shown.Same("curves", Shown.Text([.. RunCurves.Together(runs, "Training loss", "loss", epoch => epoch.Loss)])
            + Shown.Text([.. RunCurves.Of([Epoch(1, 4, 1), Epoch(2, 2, 1), Epoch(1, 9, 2), Epoch(2, 9, 2)])]));
        Assert.Empty(RunCurves.Of([Epoch(1, 4, null)]));
        Assert.Empty(RunCurves.Together([("a", [Epoch(1, 1, null)])], "t", "u", epoch => epoch.Loss));

        static EpochRecord Epoch(int epoch, double loss, int? member) => new(epoch, 10 * epoch, loss, 1, 1,
            new Metrics(5, 10 * loss, [("rmse", 100 * loss)]), member, 0.5);
    }

    private sealed record Stored(Preprocessing Preprocessing, TrainingOptions Training) : IStoredModel
    {
        public Network<T> Load<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => throw new NotSupportedException();
    }
}
