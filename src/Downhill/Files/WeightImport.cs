using System.Collections.Immutable;
using System.Numerics;

namespace Downhill;

/// <summary>A tensor of another program that became a parameter or a statistic of a network.</summary>
/// <param name="Name">The parameter's or statistic's name: <c>linear1.weight</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Source">The tensor's name in the file.</param>
/// <param name="SourceShape">The tensor's shape in the file.</param>
/// <param name="Change">The change of the numbers; empty if there was none.</param>
public sealed record ImportedTensor(string Name, Shape Shape, string Source, ImmutableArray<long> SourceShape, string Change)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} {Shape} = {PlainText.Plain(Source)} [{string.Join(", ", SourceShape)}]"
            + (Change.Length > 0 ? $", {Change}" : string.Empty);
}

/// <summary>
/// Imports weights of PyTorch or Keras into the layers of a model, from safetensors, npz or npy files. Tensors and layers are matched by
/// names and shapes.
/// </summary>
public static class WeightImport
{
    /// <summary>Reads weights into a network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The layers, as the other program has them.</param>
    /// <param name="pairs">
    /// Layers and the names before their tensors' last part, where shapes and names leave a choice: <c>linear2=fc1</c>.
    /// </param>
    /// <returns>The network, and which tensor became what, in layer order.</returns>
    /// <exception cref="DownhillException">
    /// The file cannot be read; a parameter has no tensor, a tensor no parameter, or there is a choice.
    /// </exception>
    public static (Network<T> Network, ImmutableArray<ImportedTensor> Tensors) Read<T>(string path, Model model,
        IReadOnlyDictionary<string, string>? pairs = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var source = TensorSource.Open(path);
        try
        {
            ImmutableArray<WeightMatch> matches =
                new WeightMapping(source.Tensors, model, pairs ?? new Dictionary<string, string>(), source.IsOwn).Find();
            Network<T> network = Network<T>.Uninitialized(model);
            foreach (WeightMatch match in matches)
            {
                double[] numbers = match.Read();
                var data = network.AllStatistics.FirstOrDefault(statistic => statistic.Name == match.Name) is { } statistic
                    ? statistic.Data
                    : network[match.Name].Data;
                data.Write([.. numbers.Select(T.CreateTruncating)]);
            }

            return (network, [.. matches.Select(match =>
                new ImportedTensor(match.Name, match.Shape, match.Tensor.Name, [.. match.Tensor.Shape], match.Change))]);
        }
        catch (DownhillException error) when (!error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new DownhillException(ErrorText.Of($"{path}: {error.Text}"), error);
        }
    }

    /// <summary>Whether all numbers of a file are doubles.</summary>
    /// <exception cref="DownhillException">The file cannot be read.</exception>
    public static bool IsDouble(string path)
    {
        using var source = TensorSource.Open(path);
        return source.Tensors.All(tensor => tensor.Type is "F64" or "<f8" or ">f8" or "=f8" || tensor.Shape.Count == 0);
    }
}
