namespace Downhill.Onnx;

/// <summary>A layer at its position in the exported network.</summary>
/// <param name="Graph">The builder of the graph.</param>
/// <param name="Name">Its name in the network.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Input">The shape of one row that it reads.</param>
/// <param name="WriteChain">Writes a chain that a composite holds.</param>
internal sealed record LayerAt(GraphBuilder Graph, string Name, Layer Layer, Shape Input, Func<IReadOnlyList<Layer>, string,
    string> WriteChain)
{
    /// <summary>The shape of one row that it gives.</summary>
    public Shape Output { get; } = Layer.OutputShape(Input);

    public string Parameter(string name, params int[] order) => Graph.Parameter(Name, name, order);

    /// <summary>A number in the type of the network.</summary>
    public string Number(double number) => Graph.Number(number);

    /// <summary>Writes one of the chains a composite holds; images in its output may lie either way.</summary>
    public string Chain(int index, string x)
    {
        string output = WriteChain(Layer.Chains[index].Layers, x);
        Graph.Scope = Name;
        return output;
    }

    /// <summary>Writes all chains a composite holds, with images in their outputs the same way around.</summary>
    public string[] Branches(string x) => Alike([.. Layer.Chains.Select((chain, i) => (Chain(i, x), OutputOf(i)))]);

    /// <summary>Turns images so that they lie the same way in all values: channel by channel where one does.</summary>
    public string[] Alike(params (string Value, Shape Shape)[] values) => Array.Exists(values, one => Graph.IsPlanes(one.Value))
        ? [.. values.Select(one => Graph.Planes(one.Value, one.Shape))]
        : [.. values.Select(one => one.Value)];

    /// <summary>Marks a value as lying as others do.</summary>
    public string Like(string other, string value) => Graph.IsPlanes(other) ? Graph.MarkPlanes(value) : value;

    /// <summary>The shape of one row that a chain of a composite gives.</summary>
    public Shape OutputOf(int chain) => Model.OutputShape(Input, Layer.Chains[chain].Layers);

    /// <summary>
    /// Writes a formula of the layer's input, which it calls x; where it takes a mean, over a row's axes, of an image over its channels.
    /// </summary>
    public string Formula(string text, string x, params ReadOnlySpan<(string Name, string Value)> values)
    {
        string axes = text.Contains("RowMean", StringComparison.Ordinal) ? Graph.Whole("axes", RowAxes) : string.Empty;
        return Graph.Formula(text, [("x", x), ("axes", axes), .. values]);
    }

    private long[] RowAxes => Input.Rank == 3 ? [3] : [.. Enumerable.Range(1, Input.Rank).Select(axis => (long)axis)];
}
