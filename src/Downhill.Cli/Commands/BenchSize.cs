using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Cli;

/// <summary>What is timed: a network written as <c>784-128-10</c>, or a matrix product written as <c>512x512x512</c>.</summary>
internal sealed record BenchSize(string Text, bool IsProduct, ImmutableArray<int> Sizes)
{
    public static BenchSize Parse(string text)
    {
        bool isProduct = text.Contains('x');
        var sizes = ImmutableArray.CreateBuilder<int>();
        foreach (string part in text.Split(isProduct ? 'x' : '-'))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size < 1)
                throw new DownhillException(
                    $"NETWORK takes whole numbers of at least 1, inputs-hidden-outputs such as 784-128-10 or a product such as "
                        + $"512x512x512, not '{text}'.");
            sizes.Add(size);
        }

        if (isProduct && sizes.Count != 3)
            throw new DownhillException($"A product takes three numbers, rows x inputs x outputs such as 512x512x512, not '{text}'.");
        if (!isProduct && sizes.Count < 2)
            throw new DownhillException(
                $"A network takes at least two numbers, inputs-outputs or inputs-hidden-outputs such as 784-128-10, not '{text}'.");
        if (!isProduct && sizes[^1] < 2)
            throw new DownhillException($"The network '{text}' needs at least two outputs: its loss compares classes.");
        return new BenchSize(text, isProduct, sizes.ToImmutable());
    }

    /// <summary>The network: linear layers with relu between them.</summary>
    public Model Model() => new(
        [Sizes[0]],
        [.. Sizes.Skip(1).SelectMany((outputs, i) => i == 0 ? (Layer[])[new Linear(outputs)] : [new Relu(), new Linear(outputs)])]);

    /// <summary>
    /// Multiplications and additions of one row: forward, and in training the gradient by each weight and by each layer's input
    /// but the first one's, which nobody needs.
    /// </summary>
    public double OperationsPerRow(bool training)
    {
        if (IsProduct)
            return 2.0 * Sizes[1] * Sizes[2];
        double total = 0;
        for (int i = 1; i < Sizes.Length; i++)
            total += 2.0 * Sizes[i - 1] * Sizes[i] * (training ? i == 1 ? 2 : 3 : 1);
        return total;
    }
}
