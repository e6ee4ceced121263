using BenchmarkDotNet.Attributes;
using Downhill.Kernels;

namespace Downhill.Benchmarks;

/// <summary>One update of a parameter vector, for examples of every optimizer of the catalogue, on one thread.</summary>
public class OptimizerBenchmarks
{
    private OptimizerOperation<float> update = null!;
    private long step;

    /// <summary>Gets or sets the optimizer, in the notation of the command line.</summary>
    [ParamsSource(nameof(Examples))]
    public string Optimizer { get; set; } = string.Empty;

    /// <summary>Gets or sets how many parameters.</summary>
    [Params(101_770, 1_863_690)]
    public int Parameters { get; set; }

    /// <summary>Gets the examples.</summary>
    public static IEnumerable<string> Examples => Catalog.Optimizers.Entries.SelectMany(entry => entry.Examples);

    /// <summary>Makes the vectors.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Optimizer optimizer = Catalog.Optimizers.Parse(Optimizer);
        Buffer<float> state = Buffer<float>.Allocate(optimizer.State.Count * (long)Parameters);
        update = optimizer.Bind(new OptimizerBinding<float>(
            Backend<float>.ForProcessor(), Numbers.Random<float>(Parameters), Numbers.Random<float>(Parameters, seed: 1), state));
    }

    /// <summary>w ← w − η∇C.</summary>
    [Benchmark]
    public void Update() => update.Update(++step, 1e-9);
}
