using System.Text.Json.Nodes;

namespace Downhill;

/// <summary>The result of a worked example; its JSON has the keys of <c>expected</c> in the file.</summary>
/// <param name="Network">The network after the updates.</param>
/// <param name="LossBefore">The cost at the start.</param>
/// <param name="Outputs">The outputs at the start, <c>[samples, outputs]</c>.</param>
/// <param name="Gradient">The gradient of the first step, in layer order.</param>
/// <param name="Updated">The parameters after the updates, in layer order.</param>
/// <param name="LossAfter">The cost after the updates.</param>
/// <param name="OutputsAfter">The outputs after the updates, <c>[samples, outputs]</c>.</param>
/// <param name="FirstNonFinite">
/// What first held a number that is not finite, and when: <c>the output of 'linear1' in step 1</c>; null if all are finite.
/// </param>
public sealed record WorkedResult(
    Network<double> Network, double LossBefore, double[] Outputs, double[] Gradient, double[] Updated, double LossAfter,
    double[] OutputsAfter, string? FirstNonFinite = null)
{
    /// <summary>The numbers as JSON, in full precision.</summary>
    public JsonObject ToJson()
    {
        int width = Network.Output.Size;
        var result = new JsonObject
        {
            ["lossBefore"] = JsonNumber.Of(LossBefore),
            ["outputs"] = Nested(Outputs, [Outputs.Length / width, width]),
            ["gradient"] = ByParameter(Gradient),
            ["updated"] = ByParameter(Updated),
            ["lossAfter"] = JsonNumber.Of(LossAfter),
            ["outputsAfter"] = Nested(OutputsAfter, [OutputsAfter.Length / width, width]),
        };
        if (FirstNonFinite is not null)
            result["firstNonFinite"] = FirstNonFinite;
        return result;
    }

    private JsonObject ByParameter(double[] values)
    {
        var result = new JsonObject();
        int start = 0;
        foreach (Parameter<double> parameter in Network.AllParameters)
        {
            result.Add(parameter.Name, Nested(values.AsSpan(start, parameter.Shape.Size), [.. parameter.Shape]));
            start += parameter.Shape.Size;
        }

        return result;
    }

    private static JsonArray Nested(ReadOnlySpan<double> values, ReadOnlySpan<int> shape)
    {
        var result = new JsonArray();
        int inner = values.Length / shape[0];
        for (int i = 0; i < shape[0]; i++)
            result.Add(shape.Length == 1 ? JsonNumber.Of(values[i]) : Nested(values.Slice(i * inner, inner), shape[1..]));
        return result;
    }
}
