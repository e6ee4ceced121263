using System.Globalization;
using Downhill.Tables;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>What a person sees of a run: what is about to happen, how it goes, how it ended.</summary>
internal sealed class TrainView(Terminal terminal, TrainingOptions training, int rows, int members = 1)
{
    // Without a terminal, so many lines tell of the whole run.
    private const int PlainLines = 15;

    // About how long the line beside the bar is.
    private const int LiveLine = 84;

    private readonly List<double> losses = [], validationLosses = [];
    private readonly long totalSteps = Math.Min(training.Epochs * (long)(training.BatchSize == 0 ? 1 : (rows + training.BatchSize - 1) / training.BatchSize), training.Steps ?? long.MaxValue);
    private readonly long[] memberSteps = new long[members];

    public void Start(string name, TrainParts parts, Recipe recipe, RunRecord record)
    {
        DataSource source = parts.Source;
        string target = source.Targets.AreClasses
            ? $"{source.Targets.Classes.Count} classes"
            : "a number";
        string columns = source.Columns.IsEmpty ? $"rows of {parts.Training.Input}" : Count(source.Columns.Length, "column");
        string batch = training.BatchSize == 0 ? "full batch" : $"batches of {training.BatchSize}";
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        Row("data", $"{name}: {columns} → {(source.Target.Length == 0 ? "target" : source.Target)} ({target})");
        if (source.Table is TrainingTable table)
        {
            Row("inputs", SchemaText.Inputs(table, parts.Preprocessing));
            if (SchemaText.LeftOut(table) is { Length: > 0 } leftOut)
                Row("left out", leftOut);
        }

        Row("rows", $"{parts.Training.Rows:N0} to learn from, {parts.Validation?.Rows ?? 0:N0} to watch, {parts.Test?.Rows ?? 0:N0} for the test");
        Row("recipe", recipe.Reason);
        Row("model", $"{(members > 1 ? $"mean of {members} × (" : string.Empty)}{ModelText.Of(recipe.Model)}{(members > 1 ? ")" : string.Empty)} ({record.Parameters:N0} parameters)");
        Row("loss", Catalog.Losses.NameOf(training.Loss));
        Row("training", $"{Catalog.Optimizers.NameOf(training.Optimizer)}, learning rate {training.Optimizer.LearningRate}, {batch}, up to {Count(training.Epochs, "epoch")}, seed {training.Seed}");
        if (Rules().Length > 0)
            Row("rules", Rules());
        terminal.Out.Write(grid);

        string Rules() => string.Join(", ", new[]
        {
            training.Schedule is null ? null : $"schedule {Catalog.Schedules.NameOf(training.Schedule)}",
            training.Patience is int epochs ? $"patience of {Count(epochs, "epoch")}" : null,
            training.L1 > 0 ? $"L1 {training.L1}" : null,
            training.ClipValue is double value ? $"gradient entries up to {value}" : null,
            training.ClipNorm is double norm ? $"gradient up to length {norm}" : null,
            training.MaxNorm is double most ? $"weights of a neuron up to length {most}" : null,
            training.AverageDecay is double decay ? $"weights averaged with {decay}" : null,
            training.Augmentation is null ? null : $"images moved: {training.Augmentation}",
            source.Table?.Weight is string weight ? $"rows weighted by '{weight}'" : null,
            parts.Unbalanced is not null ? "classes balanced" : null,
        }.OfType<string>());

        void Row(string what, string text) => grid.AddRow(new Text(what, new Style(Color.Grey)), new Text(text));
    }

    /// <summary>Runs the training and shows how it goes: live in a terminal, as a few lines elsewhere.</summary>
    public TrainingResult Watch(Func<IProgress<TrainingProgress>, TrainingResult> train)
    {
        if (!terminal.Error.Profile.Capabilities.Interactive)
            return train(new Reporter<TrainingProgress>(Plain));

        ProgressColumn[] columns = [new ProgressBarColumn { Width = Math.Clamp(terminal.Error.Profile.Width - LiveLine, 6, 30) }, new TaskDescriptionColumn { Alignment = Justify.Left }];
        return terminal.Error.Progress().AutoClear(true).Columns(columns).Start(context =>
        {
            ProgressTask task = context.AddTask("starting", maxValue: totalSteps * members);
            return train(new Reporter<TrainingProgress>(progress => Live(task, progress)));
        });
    }

    /// <summary>Keeps what is to be said of single rows and columns at the end.</summary>
    public void Assess(Assessment of, string part) => (assessment, assessed) = (of, part);

    public void Finish(RunRecord record, RunFolder folder)
    {
        TrainingResult result = record.Result!;
        LossCurve.Print(terminal.Out, losses, validationLosses);
        string why = result.Stop switch
        {
            TrainingStop.TargetLoss => "the loss is small enough",
            TrainingStop.Patience => "the loss has stopped falling",
            TrainingStop.Cancelled => "interrupted",
            TrainingStop.Steps => "all steps are made",
            _ => "all epochs are done",
        };
        string kept = result.BestEpoch is int best ? $"; the weights are those of epoch {best:N0}" : string.Empty;
        terminal.Out.WriteLine($"{why} after {Count(result.Epochs, "epoch")} and {Count(result.Steps, "step")} in {record.Seconds:F1} s{kept}");
        RunMetrics metrics = record.Metrics!;
        MetricsView.PrintParts(terminal.Out, ("training", metrics.Train), ("validation", metrics.Validation), ("test", metrics.Test));
        if ((metrics.Test ?? metrics.Validation ?? metrics.Train) is Metrics last)
            MetricsView.PrintClasses(terminal.Out, last, metrics.Test is not null ? "test rows" : metrics.Validation is not null ? "validation rows" : "training rows");
        if (assessment is not null)
            AssessmentView.Print(terminal.Out, assessment, assessed);
        terminal.Out.WriteLine($"saved in {folder.Path}; next: downhill predict {folder.Path} DATA");
    }

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? string.Empty : "s")}");

    private void Plain(TrainingProgress progress)
    {
        if (!progress.IsEpochEnd)
            return;
        Remember(progress);
        if (progress.Member is int member)
        {
            memberSteps[member - 1] = progress.Step;
            if (progress.Step == totalSteps)
                terminal.Error.WriteLine($"member {member:N0} of {members:N0}, {Line(progress)}");
            return;
        }

        int every = Math.Max(1, training.Epochs / PlainLines);
        if (progress.Epoch == 1 || progress.Epoch % every == 0 || progress.Step == totalSteps)
            terminal.Error.WriteLine(Line(progress));
    }

    private void Live(ProgressTask task, TrainingProgress progress)
    {
        if (progress.IsEpochEnd)
            Remember(progress);
        memberSteps[(progress.Member ?? 1) - 1] = progress.Step;
        long done = memberSteps.Sum();
        var left = TimeSpan.FromSeconds(Math.Min(359_999, clock.Elapsed.TotalSeconds / Math.Max(1, done) * ((totalSteps * members) - done)));
        string validation = lastValidation is null ? string.Empty : $", {MetricsView.Short(lastValidation)}";
        task.Value = done;
        task.Description = Markup.Escape(string.Create(
            CultureInfo.InvariantCulture,
            $"{(progress.Member is int member ? $"member {member}/{members}, " : string.Empty)}epoch {progress.Epoch}/{training.Epochs}, loss {MetricsView.Number(progress.Loss)}{validation}, {progress.SamplesPerSecond:N0}/s, {(int)left.TotalHours}:{left:mm\\:ss} left"));
    }

    private string Line(TrainingProgress progress)
    {
        string validation = lastValidation is null ? string.Empty : $", validation {MetricsView.Number(lastValidation.Loss)} ({MetricsView.Short(lastValidation)})";
        return string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch:N0}/{training.Epochs:N0}, loss {MetricsView.Number(progress.Loss)}{validation}, {progress.SamplesPerSecond:N0} samples/s");
    }

    private readonly System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();

    private Metrics? lastValidation;
    private Assessment? assessment;
    private string assessed = string.Empty;

    private void Remember(TrainingProgress progress)
    {
        lastValidation = progress.Validation ?? lastValidation;
        if (progress.Member > 1)
            return; // the picture is that of the first member
        losses.Add(progress.Loss);
        if (progress.Validation is not null)
            validationLosses.Add(progress.Validation.Loss);
    }
}
