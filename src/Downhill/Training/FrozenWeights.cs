using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>Parameters and running statistics that training leaves as they are, bit for bit.</summary>
internal sealed class FrozenWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Backend<T> backend;
    private readonly (Buffer<T> Live, Buffer<T> Kept)[] parts;
    private readonly Buffer<T>[] gradients;
    private readonly HashSet<string> names;

    /// <summary>Finds what is frozen.</summary>
    /// <exception cref="DownhillException">A name is that of no layer or parameter, or nothing is left to train.</exception>
    public FrozenWeights(Network<T> network, IReadOnlyList<string> frozen)
    {
        string[] layers = [.. network.Model.Places().Select(place => place.Name)];
        string[] known = [.. layers, .. network.AllParameters.Select(parameter => parameter.Name)];
        if (frozen.FirstOrDefault(name => !known.Contains(name)) is string unknown)
            throw new DownhillException($"There is no layer or parameter '{unknown}' to be frozen{Nearest.Hint(unknown, known)}; the layers are {string.Join(", ", layers)}.");
        Parameter<T>[] parameters = [.. network.AllParameters.Where(parameter => IsFrozen(parameter.Name))];
        if (parameters.Length == network.AllParameters.Count)
            throw new DownhillException("All layers with parameters are frozen, so there is nothing to train.");
        names = [.. parameters.Select(parameter => parameter.Name)];
        backend = network.Backend;
        gradients = [.. parameters.Select(parameter => parameter.Gradient)];
        parts =
        [
            .. parameters.Select(parameter => parameter.Data)
                .Concat(network.AllStatistics.Where(statistic => IsFrozen(statistic.Name)).Select(statistic => statistic.Data))
                .Select(live => (live, backend.Allocate(live.Length))),
        ];
        Keep();

        bool IsFrozen(string name) => frozen.Any(one => name == one || name.StartsWith(one + ".", StringComparison.Ordinal));
    }

    /// <summary>Whether a parameter is frozen.</summary>
    public bool Has(string parameter) => names.Contains(parameter);

    /// <summary>Takes the numbers as they are now.</summary>
    public void Keep()
    {
        foreach ((Buffer<T> live, Buffer<T> kept) in parts)
            backend.Copy(live, kept);
    }

    /// <summary>Lets the frozen parameters count nothing in the gradient, its length included.</summary>
    public void ClearGradient()
    {
        foreach (Buffer<T> gradient in gradients)
            backend.Fill(gradient, gradient.Length, T.Zero);
    }

    /// <summary>Undoes what an update did besides following the gradient, such as weight decay.</summary>
    public void Restore()
    {
        foreach ((Buffer<T> live, Buffer<T> kept) in parts)
            backend.Copy(kept, live);
    }
}
