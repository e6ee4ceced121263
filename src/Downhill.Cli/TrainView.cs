using System.Globalization;
using Downhill.Reports;
using Downhill.Tables;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>What a person sees of a run: what is about to happen, how it goes, how it ended.</summary>
internal sealed class TrainView(Terminal terminal, TrainingOptions training, int rows, int members = 1)
{
    // Without a terminal, so many lines tell of the whole run.
    private const int PlainLines = 15;

    private readonly RunProgress progress = new(training, rows, members);
    private readonly System.Diagnostics.Stopwatch clock = new();

    private ErrorAnalysis? assessment;
    private TrainParts? assessed;

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

    /// <summary>Takes note of what earlier processes did of the run.</summary>
    public void Begin(IReadOnlyList<MemberStart> starts, IEnumerable<EpochRecord> epochs) => progress.Begin(starts, epochs);

    /// <summary>Runs the training and shows how it goes: live in a terminal, as a few lines elsewhere.</summary>
    public TrainingResult Watch(Func<IProgress<TrainingProgress>, TrainingResult> train)
    {
        clock.Restart();
        return terminal.Error.Profile.Capabilities is { Interactive: true, Ansi: true }
            ? new LiveView(terminal.Error, progress).Show(clock, train)
            : train(new Reporter<TrainingProgress>(Plain));
    }

    /// <summary>Keeps what is to be said of single rows and columns at the end.</summary>
    public void Assess(ErrorAnalysis of, TrainParts parts) => (assessment, assessed) = (of, parts);

    public void Finish(RunRecord record, RunFolder folder)
    {
        TrainingResult result = record.Result!;
        if (record.Blend is null)
            Ended(record, result);
        RunMetrics metrics = record.Metrics!;
        terminal.Out.Show(MetricTables.Main(("training", metrics.Train), ("out of fold", metrics.OutOfFold), ("validation", metrics.Validation), ("test", metrics.Test)));
        if ((metrics.Test ?? metrics.Validation ?? metrics.Train) is Metrics last)
            terminal.Out.ShowClasses(last, metrics.Test is not null ? "test rows" : metrics.Validation is not null ? "validation rows" : "training rows");
        if ((metrics.Test ?? metrics.Validation)?.ConstantAsGood() is string constant)
            terminal.Out.WriteLine($"On the {(metrics.Test is not null ? "test" : "validation")} rows the network is no better than always answering {constant}.");
        if (assessment is not null && assessed is not null)
            terminal.Out.ShowErrors(assessment, assessed);
        terminal.Out.WriteLine($"saved in {folder.Path}; next: downhill predict {folder.Path} DATA");
    }

    private void Ended(RunRecord record, TrainingResult result)
    {
        terminal.Out.Show(LossChart.Of(progress.Members[0])); // of an ensemble, the first
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

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? string.Empty : "s")}");

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
        string validation = told.Validation is null ? string.Empty : $", validation {MetricText.Number(told.Validation.Loss)} ({MetricText.Short(told.Validation)})";
        return string.Create(CultureInfo.InvariantCulture, $"epoch {told.Epoch:N0}/{training.Epochs:N0}, loss {MetricText.Number(told.Loss)}{validation}, {told.SamplesPerSecond:N0} samples/s");
    }
}
