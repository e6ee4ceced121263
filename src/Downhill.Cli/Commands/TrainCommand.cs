using System.CommandLine;
using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary><c>downhill train DATA</c>: trains a network, measures it and saves it in a run folder.</summary>
internal static class TrainCommand
{
    private const string DataHelp =
        "A built-in set (downhill datasets), CSV files of the same columns (one may name an image file in each row), "
            + "- for CSV on standard input, a recipe (downhill init), a folder of images (each folder in it is a class), "
            + "a folder of IDX files such as MNIST, or NumPy's arrays x and y in an .npz file";

    public static Command Create(Terminal terminal, Func<CancellationToken> begin) =>
        Define("train", "Train a network, measure it and save it", terminal, (_, request) => Processes.Run(
            communicator =>
            {
                using ExperimentRun run = ReadProgress.Show(terminal, reading => ExperimentRun.Prepare(
                    request.Experiment, request.Threads ?? Processes.DefaultThreads, reading, terminal.ErrorOutput.WriteLine,
                    communicator));
                return new TrainRun(run, terminal, request.Json).Run(request.Out, request.Overwrite, begin);
            },
            communicator => ExperimentRun.Assist(communicator, request.Threads ?? Processes.DefaultThreads, begin())));

    /// <summary>A command with all options of <c>train</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">Its description in help.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="run">The action of the command.</param>
    public static Command Define(string name, string description, Terminal terminal, Func<ParseResult, TrainRequest, int> run)
    {
        var data = Options.Arguments("DATA", DataHelp);
        var settings = new SettingOptions();
        var threads = Options.Threads();
        var outFolder = Options.Text("--out", "FOLDER", "The run folder (default: runs/NAME-1, -2, …)");
        var overwrite = Options.Flag("--overwrite", "Overwrite the run if it exists");
        var json = Options.Json();
        var quiet = Options.Quiet();
        var command = new Command(name, description) { data };
        settings.AddTo(command);
        foreach (Option option in (Option[])[threads, outFolder, overwrite, json, quiet])
            command.Add(option);
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetRequiredValue(data);
            Experiment given = RecipeFile.Is(names) ? RecipeFile.Read(names[0]) : new Experiment(names);
            var request = new TrainRequest(
                settings.Read(parsed, given), parsed.GetValue(threads), parsed.GetValue(outFolder), parsed.GetValue(overwrite),
                parsed.GetValue(json));
            request.Experiment.Validate();
            if (request.Overwrite && request.Out is null)
                throw new DownhillException("--overwrite needs --out, to name the run that is to be replaced.");
            if (request.Json || parsed.GetValue(quiet))
                terminal.Silence();
            return run(parsed, request);
        });
        return command;
    }
}

/// <summary>The request to <c>downhill train</c>: an experiment, and where and how it runs.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Threads">The number of threads; null for all processors.</param>
/// <param name="Out">The run folder; null for the next free one.</param>
/// <param name="Overwrite">Whether an existing run may be replaced.</param>
/// <param name="Json">Whether only JSON is printed.</param>
internal sealed record TrainRequest(Experiment Experiment, int? Threads, string? Out, bool Overwrite, bool Json);
