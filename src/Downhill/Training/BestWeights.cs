using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>Keeps the weights of the epoch with the smallest loss, and decides when the patience for a better epoch is over.</summary>
internal sealed class BestWeights<T>(Network<T> network, int patience)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Buffer<T> parameters = network.Backend.Allocate(network.Parameters.Length);
    private readonly Buffer<T> statistics = network.Backend.Allocate(network.Statistics.Length);

    /// <summary>The epoch they are of; 0 before the first.</summary>
    public int Epoch { get; set; }

    /// <summary>Its loss.</summary>
    public double Loss { get; set; }

    /// <summary>The copies: parameters and statistics.</summary>
    public (string Name, Buffer<T> Numbers)[] Parts => [("parameters", parameters), ("statistics", statistics)];

    /// <summary>Takes note of an epoch; true where patience is over.</summary>
    public bool Note(int epoch, double measured)
    {
        if (Epoch == 0 || measured < Loss || (double.IsNaN(Loss) && !double.IsNaN(measured)))
        {
            (Epoch, Loss) = (epoch, measured);
            network.Backend.Copy(network.Parameters, parameters);
            network.Backend.Copy(network.Statistics, statistics);
        }

        return epoch - Epoch >= patience;
    }

    public void Forget() => Epoch = 0;

    public void Restore()
    {
        if (Epoch == 0)
            return;
        network.Backend.Copy(parameters, network.Parameters);
        network.Backend.Copy(statistics, network.Statistics);
    }
}
