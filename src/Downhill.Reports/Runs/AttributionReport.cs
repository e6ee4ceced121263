using System.Text.Json.Nodes;

namespace Downhill.Reports;

/// <summary>An attribution as a document: which columns move the prediction for a row up or down.</summary>
/// <param name="attribution">The attribution.</param>
/// <param name="model">The model it is of.</param>
/// <param name="row">The position of the row: <c>line 14 of flowers.csv</c>.</param>
/// <param name="baseline">The position of the baseline row; null if the baseline is the typical row.</param>
public sealed class AttributionReport(Attribution attribution, IStoredModel model, string row, string? baseline = null)
{
    private const int MaxColumns = 20;

    // What five digits do not show.
    private const double Shown = 1e-5;

    private readonly Preprocessing preprocessing = model.Preprocessing;
    private readonly bool isProbability = !model.Preprocessing.Classes.IsEmpty && model.Training.Loss.AnswersAreProbabilities;

    /// <summary>The predicted value: the target, or one of its classes.</summary>
    public string Target
    {
        get
        {
            string name = preprocessing.Target.Length > 1
                ? preprocessing.Target[attribution.Output]
                : preprocessing.Target.FirstOrDefault("target");
            return preprocessing.Classes.IsEmpty ? name : $"{name} is {preprocessing.Classes[attribution.Output]}";
        }
    }

    /// <summary>The document, with the columns that matter most first.</summary>
    public Document Document() => new(
        $"Prediction for {row}: {Target}{(preprocessing.Classes.IsEmpty ? string.Empty : ",")} {Number(attribution.Prediction)}",
        (Section[])[new Section(string.Empty, [Table(), new Paragraph(Sum()), new Paragraph(Baseline())])]);

    /// <summary>The attribution as JSON, with all numbers.</summary>
    public JsonObject ToJson() => new()
    {
        ["row"] = row,
        ["against"] = baseline ?? "typical row",
        ["of"] = Target,
        ["prediction"] = JsonNumber.OrName(attribution.Prediction),
        ["baseline"] = JsonNumber.OrName(attribution.Baseline),
        ["sum"] = JsonNumber.OrName(attribution.Sum),
        ["columns"] = new JsonArray([.. attribution.Columns.Select((column, i) => (JsonNode)new JsonObject
        {
            ["name"] = column.Column,
            ["value"] = RowValue(i, column.Value),
            ["baseline"] = Value(i, column.BaselineValue),
            ["contribution"] = JsonNumber.OrName(column.Contribution),
        })]),
    };

    /// <summary>A value of the baseline as a person writes it.</summary>
    public string Value(int column, double value) =>
        double.IsNaN(value) && baseline is null && preprocessing.Encodings?[column].Halfway is string halfway
            ? halfway
            : ColumnValueText.Of(preprocessing, column, value);

    /// <summary>A value of the explained row as a person writes it.</summary>
    public string RowValue(int column, double value) => double.IsNaN(value)
        ? ColumnValueText.Of(preprocessing, column, value)
        : Value(column, value);

    private DataTable Table()
    {
        (ColumnContribution Column, int Place)[] sorted =
            [.. attribution.Columns.Select((column, place) => (column, place)).OrderByDescending(one => Math.Abs(one.column.Contribution))];
        double longest = Math.Max(Math.Abs(sorted[0].Column.Contribution), double.Epsilon);
        var rows = sorted.Take(MaxColumns).Select(one => new Row(one.Column.Column, [
            RowValue(one.Place, one.Column.Value),
            Value(one.Place, one.Column.BaselineValue),
            new Cell(Signed(one.Column.Contribution), one.Column.Contribution),
            Cell.Bar(Math.Abs(one.Column.Contribution) / longest)])).ToList();
        if (sorted.Length > MaxColumns)
        {
            double rest = sorted.Skip(MaxColumns).Sum(one => one.Column.Contribution);
            rows.Add(new Row($"{MetricText.Count(sorted.Length - MaxColumns, "other column")}",
                [string.Empty, string.Empty, new Cell(Signed(rest), rest), Cell.Bar(0)]));
        }

        return new DataTable(string.Empty,
            [Column.Text("column"), Column.Text("value"), Column.Text(baseline is null ? "typical" : "compared with"), "contribution",
            Column.Text(string.Empty)], [.. rows]);
    }

    private string Sum()
    {
        double least = Shown * Math.Max(Math.Abs(attribution.Prediction), Math.Abs(attribution.Baseline));
        string gap = Math.Abs(attribution.Gap) <= least
            ? string.Empty
            : $" but for {Signed(attribution.Gap)}, the error of the integration";
        return $"{(baseline is null ? "Typical row" : "Compared row")} {Number(attribution.Baseline)}, "
            + $"contributions {Signed(attribution.Sum)}, this row {Number(attribution.Prediction)}. They add up{gap}.";
    }

    private string Baseline() => (baseline is not null ? $"The row is compared with {baseline}."
        : preprocessing.IsTabular
            ? "The typical row has every number and date at the center of the training rows, every category at the most frequent one, "
                + $"and every {(AreBooleans ? "boolean" : "other column")} halfway"
                + $"{(preprocessing.Image is null ? string.Empty : "; its image is black")}."
        : preprocessing.Mean.Length == 1 ? "The typical row is all 0." : "The typical row is the mean of the training rows.")
        + " Integrated gradients: Sundararajan, Taly, Yan 2017.";

    // Whether only booleans are halfway between their values in the typical row.
    private bool AreBooleans =>
        preprocessing.Encodings!.All(encoding => encoding is BooleanEncoding || !double.IsNaN(encoding.Typical));

    private string Number(double value) => isProbability ? MetricText.Percent(value, 2) : MetricText.Number(value);

    // Zero has no sign.
    private string Signed(double value)
    {
        string text = Number(Math.Abs(value));
        return text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? $" {text}" : $"{(value < 0 ? '−' : '+')}{text}";
    }
}
