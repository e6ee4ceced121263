using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>
/// How one column of a table becomes inputs of a network: fitted on the training part and saved with the model. What a table, a report, an
/// explanation or a server has to know about a kind of column is said here; a new kind is a record and its line in Catalog.cs.
/// </summary>
/// <param name="Name">The column's name.</param>
public abstract partial record ColumnEncoding(string Name)
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

    /// <summary>Whether the values are numbers, which are their own raw numbers.</summary>
    [JsonIgnore]
    public virtual bool TakesNumbers => Names is null;

    /// <summary>The texts that the raw numbers 0, 1, … stand for; null where the values are not a list of texts.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string>? Names => null;

    /// <summary>What a value has to be where it is neither a number nor one of <see cref="Names"/>: a date written as yyyy-MM-dd.</summary>
    [JsonIgnore]
    public virtual string Expected => "a number";

    /// <summary>What a raw number counts where it is not the value itself: days since 1970.</summary>
    [JsonIgnore]
    public virtual string? Unit => null;

    /// <summary>The raw number of a typical row, with which explanations compare; NaN for halfway between all values.</summary>
    [JsonIgnore]
    public virtual double Typical => double.NaN;

    /// <summary>The text for the middle between all values, where a typical row has it; null if <see cref="Typical"/> is a value.</summary>
    [JsonIgnore]
    public virtual string? Halfway => double.IsNaN(Typical) ? "any" : null;

    /// <summary>The raw number of a text that is neither a number nor one of <see cref="Names"/>; NaN where it does not fit.</summary>
    /// <param name="text">The text; it is not missing.</param>
    public virtual double Read(string text) => double.NaN;

    /// <summary>The text of a raw number that is neither a number nor one of <see cref="Names"/>.</summary>
    /// <param name="raw">The raw number; it is not NaN.</param>
    public virtual string? Text(double raw) => null;

    /// <summary>The same encoding, fitted on the training part; by default, one that was declared complete stays as it is.</summary>
    /// <param name="training">The raw numbers of the training part; a missing one is NaN.</param>
    public virtual ColumnEncoding Fitted(ReadOnlySpan<double> training) => this;

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

    /// <summary>The name of the input that tells of missing values.</summary>
    protected static string Missing(string name) => $"{name} is missing";

    /// <summary>Whether a value of the training part is missing.</summary>
    protected static bool HasMissingValue(ReadOnlySpan<double> training)
    {
        foreach (double value in training)
        {
            if (double.IsNaN(value))
                return true;
        }

        return false;
    }
}
