using System.Collections.Immutable;
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

    // A model begins with a field's number and a version, which are no letters; so many letters are a text's.
    private const int FirstLetters = 64;

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

    /// <summary>
    /// The link function at the end, a softmax or a sigmoid, which turns outputs into probabilities; null if there is none.
    /// </summary>
    public Layer? Link { get; }

    /// <summary>Whether the numbers are doubles.</summary>
    public bool IsDouble { get; }

    /// <summary>The names of the inputs if the graph has one input for each column; otherwise empty.</summary>
    public ImmutableArray<string> Columns { get; private init; } = [];

    /// <summary>The names of the classes if the graph contains them; otherwise empty.</summary>
    public ImmutableArray<string> Classes { get; private init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="DownhillException">
    /// It is no ONNX model, or a node of it is no layer; the message names the node and the operator.
    /// </exception>
    public static OnnxModel Open(string path)
    {
        if (Directory.Exists(path))
            throw new DownhillException($"{path} is a folder, not an ONNX model; name the file in it.");
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DownhillException($"{path} cannot be read: {error.Message}", error);
        }

        if (OtherModelFile.KindOf(bytes) is string kind)
            throw new DownhillException($"{path} is not an ONNX model: it is {kind}.");
        if (OtherModelFile.IsText(bytes.AsSpan(0, Math.Min(bytes.Length, FirstLetters))))
            throw new DownhillException($"{path} is not an ONNX model: it holds text, as a table or JSON does.");
        return Read(bytes, path, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="folder">The folder of separate tensor files.</param>
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
        GraphEnds ends = GraphEnds.Of(document, graph, source);
        graph.Output = ends.Output;
        bool isOthers = document.Producer != OnnxExport.Producer;
        var at = RowLayout.Of(ends.Row);
        if (at.Graph.Rank == 3 && (InputOrder.HasChannelsFirst(graph, ends.Input)
            || (isOthers && InputOrder.LooksChannelsFirst(at.Graph))))
            at = RowLayout.Planes([at.Graph[1], at.Graph[2], at.Graph[0]]);
        Shape shape = at.Own;
        var reader = new ChainReader(graph);
        (List<ReadLayer> layers, at) = reader.Read(ends.Input, at, ends.Output, isFirst: true);
        reader.Finish(layers, at, ends.Output, isOthers);
        Layer? link = layers.Count > 1 && FromLogits.Any(loss => loss.Link == layers[^1].Layer) ? layers[^1].Layer : null;
        if (link is not null)
            layers.RemoveAt(layers.Count - 1);
        if (layers.Count == 0)
            layers.Add(new Flatten());
        var model = new Model(reader.Input ?? shape, [.. layers.Select(layer => layer.Layer!)]);
        _ = model.OutputShape();
        bool isDouble = ends.IsDouble
            || document.Graph.Constants.Values.Any(constant => constant.Type == OnnxType.Double && constant.Count > 1);
        return new OnnxModel(model, layers, link, isDouble)
        {
            Columns = [.. ends.Columns],
            Classes = link is not null && ends.Classes.Count == Math.Max(model.OutputShape().Size, 2) ? [.. ends.Classes] : [],
        };
    }

    // Tables without a line of names get these too.
    private const int MaxNamedColumns = 256;

    /// <summary>
    /// The model as a model file: without preprocessing, its inputs called column1, column2, …, its classes 0, 1, …, and the loss that
    /// belongs to its link.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DownhillException">It is no ONNX model, or a node of it is no layer.</exception>
    public static ModelFile OpenModelFile(string path) => Open(path).ToModelFile(path);

    /// <summary>The model as a model file with the given name.</summary>
    public ModelFile ToModelFile(string name)
    {
        Preprocessing preprocessing = DefaultPreprocessing(Model, Link);
        if (Columns.Length == Model.Input.Size)
            preprocessing = preprocessing with { Columns = Columns };
        if (!Classes.IsEmpty)
            preprocessing = preprocessing with { Classes = Classes };
        Loss loss = FromLogits.FirstOrDefault(loss => loss.Link == Link) ?? new MeanSquaredError();
        var training = new TrainingOptions(loss, new Adam());
        return IsDouble
            ? ModelFile.Of(name, Load<double>(), preprocessing, training)
            : ModelFile.Of(name, Load<float>(), preprocessing, training);
    }

    /// <summary>The model with a first layer that standardizes each channel of an image: (x − mean) / deviation.</summary>
    /// <param name="mean">One for each channel.</param>
    /// <param name="deviation">One for each channel, none of them 0.</param>
    /// <exception cref="DownhillException">The model takes no images, or images of another number of channels.</exception>
    public OnnxModel Standardize(IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        int channels = Model.Input.Rank is 2 or 3 ? ImageShape.Require(Model.Input).Channels : 0;
        if (mean.Count != channels || deviation.Count != channels || deviation.Contains(0))
            throw new DownhillException(channels == 0
                ? $"The model takes rows of shape {Model.Input}, which are no images; only their channels are standardized."
                : $"The model takes images of {channels} channels: a mean and a deviation for each are needed, and no deviation of 0.");
        var front = new ReadLayer(new Conv2D(channels, 1, Groups: channels))
        {
            Numbers = new Dictionary<string, double[]>
            {
                ["weight"] = [.. deviation.Select(one => 1 / one)],
                ["bias"] = [.. mean.Zip(deviation, (less, by) => -less / by)],
            },
        };
        return new OnnxModel(new Model(Model.Input, [front.Layer!, .. Model.Layers]), [front, .. layers], Link, IsDouble)
        {
            Columns = Columns,
            Classes = Classes,
        };
    }

    /// <summary>
    /// The preprocessing of an imported model: it changes nothing, columns are called column1, column2, …, and classes 0, 1, ….
    /// </summary>
    /// <param name="layers">The layers.</param>
    /// <param name="link">The link function that turns outputs into probabilities; null if they are numbers.</param>
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
}
