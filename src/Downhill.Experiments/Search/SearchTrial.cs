using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>One trial of a search: the values of the varied settings and the score of the network.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Rung">The round it was run in, from 1.</param>
/// <param name="Values">The name of each setting and its value, in the order of the search.</param>
/// <param name="Score">Log-loss for classes, RMSE for numbers, on rows it did not train on; null if it diverged.</param>
/// <param name="Seconds">The duration in seconds.</param>
public sealed record SearchTrial(int Number, int Rung, ImmutableArray<(string Setting, string Value)> Values, double? Score, double Seconds)
{
    /// <summary>The trials with the best first; diverged ones are last, and equal ones are in the order of their numbers.</summary>
    public static IOrderedEnumerable<SearchTrial> Ranked(IEnumerable<SearchTrial> trials) =>
        trials.OrderBy(trial => trial.Score ?? double.PositiveInfinity).ThenBy(trial => trial.Number);

    /// <summary>The trial as a line of the journal.</summary>
    public JsonObject ToJson() => new()
    {
        ["trial"] = Number,
        ["rung"] = Rung,
        ["values"] = new JsonObject(Values.Select(value => KeyValuePair.Create(value.Setting, (JsonNode?)value.Value))),
        ["score"] = Score,
        ["seconds"] = Seconds,
    };

    /// <summary>The trial in a line of the journal.</summary>
    internal static SearchTrial Of(JsonNode line) => new(
        (int)line["trial"]!,
        (int)line["rung"]!,
        [.. line["values"]!.AsObject().Select(value => (value.Key, (string)value.Value!))],
        (double?)line["score"],
        (double)line["seconds"]!);
}
