using System.Globalization;

namespace Downhill.Tests;

/// <summary>What a person reads of a worked example that is done or is large.</summary>
public sealed class StepTextTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // y = 2 x: with x = 3 and target 6 the cost is 0 before and after. With target 4 it is (6 − 4)² = 4; the derivatives 12 and 4 make
    // weight and bias 2 − 0.01 · 12 = 1.88 and −0.04, so y = 5.6 and the cost 2.56. With a rate of 1 the cost rises.
    [Theory]
    [InlineData("6", "0.01", "0", "0   (it did not fall)", "6")]
    [InlineData("4", "0.01", "4", "2.56   (it fell)", "5.6")]
    [InlineData("4", "1", "4", "1444   (it did not fall)", "-34")] // weight −10, bias −4: y = −34, and 38² = 1444
    public void The_cost_fell_or_did_not(string target, string rate, string before, string after, string output)
    {
        string[] lines = CliFolder.Run("step", Example("2", "3", target, rate)).Ok().Lines;

        Assert.Contains($"cost before  {before}   (mean-squared-error, 1 sample)", lines);
        Assert.Contains($"cost after   {after}", lines);
        Assert.Contains("outputs      6", lines);
        Assert.Equal($"then         {output}", lines[^1]);
    }

    // A weight for each input and a bias: of up to 200 parameters all are shown.
    [Theory]
    [InlineData(199, 200, null)]
    [InlineData(201, 200, "and 2 parameters more; --json prints them all")]
    public void The_first_200_parameters_are_shown(int inputs, int shown, string? rest)
    {
        string[] lines = CliFolder.Run("step",
            Example(string.Join(',', Enumerable.Repeat("0", inputs)), string.Join(',', Enumerable.Repeat("1", inputs)), "1", "0.5")).Ok().Lines;

        Assert.Equal(shown, lines.Count(line => line.Contains("linear1.", StringComparison.Ordinal)));
        Assert.Equal(rest, lines.SingleOrDefault(line => line.StartsWith("and ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.TrimEnd().EndsWith(string.Create(CultureInfo.InvariantCulture, $"1  1  1  … ({inputs} values)"),
            StringComparison.Ordinal));
    }

    private string Example(string weights, string inputs, string target, string rate) => folder.Write("example.json", $$"""
        {
          "network": { "input": [{{inputs.Split(',').Length}}],
            "layers": [{ "type": "linear", "outputs": 1, "weight": [{{string.Join(',', weights.Split(',').Select(one => $"[{one}]"))}}],
              "bias": [0] }] },
          "loss": { "type": "mean-squared-error" }, "optimizer": { "type": "sgd", "learningRate": {{rate}} },
          "samples": [{ "input": [{{inputs}}], "target": [{{target}}] }]
        }
        """);
}
