namespace Downhill;

/// <summary>Rows of encoded columns, side by side; one-hot inputs become numbers only when a batch is gathered.</summary>
internal sealed class EncodedSamples : Samples
{
    private readonly EncodedColumn[] columns;

    // Of each input: the column it belongs to, and its place among that column's inputs. Only single numbers need it.
    private (EncodedColumn Column, int Feature)[]? features;

    public EncodedSamples(Samples raw, IReadOnlyList<ColumnEncoding> encodings)
        : base(raw.Rows, encodings.Sum(encoding => encoding.Width))
    {
        columns = new EncodedColumn[encodings.Count];
        for (int column = 0, at = 0; column < columns.Length; at += encodings[column++].RawWidth)
            columns[column] = encodings[column].Encode(raw, at);
    }

    /// <summary>Rows made by encodings; scaled rows alone stay as they are stored.</summary>
    public static Samples Of(Samples raw, IReadOnlyList<ColumnEncoding> encodings) =>
        encodings is [ScaledEncoding rows] ? rows.Apply(raw) : new EncodedSamples(raw, encodings);

    private EncodedSamples(int rows, EncodedColumn[] columns)
        : base(rows, columns.Sum(column => column.Width)) => this.columns = columns;

    public override bool AreBytes => false;

    internal override bool AreOnDisk => Array.Exists(columns, column => column.AreOnDisk);

    /// <summary>The same rows in which some columns have the values of other rows.</summary>
    /// <param name="permuted">The places of the columns.</param>
    /// <param name="order">The row from which each row takes them.</param>
    public EncodedSamples Permute(ReadOnlySpan<int> permuted, int[] order)
    {
        var others = (EncodedColumn[])columns.Clone();
        foreach (int column in permuted)
            others[column] = new PermutedColumn(columns[column], order);
        return new EncodedSamples(Rows, others);
    }

    public override double this[int row, int column]
    {
        get
        {
            features ??= [.. columns.SelectMany(one => Enumerable.Range(0, one.Width).Select(feature => (one, feature)))];
            return features[column].Column[row, features[column].Feature];
        }
    }

    internal override void Load(int row, Span<byte> room)
    {
        foreach (EncodedColumn column in columns)
            column.Load(row, room);
    }

    public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        int at = 0;
        foreach (EncodedColumn column in columns)
        {
            column.Gather(rows, destination, at, Columns);
            at += column.Width;
        }
    }

    public override Samples Standardize(ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation)
    {
        var values = new double[Rows * (long)Columns];
        for (int row = 0; row < Rows; row++)
            Gather([row], values.AsSpan(row * Columns, Columns));
        return From(values, Columns).Standardize(mean, deviation);
    }
}
