using System.Globalization;

namespace Downhill.Reports;

/// <summary>A value of a column, as a model has it before preprocessing, as a person writes it.</summary>
public static class ColumnValueText
{
    /// <summary>The text of a value: a number, a category, a date, <c>image</c>, or <c>missing</c>.</summary>
    /// <param name="preprocessing">What was fitted when the model was trained.</param>
    /// <param name="column">The place of the column.</param>
    /// <param name="value">The value before preprocessing.</param>
    public static string Of(Preprocessing preprocessing, int column, double value) => (preprocessing.Encodings?[column], value) switch
    {
        (ImageEncoding, _) => "image",
        (_, double.NaN) => "missing",
        (BooleanEncoding both, _) => value == 0 ? both.First : value == 1 ? both.Second : "other",
        (CategoryEncoding category, _) => value >= 0 && value < category.Categories.Length ? category.Categories[(int)value] : "other",
        (DateEncoding date, _) => DateTime.UnixEpoch.AddDays(value).ToString(date.Format, CultureInfo.InvariantCulture),
        _ => MetricText.Number(value),
    };
}
