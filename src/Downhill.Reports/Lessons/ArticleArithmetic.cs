namespace Downhill.Reports;

/// <summary>An example as two articles compute it by hand: with their slope of the sigmoid, and rounded after every operation.</summary>
internal static class ArticleArithmetic
{
    /// <summary>The example with the article's arithmetic in place of the library's; names and numbers at the start stay.</summary>
    public static WorkedExample Of(WorkedExample example) => example with
    {
        Network = example.Network with { Layers = [.. example.Network.Layers.Select(Layer)] },
        Optimizer = new RoundedDescent(example.Optimizer.LearningRate),
    };

    private static Layer Layer(Layer layer) => layer switch
    {
        Linear linear => new RoundedLinear(linear),
        Sigmoid => new SlopeAtOutput(),
        _ => layer,
    };
}
