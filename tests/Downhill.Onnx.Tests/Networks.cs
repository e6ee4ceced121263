using System.Numerics;

namespace Downhill.Onnx.Tests;

/// <summary>Networks of the catalogue's examples, with numbers in every parameter and statistic.</summary>
internal static class Networks
{
    // What layers make of images, and networks of several layers for images: an image is turned between them where it must be.
    private static readonly string[] OfImages =
    [
        "5x4x2: batch-norm", "5x4x2: layer-norm", "5x4x2: rms-norm", "5x4x2: concat (conv2d 3 3; max-pool 3 stride=1 padding=same; )",
        "5x4x2: residual (conv2d 2 3, tanh)", "5x4x2: residual (conv2d 3 3, relu) projection=(conv2d 3 1)",
        "5x4x2: average (conv2d 3 3; conv2d 3 1)",
        "5x4x2: multiply (global-average-pool, linear 2, sigmoid)", "5x4x2: multiply (conv2d 2 1, sigmoid)", "5x4x2: scale",
        "5x4x2: flatten", "5x4x2: slice 1 2", "5x4: group-norm 1",
        "5x4x2: select (0, 3, 7)", "5x4: conv2d 3 3", "5x4: max-pool 2", "5x4x2: softmax",
        "5x4x3: conv2d 6 3 groups=3, batch-norm, relu, conv2d 4 1",
        "8x8: conv2d 3 3 padding=valid, relu, max-pool 2, flatten, linear 4",
        "12: reshape 3 2 2, conv2d-transpose 2 3 stride=2, batch-norm, relu, conv2d 1 1, tanh",
        "6x6x2: conv2d 4 3 stride=2 padding=1, batch-norm, relu, residual (conv2d 4 3, batch-norm, relu, conv2d 4 3, batch-norm), relu, "
            + "global-average-pool, linear 3",
        "6x6x2: conv2d 8 1, batch-norm, silu, conv2d 8 3 stride=2 groups=8, batch-norm, silu, multiply (global-average-pool, linear 2, "
            + "relu, linear 8, sigmoid), conv2d 3 1, flatten, linear 2",
        "4x4x2: max-pool 2, conv2d 4 3, upsample 2, concat (; conv2d 3 1), group-norm 7, conv2d 1 3",
    ];

    /// <summary>Every example of every layer of the catalogue, and networks for images behind the shape that they take.</summary>
    public static IEnumerable<string> Examples() => [.. Catalog.Layers.Entries.SelectMany(entry => entry.Examples), .. OfImages];

    /// <summary>A network for the shape that an example is for: rows of five numbers, or the first image that its layers take.</summary>
    public static Network<T> Of<T>(string layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Model model = layers.Split(": ") is [string extents, string behind]
            ? new Model([.. extents.Split('x').Select(int.Parse)], ((Concat)Catalog.Layers.Parse($"concat ({behind})")).Branches[0])
            : new int[][] { [5], [5, 4, 2], [6, 6, 4], [8, 8, 1], [4], [12], [3, 2, 4],
                [3, 2, 5] }.Select(shape => Read(layers, Shape.Create(shape))).First(found => found is not null)!;
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

    /// <summary>Images channel by channel from images place by place, or back.</summary>
    public static float[] Turn(float[] rows, Shape shape, bool isBack)
    {
        int places = shape[0] * shape[1], channels = shape[2];
        var turned = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = i / shape.Size * shape.Size, place = i % shape.Size / channels, channel = i % channels,
                there = row + (channel * places) + place;
            turned[isBack ? i : there] = rows[isBack ? there : i];
        }

        return turned;
    }

    private static Model? Read(string layers, Shape input)
    {
        try
        {
            var model = new Model(input, [Catalog.Layers.Parse(layers)]);
            _ = model.OutputShape();
            return model;
        }
        catch (DownhillException)
        {
            return null;
        }
    }
}
