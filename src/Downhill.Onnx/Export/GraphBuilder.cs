namespace Downhill.Onnx;

/// <summary>Collects the nodes and constants of a graph.</summary>
/// <param name="opset">The version of the operators.</param>
/// <param name="type">The type of the network's numbers.</param>
/// <param name="tensor">A parameter or a statistic of the network by its full name.</param>
internal sealed class GraphBuilder(int opset, OnnxType type, Func<string, OnnxTensor> tensor)
{
    private readonly Dictionary<string, int> counts = [];
    private readonly HashSet<string> planes = [];
    private readonly Dictionary<string, string> turned = [];

    public int Opset => opset;

    public OnnxType Type => type;

    /// <summary>Whether the numbers are doubles: attributes, which are floats, are too coarse then.</summary>
    public bool IsDouble => type == OnnxType.Double;

    public List<OnnxNode> Nodes { get; } = [];

    public Dictionary<string, OnnxTensor> Constants { get; } = [];

    /// <summary>The name that new nodes are made from: the layer's or the column's.</summary>
    public string Scope { get; set; } = "value";

    /// <summary>Adds a node and gives the name of its output.</summary>
    public string Add(string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Add(op, string.Empty, inputs, attributes);

    public string Add(string op, string domain, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string name = Unique($"{Scope}/{op}");
        var values = new Dictionary<string, object>();
        foreach ((string key, object value) in attributes)
            values.Add(key, value);
        Nodes.Add(new OnnxNode(op, name, inputs.ToArray(), [name], domain) { Attributes = values });
        return name;
    }

    /// <summary>Whether a value holds images channel by channel, as the operators for images take them.</summary>
    public bool IsPlanes(string value) => planes.Contains(value);

    public string MarkPlanes(string value)
    {
        planes.Add(value);
        return value;
    }

    /// <summary>Images channel by channel, <c>[rows, channels, height, width]</c>.</summary>
    /// <param name="value">Images, either way.</param>
    /// <param name="shape">The shape of a row in the network.</param>
    public string Planes(string value, Shape shape) => IsPlanes(value) ? value : MarkPlanes(Turn(
        value, () => shape.Rank == 3
            ? Add("Transpose", [value], ("perm", new long[] { 0, 3, 1, 2 }))
            : Add("Unsqueeze", [value, Whole("axes", 1)])));

    /// <summary>Rows in the network's own order, <c>[rows, height, width, channels]</c> where they are images.</summary>
    public string Rows(string value, Shape shape) => !IsPlanes(value) ? value : Turn(
        value, () => shape.Rank == 3
            ? Add("Transpose", [value], ("perm", new long[] { 0, 2, 3, 1 }))
            : Add("Squeeze", [value, Whole("axes", 1)]));

    // Once a value: what was turned one way is known the other way too.
    private string Turn(string value, Func<string> turn)
    {
        if (!turned.TryGetValue(value, out string? other))
        {
            turned[value] = other = turn();
            turned[other] = value;
        }

        return other;
    }

    /// <summary>Adds a node that gives a value of a given name.</summary>
    public void Name(string value, string as_) => Nodes.Add(new OnnxNode("Identity", as_, [value], [as_]));

    public string Constant(string name, OnnxTensor value)
    {
        string unique = Unique($"{Scope}/{name}");
        Constants.Add(unique, value);
        return unique;
    }

    /// <summary>
    /// A parameter or statistic of the layer at work, under its own name, with its axes in another order where one is given.
    /// </summary>
    public string Parameter(string layer, string name, params int[] order)
    {
        string full = $"{layer}.{name}";
        Constants.TryAdd(full, order.Length == 0 ? tensor(full) : tensor(full).Transposed(order));
        return full;
    }

    public OnnxTensor Tensor(string layer, string name) => tensor($"{layer}.{name}");

    public string Whole(string name, params ReadOnlySpan<long> numbers) => Constant(name, OnnxTensor.Of(numbers, numbers.Length));

    /// <summary>A number in the type of the network, without axes.</summary>
    public string Number(double number) => Number(number, type);

    public string Number(double number, OnnxType as_) =>
        Constant("number", as_ == OnnxType.Double ? OnnxTensor.Of<double>([number]) : OnnxTensor.Of<float>([(float)number]));

    public string Cast(string value, OnnxType to) => Add("Cast", [value], ("to", (long)to));

    /// <summary>Adds the nodes of a formula; names stand for the values given.</summary>
    public string Formula(string text, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var named = new Dictionary<string, string>();
        foreach ((string name, string value) in values)
            named.Add(name, value);
        return Build(Onnx.Formula.Parse(text), named, []);
    }

    // Equal parts of a formula are computed once.
    private string Build(Formula formula, Dictionary<string, string> named, Dictionary<string, string> built)
    {
        if (formula.IsLeaf && named.TryGetValue(formula.Op, out string? value))
            return value;
        if (built.TryGetValue(formula.Text, out string? known))
            return known;
        return built[formula.Text] = formula.IsLeaf
            ? Number(formula.Number ?? throw new FormatException(formula.Op))
            : Add(formula, [.. formula.Arguments.Select(argument => Build(argument, named, built))], named);
    }

    private string Add(Formula formula, string[] inputs, Dictionary<string, string> named) => formula.Op switch
    {
        "RowMean" or "GroupMean" => Reduce("ReduceMean", inputs[0], named["axes"]),
        "Mul" or "Add" => inputs.Aggregate((one, other) => Add(formula.Op, [one, other])),
        _ => Add(formula.Op, inputs),
    };

    /// <summary>A mean or a largest number along axes, which are an attribute before version 18 and an input from it on.</summary>
    public string Reduce(string op, string value, string axes) => opset < 18
        ? Add(op, [value], ("axes", Constants[axes].Wholes()), ("keepdims", 1L))
        : Add(op, [value, axes], ("keepdims", 1L));

    private string Unique(string name)
    {
        int count = counts[name] = counts.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}{count}";
    }
}
