using System.Diagnostics;
using System.Globalization;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>What a person sees of a run: what is about to happen, how it goes, how it ended.</summary>
internal sealed class TrainView(Terminal terminal, ExperimentRun run)
{
    // Without a terminal, so many lines tell of the whole run.
    private const int PlainLines = 15;

    private readonly TrainingOptions training = run.Recipe.Training;
    private readonly TrainParts parts = run.Parts;
    private readonly int members = run.Recipe.Members;
    private readonly RunProgress progress = new(run.Recipe.Training, run.Parts.Training.Rows, run.Recipe.Members);
    private readonly Stopwatch clock = new();

    /// <summary>Says what will be trained, and takes note of what earlier processes did of it.</summary>
    public void Start(IReadOnlyList<MemberStart> starts, IEnumerable<EpochRecord> epochs)
    {
        progress.Begin(starts, epochs);
        Start();
    }

    /// <summary>Says what will be trained.</summary>
    public void Start()
    {
        Recipe recipe = run.Recipe;
        DataSource source = parts.Source;
        string batch = training.BatchSize == 0 ? "full batch" : $"batches of {training.BatchSize}";
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        Row("data", Data());
        if (source.Table is TrainingTable table)
        {
            Row("inputs", SchemaText.Inputs(table, parts.Preprocessing));
            if (SchemaText.LeftOut(table) is { Length: > 0 } leftOut)
                Row("left out", leftOut);
        }

        if (source.Images is ImageSource images)
            Row("images", images.Description);
        Row("rows", Rows());
        Row("recipe", recipe.Reason + (run.Competition is null ? string.Empty : " (--blend off trains one network instead)"));
        if (run.Competition is Competition competition)
        {
            Row("compete", $"{string.Join(", ", competition.Candidates.Select(candidate => candidate.Name))}; "
                + $"folds of {Competition.FoldCount}, dealt {Competition.DealCount} times");
            terminal.Out.Write(grid);
            return;
        }

        string layers = ModelText.Of(recipe.Model);
        Row("model", $"{(members > 1 ? $"mean of {members} × ({layers})" : layers)} ({run.Record.Parameters:N0} parameters)");
        Row("loss", Catalog.Losses.NameOf(training.Loss));
        string rate = $"{Catalog.Optimizers.NameOf(training.Optimizer)}, learning rate {training.Optimizer.LearningRate}";
        Row("training", $"{rate}, {batch}, up to {Count(training.Epochs, "epoch")}, seed {training.Seed}");
        if (Rules().Length > 0)
            Row("rules", Rules());
        terminal.Out.Write(grid);

        string Rules() => string.Join(", ", new[]
        {
            training.Schedule is null ? null : $"schedule {Catalog.Schedules.NameOf(training.Schedule)}",
            training.Patience is int epochs ? $"patience of {Count(epochs, "epoch")}" : null,
            training.L1 > 0 ? $"L1 {training.L1}" : null,
            training.ClipValue is double value ? $"gradient entries clipped to ±{value}" : null,
            training.ClipNorm is double norm ? $"gradient norm clipped to {norm}" : null,
            training.MaxNorm is double most ? $"max-norm {most}" : null,
            training.AverageDecay is double decay ? $"weights averaged with decay {decay}" : null,
            training.Augmentation is null ? null : $"images varied: {Catalog.Augmentations.ToText(training.Augmentation)}",
            source.Table?.Weight is string weight ? $"rows weighted by '{weight}'" : null,
            parts.Unbalanced is not null ? "classes balanced" : null,
        }.OfType<string>());

        void Row(string what, string text) => grid.AddRow(new Text(what, new Style(Color.Grey)), new Text(text));
    }

    /// <summary>
    /// Runs a competition and shows how far it is: in a terminal as one line with the time left, elsewhere as a few lines.
    /// </summary>
    public void Compete(Action<IProgress<BlendProgress>> compete)
    {
        using var line = new BlendLine(terminal);
        compete(new Reporter<BlendProgress>(line.Report));
    }

    /// <summary>Runs the training and shows how it goes: live in a terminal, as a few lines elsewhere.</summary>
    public void Watch(Action<IProgress<TrainingProgress>> train)
    {
        clock.Restart();
        if (terminal.Error.Profile.Capabilities is { Interactive: true, Ansi: true })
            new LiveView(terminal.Error, progress).Show(clock, train);
        else
            train(new Reporter<TrainingProgress>(Plain));
    }

    /// <summary>Says how it ended.</summary>
    /// <param name="analysis">The errors by row and column, where they are to be shown.</param>
    public void Finish(ErrorAnalysis? analysis)
    {
        RunRecord record = run.Record;
        RunMetrics metrics = record.Metrics!;
        if (record.Blend is null)
            Ended(record, record.Result!);
        else
            BlendView.Show(terminal.Out, record);
        terminal.Out.Show(MetricTables.Main(
            [("training", metrics.Train), .. BlendText.WithIntervals("out of fold", metrics.OutOfFold), ("validation", metrics.Validation),
                ("test", metrics.Test)]));
        if (record.Coverage is RunCoverage coverage && CoverageText.Sentence(coverage, parts.Source.Targets.AreClasses) is string held)
            terminal.Out.WriteLine(held);
        if ((metrics.Test ?? metrics.Validation ?? metrics.Train) is Metrics last)
            terminal.Out.ShowClasses(last, metrics.Test is not null ? "test rows" : metrics.Validation is not null ? "validation rows"
                : "training rows");
        if (record.Thresholds is { Chosen: not null } thresholds)
            terminal.Out.Show(MetricTables.Thresholds(thresholds));
        if ((metrics.Test ?? metrics.Validation)?.ConstantAsGood() is string constant)
            terminal.Out.WriteLine($"On the {(metrics.Test is not null ? "test" : "validation")} rows the network is no better than "
                + $"always answering {constant}.");
        if (analysis is not null)
            terminal.Out.ShowErrors(analysis, parts);
        terminal.Out.WriteLine($"saved in {run.Folder.Path}; next: downhill predict {run.Folder.Path} DATA");
        if (record.Result!.Retries is { Count: > 0 } retries)
        {
            string from = $"the learning rate from epoch {retries[^1].BackTo + 1} was {retries[^1].LearningRate:G3}";
            terminal.Out.WriteLine($"diverged {retries.Count} times and went back; {from}");
        }
    }

    private string Data()
    {
        DataSource source = parts.Source;
        string target = source.Targets.AreClasses ? Count(source.Targets.Classes.Count, "class", "classes") : "a number";
        string columns = source.Columns.IsEmpty ? $"rows of {parts.Training.Input}" : Count(source.Columns.Length, "column");
        return $"{run.Record.Data.Source}: {columns} → {(source.Target.Length == 0 ? "target" : source.Target)} ({target})";
    }

    private string Rows() => $"{parts.Training.Rows:N0} for training, {parts.Validation?.Rows ?? 0:N0} for validation, "
        + $"{parts.Test?.Rows ?? 0:N0} for testing";

    private void Ended(RunRecord record, TrainingResult result)
    {
        terminal.Out.Show(RunCurves.Losses(progress.Members[0].Losses, progress.Members[0].WatchedLosses)); // of an ensemble, the first
        string why = result.Stop switch
        {
            TrainingStop.TargetLoss => "target loss reached",
            TrainingStop.Patience => "stopped early, no improvement",
            TrainingStop.Cancelled => "interrupted",
            _ => "finished",
        };
        string kept = result.BestEpoch is int best ? $"; the weights are those of epoch {best:N0}" : string.Empty;
        terminal.Out.WriteLine($"{why}: {Count(result.Epochs, "epoch")}, {Count(result.Steps, "step")}, {record.Seconds:F1} s{kept}");
    }

    private static string Count(long count, string one, string? several = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : several ?? one + "s")}");

    private void Plain(TrainingProgress told)
    {
        progress.Add(told, clock.Elapsed);
        if (!told.IsEpochEnd)
            return;
        if (told.Member is int member)
        {
            if (told.Stop is not null)
                terminal.Error.WriteLine($"member {member:N0} of {members:N0}, {Line(told)}");
            return;
        }

        int every = Math.Max(1, training.Epochs / PlainLines);
        if (told.Epoch == 1 || told.Epoch % every == 0 || told.Stop is not null)
            terminal.Error.WriteLine(Line(told));
    }

    private string Line(TrainingProgress told)
    {
        string validation = told.Validation is null
            ? string.Empty
            : $", validation {MetricText.Number(told.Validation.Loss)} ({MetricText.Short(told.Validation)})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {told.Epoch:N0}/{training.Epochs:N0}, loss {MetricText.Number(told.Loss)}{validation}, "
                + $"{told.SamplesPerSecond:N0} samples/s");
    }
}
