using System.CommandLine;
using System.Text;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill init DATA</c>: writes the whole recipe as JSON that a person can edit and <c>train</c> runs.</summary>
internal static class InitCommand
{
    public static Command Create(Terminal terminal)
    {
        Command command = TrainCommand.Define("init", "Write the whole recipe as commented JSON, to edit and run with: downhill train recipe.json", terminal, (parsed, request) =>
        {
            if (request.Sources is ["-"])
                throw new DownhillException("A recipe names its data, and standard input cannot be read twice; name a file.");
            string path = request.Out ?? "recipe.json";
            if (File.Exists(path) && !request.Overwrite)
                throw new DownhillException($"{path} is there already; name another file with --out, or replace it with --out {Repeat.Quote(path)} --overwrite.");
            var silent = new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null);
            using var streaming = new Streaming(request.Stream);
            var source = DataSource.Load(request.Sources, request.DataOptions, silent, streaming);
            var shares = SplitFractions.Of(request, source);
            (Recipe recipe, TrainParts parts) = Preparation.Of(request, source, source.Splitter(request.Wishes.Seed).Split(shares.Validation, shares.Test), withFiles: true);
            string[] words = [.. Repeat.Words(Repeat.Command(request, recipe, parts, shares)).Skip(2)];
            IReadOnlyList<ColumnRecord> columns = source.Table is null ? [] : SchemaText.Records(source.Table.Schema, source.Table);
            string text = RecipeFile.Write(words, columns, recipe.Reason, parsed.CommandResult.Command);
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            terminal.Out.WriteLine($"written to {path}; next: downhill train {Repeat.Quote(path)}");
            return ExitCode.Ok;
        });
        return command;
    }
}
