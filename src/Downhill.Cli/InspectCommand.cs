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
        var path = new Argument<string>("FILE") { Description = "A run folder, a model file, or any safetensors file" };
        var batch = Options.Whole("--batch", "Examples per step for the memory estimate (default: as it was trained; 1 for the full batch)", 1);
        var json = Options.Json();
        var command = new Command("inspect", "Show layers, shapes, parameter counts and memory of a model, or the tensors of any safetensors file") { path, batch, json };
        command.SetAction(parsed =>
        {
            string file = RunFolder.FindModel(parsed.GetRequiredValue(path));
            using SafetensorsFile tensors = SafetensorsFile.Open(file);
            JsonObject node = ModelFile.IsModel(tensors)
                ? ModelNode(file, ModelFile.Open(file), parsed.GetValue(batch))
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

    private static JsonObject ModelNode(string file, ModelFile model, int? batch)
    {
        int rows = batch ?? Math.Max(1, model.Training.BatchSize);
        MemoryEstimate memory = MemoryEstimate.Of(model.Model, model.Training, rows, model.Dtype == "F64" ? 8 : 4);
        IReadOnlyList<LayerPlace> places = model.Model.Places();
        return new JsonObject
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
        };
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
        console.WriteLine($"{Number((long)node["parameters"]!)} parameters, {Bytes((long)node["parameterBytes"]!)}; training with a batch of {Number((int)node["batch"]!)} takes about {Bytes((long)node["trainingBytes"]!)} besides the data");
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
