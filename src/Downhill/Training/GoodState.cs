using System.Numerics;

namespace Downhill;

/// <summary>All numbers of a training as they were after its best epoch, to go back to where it diverges.</summary>
internal sealed class GoodState<T>(Network<T> network, Kernels.Buffer<T> optimizer, Kernels.Buffer<T> average)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The copies: parameters, statistics, optimizer and running mean.</summary>
    public (string Name, T[] Numbers)[] Parts { get; } =
    [
        ("parameters", new T[network.Parameters.Length]),
        ("statistics", new T[network.Statistics.Length]),
        ("optimizer", new T[optimizer.Length]),
        ("average", new T[average.Length]),
    ];

    /// <summary>The smallest loss of an epoch so far; infinite before the first.</summary>
    public double Loss { get; set; } = double.PositiveInfinity;

    /// <summary>Where training stood.</summary>
    public TrainingPosition? Position { get; set; }

    public void Keep(TrainingPosition position, double loss)
    {
        (Position, Loss) = (position, loss);
        for (int i = 0; i < Parts.Length; i++)
            Live(i).Span.CopyTo(Parts[i].Numbers);
    }

    public void GoBack()
    {
        for (int i = 0; i < Parts.Length; i++)
            Parts[i].Numbers.CopyTo(Live(i).Span);
    }

    private Kernels.Buffer<T> Live(int part) => part switch
    {
        0 => network.Parameters,
        1 => network.Statistics,
        2 => optimizer,
        _ => average,
    };
}
