namespace Downhill.Benchmarks;

/// <summary>Dense networks with random rows to train on.</summary>
internal static class RandomTraining
{
    /// <summary>A trainer of a network such as 784-128-10, whose batch is all of its rows.</summary>
    public static Trainer<float> New(int[] sizes, int batch, string optimizer, int threads, int? shards = null,
        ICommunicator? communicator = null)
    {
        var model = new Model([sizes[0]],
            [.. sizes.Skip(1).SelectMany((outputs, i) => i == 0 ? (Layer[])[new Linear(outputs)] : [new Relu(), new Linear(outputs)])]);
        Optimizer rule = optimizer == "adam" ? new Adam(1e-9) : new Sgd(1e-9);
        return new Trainer<float>(
            new Network<float>(model), Rows(sizes, batch), new TrainingOptions(new SoftmaxCrossEntropy(), rule, batch, Shards: shards),
            threads, communicator);
    }

    private static Dataset Rows(int[] sizes, int rows)
    {
        var bytes = new byte[rows * sizes[0]];
        new Random(0).NextBytes(bytes);
        Targets targets = Targets.FromLabels([.. Enumerable.Range(0, rows).Select(row => row % sizes[^1])],
            [.. Enumerable.Range(0, sizes[^1]).Select(i => $"{i}")]);
        return new Dataset("random rows", [sizes[0]], Samples.From(bytes, sizes[0]).Standardize([0], [255]), targets);
    }
}
