using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Downhill;

/// <summary>
/// The shape of one row (one example) without the batch: <c>[784]</c>, <c>[28, 28]</c>, <c>[1, 28, 28]</c>.
/// Rows are stored one after the other, each in row-major order, so a batch is a matrix <c>[rows, Size]</c>.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IEquatable<Shape>, IEnumerable<int>
{
    private readonly ImmutableArray<int> extents;

    private Shape(ImmutableArray<int> extents, int size)
    {
        this.extents = extents;
        Size = size;
    }

    /// <summary>The number of values in one row: the product of the extents.</summary>
    public int Size { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => extents.Length;

    /// <summary>The extent of one axis.</summary>
    public int this[int axis] => extents[axis];

    /// <summary>Makes a shape; every extent is at least 1 and the product fits in 31 bits.</summary>
    /// <exception cref="DownhillException">There is no extent, one is below 1, or the product is too large.</exception>
    public static Shape Create(ReadOnlySpan<int> extents)
    {
        if (extents.IsEmpty)
            throw new DownhillException("A shape needs at least one number, such as [784].");
        long size = 1;
        foreach (int extent in extents)
        {
            if (extent < 1)
                throw new DownhillException($"The shape {Text(extents)} has the extent {extent}; each must be at least 1.");
            size *= extent;
            if (size > Array.MaxLength)
                throw new DownhillException($"The shape {Text(extents)} holds more than {Array.MaxLength:N0} numbers in one row.");
        }

        return new Shape([.. extents], (int)size);
    }

    /// <summary>The row-major index of an element, given its index along each axis; −1 if it does not exist.</summary>
    public int IndexOf(ReadOnlySpan<int> place)
    {
        if (place.Length != Rank)
            return -1;
        int index = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            if ((uint)place[axis] >= (uint)extents[axis])
                return -1;
            index = (index * extents[axis]) + place[axis];
        }

        return index;
    }

    /// <summary>The position of an element along each axis as text, given its row-major index: <c>[0, 1]</c>.</summary>
    public string Place(int index) => Text(Indices(index).AsSpan());

    /// <summary>The position of an element along each axis, given its row-major index.</summary>
    internal ImmutableArray<int> Indices(int index)
    {
        var place = new int[Rank];
        for (int axis = Rank - 1; axis >= 0; axis--)
            (index, place[axis]) = Math.DivRem(index, extents[axis]);
        return [.. place];
    }

    /// <summary>Whether two shapes have the same extents.</summary>
    public static bool operator ==(Shape? left, Shape? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two shapes have different extents.</summary>
    public static bool operator !=(Shape? left, Shape? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && extents.AsSpan().SequenceEqual(other.extents.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, Size);

    /// <inheritdoc/>
    public override string ToString() => Text(extents.AsSpan());

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)extents).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Text(ReadOnlySpan<int> extents) => $"[{string.Join(", ", extents.ToArray())}]";
}
