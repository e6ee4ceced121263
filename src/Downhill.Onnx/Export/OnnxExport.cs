using System.Numerics;
using System.Reflection;

namespace Downhill.Onnx;

/// <summary>Options for the export of a model as ONNX.</summary>
/// <param name="Opset">
/// The version of the operators, from <see cref="OnnxExport.OldestOpset"/> to <see cref="OnnxExport.NewestOpset"/>.
/// </param>
/// <param name="WithPreprocessing">Whether the graph takes raw columns; otherwise it takes the numbers that the network sees.</param>
public sealed record OnnxOptions(int Opset = 17, bool WithPreprocessing = true);

/// <summary>Writes trained networks as ONNX models: layers, link, and where asked for preprocessing and class names.</summary>
public static class OnnxExport
{
    /// <summary>The producer in exported files.</summary>
    internal const string Producer = "Downhill";

    /// <summary>The oldest version of the operators that is written.</summary>
    public const int OldestOpset = 13;

    /// <summary>The newest version of the operators that is written.</summary>
    public const int NewestOpset = 21;

    /// <summary>Writes a model file's model as an ONNX file, whole or not at all.</summary>
    /// <exception cref="DownhillException">A layer or a column cannot be written, or the file cannot.</exception>
    public static void Save(string path, ModelFile model, OnnxOptions? options = null)
    {
        byte[] bytes = model.Dtype == "F64"
            ? Write(model.Load<double>(), model.Preprocessing, model.Training.Loss.Link, options)
            : Write(model.Load<float>(), model.Preprocessing, model.Training.Loss.Link, options);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The bytes of an ONNX file.</summary>
    /// <param name="network">The layers and their numbers.</param>
    /// <param name="preprocessing">The preprocessing that was fitted in training.</param>
    /// <param name="link">The link function, which turns outputs into predictions: <see cref="Loss.Link"/> of the training's loss.</param>
    /// <param name="options">The options of the export.</param>
    /// <exception cref="DownhillException">A layer or a column cannot be written.</exception>
    public static byte[] Write<T>(Network<T> network, Preprocessing preprocessing, Layer? link, OnnxOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= new OnnxOptions();
        if (options.Opset is < OldestOpset or > NewestOpset)
            throw new DownhillException($"ONNX is written with operators of version {OldestOpset} to {NewestOpset}, not {options.Opset}.");
        long bytes = network.Parameters.Length * (typeof(T) == typeof(double) ? 8L : 4L);
        if (bytes > int.MaxValue - (1 << 24))
            throw new DownhillException($"The network has {network.Parameters.Length:N0} parameters; one ONNX file holds at most 2 GB.");

        OnnxType type = typeof(T) == typeof(double) ? OnnxType.Double : OnnxType.Float;
        var graph = new GraphBuilder(options.Opset, type, name => Find(network, name));
        var table = options.WithPreprocessing ? new PreprocessingGraph(graph, preprocessing, network.Model) : null;
        string input = table is null ? "input" : table.WriteInputs();
        string output = graph.Rows(new ChainWriter(graph, network.Model).Write(input), network.Output);
        if (link is not null)
            output = LayerGraphs.Write(new LayerAt(graph, graph.Scope = "link", link, network.Output,
                (_, _) => throw new NotSupportedException()), output);

        IReadOnlyList<OnnxValue> inputs = table?.Inputs
            ?? [new OnnxValue("input", type, [null, .. network.Model.Input.Select(extent => (long?)extent)])];
        IReadOnlyList<OnnxValue> outputs;
        if (table is not null)
        {
            outputs = table.WriteOutputs(output);
        }
        else
        {
            graph.Name(output, "output");
            outputs = [new OnnxValue("output", type, [null, .. network.Output.Select(extent => (long?)extent)])];
        }

        return OnnxWriter.Write(Document(graph, options.Opset, inputs, outputs));
    }

    private static OnnxDocument Document(GraphBuilder graph, int opset, IReadOnlyList<OnnxValue> inputs, IReadOnlyList<OnnxValue> outputs)
    {
        var opsets = new Dictionary<string, long> { [string.Empty] = opset };
        if (graph.Nodes.Exists(node => node.Domain == PreprocessingGraph.Domain))
            opsets.Add(PreprocessingGraph.Domain, 2);
        string version = typeof(OnnxExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? string.Empty;
        return new OnnxDocument(
            opset switch { < 15 => 7, < 19 => 8, < 21 => 9, _ => 10 },
            opsets,
            new OnnxGraph("downhill", graph.Nodes, graph.Constants, inputs, outputs),
            new Dictionary<string, string> { ["downhill.version"] = version },
            Producer);
    }

    private static OnnxTensor Find<T>(Network<T> network, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Shape shape, T[] numbers) = network.AllStatistics.FirstOrDefault(statistic => statistic.Name == name) is { } found
            ? (found.Shape, found.Data.ToArray())
            : (network[name].Shape, network[name].Data.ToArray());
        return OnnxTensor.Of<T>(numbers, [.. shape.Select(extent => (long)extent)]);
    }

    // The places of a model list composites before the layers inside them, in the order in which they are written.
    private sealed class ChainWriter(GraphBuilder graph, Model model)
    {
        private readonly Queue<LayerPlace> places = new(model.Places());

        public string Write(string input) => Write(model.Layers, input);

        private string Write(IReadOnlyList<Layer> layers, string x)
        {
            for (int i = 0; i < layers.Count; i++)
            {
                LayerPlace place = places.Dequeue();
                graph.Scope = place.Name;
                x = LayerGraphs.Write(new LayerAt(graph, place.Name, place.Layer, place.Input, Write), x);
            }

            return x;
        }
    }
}
