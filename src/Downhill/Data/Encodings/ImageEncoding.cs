namespace Downhill;

/// <summary>
/// An image before the other columns of a row: each value x becomes x / largest. Pixels are bytes until a batch is gathered.
/// </summary>
/// <param name="Name">The name of the column that has the paths of the image files.</param>
/// <param name="Reading">The conversion of a file to pixels.</param>
/// <param name="Largest">The largest value of a pixel in the training part; it becomes 1.</param>
[CatalogEntry("x / largest")]
public sealed record ImageEncoding(string Name, ImageReading Reading, double Largest) : ColumnEncoding(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Features =>
        [.. Enumerable.Range(0, Width).Select(place => $"{Name} {Reading.Shape.Place(place)}")];

    /// <inheritdoc/>
    public override bool TakesNumbers => false;

    /// <inheritdoc/>
    public override string Expected => "the path of an image file";

    /// <inheritdoc/>
    public override double Typical => 0;

    /// <inheritdoc/>
    public override string Halfway => "black";

    /// <inheritdoc/>
    public override int Width => Reading.Size;

    /// <inheritdoc/>
    public override int RawWidth => Reading.Size;

    /// <inheritdoc/>
    public override bool KnowsMissing => false;

    /// <summary>Fits on the pixels of the training part.</summary>
    /// <param name="name">The name of the column.</param>
    /// <param name="reading">The conversion of files to pixels.</param>
    /// <param name="training">The images of the training part.</param>
    public static ImageEncoding Fit(string name, ImageReading reading, Dataset training) =>
        new(name, reading, Preprocessing.Largest(training));

    /// <summary>Not supported: an image has many raw numbers.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Write(double raw, Span<double> features) =>
        throw new NotSupportedException("An image is many numbers; they are encoded together.");

    internal override long RowBytes => Width;

    internal override EncodedColumn Encode(Samples raw, int column) =>
        new ImageColumn(raw.Range(column, Width).Standardize([0], [Largest]));

    internal override void Require(string source)
    {
        Reading.Validate(source);
        if (!(Largest > 0) || !double.IsFinite(Largest))
            throw new DownhillException($"{source}: the pixels of '{Name}' are divided by {Largest}, which cannot be used.");
    }
}

/// <summary>The pixels of all rows in their compact form.</summary>
internal sealed class ImageColumn(Samples pixels) : EncodedColumn(pixels.Columns)
{
    public override bool AreOnDisk => pixels.AreOnDisk;

    public override double this[int row, int feature] => pixels[row, feature];

    public override void Load(int row, Span<byte> room) => pixels.Load(row, room);

    public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination, int at, int stride)
    {
        for (int i = 0; i < rows.Length; i++)
            pixels.Gather(rows.Slice(i, 1), destination.Slice(at + (i * stride), Width));
    }
}
