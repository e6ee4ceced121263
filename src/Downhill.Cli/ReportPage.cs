using System.Collections.Immutable;
using System.Globalization;
using static Downhill.Cli.PageParts;

namespace Downhill.Cli;

/// <summary>The page about a run, section by section.</summary>
internal static class ReportPage
{
    private const int MaxClasses = 30;

    public static IEnumerable<string> Body(string folder, RunRecord record, IReadOnlyList<EpochRecord> epochs, ReportedRows? rows, string? missing)
    {
        RunMetrics metrics = record.Metrics!;
        (string part, Metrics last) = metrics.Test is Metrics test ? ("test", test)
            : metrics.Validation is Metrics validation ? ("validation", validation)
            : ("training", metrics.Train ?? rows?.Metrics ?? new Metrics(0, record.Result?.Loss ?? double.NaN));
        yield return $"<h1>{HtmlPage.Text(Path.GetFileName(Path.GetFullPath(folder)))}</h1>";
        yield return $"<p>{HtmlPage.Text(record.Data.Source)} → {HtmlPage.Text(record.Data.Target.Length == 0 ? "target" : record.Data.Target)}; {HtmlPage.Text(MetricsView.Short(last))} on {Whole(last.Rows)} {part} rows. {(record.Status == "finished" ? string.Empty : $"The run is {HtmlPage.Text(record.Status)}. ")}{record.Started.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, {Number(record.Seconds ?? 0)} s, {Whole(record.Parameters)} parameters.</p>";
        if (missing is not null)
            yield return $"<p class=\"note\">The rows could not be read again, so curves of answers, columns and worst rows are left out: {HtmlPage.Text(missing)}</p>";

        yield return "<h2>How good it is</h2>";
        yield return Parts(metrics);
        if (rows is not null)
            yield return Intervals(rows.Metrics, rows.Parts.EvaluationSet.Name);
        if (record.CrossValidation is CrossValidation folds)
            yield return Table("Cross-validation: each network measured on the rows that it did not learn from.", ["metric", "mean", "deviation"], folds.Mean.Numbers().Select(number => (string[])[MetricsView.Words(number.Name), Number(number.Value), Number(folds.Deviation.Numbers().FirstOrDefault(other => other.Name == number.Name).Value)]));

        if (rows is not null)
        {
            foreach (string piece in ProfilePage.Body(rows.Parts.Source))
                yield return piece;
        }

        yield return "<h2>What it was made from</h2>";
        yield return Table(null, ["choice", "value"], Choices(record), ofWords: true);
        if (rows is null && record.Data.Schema is { Count: > 0 } schema)
            yield return Table("The columns of the table.", ["column", "kind", "role", "why"], schema.Select(column => (string[])[column.Name, column.Kind, column.Role, column.Reason]), ofWords: true);

        EpochRecord[] first = [.. epochs.Where(epoch => epoch.Member is null or 1)]; // of an ensemble, the first member
        if (first.Length > 1)
        {
            yield return "<h2>How it learnt</h2>";
            foreach (string figure in Curves(first))
                yield return figure;
        }

        if (last.Confusion is not null && last.Classes is { Count: <= MaxClasses } classes)
        {
            yield return "<h2>What it takes for what</h2>";
            yield return Confusion(classes, last.Confusion, part);
            yield return Table("How well each class is told from the others.", ["class", "rows", "precision", "recall", "F1"], classes.Select(one => (string[])[one.Name, Whole(one.Rows), Number(one.Precision), Number(one.Recall), Number(one.F1)]));
        }

        if (rows is not null)
        {
            foreach (string figure in Predictions(rows.ErrorAnalysis, rows.Parts))
                yield return figure;
        }

        yield return $"<h2>To repeat it</h2><p><code>{HtmlPage.Text(record.Command)}</code></p><p>Downhill {HtmlPage.Text(record.Version)}; {HtmlPage.Text(record.Machine.Runtime)} on {HtmlPage.Text(record.Machine.System)}. The machine does not change the result.</p>";
    }

    private static string Parts(RunMetrics metrics)
    {
        (string Name, Metrics? Metrics)[] parts = [("training", metrics.Train), ("validation", metrics.Validation), ("test", metrics.Test)];
        (string Name, Metrics Metrics)[] there = [.. parts.Where(part => part.Metrics is not null).Select(part => (part.Name, part.Metrics!))];
        string[] names = [.. there.SelectMany(part => part.Metrics.Numbers().Select(number => number.Name)).Distinct()];
        return Table(
            null,
            ["metric", .. there.Select(part => $"{part.Name}, {Whole(part.Metrics.Rows)} rows")],
            names.Select(name => (string[])[MetricsView.Words(name), .. there.Select(part => part.Metrics.Numbers().Where(number => number.Name == name).Select(number => Number(number.Value)).FirstOrDefault(string.Empty))]));
    }

    private static string Intervals(Metrics metrics, string part) => Table(
        $"The {part} rows again, with the interval that holds 95 % of 1,000 bootstrap samples.",
        ["metric", "value", "from", "to"],
        (metrics.Intervals ?? []).Select(interval => (string[])[MetricsView.Words(interval.Name), Number(metrics.Numbers().First(number => number.Name == interval.Name).Value), Number(interval.Low), Number(interval.High)]));

    private static IEnumerable<string> Curves(EpochRecord[] epochs)
    {
        yield return Curve("Loss", "The mean loss of a row", "loss", Line("training", epoch => epoch.Loss), Line("validation", epoch => epoch.Validation?.Loss));
        yield return Curve("Accuracy", "The accuracy on the validation rows", "accuracy", Line("validation", epoch => epoch.Validation?.Accuracy));
        yield return Curve("RMSE", "The root of the mean squared error on the validation rows", "RMSE", Line("validation", epoch => epoch.Validation?.Rmse));
        if (epochs.Select(epoch => epoch.LearningRate).Distinct().Count() > 1)
            yield return Curve("Learning rate", "The learning rate of the last step", "learning rate", Line("learning rate", epoch => epoch.LearningRate));

        WalkthroughLine Line(string name, Func<EpochRecord, double?> value) => ByEpoch(name, epochs, value);

        string Curve(string title, string what, string up, params WalkthroughLine[] lines)
        {
            ImmutableArray<WalkthroughLine> drawn = [.. lines.Where(line => line.Points.Length > 1)];
            string whose = epochs[0].Member is null ? string.Empty : ", first member";
            return drawn.IsEmpty ? string.Empty : Figure(new WalkthroughCurve(title, $"{what} by epoch{whose}.", "epoch", up, drawn), $"by-epoch-{up.Replace(' ', '-')}");
        }
    }

    private static IEnumerable<string> Predictions(ErrorAnalysis assessment, TrainParts parts)
    {
        string part = parts.EvaluationSet.Name;
        yield return $"<h2>Its answers for the {part} rows</h2>";
        WalkthroughLine chance = new("chance", [new(0, 0), new(1, 1)]);
        if (assessment.Roc is { } roc)
            yield return Figure(new WalkthroughCurve("ROC", "Of the first class, the share that is called the second, and of the second the share that is found, at every threshold.", "false alarms", "found", [Points("the model", roc), chance]), "roc");
        if (assessment.PrecisionRecall is { } precision)
            yield return Figure(new WalkthroughCurve("Precision and recall", "Of the second class the share that is found, and of what is called so the share that is, at every threshold.", "recall", "precision", [Points("the model", precision)]), "precision");
        if (assessment.Calibration is { Count: > 1 } bins)
            yield return Figure(new WalkthroughCurve("Calibration", "How often a class that is called with some confidence is the right one; on the dashed line confidence is deserved.", "confidence", "right", [Points("the model", [.. bins.Select(bin => new CurvePoint(bin.Confidence, bin.Accuracy))], marked: true), new WalkthroughLine("deserved", [new(bins[0].Confidence, bins[0].Confidence), new(1, 1)])]), "calibration");
        if (assessment.Answered is { Count: > 1 } answered && assessment.Residuals is ResidualSummary residuals)
        {
            double low = answered.Min(point => point.X), high = answered.Max(point => point.X);
            yield return Figure(new WalkthroughCurve("Predictions", "What was right and what was answered; on the line both are the same.", "right", "answered", [Points("rows", answered, marked: true, joined: false), new WalkthroughLine("the same", [new(low, low), new(high, high)])]), "answers");
            yield return Figure(new WalkthroughCurve("Errors", "How many rows have about which error, answer − target.", "error", "rows", [Histogram([.. answered.Select(point => point.Y - point.X)])]), "errors");
            yield return Table("The errors: answer − target.", ["mean", "deviation", "5 %", "25 %", "median", "75 %", "95 %", "largest"], [[.. ErrorAnalysisView.Values(residuals).Select(Number)]]);
        }

        if (assessment.Importances is { Count: > 0 } importances)
        {
            yield return "<h2>The columns it needs</h2>";
            double most = Math.Max(importances[0].Rise, double.Epsilon);
            yield return Table(
                $"How much the loss rises where up to {Whole(ColumnImportance.MaxRows)} rows lend each other the column's values, {ColumnImportance.Repeats} times. Columns that tell the same stand in for each other.",
                "<th>column</th><th>rise</th><th>deviation</th><th></th>",
                importances.Select(one => $"<td>{HtmlPage.Text(one.Column)}</td><td>{Number(one.Rise)}</td><td>{Number(one.Deviation)}</td>{Bar(one.Rise / most)}"));
        }

        yield return "<h2>The rows it is most wrong about</h2>";
        var places = WorstPlaces.Of(assessment.Worst, parts.Places);
        bool areConfident = assessment.Worst.Any(row => row.Confidence is not null);
        yield return Table(
            $"The {part} rows with the largest loss; {places.Words}.",
            [places.Heading, "it was", "answered", .. areConfident ? ["with"] : Array.Empty<string>(), "loss"],
            assessment.Worst.Select((row, i) => (string[])[places.Cells[i], row.Actual, row.Predicted, .. areConfident ? [ErrorAnalysisView.Percent(row.Confidence)] : Array.Empty<string>(), Number(row.Loss)]));
    }

    // The deeper the colour of a cell, the larger its share of the rows of its class.
    private static string Confusion(IReadOnlyList<ClassScore> classes, IReadOnlyList<IReadOnlyList<int>> confusion, string part)
    {
        const int Deepest = 45;
        string Cell(int count, int was, int called) => count == 0 ? "<td>·</td>"
            : $"<td style=\"background: color-mix(in srgb, var({(was == called ? "--one" : "--two")}) {Math.Max(4, Deepest * count / Math.Max(1, classes[was].Rows))}%, transparent)\">{Whole(count)}</td>";
        return Table(
            $"A row is what it was, a column what it was called; {part} rows.",
            $"<th></th>{string.Concat(classes.Select(one => $"<th>{HtmlPage.Text(one.Name)}</th>"))}",
            confusion.Select((row, was) => $"<td>{HtmlPage.Text(classes[was].Name)}</td>{string.Concat(row.Select((count, called) => Cell(count, was, called)))}"));
    }

    private static WalkthroughLine Points(string name, IReadOnlyList<CurvePoint> points, bool marked = false, bool joined = true) =>
        new(name, [.. points.Select(point => new WalkthroughPoint(point.X, point.Y))], marked, joined);

    private static IEnumerable<string[]> Choices(RunRecord record)
    {
        TrainingOptions training = record.Training;
        if (record.Recipe is string recipe)
            yield return ["recipe", recipe];
        yield return ["rows", $"{Whole(record.Data.Training)} to learn from, {Whole(record.Data.Validation)} to watch, {Whole(record.Data.Test)} for the test"];
        yield return ["model", record.Model.Layers is [Average mean] ? $"mean of {Whole(mean.Members.Length)} × ({ModelText.Of(new Model(record.Model.Input, mean.Members[0]))})" : ModelText.Of(record.Model)];
        yield return ["loss", Catalog.Losses.NameOf(training.Loss)];
        yield return ["optimizer", $"{Catalog.Optimizers.NameOf(training.Optimizer)}, learning rate {Number(training.Optimizer.LearningRate)}"];
        yield return ["schedule", training.Schedule is null ? "constant" : Catalog.Schedules.NameOf(training.Schedule)];
        yield return ["batch, epochs, seed", string.Create(CultureInfo.InvariantCulture, $"{training.BatchSize}, {record.Result?.Epochs ?? training.Epochs} of {training.Epochs}, {training.Seed}")];
        if (record.Result?.BestEpoch is int best)
            yield return ["weights of", $"epoch {Whole(best)}"];
    }

    private static string Number(double value) => MetricsView.Number(value);
}
