using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>What the walks of the catalogue and the tests of networks share.</summary>
internal static class Examples
{
    public static IEnumerable<string> Layers => Of(Catalog.Layers);

    /// <summary>
    /// The examples of layers as chains for rows of one axis: one that is written for another shape gets it, and is flattened again.
    /// </summary>
    public static IEnumerable<string> Chains =>
        Catalog.Layers.Entries.SelectMany(entry => entry.Examples.Select(example => InChain(entry, example)));

    public static IEnumerable<string> Losses => Of(Catalog.Losses);

    public static IEnumerable<string> Optimizers => Of(Catalog.Optimizers);

    public static IEnumerable<string> Schedules => Of(Catalog.Schedules);

    public static IEnumerable<string> Initializers => Of(Catalog.Initializers);

    /// <summary>A model from the notation of the command line.</summary>
    public static Model Model(string layers, params int[] input)
    {
        var json = new JsonObject
        {
            ["input"] = new JsonArray([.. input.Select(extent => (JsonNode)extent)]),
            ["layers"] = Notation.Chain(layers),
        };
        return Description.Read<Model>(json.ToJsonString(), "model");
    }

    public static Network<double> Network(string layers, params int[] input) => new(Model(layers, input), seed: 7);

    public static bool Takes(string layer, int width)
    {
        try
        {
            Model(layer, width).OutputShape();
            return true;
        }
        catch (DownhillException)
        {
            return false;
        }
    }

    /// <summary>Numbers spread evenly over [−scale, scale), the same in every run.</summary>
    public static double[] Numbers(long count, ulong stream = 0, double scale = 1)
    {
        var random = new RandomStream(11, RandomPurpose.Checking, stream);
        return [.. Enumerable.Range(0, (int)count).Select(i => scale * ((2 * random.Uniform((ulong)i)) - 1))];
    }

    /// <summary>Rows of random numbers, whose targets a loss can take.</summary>
    public static Dataset Data(int rows, int inputs, int outputs, Loss? loss = null)
    {
        (double min, double max) = (loss ?? new MeanSquaredError()).TargetRange;
        double[] targets = [.. Numbers((long)rows * outputs, 2).Select(number => Math.Clamp(number, min, max))];
        return Dataset.FromArrays([inputs], Numbers((long)rows * inputs, 1), targets);
    }

    /// <summary>Initial values given one by one.</summary>
    public static Explicit Given(int[] shape, params double[] values) => new([.. shape], [.. values]);

    public static Explicit Identity(int width) =>
        Given([width, width], [.. Enumerable.Range(0, width * width).Select(i => i % (width + 1) == 0 ? 1.0 : 0.0)]);

    private static string InChain(CatalogEntry entry, string example)
    {
        if (entry.ExampleInput is [5])
            return example;
        int size = entry.ExampleInput.Aggregate(1, (product, extent) => product * extent);
        string shaped = entry.ExampleInput.Count == 1 ? example : $"reshape {string.Join(' ', entry.ExampleInput)}, {example}";
        return $"linear {size}, {shaped}, flatten";
    }

    private static IEnumerable<string> Of<TBase>(CatalogList<TBase> list)
        where TBase : class => list.Entries.SelectMany(entry => entry.Examples);
}
