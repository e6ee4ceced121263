namespace Downhill.Onnx;

/// <summary>A layer at its place in a network that is being written.</summary>
/// <param name="Graph">Where its nodes go.</param>
/// <param name="Name">Its name in the network.</param>
/// <param name="Layer">What it is.</param>
/// <param name="Input">The shape of one row that it reads.</param>
/// <param name="WriteChain">Writes a chain that a composite holds.</param>
internal sealed record LayerAt(GraphBuilder Graph, string Name, Layer Layer, Shape Input, Func<IReadOnlyList<Layer>, string, string> WriteChain)
{
    public string Parameter(string name) => Graph.Parameter(Name, name);

    /// <summary>Writes one of the chains a composite holds.</summary>
    public string Chain(int index, string x)
    {
        string output = WriteChain(Layer.Chains[index].Layers, x);
        Graph.Scope = Name;
        return output;
    }

    /// <summary>Writes a formula of the layer's input, which it calls x, over a row's axes where it takes a mean.</summary>
    public string Formula(string text, string x, params ReadOnlySpan<(string Name, string Value)> values)
    {
        bool hasMean = text.Contains("RowMean", StringComparison.Ordinal);
        return Graph.Formula(text, [("x", x), ("axes", hasMean ? Graph.Whole("axes", [.. Enumerable.Range(1, Input.Rank).Select(axis => (long)axis)]) : string.Empty), .. values]);
    }
}
