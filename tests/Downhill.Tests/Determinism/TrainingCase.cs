using System.Numerics;

namespace Downhill.Tests;

/// <summary>A small training whose saved model must be the same bytes wherever it runs.</summary>
internal sealed record TrainingCase(
    string Name, string Layers, Loss Loss, string Optimizer, int Rows, int Inputs, int Outputs, int BatchSize, bool IsDouble = false)
{
    // Without fused multiply-adds in hardware each one is emulated, so what runs everywhere is small. The widths are no multiple of a
    // vector; one product is deeper than a block of 256, and the last batch of an epoch has fewer rows.
    private const string Dense = "linear 19, relu, linear 7",
        Deep = "linear 33, tanh, linear 17, gelu, linear 9, silu, linear 9, elu, linear 5, selu, linear 3, sigmoid, linear 3",
        Branched = "linear 21, dropout 0.3, residual (linear 21, leaky-relu), concat (linear 5, softplus; linear 7, gelu tanh; ), "
            + "dropout, linear 5";

    public static readonly TrainingCase[] Everywhere =
    [
        new("dense", Dense, new MeanSquaredError(), "sgd 0.05", Rows: 29, Inputs: 261, Outputs: 7, BatchSize: 13),
        new("dense, double", Dense, new Huber(), "sgd 0.05 momentum=0.9", Rows: 29, Inputs: 261, Outputs: 7, BatchSize: 13, IsDouble: true),
        new("deep", Deep, new SoftmaxCrossEntropy(), "adam 0.01", Rows: 37, Inputs: 11, Outputs: 3, BatchSize: 18),
        new("deep, double", Deep, new BinaryCrossEntropy(), "adam 0.01 amsGrad=true", Rows: 37, Inputs: 11, Outputs: 3, BatchSize: 18,
            IsDouble: true),
        new("branched", Branched, new SoftmaxCrossEntropy(), "adam 0.01", Rows: 41, Inputs: 15, Outputs: 5, BatchSize: 17),
        new("branched, double", Branched, new MeanAbsoluteError(), "sgd 0.02", Rows: 41, Inputs: 15, Outputs: 5, BatchSize: 17,
            IsDouble: true),
    ];

    // Large enough that seven threads share products, elementwise loops, softmax and update.
    public static readonly TrainingCase[] Shared =
    [
        new("wide", "linear 515, relu, dropout, linear 517, tanh, linear 131", new SoftmaxCrossEntropy(), "adam 0.001", Rows: 300,
            Inputs: 70, Outputs: 131, BatchSize: 170),
        new("wide, double", "linear 515, gelu, linear 517, sigmoid, linear 131", new MeanSquaredError(), "sgd 0.01 momentum=0.9", Rows: 300,
            Inputs: 70, Outputs: 131, BatchSize: 170, IsDouble: true),
    ];

    /// <summary>Trains and gives the bytes of the saved model.</summary>
    public byte[] Train(int threads, string folder) => IsDouble ? Train<double>(threads, folder) : Train<float>(threads, folder);

    private byte[] Train<T>(int threads, string folder)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] targets = [.. Examples.Numbers(Rows * Outputs, 2).Select(number => (number + 1) / 2)];
        Dataset data = Dataset.FromArrays([Inputs], Examples.Numbers(Rows * Inputs, 1), targets);
        var options = new TrainingOptions(Loss, Catalog.Optimizers.Parse(Optimizer), BatchSize, Epochs: 2, Seed: 9);
        var network = new Network<T>(Examples.Model(Layers, Inputs), seed: 4);
        TrainingResult result = new Trainer<T>(network, data, options, threads).Train();
        Assert.Equal(TrainingStop.Epochs, result.Stop);
        string path = Path.Combine(folder, $"{Guid.NewGuid():N}.safetensors");
        ModelFile.Save(path, network, Preprocessing.None(), options);
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }
}
