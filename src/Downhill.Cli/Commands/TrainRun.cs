using System.Diagnostics;
using System.Globalization;
using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>A run in a terminal, from its folder to its exit code.</summary>
/// <param name="run">The run, prepared.</param>
/// <param name="terminal">The terminal.</param>
/// <param name="json">Whether its record is printed as JSON.</param>
internal sealed class TrainRun(ExperimentRun run, Terminal terminal, bool json)
{
    private static readonly TimeSpan AnalysisInterval = TimeSpan.FromSeconds(2);

    public int Run(string? path, bool overwrite, Func<CancellationToken> begin)
    {
        foreach (ErrorText warning in run.Warnings)
            terminal.ErrorOutput.WriteLine(HintText.Of(warning));
        run.Open(path, overwrite);
        try
        {
            CancellationToken cancellation = begin();
            return CrossValidate(cancellation) ? Train(cancellation) : End();
        }
        catch (DownhillException error) when (error.InnerException is IOException or UnauthorizedAccessException && run.Folder.HasBegun)
        {
            throw new DownhillException($"{error.Message.TrimEnd('.')}. When this is fixed, continue from the last checkpoint: {Resume}",
                error);
        }
    }

    private string Resume => $"downhill resume {CommandText.Quote(run.Folder.Path)}";

    // Whether the run can go on.
    private bool CrossValidate(CancellationToken cancellation)
    {
        if (run.Prepared.Folds is not { } folds || run.Record.CrossValidation is not null)
            return true;
        var progress = new Reporter<FoldResult>(fold => terminal.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fold {fold.Number} of {fold.Folds}: loss {MetricText.Number(fold.Metrics.Loss)}, {MetricText.Short(fold.Metrics)}")));
        if (run.CrossValidate(progress, cancellation) is not { } measured)
        {
            if (run.InterruptedFold is int stopped)
                terminal.Out.WriteLine($"interrupted in fold {stopped} of {folds.Count}");
            return false;
        }

        CrossValidation summary = run.Record.CrossValidation!;
        terminal.Out.WriteLine($"cross-validation: {folds.Count} networks, each measured on the rows that it did not train on");
        terminal.Out.Show(MetricTables.Main(
            [.. measured.Select((fold, i) => ($"fold {i + 1}", (Metrics?)fold)), ("mean", summary.Mean),
                ("deviation", summary.Deviation)]));
        return true;
    }

    private int Train(CancellationToken cancellation)
    {
        var view = new TrainView(terminal, run);
        if (run.Competition is not null)
        {
            view.Start();
            view.Compete(progress => run.Train(null, progress, cancellation));
        }
        else
        {
            IReadOnlyList<MemberStart> starts = run.Restore();
            view.Start(starts, RunFolder.ReadEpochs(run.Folder.Path));
            view.Watch(progress => run.Train(progress, null, cancellation));
        }

        if (run.Record.Status == RunStatus.Diverged || run.Record.Metrics is null)
            return End();
        Print();
        bool isFinished = run.Record.Status == RunStatus.Finished;
        view.Finish(isFinished && !terminal.IsSilent ? Analyze(cancellation) : null);
        return isFinished ? ExitCode.Ok : Continue();
    }

    // The model is saved by now: what is left out on Ctrl-C only concerns what a person reads.
    private ErrorAnalysis Analyze(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan shown = TimeSpan.Zero;
        var progress = new Reporter<double>(share =>
        {
            if (clock.Elapsed - shown < AnalysisInterval)
                return;
            shown = clock.Elapsed;
            string percent = string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0} %");
            terminal.ErrorOutput.WriteLine($"which columns it needs: {percent} (Ctrl-C or --no-importance leaves it out)");
        });
        ErrorAnalysis analysis = run.Analyze(progress, cancellation);
        if (cancellation.IsCancellationRequested)
            terminal.ErrorOutput.WriteLine("Which columns it needs was not measured to the end; the model is saved.");
        return analysis;
    }

    // The end of a run that has no model.
    private int End()
    {
        if (run.Divergence is TrainingDivergence divergence)
            terminal.ErrorOutput.WriteLine(DivergenceText.Of(divergence, run.Prepared.Folds?.Count, HintText.Option));
        Print();
        return run.Record.Status == RunStatus.Diverged ? ExitCode.Diverged : Continue();
    }

    private int Continue()
    {
        terminal.Out.WriteLine($"to go on: {Resume}");
        return ExitCode.Interrupted;
    }

    private void Print()
    {
        if (json)
            terminal.Output.WriteLine(run.Record.ToJson());
    }
}
