namespace Downhill.Benchmarks;

/// <summary>Networks with random rows to train on.</summary>
internal static class RandomTraining
{
    /// <summary>A trainer of a network such as 784-128-10, whose batch is all of its rows.</summary>
    public static Trainer<float> New(int[] sizes, int batch, string optimizer, int threads, int? shards = null,
        ICommunicator? communicator = null)
    {
        var model = new Model([sizes[0]],
            [.. sizes.Skip(1).SelectMany((outputs, i) => i == 0 ? (Layer[])[new Linear(outputs)] : [new Relu(), new Linear(outputs)])]);
        return New(model, batch, optimizer, threads, shards, communicator);
    }

    /// <summary>A trainer of a model, whose batch is all of its rows.</summary>
    public static Trainer<float> New(Model model, int batch, string optimizer, int threads, int? shards = null,
        ICommunicator? communicator = null)
    {
        Optimizer rule = optimizer == "adam" ? new Adam(1e-9) : new Sgd(1e-9);
        return new Trainer<float>(
            new Network<float>(model), Rows(model.Input, model.OutputShape().Size, batch),
            new TrainingOptions(new SoftmaxCrossEntropy(), rule, batch, Shards: shards), threads, communicator);
    }

    private static Dataset Rows(Shape input, int classes, int rows)
    {
        var bytes = new byte[rows * input.Size];
        new Random(0).NextBytes(bytes);
        Targets targets = Targets.FromLabels([.. Enumerable.Range(0, rows).Select(row => row % classes)],
            [.. Enumerable.Range(0, classes).Select(i => $"{i}")]);
        return new Dataset("random rows", input, Samples.From(bytes, input.Size).Standardize([0], [255]), targets);
    }
}
