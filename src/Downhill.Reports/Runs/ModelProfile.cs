using System.Text.Json.Nodes;

namespace Downhill.Reports;

/// <summary>The profile of a model file, or of any safetensors file: layers, parameters, memory and tensors.</summary>
public sealed class ModelProfile
{
    private readonly JsonObject facts;

    private ModelProfile(JsonObject facts) => this.facts = facts;

    /// <summary>Reads a file.</summary>
    /// <param name="file">A model file, any safetensors file, or a file of another format whose models can be opened.</param>
    /// <param name="batch">The batch size for the memory estimate; null for that of the training, and 1 for full batches.</param>
    /// <param name="dataRows">The number of rows for the memory estimate of a run; null for no estimate.</param>
    /// <exception cref="DownhillException">The file cannot be read.</exception>
    public static ModelProfile Of(string file, int? batch = null, int? dataRows = null) => new(Node(file, batch, dataRows));

    /// <summary>The profile as JSON.</summary>
    public JsonObject ToJson() => (JsonObject)facts.DeepClone();

    /// <summary>The profile as a document.</summary>
    public Document Document()
    {
        string title = (string)facts["file"]!;
        if (facts["layers"] is not JsonArray layers)
            return new Document(title,
                (Section[])[new Section(string.Empty,
                [.. facts["metadata"]!.AsObject().Select(entry => new Paragraph($"{entry.Key}: {entry.Value}")),
                Tensors(facts["tensors"]!.AsArray())])]);
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
                Size("parameters and gradient", 2 * (long)facts["parameterBytes"]!),
                Size("optimizer", (long)facts["optimizerBytes"]!),
                Size($"batch of {MetricText.Count((int)facts["batch"]!)}", (long)facts["batchBytes"]!),
                Size("training, in total, without the data", (long)facts["trainingBytes"]!),
                Size("measuring", (long)facts["measuringBytes"]!),
                Size("a row of data", (long)facts["rowBytes"]!),
                Size("the runtime, about", (long)facts["runtimeBytes"]!),
                .. facts["rows"] is JsonNode rows
                    ? [Size($"a run on {MetricText.Count((int)rows, "row")}, about", (long)facts["runBytes"]!)]
                    : Array.Empty<Row>(),
            ]);
        return new Document(title, (Section[])[new Section(
            string.Empty,
            [
                new Paragraph($"Input {facts["input"]}, {facts["precision"]}, trained with {facts["optimizer"]} on {facts["loss"]}; "
                    + $"{MetricText.Count((long)facts["parameters"]!, "parameter")}, {Bytes((long)facts["parameterBytes"]!)}."),
                table,
                memory,
            ])]);

        static Row Size(string what, long bytes) => new(what, [new Cell(Bytes(bytes), bytes)]);
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
