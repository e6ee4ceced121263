using System.Numerics;

namespace Downhill;

/// <summary>
/// The description of one layer: immutable, saved in a model file, without trained numbers.
/// A new one needs its own file and one line in <c>Catalog.cs</c>.
/// </summary>
public abstract partial record Layer
{
    /// <summary>The meaning of its outputs, such as probabilities.</summary>
    public virtual OutputKind OutputKind => OutputKind.Numbers;

    /// <summary>The shape of one row of the output.</summary>
    /// <exception cref="DownhillException">The layer cannot take this input; the message says what it expects and what came.</exception>
    public abstract Shape OutputShape(Shape input);

    /// <summary>The layer's own parameters for an input shape, in the order in which they are stored; none by default.</summary>
    public virtual IReadOnlyList<ParameterSpec> Parameters(Shape input) => [];

    /// <summary>The running statistics the layer keeps for inference, in the order in which they are stored; none by default.</summary>
    public virtual IReadOnlyList<StatisticSpec> Statistics(Shape input) => [];

    /// <summary>The chains of layers a composite holds, each under a name; none by default.</summary>
    public virtual IReadOnlyList<NamedChain> Chains => [];

    /// <summary>The kind a network names the layer by, with an ordinal behind it: its name in the catalogue.</summary>
    internal virtual string Kind => CatalogName.Of(this);

    /// <summary>Binds the layer to the addresses it works on.</summary>
    public abstract Operation<T> Bind<T>(Binding<T> at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The meaning of a layer's outputs.</summary>
public enum OutputKind
{
    /// <summary>Numbers of any size.</summary>
    Numbers,

    /// <summary>A probability for each output by itself, as a sigmoid gives.</summary>
    Probabilities,

    /// <summary>Probabilities that add up to 1 over the outputs, as a softmax gives.</summary>
    Distribution,
}

/// <summary>A chain of layers inside a composite; the name, which may be empty, stands before the names of its layers.</summary>
public readonly record struct NamedChain(string Name, IReadOnlyList<Layer> Layers);

/// <summary>One parameter of a layer.</summary>
/// <param name="Name">Its name in the layer: <c>weight</c>, <c>bias</c>.</param>
/// <param name="Shape">Its shape, row-major.</param>
/// <param name="Initializer">The initializer of its values.</param>
/// <param name="FanIn">The number of inputs of one output, for initializers that depend on it.</param>
/// <param name="FanOut">The number of outputs of one input.</param>
public sealed record ParameterSpec(string Name, Shape Shape, Initializer Initializer, int FanIn, int FanOut);
