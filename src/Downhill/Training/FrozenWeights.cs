using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>Parameters and running statistics that training does not change.</summary>
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
        FrozenNames.Require(network.Model, frozen);
        Parameter<T>[] parameters = [.. network.AllParameters.Where(parameter => FrozenNames.Has(frozen, parameter.Name))];
        names = [.. parameters.Select(parameter => parameter.Name)];
        backend = network.Backend;
        gradients = [.. parameters.Select(parameter => parameter.Gradient)];
        parts =
        [
            .. parameters.Select(parameter => parameter.Data)
                .Concat(network.AllStatistics.Where(statistic => FrozenNames.Has(frozen, statistic.Name))
                    .Select(statistic => statistic.Data))
                .Select(live => (live, backend.Allocate(live.Length))),
        ];
        Keep();
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

    /// <summary>Undoes the part of an update that is not from the gradient, such as weight decay.</summary>
    public void Restore()
    {
        foreach ((Buffer<T> live, Buffer<T> kept) in parts)
            backend.Copy(kept, live);
    }
}

/// <summary>The names of frozen layers or of single frozen parameters.</summary>
internal static class FrozenNames
{
    /// <summary>Throws if a name is that of no layer or parameter, or nothing is left to train.</summary>
    public static void Require(Model model, IReadOnlyList<string> frozen)
    {
        string[] layers = [.. model.Places().Select(place => place.Name)],
            parameters = [.. model.Parameters().Select(parameter => parameter.Name)];
        if (frozen.FirstOrDefault(name => !layers.Contains(name) && !parameters.Contains(name)) is string unknown)
        {
            throw new DownhillException(
                $"There is no layer or parameter '{unknown}' to freeze{Nearest.Hint(unknown, [.. layers, .. parameters])}; "
                    + $"the layers are {string.Join(", ", layers)}.");
        }

        if (frozen.Count > 0 && parameters.All(name => Has(frozen, name)))
            throw new DownhillException("All layers with parameters are frozen, so there is nothing to train.");
    }

    /// <summary>Whether a parameter or running statistic is frozen.</summary>
    public static bool Has(IReadOnlyList<string> frozen, string name) =>
        frozen.Any(one => name == one || name.StartsWith(one + ".", StringComparison.Ordinal));
}
