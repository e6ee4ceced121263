using System.Text.Json.Nodes;

namespace Downhill.Reports;

/// <summary>Explanations as JSON, every number in full.</summary>
public static class ExplanationJson
{
    /// <summary>An explanation of a derivative of a network.</summary>
    public static JsonObject Node(Explanation explanation, Network<double> network)
    {
        var node = new JsonObject
        {
            ["derivative"] = ExplanationText.Name(explanation.Result.Of, network, explanation.Rows, explanation.InputNames),
            ["chain"] = ExplanationText.Chain(explanation, network),
            ["value"] = JsonWriter.Number(explanation.Result.Stored),
            ["numeric"] = JsonWriter.Number(explanation.Numeric),
            ["digitsThatAgree"] = explanation.DigitsThatAgree,
            ["notDerived"] = explanation.NotDerived,
            ["steps"] = new JsonArray([.. explanation.Steps.Select(step => (JsonNode)Node(step, network, explanation))]),
        };
        if (explanation.Update is { } update)
            node["updated"] = JsonWriter.Number(update.After);
        return node;
    }

    private static JsonObject Node(Derivation step, Network<double> network, Explanation explanation) => new()
    {
        ["derivative"] = ExplanationText.Name(step.Of, network, explanation.Rows, explanation.InputNames),
        ["rule"] = step.Rule.ToString(),
        ["terms"] = new JsonArray([.. step.Terms.Select(term => (JsonNode)new JsonObject
        {
            ["row"] = term.Row,
            ["factors"] = new JsonArray(
                [.. term.Factors.Select(factor =>
                    (JsonNode)new JsonObject { ["name"] = factor.Name, ["value"] = JsonWriter.Number(factor.Value) })]),
            ["value"] = JsonWriter.Number(term.Value),
        })]),
        ["value"] = JsonWriter.Number(step.Stored),
    };
}
