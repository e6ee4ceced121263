using System.CommandLine;
using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary><c>downhill inspect FILE</c>: shows the content of a model, a safetensors file, a table or a folder of images.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var path = Options.Arguments("FILE",
            "A run folder, a model file, any safetensors file, CSV files of the same columns, or a folder of images");
        var table = new SettingOptions([Setting.Target, Setting.Task, .. TableSettings.Reading, .. TableSettings.Columns, Setting.ImageSize,
            Setting.ImageFit, Setting.ImageChannels, Setting.Augment]);
        var batch = Options.Whole("--batch",
            "The batch size for the memory estimate (default: the one used in training; 1 for the full batch)", 1);
        var dataRows = Options.Whole("--rows", "The number of rows for the memory estimate", 1);
        var output = Options.File();
        var json = Options.Json();
        var command = new Command("inspect",
            "Show the layers, parameters and memory of a model, the tensors of a safetensors file, the profile of a table, "
                + "or a contact sheet of a folder of images") { path, batch, dataRows, output, json };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetRequiredValue(path);
            string? written = DocumentOutput.File(parsed.GetValue(output), null, terminal);
            if (names.Length > 1 || IsTable(names[0]))
            {
                InspectTable(terminal, names, written, parsed.GetValue(json), table.Read(parsed, new Experiment(names)));
                return ExitCode.Ok;
            }

            if (ImageSource.IsFolder(names[0]))
            {
                ShowSheet(terminal, names[0], written, parsed.GetValue(json), table.Read(parsed, new Experiment(names)));
                return ExitCode.Ok;
            }

            if (!Path.Exists(names[0]))
                throw new DownhillException(
                    $"There is no file or folder '{names[0]}'; name a table, a model file, or the folder of a run.");
            var profile = ModelProfile.Of(RunFolder.FindModel(names[0]), parsed.GetValue(batch), parsed.GetValue(dataRows));
            DocumentOutput.Show(terminal, profile.Document(), profile.ToJson, written, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    // What a table might be called; a file of another name is one unless it starts as a safetensors file does.
    private static bool IsTable(string name)
    {
        if (name == "-")
            return true;
        if (!File.Exists(name) || name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || ModelFile.IsOtherFormat(name))
            return false;
        using FileStream file = File.OpenRead(name);
        Span<byte> start = stackalloc byte[9];
        int count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return count < start.Length || start[8] != (byte)'{' || start[7] != 0;
    }

    private static void InspectTable(Terminal terminal, string[] names, string? file, bool json, Experiment experiment)
    {
        Tables.Table table = ReadProgress.Show(terminal,
            progress => DataSource.ReadTable(names, experiment.TableOptions() with { Progress = progress }));
        if (ImageTable.Find(table, experiment.Target ?? table.Columns[^1].Name, experiment.TrainingTableOptions(table)) is not null)
        {
            ShowSheet(terminal, table.Name, file, json, experiment);
            return;
        }

        Tables.TableProfile profile = experiment.Target is null
            ? Tables.TableProfile.Of(table, experiment.SchemaOptions())
            : Tables.TableProfile.Of(new Tables.TrainingTable(table,
                experiment.TrainingTableOptions(table) with { SkipMissingTargets = true }));
        TrainPlan plan = TrainPlan.Of(experiment, table) with { Option = HintText.Option };
        DocumentOutput.Show(terminal, plan.Document(profile), () => DataProfile.ToJson(profile, experiment.Target, plan.ToJson()), file,
            json);
    }

    private static void ShowSheet(Terminal terminal, string name, string? file, bool json, Experiment experiment)
    {
        Document sheet = ImageSheet.Of(experiment, name, HintText.Option);
        DocumentOutput.Show(terminal, sheet, () => JsonWriter.Node(sheet), file, json);
    }
}
