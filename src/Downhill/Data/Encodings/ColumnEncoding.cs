using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>
/// How one column of a table becomes inputs of a network: fitted on the training part and saved with the model.
/// </summary>
/// <param name="Name">The column's name.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NumberEncoding), "number")]
[JsonDerivedType(typeof(BooleanEncoding), "boolean")]
[JsonDerivedType(typeof(CategoryEncoding), "category")]
[JsonDerivedType(typeof(DateEncoding), "date")]
[JsonDerivedType(typeof(ImageEncoding), "image")]
public abstract record ColumnEncoding(string Name)
{
    /// <summary>The name of each input that the column becomes.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> Features { get; }

    /// <summary>How many inputs the column becomes.</summary>
    [JsonIgnore]
    public virtual int Width => Features.Count;

    /// <summary>How many raw numbers a row has for the column.</summary>
    [JsonIgnore]
    public virtual int RawWidth => 1;

    /// <summary>Whether the training part had missing values, so that an input tells of them.</summary>
    [JsonIgnore]
    public abstract bool KnowsMissing { get; }

    /// <summary>Writes the inputs for one raw value; a missing one is NaN.</summary>
    /// <param name="raw">The value as the encoding's kind counts it.</param>
    /// <param name="features">Room for <see cref="Width"/> numbers.</param>
    public abstract void Write(double raw, Span<double> features);

    /// <summary>Throws unless the numbers of a description can be used; <paramref name="source"/> names the file.</summary>
    internal virtual void Require(string source)
    {
    }

    /// <summary>The inputs of all rows in their compact form; <paramref name="column"/> is the place of its raw numbers.</summary>
    internal virtual EncodedColumn Encode(Samples raw, int column)
    {
        int width = Width;
        var values = new double[raw.Rows * (long)width];
        for (int row = 0; row < raw.Rows; row++)
            Write(raw[row, column], values.AsSpan(row * width, width));
        return new DenseColumn(values, width);
    }

    private protected static string Missing(string name) => $"{name} is missing";
}
