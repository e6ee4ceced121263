using System.Numerics;

namespace Downhill.Onnx.Tests;

/// <summary>Networks of the catalogue's examples, with numbers in every parameter and statistic.</summary>
internal static class Networks
{
    // Neither exporter writes layers for images yet; both name them.
    private static readonly HashSet<string> Refused =
    [
        "conv2d", "conv2d-transpose", "max-pool", "average-pool", "global-max-pool", "global-average-pool", "upsample", "group-norm", "spatial-dropout",
        "multiply", "reshape",
    ];

    /// <summary>Whether the exporters refuse a layer on purpose, by its name in the catalogue.</summary>
    public static bool IsRefused(string layer) => Refused.Contains(layer);

    /// <summary>Every example of every layer of the catalogue but those refused.</summary>
    public static IEnumerable<string> Examples() => Catalog.Layers.Entries.Where(entry => !IsRefused(entry.Name)).SelectMany(entry => entry.Examples);

    /// <summary>A network for the shape that an example is for: rows of five numbers, or the first image that its layers take.</summary>
    public static Network<T> Of<T>(string layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Model model = new int[][] { [5], [5, 4, 2], [6, 6, 4], [8, 8, 1], [4], [12], [3, 2, 4], [3, 2, 5] }.Select(shape => Read(layers, Shape.Create(shape))).First(found => found is not null)!;
        var network = new Network<T>(model, seed: 7);
        var random = new RandomStream(3, RandomPurpose.Checking, 1);
        for (int i = 0; i < network.Parameters.Length; i++)
            network.Parameters.Span[i] += T.CreateTruncating(0.4 * (random.Uniform((ulong)i) - 0.5));
        for (int i = 0; i < network.Statistics.Length; i++)
            network.Statistics.Span[i] = T.CreateTruncating(0.5 + random.Uniform((ulong)(100000 + i)));
        return network;
    }

    /// <summary>Rows of numbers from −3 to 3; for an embedding, places in and beside its table.</summary>
    public static T[] Rows<T>(Model model, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(5, RandomPurpose.Checking, 2);
        return [.. Enumerable.Range(0, rows * model.Input.Size).Select(i => T.CreateTruncating(6 * random.Uniform((ulong)i) - 3))];
    }

    /// <summary>What a network gives for rows.</summary>
    public static T[] Predict<T>(Network<T> network, T[] rows, Layer? link = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = rows.Length / network.Model.Input.Size;
        Plan<T> plan = Plan<T>.ForInference(network, count, link);
        rows.CopyTo(plan.Inputs);
        plan.Forward(new Pass(count));
        return plan.Predictions.ToArray();
    }

    private static Model? Read(string layers, Shape input)
    {
        try
        {
            Layer layer = Catalog.Layers.Parse(layers);
            var model = new Model(input, [layer]);
            _ = model.OutputShape();
            return model;
        }
        catch (DownhillException)
        {
            return null;
        }
    }
}
