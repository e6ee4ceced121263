using System.Text.Json.Nodes;

namespace Downhill.Cli;

/// <summary>Writes explanations one by one, in the form asked for.</summary>
internal static class ExplainView
{
    public static readonly string[] Formats = ["text", "latex", "html", "json"];

    /// <summary>Writes explanations; of many, each one's JSON takes one line, so that a program can read them as they come.</summary>
    public static void Write(TextWriter output, string format, string title, IEnumerable<Explanation> explanations, bool many, Network<double> network)
    {
        if (format == "html")
        {
            ExplanationHtml.Write(output, title, explanations, network);
            return;
        }

        foreach (Explanation explanation in explanations)
        {
            if (format == "json")
            {
                output.WriteLine(Json.Text(Node(explanation, network), indented: !many));
                continue;
            }

            foreach (string line in format == "latex" ? ExplanationLatex.Lines(explanation, network) : ExplanationText.Lines(explanation, network))
                output.WriteLine(line);
            output.WriteLine();
        }
    }

    private static JsonObject Node(Explanation explanation, Network<double> network)
    {
        var node = new JsonObject
        {
            ["derivative"] = ExplanationText.Name(explanation.Result.Of, network, explanation.Rows),
            ["chain"] = ExplanationText.Chain(explanation, network),
            ["value"] = Json.Number(explanation.Result.Stored),
            ["numeric"] = Json.Number(explanation.Numeric),
            ["digitsThatAgree"] = explanation.DigitsThatAgree,
            ["notDerived"] = explanation.NotDerived,
            ["steps"] = new JsonArray([.. explanation.Steps.Select(step => (JsonNode)Node(step, network, explanation.Rows))]),
        };
        if (explanation.Update is { } update)
            node["updated"] = Json.Number(update.After);
        return node;
    }

    private static JsonObject Node(Derivation step, Network<double> network, int rows) => new()
    {
        ["derivative"] = ExplanationText.Name(step.Of, network, rows),
        ["rule"] = step.Rule.ToString(),
        ["terms"] = new JsonArray([.. step.Terms.Select(term => (JsonNode)new JsonObject
        {
            ["row"] = term.Row,
            ["factors"] = new JsonArray([.. term.Factors.Select(factor => (JsonNode)new JsonObject { ["name"] = factor.Name, ["value"] = Json.Number(factor.Value) })]),
            ["value"] = Json.Number(term.Value),
        })]),
        ["value"] = Json.Number(step.Stored),
    };
}
