using System.Diagnostics;
using System.Globalization;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>A run in the terminal: its plan, its progress and its result.</summary>
internal sealed class TrainView(Terminal terminal, ExperimentRun run)
{
    // Without a terminal, so many lines tell of the whole run.
    private const int PlainLines = 15;

    private readonly TrainingOptions training = run.Recipe.Training;
    private readonly TrainParts parts = run.Parts;
    private readonly int members = run.Recipe.Members;
    private readonly RunProgress progress = new(run.Recipe.Training, run.Parts.Training.Rows, run.Recipe.Members);
    private readonly Stopwatch clock = new();

    /// <summary>Shows the plan of a run, and adds the epochs of earlier processes to its progress.</summary>
    public void Start(IReadOnlyList<MemberStart> starts, IEnumerable<EpochRecord> epochs)
    {
        progress.Begin(starts, epochs);
        Start();
    }

    /// <summary>Shows the plan of a run.</summary>
    public void Start()
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach ((string label, string text) in RunSummary.Lines(run, HintText.Option))
            grid.AddRow(new Text(label, new Style(Color.Grey)), new Text(text));
        terminal.Out.Write(grid);
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

    /// <summary>Shows the result.</summary>
    /// <param name="analysis">The errors by row and column; null if they are not shown.</param>
    public void Finish(ErrorAnalysis? analysis)
    {
        RunRecord record = run.Record;
        RunMetrics metrics = record.Metrics!;
        if (record.Blend is BlendRecord blend)
        {
            terminal.Out.Show(BlendText.Candidates(blend, metrics.OutOfFold!));
            foreach (string sentence in BlendText.Sentences(blend, metrics))
                terminal.Out.WriteLine(sentence);
        }
        else
        {
            terminal.Out.Show(RunCurves.Losses(progress.Members[0].Losses, progress.Members[0].WatchedLosses)); // of an ensemble, the first
            terminal.Out.WriteLine(RunSummary.Ended(record));
        }

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
