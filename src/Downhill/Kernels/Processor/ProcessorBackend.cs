using System.Numerics;

namespace Downhill.Kernels;

/// <summary>The loops on a processor, with vectors of one width on some threads.</summary>
internal sealed partial class ProcessorBackend<T, V>(int wanted) : Backend<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    // Below this many elements a thread, waking another one costs more than it saves.
    private const int MinElements = 32 * 1024;

    private readonly int threads = Math.Min(wanted, Workers.Processors);

    internal override int Threads => threads;

    public override Buffer<T> Allocate(long length) => Buffer<T>.Allocate(length);

    public override Backend<T> WithThreads(int number) => number == wanted ? this : new ProcessorBackend<T, V>(number);

    public override ElementwiseKernel<T> Elementwise<TFunction>(TFunction function) =>
        new ProcessorElementwise<T, V, TFunction>(function, threads);

    public override ElementwiseLossKernel<T> Comparison<TFunction>(TFunction function) =>
        new ProcessorElementwiseLoss<T, V, TFunction>(function, threads);

    public override GradientKernel<T, TRule> Gradient<TRule>() => new ProcessorGradient<T, V, TRule>(threads);

    public override UpdateKernel<T, TRule> Update<TRule>() => new ProcessorUpdate<T, V, TRule>(threads);

    private void Each<TBody>(TBody body, int count, int least = MinElements)
        where TBody : struct, ILanes<T>
    {
        var loop = new LaneLoop<T, V, TBody>(body);
        Workers.For(ref loop, count, V.Count, least, threads);
    }
}
