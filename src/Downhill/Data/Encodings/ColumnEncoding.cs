using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>
/// The encoding of a column of a table as inputs of a network, fitted on the training part and saved with the model. It has everything that
/// tables, reports, explanations and servers need to know about a kind of column; a new kind needs its own file and one line in
/// <c>Catalog.cs</c>.
/// </summary>
/// <param name="Name">The column's name.</param>
public abstract partial record ColumnEncoding(string Name)
{
    /// <summary>The name of each input that the column becomes.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> Features { get; }

    /// <summary>The number of inputs.</summary>
    [JsonIgnore]
    public virtual int Width => Features.Count;

    /// <summary>The number of raw values of the column in a row.</summary>
    [JsonIgnore]
    public virtual int RawWidth => 1;

    /// <summary>Whether an input indicates missing values, because the training part had some.</summary>
    [JsonIgnore]
    public abstract bool KnowsMissing { get; }

    /// <summary>Whether values are numbers; then the raw number is the value itself.</summary>
    [JsonIgnore]
    public virtual bool TakesNumbers => Names is null;

    /// <summary>The texts of the raw numbers 0, 1, …; null if values are not a list of texts.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string>? Names => null;

    /// <summary>The description of a valid value for errors, such as "a date written as yyyy-MM-dd".</summary>
    [JsonIgnore]
    public virtual string Expected => "a number";

    /// <summary>The unit of raw numbers that are not the values themselves, such as "days since 1970".</summary>
    [JsonIgnore]
    public virtual string? Unit => null;

    /// <summary>The raw number of a typical row, the baseline of explanations; NaN for the middle between all values.</summary>
    [JsonIgnore]
    public virtual double Typical => double.NaN;

    /// <summary>The text for the middle between all values, where a typical row has it; null if <see cref="Typical"/> is a value.</summary>
    [JsonIgnore]
    public virtual string? Halfway => double.IsNaN(Typical) ? "any" : null;

    /// <summary>Converts the text of a value that is neither a number nor one of <see cref="Names"/>; NaN if it is not valid.</summary>
    /// <param name="text">The text; it is not missing.</param>
    public virtual double Read(string text) => double.NaN;

    /// <summary>Converts a raw number back to text; null if it is a number or one of <see cref="Names"/>.</summary>
    /// <param name="raw">The raw number; it is not NaN.</param>
    public virtual string? Text(double raw) => null;

    /// <summary>The encoding fitted on the training part; unchanged by default.</summary>
    /// <param name="training">The raw numbers of the training part; a missing one is NaN.</param>
    public virtual ColumnEncoding Fitted(ReadOnlySpan<double> training) => this;

    /// <summary>Writes the inputs for one raw number; NaN is a missing value.</summary>
    /// <param name="raw">The value as the encoding's kind counts it.</param>
    /// <param name="features">Room for <see cref="Width"/> numbers.</param>
    public abstract void Write(double raw, Span<double> features);

    /// <summary>An estimate of the bytes of a row in memory: the raw number and the inputs.</summary>
    internal virtual long RowBytes => sizeof(double) + (Width * (long)sizeof(double));

    /// <summary>The typical value of one of the raw numbers, see <see cref="Typical"/>.</summary>
    internal virtual double TypicalAt(int number) => Typical;

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

    /// <summary>The name of the input that indicates missing values.</summary>
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
