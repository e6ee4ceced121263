using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Experiments;

/// <summary>A measurement of how fast this machine trains a network, and how near that comes to the peak of the processor.</summary>
/// <param name="Size">The network or the matrix product.</param>
/// <param name="Batch">The number of rows in a step; a product has its own.</param>
/// <param name="Optimizer">The optimizer of a training step; null times a forward pass.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Gathers">Whether a step first gathers its batch from rows of bytes, as the trainer does.</param>
/// <param name="Seconds">The measuring time after the warm-up.</param>
/// <param name="Precision">The type of all numbers.</param>
public sealed record Benchmark(
    BenchmarkSize Size, int Batch, Optimizer? Optimizer, int Threads, bool Gathers = false, double Seconds = 1,
    Precision Precision = Precision.Float)
{
    private static readonly TimeSpan PeakTime = TimeSpan.FromSeconds(0.04);

    /// <summary>The number of rows in a step.</summary>
    public int Rows => Size.IsProduct ? Size.Sizes[0] : Batch;

    /// <summary>Whether a training step is timed.</summary>
    public bool IsTraining => Optimizer is not null && !Size.IsProduct;

    /// <summary>Measures.</summary>
    /// <param name="progress">Gets the finished share, from 0 to 1.</param>
    /// <param name="cancellation">Stops the measurement with an exception.</param>
    /// <exception cref="DownhillException">The network is too large, or its loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public BenchmarkResult Run(IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Precision == Precision.Double ? Run<double>(progress, cancellation) : Run<float>(progress, cancellation);

    private BenchmarkResult Run<T>(IProgress<double>? progress, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BenchmarkWork work = Work<T>();
        double peak = MultiplyAddPeak.Measure<T>(Threads, PeakTime);
        double once = BenchmarkClock.Measure(work, Seconds, progress, cancellation);
        peak = Math.Max(peak, MultiplyAddPeak.Measure<T>(Threads, PeakTime));
        return new BenchmarkResult(once, Rows / once, Rows * Size.OperationsPerRow(IsTraining) / once / 1e9, peak);
    }

    private BenchmarkWork Work<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Size.IsProduct)
            return new BenchmarkProduct<T>(Rows, Size.Sizes[1], Size.Sizes[2], Threads);
        var network = new Network<T>(Size.Model());
        return Optimizer is null ? new BenchmarkPass<T>(network, Batch, Threads)
            : Gathers ? new BenchmarkTrainer<T>(network, Batch, Optimizer, Threads)
            : new BenchmarkStep<T>(network, Batch, Optimizer, Threads);
    }
}

/// <summary>The result of a benchmark.</summary>
/// <param name="SecondsPerStep">The median time of a step.</param>
/// <param name="RowsPerSecond">The number of rows per second.</param>
/// <param name="Gflops">Billions of multiplications and additions per second.</param>
/// <param name="Peak">The most that the processor can do, in the same unit.</param>
public sealed record BenchmarkResult(double SecondsPerStep, double RowsPerSecond, double Gflops, double Peak)
{
    /// <summary>The share of the peak in percent.</summary>
    public double PercentOfPeak => 100 * Gflops / Peak;
}
