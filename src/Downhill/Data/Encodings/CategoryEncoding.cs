using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// One of several categories, as an input for each of which one is 1. Categories that the training part did not hold, or too
/// seldom to learn from, share the input "other"; where no row of the training part was of that sort, they leave all inputs 0.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Categories">The categories with an input of their own, the most frequent first; raw numbers are places in this list.</param>
/// <param name="HasOther">Whether there is an input for all other categories.</param>
/// <param name="HasMissing">Whether there is an input for missing values; without it they count as other ones.</param>
public sealed record CategoryEncoding(string Name, ImmutableArray<string> Categories, bool HasOther = false, bool HasMissing = false) : ColumnEncoding(Name)
{
    /// <summary>How many categories have an input of their own, unless told otherwise.</summary>
    public const int Most = 100;

    private const int FewestRows = 2;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Features
    {
        get
        {
            List<string> names = [.. Categories.Select(category => $"{Name} is {category}")];
            if (HasOther)
                names.Add($"{Name} is other");
            if (HasMissing)
                names.Add(Missing(Name));
            return names;
        }
    }

    /// <inheritdoc/>
    public override int Width => Categories.Length + (HasOther ? 1 : 0) + (HasMissing ? 1 : 0);

    /// <summary>
    /// Fits on the training part: the most frequent categories that at least two rows share, equally frequent ones in the order
    /// of their characters.
    /// </summary>
    /// <param name="name">The column's name.</param>
    /// <param name="counts">How many rows of the training part each category has.</param>
    /// <param name="missing">How many rows have none.</param>
    /// <param name="most">How many categories may have an input of their own.</param>
    public static CategoryEncoding Fit(string name, IEnumerable<(string Category, int Rows)> counts, int missing, int most = Most)
    {
        (string Category, int Rows)[] present = [.. counts.Where(entry => entry.Rows > 0)];
        ImmutableArray<string> own =
        [
            .. present.Where(entry => entry.Rows >= FewestRows)
                .OrderByDescending(entry => entry.Rows)
                .ThenBy(entry => entry.Category, StringComparer.Ordinal)
                .Take(most)
                .Select(entry => entry.Category),
        ];
        return new CategoryEncoding(name, own, own.Length < present.Length, missing > 0);
    }

    /// <summary>The place of the input that is 1 for a raw value; −1 where none is.</summary>
    public int Place(double raw)
    {
        if (double.IsNaN(raw) && HasMissing)
            return Categories.Length + (HasOther ? 1 : 0);
        if (raw >= 0 && raw < Categories.Length)
            return (int)raw;
        return HasOther ? Categories.Length : -1;
    }

    /// <inheritdoc/>
    public override void Write(double raw, Span<double> features)
    {
        features.Clear();
        int place = Place(raw);
        if (place >= 0)
            features[place] = 1;
    }

    /// <inheritdoc/>
    public bool Equals(CategoryEncoding? other) =>
        other is not null && Name == other.Name && HasOther == other.HasOther && HasMissing == other.HasMissing && Categories.SequenceEqual(other.Categories);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Categories.Length);

    internal override void Require(string source)
    {
        if (Width == 0)
            throw new DownhillException($"{source}: the encoding of '{Name}' has no category, and so no input.");
    }

    internal override EncodedColumn Encode(Samples raw, int column)
    {
        var places = new int[raw.Rows];
        for (int row = 0; row < places.Length; row++)
            places[row] = Place(raw[row, column]);
        return new OneHotColumn(places, Width);
    }
}
