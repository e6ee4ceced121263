using System.Collections.Immutable;
using System.Globalization;

namespace Downhill.Experiments;

/// <summary>The size of what is timed: a network written as <c>784-128-10</c>, or a matrix product written as <c>512x512x512</c>.</summary>
/// <param name="Text">The size as it is written.</param>
/// <param name="IsProduct">Whether it is a matrix product.</param>
/// <param name="Sizes">Inputs, hidden neurons and outputs of a network; rows, inputs and outputs of a product.</param>
public sealed record BenchmarkSize(string Text, bool IsProduct, ImmutableArray<int> Sizes)
{
    /// <summary>Reads a size.</summary>
    /// <exception cref="DownhillException">The text is no size.</exception>
    public static BenchmarkSize Parse(string text)
    {
        bool isProduct = text.Contains('x');
        var sizes = ImmutableArray.CreateBuilder<int>();
        foreach (string part in text.Split(isProduct ? 'x' : '-'))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size < 1)
                throw new DownhillException(
                    $"A network takes whole numbers of at least 1, inputs-hidden-outputs such as 784-128-10, and so does a product such as "
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
        return new BenchmarkSize(text, isProduct, sizes.ToImmutable());
    }

    /// <summary>The network: linear layers with relu between them.</summary>
    public Model Model() => new(
        [Sizes[0]],
        [.. Sizes.Skip(1).SelectMany((outputs, i) => i == 0 ? (Layer[])[new Linear(outputs)] : [new Relu(), new Linear(outputs)])]);

    /// <summary>
    /// The number of multiplications and additions for one row: forward, and in training the gradient with respect to each weight and to
    /// the input of each layer except the first, whose gradient is not needed.
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
