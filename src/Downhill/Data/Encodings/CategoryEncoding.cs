using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>
/// One of several categories, one-hot encoded. Rare and unknown categories share the input "other"; if the training part had none, all
/// inputs are 0. For an <see cref="Embedding"/>, a single input has the index of the input that would be 1, or −1.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Categories">
/// The categories with an input of their own, the most frequent first; raw numbers are places in this list.
/// </param>
/// <param name="HasOther">Whether there is an input for all other categories.</param>
/// <param name="HasMissing">Whether there is an input for missing values; without it they count as other ones.</param>
/// <param name="IsEmbedded">Whether all these inputs are one, which holds the place.</param>
[CatalogEntry("1 for its category, 0 for others", "category (red, green, blue) hasOther=true")]
public sealed record CategoryEncoding(
    string Name, ImmutableArray<string> Categories, bool HasOther = false, bool HasMissing = false, bool IsEmbedded = false)
        : ColumnEncoding(Name)
{
    /// <summary>The default number of categories with their own input.</summary>
    public const int MaxOneHot = 100;

    private const int MinRows = 2;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Features
    {
        get
        {
            if (IsEmbedded)
                return [Name];
            List<string> names = [.. Categories.Select(category => $"{Name} is {category}")];
            if (HasOther)
                names.Add($"{Name} is other");
            if (HasMissing)
                names.Add(Missing(Name));
            return names;
        }
    }

    /// <inheritdoc/>
    public override bool KnowsMissing => HasMissing;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => Categories;

    /// <inheritdoc/>
    public override double Typical => 0;

    /// <inheritdoc/>
    public override int Width => IsEmbedded ? 1 : Places;

    /// <summary>The number of indices: those of the categories, of other values and of missing values.</summary>
    [JsonIgnore]
    public int Places => Categories.Length + (HasOther ? 1 : 0) + (HasMissing ? 1 : 0);

    /// <summary>
    /// Fits on the training part: the most frequent categories with at least two rows, equally frequent ones in the order of their
    /// characters.
    /// </summary>
    /// <param name="name">The column's name.</param>
    /// <param name="counts">The number of training rows of each category.</param>
    /// <param name="missing">The number of rows without a category.</param>
    /// <param name="most">The largest number of categories with their own input.</param>
    /// <param name="embeds">Whether more of them are embedded, all of them; otherwise the rest counts as other ones.</param>
    public static CategoryEncoding Fit(string name, IEnumerable<(string Category, int Rows)> counts, int missing, int most = MaxOneHot,
        bool embeds = false)
    {
        (string Category, int Rows)[] present = [.. counts.Where(entry => entry.Rows > 0)];
        ImmutableArray<string> own =
        [
            .. present.Where(entry => entry.Rows >= MinRows)
                .OrderByDescending(entry => entry.Rows)
                .ThenBy(entry => entry.Category, StringComparer.Ordinal)
                .Select(entry => entry.Category),
        ];
        embeds &= own.Length > most;
        if (!embeds && own.Length > most)
            own = own[..most];
        return new CategoryEncoding(name, own, own.Length < present.Length, missing > 0, embeds);
    }

    /// <inheritdoc/>
    public override ColumnEncoding Fitted(ReadOnlySpan<double> training) =>
        this with { HasMissing = HasMissing || HasMissingValue(training) };

    /// <summary>The index of the input that is 1 for a raw value; −1 if none is.</summary>
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
        if (IsEmbedded)
            features[0] = place;
        else if (place >= 0)
            features[place] = 1;
    }

    /// <inheritdoc/>
    public bool Equals(CategoryEncoding? other) =>
        other is not null && Name == other.Name && HasOther == other.HasOther && HasMissing == other.HasMissing
            && IsEmbedded == other.IsEmbedded && Categories.SequenceEqual(other.Categories);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Categories.Length);

    internal override long RowBytes => IsEmbedded ? base.RowBytes : sizeof(double) + sizeof(int);

    internal override void Require(string source)
    {
        if (Places == 0)
            throw new DownhillException($"{source}: the encoding of '{Name}' has no category, and so no input.");
    }

    internal override EncodedColumn Encode(Samples raw, int column)
    {
        if (IsEmbedded)
            return base.Encode(raw, column);
        var places = new int[raw.Rows];
        for (int row = 0; row < places.Length; row++)
            places[row] = Place(raw[row, column]);
        return new OneHotColumn(places, Width);
    }
}
