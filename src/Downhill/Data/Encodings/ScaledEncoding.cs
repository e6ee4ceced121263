using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// All numbers of a row as (x − mean) / deviation, with one mean and deviation for each number or for all: the encoding of rows that are
/// not of a table, such as images. In a model file it is the mean and the deviation of the preprocessing.
/// </summary>
/// <param name="Mean">The mean of each number, or of all.</param>
/// <param name="Deviation">The deviation of each number, or of all.</param>
/// <param name="Numbers">The number of values in a row.</param>
/// <param name="AreBytes">Whether the numbers are probably bytes in memory; others are floats, both raw and scaled.</param>
internal sealed record ScaledEncoding(
    ImmutableArray<double> Mean, ImmutableArray<double> Deviation, int Numbers, bool AreBytes) : ColumnEncoding("input")
{
    public override IReadOnlyList<string> Features => [.. Enumerable.Range(0, Numbers).Select(place => $"{Name} {place}")];

    public override int Width => Numbers;

    public override int RawWidth => Numbers;

    public override bool KnowsMissing => false;

    internal override long RowBytes => Numbers * (AreBytes ? 1L : 2 * sizeof(float));

    public override void Write(double raw, Span<double> features) =>
        throw new NotSupportedException("The numbers of a row are encoded together.");

    /// <summary>The scaled rows; bytes stay bytes where one mean and one deviation are those of all numbers.</summary>
    public Samples Apply(Samples raw) => raw.Standardize(Mean.AsSpan(), Deviation.AsSpan());

    internal override double TypicalAt(int number) => Mean[Mean.Length == 1 ? 0 : number];

    internal override EncodedColumn Encode(Samples raw, int column) => new ImageColumn(Apply(raw.Range(column, Numbers)));
}
