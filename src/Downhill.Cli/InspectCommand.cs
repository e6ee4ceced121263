using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill inspect FILE</c>: what a model, or any safetensors file, holds.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "A run folder, a model file, any safetensors file, or CSV files of the same columns" };
        var target = Options.Text("--target", "NAME", "Tables: the column to predict, to see how its classes are dealt and what tells it");
        var task = Options.Choice("--task", "Tables: what the target is (default: as for train)", "classification", "regression");
        var table = new TableArguments();
        var schema = new SchemaArguments();
        var batch = Options.Whole("--batch", "Examples per step for the memory estimate (default: as it was trained; 1 for the full batch)", 1);
        var dataRows = Options.Whole("--rows", "How many rows of data the memory estimate is for", 1);
        var json = Options.Json();
        var command = new Command("inspect", "Show the layers, parameters and memory of a model, the tensors of a safetensors file, or the profile of a table") { path, target, task, batch, dataRows, json };
        table.AddTo(command);
        schema.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetRequiredValue(path);
            if (names.Length > 1 || IsTable(names[0]))
            {
                InspectTable(terminal, names, parsed.GetValue(json), new DataOptions
                {
                    Target = parsed.GetValue(target),
                    Task = parsed.GetValue(task),
                    Table = table.Read(parsed),
                    Schema = schema.Read(parsed),
                });
                return ExitCode.Ok;
            }

            string file = RunFolder.FindModel(names[0]);
            using SafetensorsFile tensors = SafetensorsFile.Open(file);
            JsonObject node = ModelFile.IsModel(tensors)
                ? ModelNode(file, ModelFile.Open(file), parsed.GetValue(batch), parsed.GetValue(dataRows))
                : new JsonObject { ["file"] = file, ["metadata"] = new JsonObject(tensors.Metadata.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))) };
            node["tensors"] = new JsonArray([.. tensors.Tensors.Select(Node)]);
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(Json.Text(node));
            else
                Print(terminal.Out, node);
            return ExitCode.Ok;
        });
        return command;
    }

    // What a table might be called; a file of another name is one unless it starts as a safetensors file does.
    private static bool IsTable(string name)
    {
        if (name == "-")
            return true;
        if (!File.Exists(name) || name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return false;
        using FileStream file = File.OpenRead(name);
        Span<byte> start = stackalloc byte[9];
        int count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return count < start.Length || start[8] != (byte)'{' || start[7] != 0;
    }

    private static void InspectTable(Terminal terminal, string[] names, bool json, DataOptions options)
    {
        Tables.Table table = DataSource.ReadTable(names, options.Table, terminal);
        Tables.TableProfile profile = options.Target is null
            ? Tables.TableProfile.Of(table, options.Schema)
            : Tables.TableProfile.Of(new Tables.TrainingTable(table, options.Training with { SkipMissingTargets = true }));
        TableInspection.Run(terminal, profile, options.Target, json);
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

    private static JsonNode Node(SafetensorsTensor tensor) => new JsonObject
    {
        ["name"] = tensor.Name,
        ["dtype"] = tensor.Dtype,
        ["shape"] = new JsonArray([.. tensor.Shape.Select(extent => (JsonNode)extent)]),
        ["bytes"] = tensor.ByteCount,
    };

    private static void Print(IAnsiConsole console, JsonObject node)
    {
        console.WriteLine((string)node["file"]!);
        if (node["layers"] is not JsonArray layers)
        {
            foreach ((string key, JsonNode? value) in node["metadata"]!.AsObject())
                console.WriteLine(Tabular.Plain($"{key}: {value}"));
            PrintTensors(console, node["tensors"]!.AsArray());
            return;
        }

        console.WriteLine($"input {node["input"]}, {node["precision"]}, trained with {node["optimizer"]} on {node["loss"]}");
        Table table = Tabular.Create("layer", "output", ">parameters");
        foreach (JsonNode? layer in layers)
        {
            string indent = new(' ', 2 * (int)layer!["depth"]!);
            table.AddRow(Markup.Escape(indent + layer["name"]), Markup.Escape((string)layer["output"]!), Number((long)layer["parameters"]!));
        }

        console.Print(table);
        console.WriteLine($"{Number((long)node["parameters"]!)} parameters, {Size("parameterBytes")}; training with a batch of {Number((int)node["batch"]!)} takes about {Size("trainingBytes")} besides the data:");
        console.WriteLine($"parameters and gradient {Bytes(2 * (long)node["parameterBytes"]!)}, optimizer {Size("optimizerBytes")}, batch {Size("batchBytes")}");
        console.WriteLine($"and for measuring {Size("measuringBytes")}, the data {Size("rowBytes")} a row, the runtime about {Size("runtimeBytes")}");
        if (node["rows"] is JsonNode rows)
            console.WriteLine($"a run on {Number((int)rows)} rows in memory takes about {Size("runBytes")}");

        string Size(string key) => Bytes((long)node[key]!);
    }

    private static void PrintTensors(IAnsiConsole console, JsonArray tensors)
    {
        Table table = Tabular.Create("tensor", "type", "shape", ">bytes");
        foreach (JsonNode? tensor in tensors)
        {
            string shape = $"[{string.Join(", ", tensor!["shape"]!.AsArray().Select(extent => (long)extent!))}]";
            table.AddRow(Tabular.Cell((string)tensor["name"]!), (string)tensor["dtype"]!, Markup.Escape(shape), Number((long)tensor["bytes"]!));
        }

        console.Print(table);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes:N0} bytes",
        < 10_000_000 => $"{bytes / 1e3:N0} kB",
        < 10_000_000_000 => $"{bytes / 1e6:N0} MB",
        _ => $"{bytes / 1e9:N1} GB",
    };
}
