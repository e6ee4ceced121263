using System.CommandLine;
using System.Text.Json.Nodes;
using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary><c>downhill inspect FILE</c>: what a model, or any safetensors file, holds.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string[]>("FILE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A run folder, a model file, any safetensors file, CSV files of the same columns, or a folder of images"
        };
        var table = new SettingOptions([Setting.Target, Setting.Task, .. TableSettings.Reading, .. TableSettings.Columns, Setting.ImageSize,
            Setting.ImageFit, Setting.ImageChannels, Setting.Augment]);
        var batch = Options.Whole("--batch",
            "The batch size for the memory estimate (default: the one used in training; 1 for the full batch)", 1);
        var dataRows = Options.Whole("--rows", "The number of rows for the memory estimate", 1);
        var output = Options.Text("--out", "FILE", DocumentFile.Help);
        var json = Options.Json();
        var command = new Command("inspect",
            "Show the layers, parameters and memory of a model, the tensors of a safetensors file, the profile of a table, "
                + "or a contact sheet of a folder of images") { path, batch, dataRows, output, json };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetRequiredValue(path);
            string? written = DocumentFile.Named(parsed.GetValue(output), null, terminal);
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
            JsonObject node = Node(RunFolder.FindModel(names[0]), parsed.GetValue(batch), parsed.GetValue(dataRows));
            if (written is not null)
                DocumentFile.Write(written, Document(node));
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(Json.Text(node));
            else
                terminal.Out.Show(Document(node));
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
        var plan = TrainPlan.Of(experiment, table);
        if (file is not null)
            DocumentFile.Write(file, ProfileView.Document(profile, experiment.Target, plan));
        if (json)
            terminal.Output.WriteLine(Json.Text(ProfileView.Node(profile, experiment.Target, plan)));
        else
            terminal.Out.Show(ProfileView.Document(profile, experiment.Target, plan));
    }

    private static void ShowSheet(Terminal terminal, string name, string? file, bool json, Experiment experiment)
    {
        Document sheet = ImageSheet.Of(experiment, name);
        if (file is not null)
            DocumentFile.Write(file, sheet);
        if (json)
            terminal.Output.WriteLine(Json.Text(JsonWriter.Node(sheet)));
        else
            terminal.Out.Show(sheet);
    }

    private static JsonObject ModelNode(string file, ModelFile model, int? batch, int? dataRows)
    {
        int rows = batch ?? Math.Max(1, model.Training.BatchSize);
        MemoryEstimate memory = MemoryEstimate.Of(model.Model, model.Training, rows, model.Dtype == "F64" ? 8 : 4);
        long rowBytes = MemoryEstimate.RowBytes(model.Model, model.Preprocessing);
        IReadOnlyList<LayerPlace> places = model.Model.Places();
        var node = new JsonObject
        {
            ["file"] = file,
            ["format"] = model.Format,
            ["precision"] = model.Dtype == "F64" ? "double" : "float",
            ["loss"] = Catalog.Losses.NameOf(model.Training.Loss),
            ["optimizer"] = Catalog.Optimizers.NameOf(model.Training.Optimizer),
            ["input"] = model.Model.Input.ToString(),
            ["classes"] = new JsonArray([.. model.Preprocessing.Classes.Select(name => (JsonNode)name)]),
            ["columns"] = new JsonArray([.. model.Preprocessing.Columns.Select(name => (JsonNode)name)]),
            ["layers"] = new JsonArray([.. places.Select(place => (JsonNode)new JsonObject
            {
                ["name"] = place.Name,
                ["output"] = place.Output.ToString(),
                ["parameters"] = place.Layer.Parameters(place.Input).Sum(spec => (long)spec.Shape.Size),
                ["depth"] = place.Depth,
            })]),
            ["parameters"] = memory.Parameters,
            ["parameterBytes"] = memory.ParameterBytes,
            ["trainingBytes"] = memory.TrainingBytes,
            ["batch"] = rows,
            ["optimizerBytes"] = memory.OptimizerBytes,
            ["batchBytes"] = memory.BatchBytes,
            ["measuringBytes"] = memory.MeasuringBytes,
            ["rowBytes"] = rowBytes,
            ["runtimeBytes"] = MemoryEstimate.RuntimeBytes,
        };
        if (dataRows is int count)
        {
            node["rows"] = count;
            node["runBytes"] = memory.RunBytes(count, rowBytes);
        }

        return node;
    }

    private static JsonObject Node(string file, int? batch, int? dataRows)
    {
        if (ModelFile.IsOtherFormat(file))
        {
            var model = ModelFile.Open(file);
            JsonObject other = ModelNode(file, model, batch, dataRows);
            int size = model.Dtype == "F64" ? sizeof(double) : sizeof(float);
            other["tensors"] = new JsonArray([.. model.Model.Parameters().Select(parameter =>
                Node(parameter.Name, model.Dtype, parameter.Spec.Shape.Select(extent => (long)extent),
                    (long)parameter.Spec.Shape.Size * size))]);
            return other;
        }

        using SafetensorsFile tensors = SafetensorsFile.Open(file);
        JsonObject node = ModelFile.IsModel(tensors)
            ? ModelNode(file, ModelFile.Open(file), batch, dataRows)
            : new JsonObject
            {
                ["file"] = file,
                ["metadata"] = new JsonObject(tensors.Metadata.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
            };
        node["tensors"] = new JsonArray(
            [.. tensors.Tensors.Select(tensor => Node(tensor.Name, tensor.Dtype, tensor.Shape, tensor.ByteCount))]);
        return node;
    }

    private static JsonNode Node(string name, string dtype, IEnumerable<long> shape, long bytes) => new JsonObject
    {
        ["name"] = name,
        ["dtype"] = dtype,
        ["shape"] = new JsonArray([.. shape.Select(extent => (JsonNode)extent)]),
        ["bytes"] = bytes,
    };

    private static Document Document(JsonObject node)
    {
        string title = (string)node["file"]!;
        if (node["layers"] is not JsonArray layers)
            return new Document(title,
                (Section[])[new Section(string.Empty,
                [.. node["metadata"]!.AsObject().Select(entry => new Paragraph($"{entry.Key}: {entry.Value}")),
                Tensors(node["tensors"]!.AsArray())])]);
        var table = new DataTable(
            "Layers",
            [Column.Text("layer"), Column.Text("output"), "parameters"],
            [.. layers.Select(layer =>
                new Row(new string(' ', 2 * (int)layer!["depth"]!) + layer["name"],
                [(string)layer["output"]!, Whole((long)layer["parameters"]!)]))]);
        DataTable memory = new(
            "Memory",
            [Column.Prose("what"), "size"],
            [
                Size("parameters and gradient", 2 * (long)node["parameterBytes"]!),
                Size("optimizer", (long)node["optimizerBytes"]!),
                Size($"batch of {MetricText.Count((int)node["batch"]!)}", (long)node["batchBytes"]!),
                Size("training, in total, without the data", (long)node["trainingBytes"]!),
                Size("measuring", (long)node["measuringBytes"]!),
                Size("a row of data", (long)node["rowBytes"]!),
                Size("the runtime, about", (long)node["runtimeBytes"]!),
                .. node["rows"] is JsonNode rows
                    ? [Size($"a run on {MetricText.Count((int)rows, "row")}, about", (long)node["runBytes"]!)]
                    : Array.Empty<Row>(),
            ]);
        return new Document(title, (Section[])[new Section(
            string.Empty,
            [
                new Paragraph($"Input {node["input"]}, {node["precision"]}, trained with {node["optimizer"]} on {node["loss"]}; "
                    + $"{MetricText.Count((long)node["parameters"]!, "parameter")}, {Bytes((long)node["parameterBytes"]!)}."),
                table,
                memory,
            ])]);

        static Row Size(string what, long bytes) => new(what, [new Cell(Bytes(bytes), bytes)]);
    }

    private static DataTable Tensors(JsonArray tensors) => new(
        "Tensors",
        [Column.Text("tensor"), Column.Text("type"), Column.Text("shape"), "bytes"],
        [.. tensors.Select(tensor => new Row(
            (string)tensor!["name"]!,
            [(string)tensor["dtype"]!, $"[{string.Join(", ", tensor["shape"]!.AsArray().Select(extent => (long)extent!))}]",
                Whole((long)tensor["bytes"]!)]))]);

    private static Cell Whole(long value) => new(MetricText.Count(value), value);

    private static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes:N0} bytes",
        < 10_000_000 => $"{bytes / 1e3:N0} kB",
        < 10_000_000_000 => $"{bytes / 1e6:N0} MB",
        _ => $"{bytes / 1e9:N1} GB",
    };
}
