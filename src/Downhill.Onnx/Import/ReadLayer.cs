namespace Downhill.Onnx;

/// <summary>A layer that was read, with its numbers.</summary>
/// <param name="Layer">What it is; null if it does nothing.</param>
/// <param name="Output">How the rows that it gives lie; null if that follows from the layer.</param>
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

/// <summary>A chain of layers that a composite holds, and how the rows that it gives lie.</summary>
internal sealed record Branch(List<ReadLayer> Layers, RowLayout Output);
