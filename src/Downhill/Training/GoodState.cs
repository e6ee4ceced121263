using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>All numbers of a training after its best epoch, to return to if it diverges.</summary>
internal sealed class GoodState<T>(Network<T> network, Buffer<T> optimizer, Buffer<T> average)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The copies: parameters, statistics, optimizer and running mean.</summary>
    public (string Name, Buffer<T> Numbers)[] Parts { get; } =
    [
        ("parameters", network.Backend.Allocate(network.Parameters.Length)),
        ("statistics", network.Backend.Allocate(network.Statistics.Length)),
        ("optimizer", network.Backend.Allocate(optimizer.Length)),
        ("average", network.Backend.Allocate(average.Length)),
    ];

    /// <summary>The smallest loss of an epoch so far; infinite before the first.</summary>
    public double Loss { get; set; } = double.PositiveInfinity;

    /// <summary>The position of the training.</summary>
    public TrainingPosition? Position { get; set; }

    public void Keep(TrainingPosition position, double loss)
    {
        (Position, Loss) = (position, loss);
        for (int i = 0; i < Parts.Length; i++)
            network.Backend.Copy(Live(i), Parts[i].Numbers);
    }

    public void GoBack()
    {
        for (int i = 0; i < Parts.Length; i++)
            network.Backend.Copy(Parts[i].Numbers, Live(i));
    }

    private Buffer<T> Live(int part) => part switch
    {
        0 => network.Parameters,
        1 => network.Statistics,
        2 => optimizer,
        _ => average,
    };
}
