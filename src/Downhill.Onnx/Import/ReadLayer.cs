namespace Downhill.Onnx;

/// <summary>A layer that was read, with its numbers.</summary>
/// <param name="Layer">The layer; null if it does nothing.</param>
/// <param name="Output">The layout of its output rows; null if it follows from the layer.</param>
internal sealed record ReadLayer(Layer? Layer, RowLayout? Output = null)
{
    /// <summary>Its parameters and statistics by their names in the layer.</summary>
    public IReadOnlyDictionary<string, double[]> Numbers { get; init; } = new Dictionary<string, double[]>();

    /// <summary>The layers of the chains a composite holds, chain by chain.</summary>
    public IReadOnlyList<IReadOnlyList<ReadLayer>> Chains { get; init; } = [];

    /// <summary>Layers that only give its input another shape.</summary>
    public IReadOnlyList<Layer> Before { get; init; } = [];

    /// <summary>The image whose channels the layers before it give one after the other, and must give place by place.</summary>
    public ImageShape? Turned { get; init; }

    /// <summary>Whether it works number by number, so that its rows may lie in any order.</summary>
    public bool IsElementwise { get; init; }

    public static implicit operator ReadLayer(Layer layer) => new(layer);

    /// <summary>This layer and those inside it, in the order of <see cref="Model.Places"/>.</summary>
    public IEnumerable<ReadLayer> All() => Chains.SelectMany(chain => chain).SelectMany(layer => layer.All()).Prepend(this);
}

/// <summary>A chain of layers in a composite, and the layout of its output rows.</summary>
internal sealed record Branch(List<ReadLayer> Layers, RowLayout Output);
