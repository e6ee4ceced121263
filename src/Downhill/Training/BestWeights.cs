using System.Numerics;

namespace Downhill;

/// <summary>Keeps the weights of the epoch with the smallest loss, and tells when it has been waiting long enough for a better one.</summary>
internal sealed class BestWeights<T>(Network<T> network, int patience)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] parameters = new T[network.Parameters.Length], statistics = new T[network.Statistics.Length];

    /// <summary>The epoch they are of; 0 before the first.</summary>
    public int Epoch { get; set; }

    /// <summary>Its loss.</summary>
    public double Loss { get; set; }

    /// <summary>The copies: parameters and statistics.</summary>
    public (string Name, T[] Numbers)[] Parts => [("parameters", parameters), ("statistics", statistics)];

    /// <summary>Takes note of an epoch; true where patience is over.</summary>
    public bool Note(int epoch, double measured)
    {
        if (Epoch == 0 || measured < Loss)
        {
            (Epoch, Loss) = (epoch, measured);
            network.Parameters.Span.CopyTo(parameters);
            network.Statistics.Span.CopyTo(statistics);
        }

        return epoch - Epoch >= patience;
    }

    public void Forget() => Epoch = 0;

    public void Restore()
    {
        if (Epoch == 0)
            return;
        parameters.CopyTo(network.Parameters.Span);
        statistics.CopyTo(network.Statistics.Span);
    }
}
