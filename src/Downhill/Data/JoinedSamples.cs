namespace Downhill;

/// <summary>
/// The columns of two sets of rows, each in its own form: the pixels of an image stay bytes next to the numbers of a table.
/// </summary>
internal sealed class JoinedSamples : Samples
{
    private readonly Samples first, second;

    public JoinedSamples(Samples first, Samples second)
        : base(first.Rows, first.Columns + second.Columns)
    {
        if (first.Rows != second.Rows)
            throw new DownhillException(
                $"{first.Rows:N0} rows and {second.Rows:N0} rows cannot be put side by side; both need the same number of rows.");
        (this.first, this.second) = (first, second);
    }

    public override bool AreBytes => first.AreBytes && second.AreBytes;

    public override double this[int row, int column] =>
        column < first.Columns ? first[row, column] : second[row, column - first.Columns];

    public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            Span<T> row = destination.Slice(i * Columns, Columns);
            first.Gather(rows.Slice(i, 1), row[..first.Columns]);
            second.Gather(rows.Slice(i, 1), row[first.Columns..]);
        }
    }

    public override Samples Standardize(ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation) => mean.Length == 1
        ? new JoinedSamples(first.Standardize(mean, deviation), second.Standardize(mean, deviation))
        : new JoinedSamples(
            first.Standardize(mean[..first.Columns], deviation[..first.Columns]),
            second.Standardize(mean[first.Columns..], deviation[first.Columns..]));

    internal override bool AreOnDisk => first.AreOnDisk || second.AreOnDisk;

    internal override void Load(int row, Span<byte> room)
    {
        first.Load(row, room);
        second.Load(row, room);
    }

    internal override Samples Range(int start, int count) =>
        start == 0 && count == first.Columns ? first
        : start == first.Columns && count == second.Columns ? second
        : base.Range(start, count);

    internal override Samples Pick(ReadOnlySpan<int> rows) => new JoinedSamples(first.Pick(rows), second.Pick(rows));
}
