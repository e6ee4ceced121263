using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The changes of the weights after an update: the bound on their columns, and their moving average.</summary>
internal sealed class WeightRules<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingOptions options;
    private readonly Network<T> network;
    private readonly Backend<T> kernels;
    private readonly Buffer<T>[] matrices;
    private readonly int[] columns;

    /// <summary>Binds the rules to the weights.</summary>
    /// <param name="options">The bound and the decay.</param>
    /// <param name="network">The weights that are updated.</param>
    /// <param name="average">The memory of their moving average; empty if there is none.</param>
    /// <param name="kernels">The loops to work with.</param>
    /// <param name="frozen">The frozen weights; null if all are trained.</param>
    public WeightRules(TrainingOptions options, Network<T> network, Buffer<T> average, Backend<T> kernels, FrozenWeights<T>? frozen)
    {
        (this.options, this.network, this.kernels, Average) = (options, network, kernels, average);
        Parameter<T>[] bounded = options.MaxNorm is null
            ? []
            : [.. network.AllParameters.Where(parameter => parameter.Shape.Rank == 2 && frozen?.Has(parameter.Name) != true)];
        matrices = [.. bounded.Select(parameter => parameter.Data)];
        columns = [.. bounded.Select(parameter => parameter.Shape[1])];
    }

    /// <summary>The moving average of the weights; empty if there is none.</summary>
    public Buffer<T> Average { get; }

    public void Apply(long step)
    {
        for (int i = 0; i < matrices.Length; i++)
            kernels.ClipColumnNorms(matrices[i], matrices[i].Length / columns[i], columns[i], T.CreateTruncating(options.MaxNorm!.Value));

        // The first steps forget faster, so that the start is soon forgotten.
        if (options.AverageDecay is double decay)
            kernels.Lerp(Average, network.Parameters, Average.Length, T.CreateTruncating(Math.Min(decay, (1.0 + step) / (10.0 + step))),
                T.One);
    }
}
