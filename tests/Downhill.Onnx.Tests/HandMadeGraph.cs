namespace Downhill.Onnx.Tests;

/// <summary>A graph put together by hand, as other programs write them, read as layers and compared with ONNX Runtime.</summary>
public abstract class HandMadeGraph
{
    private protected Dictionary<string, OnnxTensor> Constants { get; } = [];

    private protected List<OnnxNode> Nodes { get; } = [];

    /// <summary>The version of the operators.</summary>
    protected int Opset { get; set; } = 17;

    protected string Node(string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        string name = $"n{Nodes.Count}";
        string[] parts = op.Split(": ");
        Nodes.Add(new OnnxNode(parts[^1], name, inputs, [name], parts.Length > 1 ? parts[0] : string.Empty)
        {
            Attributes = attributes.ToDictionary(one => one.Name, one => one.Value),
        });
        return name;
    }

    private protected string Constant(OnnxTensor tensor)
    {
        string name = $"c{Constants.Count}";
        Constants[name] = tensor;
        return name;
    }

    protected string Weights(params long[] shape) => Constant(OnnxTensor.Of<float>(Numbers(shape, 0.5), shape));

    protected string Positive(params long[] shape) => Constant(OnnxTensor.Of<float>(Numbers(shape, -0.5), shape));

    protected string Ones(int count, float value) => Constant(OnnxTensor.Of<float>([.. Enumerable.Repeat(value, count)], count));

    protected string Number(float value) => Constant(OnnxTensor.Of<float>([value]));

    protected string Wholes(string name, bool isScalar, params long[] numbers)
    {
        Constants[name] = isScalar ? OnnxTensor.Of<long>(numbers) : OnnxTensor.Of<long>(numbers, numbers.Length);
        return name;
    }

    private float[] Numbers(long[] shape, double less)
    {
        var random = new RandomStream(6, RandomPurpose.Checking, (ulong)Constants.Count);
        return [.. Enumerable.Range(0, (int)shape.Aggregate((one, other) => one * other))
            .Select(i => (float)(random.Uniform((ulong)i) - less))];
    }

    protected static long[] Ints(params long[] numbers) => numbers;

    protected byte[] Document(int[] shape, string output) =>
        Document([new OnnxValue("input", OnnxType.Float, [null, .. shape.Select(extent => (long?)extent)])], output);

    private protected byte[] Document(IReadOnlyList<OnnxValue> inputs, string output, params OnnxValue[] more) => OnnxWriter.Write(
        new OnnxDocument(
            8,
            new Dictionary<string, long> { [""] = Opset, ["ai.onnx.ml"] = 2 },
            new OnnxGraph(
                "test", [.. Nodes, .. output == "output" ? (OnnxNode[])[] : [new OnnxNode("Identity", "end", [output], ["output"])]],
                Constants, inputs, [new OnnxValue("output", OnnxType.Float, null), .. more]),
            new Dictionary<string, string>()));

    // Images of the network are turned for the runtime, and its images back.
    protected void Compare(string layers, int[] shape, string output, bool planes = true, float[]? inputs = null)
    {
        byte[] bytes = Document(shape, output);
        OnnxModel model = OnnxModel.Read(bytes, "model.onnx", ".");
        Assert.Equal(layers, string.Join(", ", model.Model.Layers.Select(Catalog.Layers.NameOf)));
        Network<float> network = model.Load<float>();
        float[] rows = inputs ?? Networks.Rows<float>(model.Model, 3);
        float[] theirs = Runtime.Run(bytes, planes && shape.Length == 3 ? Networks.Turn(rows, model.Model.Input, false) : rows,
            Shape.Create(shape))!;
        if (planes && network.Output.Rank == 3)
            theirs = Networks.Turn(theirs, network.Output, true);
        double distance = Runtime.Distance(Networks.Predict(network, rows, model.Link), theirs, network.Output.Size);
        Assert.True(distance <= 1e-5, $"{distance:E2} of the row's largest output");
    }
}
