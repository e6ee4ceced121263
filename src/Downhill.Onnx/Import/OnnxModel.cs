using System.Globalization;
using System.Numerics;

namespace Downhill.Onnx;

/// <summary>A network read from an ONNX file: its layers with their numbers, and the link behind them.</summary>
public sealed class OnnxModel
{
    /// <summary>The oldest version of the operators that is read.</summary>
    public const int OldestOpset = 7;

    /// <summary>The newest version of the operators that is read.</summary>
    public const int NewestOpset = 25;

    // A last layer that is the link of one of these belongs to the loss.
    private static readonly Loss[] FromLogits = [new SoftmaxCrossEntropy(), new BinaryCrossEntropy()];

    private readonly IReadOnlyList<ReadLayer> layers;

    private OnnxModel(Model model, IReadOnlyList<ReadLayer> layers, Layer? link, bool isDouble)
    {
        this.layers = layers;
        Model = model;
        Link = link;
        IsDouble = isDouble;
    }

    /// <summary>The layers, without the link.</summary>
    public Model Model { get; }

    /// <summary>What stands last and turns outputs into probabilities, a softmax or a sigmoid; null where nothing does.</summary>
    public Layer? Link { get; }

    /// <summary>Whether the numbers are doubles.</summary>
    public bool IsDouble { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DownhillException">
    /// It is no ONNX model, or a node of it is no layer; the message names the node and the operator.
    /// </exception>
    public static OnnxModel Open(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DownhillException($"{path} cannot be read: {error.Message}", error);
        }

        return Read(bytes, path, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="folder">Where tensors in files of their own may lie.</param>
    /// <exception cref="DownhillException">They are no ONNX model, or a node of it is no layer.</exception>
    public static OnnxModel Read(ReadOnlyMemory<byte> bytes, string source, string folder)
    {
        try
        {
            return ReadModel(bytes, source, folder);
        }
        catch (DownhillException error)
        {
            throw new DownhillException(PlainText.Plain(error.Message), error); // names in a file may hold anything
        }
    }

    private static OnnxModel ReadModel(ReadOnlyMemory<byte> bytes, string source, string folder)
    {
        OnnxDocument document = new OnnxReader(source, folder).Read(bytes);
        if (!document.Opsets.TryGetValue(string.Empty, out long opset) || opset is < OldestOpset or > NewestOpset)
            throw new DownhillException(
                $"{source} is written with operators of version {opset}; versions {OldestOpset} to {NewestOpset} are read.");
        var graph = new ValueGraph(document, source);
        (OnnxValue input, OnnxValue output) = Ends(document, graph, source);
        bool isOthers = document.Producer != OnnxExport.Producer;
        var at = RowLayout.Of(RowShape(input, source));
        if (at.Graph.Rank == 3 && (InputOrder.HasChannelsFirst(graph, input.Name)
            || (isOthers && InputOrder.LooksChannelsFirst(at.Graph))))
            at = RowLayout.Planes([at.Graph[1], at.Graph[2], at.Graph[0]]);
        Shape shape = at.Own;
        var reader = new ChainReader(graph);
        (List<ReadLayer> layers, at) = reader.Read(input.Name, at, output.Name, isFirst: true);
        reader.Finish(layers, at, output.Name, isOthers);
        Layer? link = layers.Count > 1 && FromLogits.Any(loss => loss.Link == layers[^1].Layer) ? layers[^1].Layer : null;
        if (link is not null)
            layers.RemoveAt(layers.Count - 1);
        if (layers.Count == 0)
            layers.Add(new Flatten());
        var model = new Model(reader.Input ?? shape, [.. layers.Select(layer => layer.Layer!)]);
        _ = model.OutputShape();
        return new OnnxModel(model, layers, link,
            document.Graph.Constants.Values.Any(constant => constant.Type == OnnxType.Double && constant.Count > 1)
            || input.Type == OnnxType.Double);
    }

    // Tables without a line of names get these too.
    private const int MaxNamedColumns = 256;

    /// <summary>
    /// The model as a model file: without preprocessing, its inputs called column1, column2, …, its classes 0, 1, …, and the loss that
    /// belongs to its link.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DownhillException">It is no ONNX model, or a node of it is no layer.</exception>
    public static ModelFile OpenModelFile(string path)
    {
        OnnxModel model = Open(path);
        Preprocessing preprocessing = DefaultPreprocessing(model.Model, model.Link);
        Loss loss = FromLogits.FirstOrDefault(loss => loss.Link == model.Link) ?? new MeanSquaredError();
        var training = new TrainingOptions(loss, new Adam());
        return model.IsDouble
            ? ModelFile.Of(path, model.Load<double>(), preprocessing, training)
            : ModelFile.Of(path, model.Load<float>(), preprocessing, training);
    }

    /// <summary>
    /// What is known of the rows of layers that come from elsewhere: columns are called column1, column2, …, classes 0, 1, ….
    /// </summary>
    /// <param name="layers">The layers.</param>
    /// <param name="link">What turns outputs into probabilities; null where they are numbers.</param>
    public static Preprocessing DefaultPreprocessing(Model layers, Layer? link)
    {
        int inputs = layers.Input.Size, outputs = layers.OutputShape().Size;
        string[] columns = layers.Input.Rank == 1 && inputs <= MaxNamedColumns
            ? [.. Enumerable.Range(1, inputs).Select(i => $"column{i}")]
            : [];
        string[] classes = link is null || (link.OutputKind == OutputKind.Probabilities && outputs > 1)
            ? []
            : [.. Enumerable.Range(0, Math.Max(outputs, 2)).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        return Preprocessing.None(classes) with { Columns = [.. columns] };
    }

    /// <summary>The network with its numbers, rounded where T is narrower than what is stored.</summary>
    public Network<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Network<T>.Uninitialized(Model);
        IReadOnlyDictionary<string, double[]>[] numbers = [.. layers.SelectMany(layer => layer.All()).Select(layer => layer.Numbers)];
        IReadOnlyList<LayerPlace> places = Model.Places();
        for (int i = 0; i < places.Count; i++)
        {
            foreach ((string name, double[] values) in numbers[i])
            {
                string full = $"{places[i].Name}.{name}";
                Span<T> to = network.AllStatistics.FirstOrDefault(statistic => statistic.Name == full) is { } statistic
                    ? statistic.Data.Span
                    : network[full].Data.Span;
                for (int j = 0; j < to.Length; j++)
                    to[j] = T.CreateTruncating(values[j]);
            }
        }

        return network;
    }

    private static (OnnxValue Input, OnnxValue Output) Ends(OnnxDocument document, ValueGraph graph, string source)
    {
        OnnxGraph whole = document.Graph;
        if (whole.Outputs.Count == 0 || whole.Inputs.Count == 0)
            throw new DownhillException($"{source} has no {(whole.Outputs.Count == 0 ? "output" : "input")}, so it computes nothing.");
        if (whole.Inputs.FirstOrDefault(one => one.Type == OnnxType.String) is OnnxValue text)
            throw new DownhillException(
                $"{source} takes texts ('{text.Name}'): it holds preprocessing, which cannot be read back; write it without.");
        OnnxValue[] outputs = [.. whole.Outputs.Where(one =>
            one.Type is OnnxType.Float or OnnxType.Double or OnnxType.Float16 or OnnxType.BFloat16 or OnnxType.None)];
        if (outputs.Length != 1)
            throw new DownhillException(
                $"{source} has {outputs.Length} outputs of numbers ({string.Join(", ", outputs.Select(one => $"'{one.Name}'"))}); "
                    + $"a network here has one.");
        if (whole.Inputs.Count == 1)
            return (whole.Inputs[0], outputs[0]);

        // Of several inputs the first is the rows; another one that a node reads beside it would be a weight.
        OnnxValue second = whole.Inputs[1];
        OnnxNode? reader = graph.Order.FirstOrDefault(node => node.Inputs.Contains(second.Name));
        throw reader is null
            ? new DownhillException($"{source} has {whole.Inputs.Count} inputs "
                + $"({string.Join(", ", whole.Inputs.Select(one => $"'{one.Name}'"))}); a network here has one.")
            : graph.Refuse(reader, $"reads '{second.Name}', which is an input of the graph and no constant; "
                + $"write the model with its weights inside and a single input");
    }

    private static Shape RowShape(OnnxValue input, string source)
    {
        if (input.Shape is not { Count: >= 2 } extents)
            throw new DownhillException(
                $"{source}: the input '{input.Name}' {(input.Shape is null ? "has no shape" : "has no axis behind the rows")}; "
                    + $"expected [rows, …].");
        int free = extents.Skip(1).ToList().FindIndex(extent => extent is not (> 0 and <= int.MaxValue));
        if (free >= 0)
            throw new DownhillException(
                $"{source}: axis {free + 1} of the input '{input.Name}' has no fixed length; "
                    + $"write the model with every axis but the rows fixed.");
        return Shape.Create([.. extents.Skip(1).Select(extent => (int)extent!.Value)]);
    }
}
