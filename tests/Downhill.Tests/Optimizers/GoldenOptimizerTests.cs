using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>The trajectories that PyTorch's optimizers take; the source stands in the file.</summary>
public sealed class GoldenOptimizerTests
{
    private static readonly JsonNode Golden = Load();

    public static TheoryData<string> Cases => [.. Golden["cases"]!.AsObject().Select(golden => golden.Key)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_parameters_follow_the_golden_trajectory(string name)
    {
        JsonNode golden = Golden["cases"]![name]!;
        Optimizer optimizer = Catalog.Optimizers.FromJson(golden["optimizer"]!.ToJsonString());
        Network<double> network = Examples.Network("linear 3, sigmoid, linear 1, sigmoid", 2);
        Numbers(Golden["start"]!).CopyTo(network.Parameters.Span);
        Dataset data = Dataset.FromArrays([2], Numbers(Golden["inputs"]!), new double[3]);
        var trainer = new Trainer<double>(network, data, new TrainingOptions(new OutputSum(), optimizer, BatchSize: 0));

        int compared = 0;
        while (compared < 11)
        {
            trainer.StepOn([0, 1, 2]);
            if (golden["after"]![$"{trainer.Step}"] is not JsonNode after)
                continue;
            double[] expected = Numbers(after), actual = network.Parameters.Span.ToArray();
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], actual[i], 1e-9);
            compared++;
        }

        Assert.Equal(1001, trainer.Step);
    }

    private static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(number => (double)number!)];

    private static JsonNode Load()
    {
        using Stream file = typeof(GoldenOptimizerTests).Assembly.GetManifestResourceStream("golden-optimizers.json")!;
        return JsonNode.Parse(file)!;
    }
}
