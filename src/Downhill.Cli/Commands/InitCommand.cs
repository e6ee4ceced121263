using System.CommandLine;
using System.Text;
using Downhill.Experiments;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill init DATA</c>: writes the whole recipe as JSON, which a person can edit and <c>train</c> can run.</summary>
internal static class InitCommand
{
    private const string Description = "Write the whole recipe as commented JSON; edit it and run: downhill train recipe.json";

    public static Command Create(Terminal terminal) => TrainCommand.Define("init", Description, terminal, (_, request) =>
    {
        if (request.Experiment.Data is ["-"])
            throw new DownhillException("A recipe names its data, and standard input cannot be read twice; name a file.");
        string path = request.Out ?? "recipe.json", quoted = CommandText.Quote(path);
        if (File.Exists(path) && !request.Overwrite)
            throw new DownhillException(
                $"{path} already exists; name another file with --out, or replace it with --out {quoted} --overwrite.");
        using var streaming = new Streaming(request.Experiment.Stream);
        PreparedExperiment prepared = ReadProgress.Show(terminal, reading => PreparedExperiment.Of(request.Experiment, streaming, reading));
        string text = RecipeFile.Write(prepared.Recipe.Experiment, prepared.Source.Table?.ColumnRecords() ?? [], prepared.Recipe.Reason);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        terminal.Out.WriteLine($"written to {path}; next: downhill train {quoted}");
        return ExitCode.Ok;
    });
}
