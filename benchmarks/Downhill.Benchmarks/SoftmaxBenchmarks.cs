using System.Numerics;
using BenchmarkDotNet.Attributes;
using Downhill.Kernels;

namespace Downhill.Benchmarks;

/// <summary>Softmax and the cross-entropy of logits, on one thread.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class SoftmaxBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Rows = 128;

    private readonly Backend<T> kernels = Backend<T>.ForProcessor();
    private Buffer<T> logits, targets, probabilities, losses, gradient;

    /// <summary>Gets or sets how many classes.</summary>
    [Params(10, 1000)]
    public int Classes { get; set; }

    /// <summary>Makes the rows.</summary>
    [GlobalSetup]
    public void Setup()
    {
        logits = Numbers.Random<T>(Rows * Classes, most: 4);
        targets = Buffer<T>.Allocate(Rows * Classes);
        probabilities = Buffer<T>.Allocate(Rows * Classes);
        gradient = Buffer<T>.Allocate(Rows * Classes);
        losses = Buffer<T>.Allocate(Rows);
        for (int row = 0; row < Rows; row++)
            targets.Span[(row * Classes) + (row % Classes)] = T.One;
    }

    /// <summary>The softmax of each row.</summary>
    [Benchmark]
    public void Softmax() => kernels.Softmax(logits, probabilities, Rows, Classes);

    /// <summary>The loss of each row, and its softmax.</summary>
    [Benchmark]
    public void CrossEntropy() => kernels.CrossEntropy(logits, targets, probabilities, losses, Rows, Classes);

    /// <summary>The gradient by the logits.</summary>
    [Benchmark]
    public void CrossEntropyGradient() => kernels.CrossEntropyGradient(probabilities, targets, gradient, Rows, Classes, T.One);
}
