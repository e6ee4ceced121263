namespace Downhill.Reports;

/// <summary>The text of a raw value of a column, as a person writes it.</summary>
public static class ColumnValueText
{
    /// <summary>The text of a value: a number, a category, a date, <c>image</c>, or <c>missing</c>.</summary>
    /// <param name="preprocessing">The preprocessing of the model.</param>
    /// <param name="column">The place of the column.</param>
    /// <param name="value">The value before preprocessing.</param>
    public static string Of(Preprocessing preprocessing, int column, double value) => (preprocessing.Encodings?[column], value) switch
    {
        (ImageEncoding, _) => "image",
        (_, double.NaN) => "missing",
        ({ Names: { } names }, _) => value >= 0 && value < names.Count && value == Math.Floor(value) ? names[(int)value] : "other",
        (ColumnEncoding encoding, _) => encoding.Text(value) ?? MetricText.Number(value),
        _ => MetricText.Number(value),
    };
}
