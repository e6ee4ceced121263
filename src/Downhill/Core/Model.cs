using System.Collections.Immutable;

namespace Downhill;

/// <summary>The description of a network: the shape of one input row and the layers in order.</summary>
/// <param name="Input">The shape of one row.</param>
/// <param name="Layers">The layers, first to last.</param>
public sealed record Model(Shape Input, ImmutableArray<Layer> Layers)
{
    /// <inheritdoc/>
    public bool Equals(Model? other) => other is not null && Input.Equals(other.Input) && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Input, Layers.Length);

    /// <summary>The shape of one row of the output.</summary>
    /// <exception cref="DownhillException">A layer cannot take what the one before gives; the message names it and both shapes.</exception>
    public Shape OutputShape()
    {
        Shape shape = Input;
        foreach (LayerPlace place in Places())
        {
            if (place.Depth == 0)
                shape = place.Output;
        }

        return shape;
    }

    /// <summary>Every layer with its name and shapes, composites before the layers they hold.</summary>
    /// <exception cref="DownhillException">A layer cannot take what the one before gives; the message names it and both shapes.</exception>
    public IReadOnlyList<LayerPlace> Places()
    {
        var places = new List<LayerPlace>();
        Walk(places, Layers, Input, string.Empty, "the input", 0);
        return places;
    }

    /// <summary>Every parameter with its full name, such as <c>linear1.weight</c>, in layer order.</summary>
    /// <exception cref="DownhillException">A layer cannot take what the one before gives; the message names it and both shapes.</exception>
    public IEnumerable<(string Name, ParameterSpec Spec)> Parameters() =>
        Places().SelectMany(place => place.Layer.Parameters(place.Input).Select(spec => ($"{place.Name}.{spec.Name}", spec)));

    /// <summary>Every running statistic with its full name, such as <c>batch-norm1.mean</c>, in layer order.</summary>
    /// <exception cref="DownhillException">A layer cannot take what the one before gives; the message names it and both shapes.</exception>
    public IEnumerable<(string Name, StatisticSpec Spec)> Statistics() =>
        Places().SelectMany(place => place.Layer.Statistics(place.Input).Select(spec => ($"{place.Name}.{spec.Name}", spec)));

    /// <summary>The shape a chain of layers gives.</summary>
    internal static Shape OutputShape(Shape input, IEnumerable<Layer> layers) =>
        layers.Aggregate(input, (shape, layer) => layer.OutputShape(shape));

    // Layers are named by kind and ordinal within their chain: linear1, sigmoid1, linear2.
    internal static string[] Names(IReadOnlyList<Layer> layers, string prefix)
    {
        var counts = new Dictionary<string, int>();
        var names = new string[layers.Count];
        for (int i = 0; i < names.Length; i++)
        {
            string kind = layers[i].Kind;
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            names[i] = $"{prefix}{kind}{counts[kind]}";
        }

        return names;
    }

    internal static string Prefix(string composite, NamedChain chain) =>
        chain.Name.Length == 0 ? $"{composite}." : $"{composite}.{chain.Name}.";

    // The chains of a composite come first, so that an error inside one names the layer by its full name.
    private static void Walk(List<LayerPlace> places, IReadOnlyList<Layer> layers, Shape input, string prefix, string before, int depth)
    {
        string[] names = Names(layers, prefix);
        for (int i = 0; i < names.Length; i++)
        {
            var inside = new List<LayerPlace>();
            foreach (NamedChain chain in layers[i].Chains)
                Walk(inside, chain.Layers, input, Prefix(names[i], chain), before, depth + 1);
            Shape output;
            try
            {
                output = layers[i].OutputShape(input);
            }
            catch (DownhillException error)
            {
                throw new DownhillException($"Layer '{names[i]}' {error.Message} ({before} gives {input} a row).", error);
            }

            places.Add(new LayerPlace(names[i], layers[i], input, output, depth));
            places.AddRange(inside);
            (input, before) = (output, $"'{names[i]}'");
        }
    }
}

/// <summary>One layer of a model with its name, its shapes and the number of composites around it.</summary>
public sealed record LayerPlace(string Name, Layer Layer, Shape Input, Shape Output, int Depth);
