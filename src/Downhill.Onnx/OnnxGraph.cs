namespace Downhill.Onnx;

/// <summary>The type of a tensor's elements, as ONNX numbers it.</summary>
internal enum OnnxType
{
    None = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
}

/// <summary>An input or an output of a graph; an extent of null is any number of rows.</summary>
internal sealed record OnnxValue(string Name, OnnxType Type, IReadOnlyList<long?>? Shape, string Doc = "");

/// <summary>One node: an operator, the values it reads and the values it gives.</summary>
internal sealed record OnnxNode(string Op, string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, string Domain = "")
{
    /// <summary>The attributes: long, float, string, <see cref="OnnxTensor"/>, or a list of long, float or string.</summary>
    public IReadOnlyDictionary<string, object> Attributes { get; init; } = new Dictionary<string, object>();

    public long Int(string name, long otherwise) => Attributes.TryGetValue(name, out object? value) && value is long number
        ? number
        : otherwise;

    /// <summary>A number as it was meant: of 0.1f the shortest text, and so 0.1.</summary>
    public double Number(string name, double otherwise) =>
        Attributes.TryGetValue(name, out object? value) && value is float number ? Shortest(number) : otherwise;

    public string Text(string name, string otherwise) => Attributes.TryGetValue(name, out object? value) && value is string text
        ? text
        : otherwise;

    public long[]? Ints(string name) => Attributes.TryGetValue(name, out object? value) && value is long[] numbers ? numbers : null;

    public static double Shortest(float number) => double.Parse(number.ToString("R"));

    /// <summary>The name of the node in messages.</summary>
    public override string ToString() => $"node '{(Name.Length > 0 ? Name : Outputs.Count > 0 ? Outputs[0] : "?")}' ({Op})";
}

/// <summary>A graph: nodes in an order in which each can be computed, and the constants they read.</summary>
internal sealed record OnnxGraph(
    string Name, IReadOnlyList<OnnxNode> Nodes, IReadOnlyDictionary<string, OnnxTensor> Constants, IReadOnlyList<OnnxValue> Inputs,
    IReadOnlyList<OnnxValue> Outputs);

/// <summary>A whole ONNX file.</summary>
/// <param name="IrVersion">The version of the format.</param>
/// <param name="Opsets">The version of each set of operators; the standard one is the empty name.</param>
/// <param name="Graph">Its operator.</param>
/// <param name="Metadata">Texts under names.</param>
/// <param name="Producer">The program that wrote it.</param>
internal sealed record OnnxDocument(
    long IrVersion, IReadOnlyDictionary<string, long> Opsets, OnnxGraph Graph, IReadOnlyDictionary<string, string> Metadata,
        string Producer = "");
