using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>What happens to the weights after an update: the bound on their columns, and their running mean.</summary>
internal sealed class WeightRules<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingOptions options;
    private readonly Network<T> network;
    private readonly Kernels<T> kernels;
    private readonly Buffer<T>[] matrices;
    private readonly int[] columns;
    private readonly Buffer<T> average;
    private bool isExchanged;

    public WeightRules(TrainingOptions options, Network<T> network, Kernels<T> kernels, FrozenWeights<T>? frozen)
    {
        (this.options, this.network, this.kernels) = (options, network, kernels);
        Parameter<T>[] bounded = options.MaxNorm is null ? [] : [.. network.AllParameters.Where(parameter => parameter.Shape.Rank == 2 && frozen?.Has(parameter.Name) != true)];
        matrices = [.. bounded.Select(parameter => parameter.Data)];
        columns = [.. bounded.Select(parameter => parameter.Shape[1])];
        if (options.AverageDecay is null)
            return;
        average = Buffer<T>.Allocate(network.Parameters.Length);
        network.Parameters.Span.CopyTo(average.Span);
    }

    /// <summary>The running mean of the weights; empty where none is kept. In turn with the network's own: see <see cref="UseAverage"/>.</summary>
    public Buffer<T> Average => average;

    public void Apply(long step)
    {
        for (int i = 0; i < matrices.Length; i++)
            kernels.ClipColumnNorms(matrices[i], matrices[i].Length / columns[i], columns[i], T.CreateTruncating(options.MaxNorm!.Value));

        // The first steps forget faster, so that the start is soon forgotten.
        if (options.AverageDecay is double decay)
            kernels.Lerp(average, network.Parameters, average.Length, T.CreateTruncating(Math.Min(decay, (1.0 + step) / (10.0 + step))), T.One);
    }

    /// <summary>Puts the running mean into the network, to measure or keep it, or takes it out again, to go on training; says which was there.</summary>
    public bool UseAverage(bool wanted)
    {
        if (average.IsEmpty || wanted == isExchanged)
            return isExchanged;
        isExchanged = wanted;
        Span<T> one = network.Parameters.Span, other = average.Span;
        for (int i = 0; i < one.Length; i++)
            (one[i], other[i]) = (other[i], one[i]);
        return !wanted;
    }
}
