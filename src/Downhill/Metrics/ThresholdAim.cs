using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>The aim of a decision threshold for two classes.</summary>
public enum ThresholdGoal
{
    /// <summary>The largest F1 of the positive class.</summary>
    F1,

    /// <summary>The largest balanced accuracy.</summary>
    Balanced,

    /// <summary>The smallest cost of wrong predictions.</summary>
    Cost,

    /// <summary>No aim: the threshold is given.</summary>
    Given,
}

/// <summary>The aim of a decision threshold for two classes, as text: <c>f1</c>, <c>balanced</c>, <c>cost 5:1</c> or <c>0.3</c>.</summary>
/// <param name="Goal">The metric to optimize.</param>
/// <param name="Missed">The cost of a missed positive row.</param>
/// <param name="FalseAlarm">The cost of a negative row that is predicted positive.</param>
/// <param name="Value">The threshold, where it is given.</param>
[JsonConverter(typeof(ThresholdAimConverter))]
public sealed record ThresholdAim(ThresholdGoal Goal, double Missed = 1, double FalseAlarm = 1, double? Value = null)
{
    internal const string Expected =
        "f1, balanced, a cost such as cost:5:1 (of a missed positive : of a false alarm), or a number above 0 and below 1";

    /// <summary>Reads <c>f1</c>, <c>balanced</c>, <c>cost 5:1</c> or <c>cost:5:1</c>, or a number.</summary>
    /// <exception cref="DownhillException">It is none of them.</exception>
    public static ThresholdAim Parse(string text) =>
        TryParse(text) ?? throw new DownhillException($"A threshold is {Expected}, not '{text}'.");

    /// <inheritdoc/>
    public override string ToString() => Goal switch
    {
        ThresholdGoal.F1 => "f1",
        ThresholdGoal.Balanced => "balanced",
        ThresholdGoal.Cost => string.Create(CultureInfo.InvariantCulture, $"cost {Missed}:{FalseAlarm}"),
        _ => Value!.Value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>
    /// Chooses the best threshold on some rows; of equally good ones the nearest to the optimum for calibrated probabilities.
    /// </summary>
    /// <param name="probabilities">The probability of the positive class for each row.</param>
    /// <param name="labels">The label of each row: 1 for the positive class and 0 for the other.</param>
    /// <param name="weights">The weight of each row; empty if all weights are equal.</param>
    /// <exception cref="DownhillException">Rows of one class are missing.</exception>
    public DecisionThreshold Choose(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights = default) =>
        new(Value ?? new ThresholdCounts(probabilities, labels, weights).Best(this), this);

    /// <summary>
    /// Where calibrated probabilities make a positive prediction cost as much as a negative one; ½ where no costs are given.
    /// </summary>
    internal double Expectation => FalseAlarm / (Missed + FalseAlarm);

    internal static ThresholdAim? TryParse(string text)
    {
        if (text == "f1")
            return new ThresholdAim(ThresholdGoal.F1);
        if (text == "balanced")
            return new ThresholdAim(ThresholdGoal.Balanced);
        if (Number(text) is double value)
            return value is > 0 and < 1 ? new ThresholdAim(ThresholdGoal.Given, Value: value) : null;
        return text.Split(' ', ':') is ["cost", string missed, string alarm] && Number(missed) is > 0 and double one
            && Number(alarm) is > 0 and double other
            ? new ThresholdAim(ThresholdGoal.Cost, one, other)
            : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : null;
}

/// <summary>A text, or a number.</summary>
internal sealed class ThresholdAimConverter : JsonConverter<ThresholdAim>
{
    public override ThresholdAim Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ThresholdAim.TryParse(reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => reader.GetDouble().ToString(CultureInfo.InvariantCulture),
            _ => string.Empty,
        }) ?? throw new JsonException(ThresholdAim.Expected);

    public override void Write(Utf8JsonWriter writer, ThresholdAim value, JsonSerializerOptions options)
    {
        if (value.Value is double number)
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(value.ToString());
    }
}
