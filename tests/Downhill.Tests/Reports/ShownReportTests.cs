using System.Collections.Immutable;
using System.Text.Json;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Tests;

/// <summary>
/// Reports of runs that are made up: every number of a record is another one, so that each place of a page that shows a wrong number, or
/// the right one in the wrong unit, is seen.
/// </summary>
public sealed class ShownReportTests
{
    private static readonly Metrics Train = new(70, 0.21, [("accuracy", 0.91), ("logLoss", 0.22), ("rocAuc", 0.93)]);

    private static readonly Metrics Validation = new(20, 0.31, [("accuracy", 0.85), ("logLoss", 0.32), ("rocAuc", 0.88)]);

    // 10 rows: 4 of "no", of which 1 is called yes; 6 of "yes", of which 2 are called no.
    private static readonly Metrics Test = new(
        10, 0.41, [("accuracy", 0.7), ("logLoss", 0.42), ("rocAuc", 0.75)],
        Classes: [new ClassScore("no", 4, 0.6, 0.75, 2.0 / 3), new ClassScore("yes", 6, 0.8, 2.0 / 3, 8.0 / 11)],
        Confusion: [[3, 1], [2, 4]], Positive: "yes");

    [Fact]
    public void A_run_about_classes_whose_rows_are_gone() => Shown.Same("report-classes", Shown.Text(new RunReport(
        "runs/one", Classes, Epochs, Missing: "a.csv is gone",
        Drawing: NetworkDrawing.Of(new Network<double>(Classes.Model), "Two layers")).Document()));

    [Fact]
    public void A_run_about_classes_with_its_rows()
    {
        var analysis = new ErrorAnalysis(
            10, [new WrongRow(8, "yes", "no", 0.875, 2.5), new WrongRow(3, "no", "yes", 0.5625, 1.25)], null, null,
            [new(0, 0), new(0.25, 0.5), new(1, 1)], [new(0.5, 1), new(1, 0.6)], [new(3, 0.55, 0.5), new(7, 0.95, 0.9)],
            [new("x", 0.5, 0.0625), new("y", 0.125, 0.03125)]);
        var rows = new ReportedRows("test", Test with { Intervals = [new MetricInterval("accuracy", 0.4, 0.9)], CalibrationBound = 0.15 },
            0.9, analysis, row => new RowPlace(row == 7 ? "a.csv" : "b.csv", row + 2),
            new ReportedData(null, "t", [("no", 30), ("yes", 70)], [], 10));
        Shown.Same("report-rows", Shown.Text(new RunReport("runs/one", Classes with { Result = null, Seconds = null, Recipe = null },
            [], rows).Document()));
    }

    [Fact]
    public void A_blend_about_a_number() => Shown.Same("report-blend", Shown.Text(new RunReport("runs/two", Blend, []).Document()));

    [Fact]
    public void A_run_that_is_not_measured_yet()
    {
        RunRecord record = Classes with
        {
            Status = RunStatus.Running,
            Metrics = null,
            Thresholds = null,
            Coverage = null,
            CrossValidation = null,
            Data = Classes.Data with { Target = string.Empty, Schema = null }
        };
        Shown.Same("report-unmeasured", Shown.Text(new RunReport("runs/one", record, []).Document()) + Shown.Text(
            new RunReport("runs/one", record with { Result = null, Training = record.Training with { BatchSize = 0, Schedule = null } },
                [], new ReportedRows("training", new Metrics(0, double.NaN), 0.9,
                    new ErrorAnalysis(3, [], new ResidualSummary(1, 2, 3, 4, 5, 6, 7, -8), [new(1, 1.5), new(2, 1), new(4, 5)], null, null,
                        null, null), null, new ReportedData(null, "price", [], [1, 1, 2, 5, double.NaN], 0))).Document()));
    }

    [Fact]
    public void Sentences_about_a_blend_are_those_that_apply()
    {
        RunMetrics metrics = Blend.Metrics!;
        BlendRecord blend = Blend.Blend!;
        string[] lines =
        [
            BlendText.Summary(blend),
            .. BlendText.Sentences(blend, metrics),
            "--- not calibrated, not nested",
            .. BlendText.Sentences(blend with { Factor = 1, NestedLoss = null }, metrics),
            "--- the score on the training rows is at the end of the interval",
            .. BlendText.Sentences(blend, metrics with { Train = new Metrics(70, 0, [("rmse", 4)]) }),
            "--- without intervals; without out of fold",
            .. BlendText.Sentences(blend, metrics with { OutOfFold = metrics.OutOfFold! with { Intervals = null } }),
            .. BlendText.Sentences(blend, metrics with { OutOfFold = null }),
            "--- classes",
            .. BlendText.Sentences(blend, new RunMetrics(Train, null, null, Train with { Intervals = [new("logLoss", 0.2, 0.3)] })),
            "--- rows of a table",
            .. BlendText.WithIntervals("out of fold", metrics.OutOfFold).Select(row => $"{row.Part}: {row.Metrics!.ToJson()}"),
            .. BlendText.WithIntervals("test", Test).Select(row => $"{row.Part}: {row.Metrics!.Loss}"),
            .. BlendText.WithIntervals("none", null).Select(row => $"{row.Part}: {row.Metrics?.Loss}"),
        ];
        Shown.Same("blend-sentences", string.Join('\n', lines) + "\n" + Shown.Text(
            BlendText.Candidates(blend, metrics.OutOfFold!), BlendText.Candidates(blend, Train)));
    }

    [Fact]
    public void Coverage_is_said_of_the_rows_that_were_measured()
    {
        CoverageLevel[] levels = [new(0.8, 0.75, 1.5), new(0.9, 0.925, 2.25)];
        string?[] lines =
        [
            CoverageText.Sentence(new RunCoverage(levels, null), hasClasses: false),
            CoverageText.Sentence(new RunCoverage(null, levels), hasClasses: true),
            CoverageText.Sentence(new RunCoverage([levels[0]], [levels[0]]), hasClasses: true),
            CoverageText.Sentence(new RunCoverage(null, null), hasClasses: true),
        ];
        Shown.Same("coverage", string.Join('\n', lines.Select(line => line ?? "nothing")) + "\n"
            + Shown.Text(CoverageText.Chart(new RunCoverage(null, levels), hasClasses: false)));
    }

    [Fact]
    public void Compared_runs_have_a_best_where_they_are_alike()
    {
        RunRecord two = Classes with { Parameters = 5000, Seconds = 0.25, Training = Classes.Training with { BatchSize = 64 } };
        ComparedRun[] runs = [Compared("first", Classes, Test), Compared("second", two, Train with { Rows = 10 })];
        string alike = Shown.Text(new ComparisonReport(new RunComparison(runs)).Document());
        runs[1] = runs[1] with { Metrics = Validation, Record = two with { Seconds = null } };
        Shown.Same("comparison", alike + Shown.Text(new ComparisonReport(new RunComparison(runs), ByName: true).Document()));

        static ComparedRun Compared(string name, RunRecord record, Metrics metrics) => new(
            Path.Combine("no", "such", name), record, "test", metrics, [("seed", "7"), ("batch size", $"{record.Training.BatchSize}")],
                "same");
    }

    private static RunRecord Classes => new(
        "0.2.0", RunStatus.Interrupted, "downhill train a.csv --seed 7",
        new DataRecord("a.csv", ["x", "y"], "t", ["no", "yes"], 1070, 20, 10,
            [new("x", "number", "numbers", "input"), new("t", "boolean", "two values", "target")]),
        new Model([2], [new Linear(3, Weight: new Explicit([2, 3], [1, -2, 0.5, 0, 0.25, -1])), new Relu(),
            new Linear(1, Weight: new Explicit([3, 1], [2, -1, 0.5]))]),
        1234, new TrainingOptions(new BinaryCrossEntropy(), new AdamW(0.015), 16, 40, Schedule: new CosineDecay(), Seed: 7),
        Precision.Float, new MachineRecord("Linux 6", ".NET 10", "X64", 256, true, 4),
        new DateTimeOffset(2026, 11, 5, 13, 7, 59, TimeSpan.Zero), 1234.5,
        new TrainingResult(TrainingStop.Patience, 31, 155, 0.25, null, BestEpoch: 21), new RunMetrics(Train, Validation, Test),
        CrossValidation: new CrossValidation([], new Metrics(90, 0.5, [("accuracy", 0.75)]), new Metrics(90, 0.05, [("accuracy", 0.025)])),
        Recipe: "few rows",
        Thresholds: new ThresholdTable("validation", "yes", 5, 0.5, [new(0.25, 0.61, 0.9, 0.727, 0.7, 0.4), new(0.5, 0.8, 0.6, 0.686, 0.75,
            0.45),
            new(0.62, 0.9, 0.3, 0.45, 0.65, 0.35)], new DecisionThreshold(0.5, new ThresholdAim(ThresholdGoal.Balanced))),
        Coverage: new RunCoverage([new(0.8, 0.79, 1.1), new(0.9, 0.885, 1.25)], [new(0.8, 0.7, 1.2), new(0.9, 0.95, 1.35)]));

    private static RunRecord Blend => Classes with
    {
        Status = RunStatus.Finished,
        Data = Classes.Data with { Classes = [], Target = "price" },
        Model = new Model([2], [new Average([[new Linear(4), new Tanh(), new Linear(1)], [new Linear(4), new Tanh(), new Linear(1)]])]),
        Training = Classes.Training with { Loss = new MeanSquaredError() },
        Result = new TrainingResult(TrainingStop.Epochs, 16, 160, 0.3, null),
        CrossValidation = null,
        Thresholds = null,
        Metrics = new RunMetrics(
            new Metrics(70, 1, [("rmse", 2), ("mae", 1.5)]), null, new Metrics(10, 9, [("rmse", 6), ("mae", 5)]),
            new Metrics(70, 4, [("rmse", 8), ("mae", 4.5)], Intervals: [new("loss", 3, 5), new("rmse", 4, 16)])),

        // Losses are of standardized targets: an RMSE of 8 for a loss of 0.25, so 16 for a loss of 1 and 4 for one of 0.0625.
        Blend = new BlendRecord([new("linear", "λ = 1", 1, 0.25, 15), new("small", "16 epochs", 0.0625, 0.75, 15), new("tree", "none", 0.5,
            0, 15)],
            3, 5, 0.875, 0.36, 0.25, 0.5625),
    };

    private static EpochRecord[] Epochs =>
    [
        new(1, 5, 0.9, 1, 100, Validation with { Loss = 0.8 }, LearningRate: 0.015),
        new(2, 10, 0.6, 2, 100, Validation, LearningRate: 0.01),
        new(3, 15, 0.5, 3, 100, Validation with { Loss = 0.25 }, LearningRate: 0),
    ];
}
