using System.Numerics;
using BenchmarkDotNet.Attributes;
using Downhill.Kernels;

namespace Downhill.Benchmarks;

/// <summary>The three matrix products of a step.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class ProductBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Backend<T> kernels = null!;
    private Buffer<T> x, weight, y;
    private int rows, inputs, outputs;

    /// <summary>Gets or sets rows × inputs × outputs.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = string.Empty;

    /// <summary>Gets or sets how many threads.</summary>
    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    /// <summary>Gets the shapes of training steps, and squares.</summary>
    public static IEnumerable<string> Shapes => ["1x784x128", "32x784x128", "32x128x10", "256x1024x1024", "512x512x512", "1024x1024x1024"];

    /// <summary>Gets one, and all there are.</summary>
    public static IEnumerable<int> ThreadCounts => new[] { 1, Environment.ProcessorCount }.Distinct();

    /// <summary>Makes the matrices.</summary>
    [GlobalSetup]
    public void Setup()
    {
        int[] extents = [.. Shape.Split('x').Select(int.Parse)];
        (rows, inputs, outputs) = (extents[0], extents[1], extents[2]);
        kernels = Backend<T>.ForProcessor(Threads);
        x = Numbers.Random<T>(rows * inputs);
        weight = Numbers.Random<T>(inputs * outputs, seed: 1);
        y = Numbers.Random<T>(rows * outputs, seed: 2);
    }

    /// <summary>y = x W.</summary>
    [Benchmark]
    public void Forward() => kernels.Multiply(x, weight, default, y, rows, inputs, outputs);

    /// <summary>dW = xᵀ δ.</summary>
    [Benchmark]
    public void WeightGradient() => kernels.MultiplyTransposedLeft(x, y, weight, rows, inputs, outputs, add: false);

    /// <summary>dx = δ Wᵀ.</summary>
    [Benchmark]
    public void InputGradient() => kernels.MultiplyTransposedRight(y, weight, x, rows, inputs, outputs, add: false);
}
