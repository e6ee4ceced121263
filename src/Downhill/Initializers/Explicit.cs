using System.Collections.Immutable;

namespace Downhill;

/// <summary>Given numbers; in JSON an array, nested like the shape: <c>"weight": [[0.3, 0.2], [-0.4, 0.6]]</c>.</summary>
/// <param name="Shape">The shape the numbers have.</param>
/// <param name="Values">The numbers, row-major.</param>
[CatalogEntry("the numbers themselves")]
public sealed record Explicit(ImmutableArray<int> Shape, ImmutableArray<double> Values) : Initializer
{
    /// <inheritdoc/>
    public bool Equals(Explicit? other) => other is not null && Shape.SequenceEqual(other.Shape) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape.Length, Values.Length);

    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) => Values[index];

    /// <inheritdoc/>
    public override void Require(string parameter, Shape shape)
    {
        if (!shape.SequenceEqual(Shape))
            throw new DownhillException(
                $"The numbers given for '{parameter}' have the shape [{string.Join(", ", Shape)}]; it has the shape {shape}.");
        if (Values.Length != shape.Size)
            throw new DownhillException(
                $"There are {Values.Length:N0} numbers given for '{parameter}'; its shape {shape} holds {shape.Size:N0}.");
    }
}
