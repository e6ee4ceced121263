namespace Downhill.Onnx;

/// <summary>A layer that was read, with its numbers.</summary>
/// <param name="Layer">What it is; null where it does nothing.</param>
/// <param name="Output">The shape of one row that it gives.</param>
internal sealed record ReadLayer(Layer? Layer, Shape? Output = null)
{
    /// <summary>Its parameters and statistics by their names in the layer.</summary>
    public IReadOnlyDictionary<string, double[]> Numbers { get; init; } = new Dictionary<string, double[]>();

    /// <summary>The layers of the chains a composite holds, chain by chain.</summary>
    public IReadOnlyList<IReadOnlyList<ReadLayer>> Chains { get; init; } = [];

    public static implicit operator ReadLayer(Layer layer) => new(layer);

    /// <summary>This layer and those inside it, in the order of <see cref="Model.Places"/>.</summary>
    public IEnumerable<ReadLayer> All() => Chains.SelectMany(chain => chain).SelectMany(layer => layer.All()).Prepend(this);
}
