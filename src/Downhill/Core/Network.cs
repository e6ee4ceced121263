using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The numbers of a model: all parameters one vector w, their gradient one vector ∇C, both in layer order.
/// Many threads may read a network at once for inference, each through a plan of its own; training owns it.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Network<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<string, Parameter<T>> byName = [];
    private readonly Network<T>? sharing;
    private Buffer<T> gradient;

    /// <summary>Makes the parameters and gives them their first values, a pure function of the model and the seed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="backend">The backend that owns the memory; by default that of the processor. Plans of the network use it.</param>
    /// <exception cref="DownhillException">The layers do not fit each other, or an initializer does not fit its parameter.</exception>
    public Network(Model model, ulong seed = 0, Backend<T>? backend = null)
        : this(model, (ulong?)seed, backend ?? Backend<T>.ForProcessor(), null)
    {
    }

    private Network(Model model, ulong? seed, Backend<T> backend, Network<T>? sharing)
    {
        (Backend, Model, this.sharing) = (backend, model, sharing);
        Output = model.OutputShape();
        (string Name, ParameterSpec Spec)[] specs = [.. model.Parameters()];
        Parameters = backend.Allocate(specs.Sum(entry => (long)entry.Spec.Shape.Size));
        var all = new List<Parameter<T>>();
        int start = 0;
        foreach ((string name, ParameterSpec spec) in specs)
        {
            var parameter = new Parameter<T>(this, name, spec.Shape, start);
            spec.Initializer.Require(name, spec.Shape);
            if (seed is ulong given)
                Initialize(parameter, spec, new RandomStream(given, RandomPurpose.Initialization, (ulong)all.Count));
            all.Add(parameter);
            byName.Add(name, parameter);
            start += spec.Shape.Size;
        }

        AllParameters = all;
        (string Name, StatisticSpec Spec)[] statistics = [.. model.Statistics()];
        Statistics = sharing?.Statistics ?? backend.Allocate(statistics.Sum(entry => (long)entry.Spec.Shape.Size));
        var kept = new List<Statistic<T>>();
        start = 0;
        foreach ((string name, StatisticSpec spec) in statistics)
        {
            kept.Add(new Statistic<T>(name, spec.Shape, Statistics.Slice(start, spec.Shape.Size)));
            if (sharing is null)
                kept[^1].Data.Write([.. Enumerable.Repeat(T.CreateTruncating(spec.First), spec.Shape.Size)]);
            start += spec.Shape.Size;
        }

        AllStatistics = kept;
    }

    /// <summary>The backend that owns its memory and runs the computations.</summary>
    public Backend<T> Backend { get; }

    /// <summary>The description of the network.</summary>
    public Model Model { get; }

    /// <summary>The shape of one row of the output.</summary>
    public Shape Output { get; }

    /// <summary>w: all parameters, one after the other in layer order.</summary>
    public Buffer<T> Parameters { get; }

    /// <summary>∇C: the gradient of the loss with respect to each parameter, in the same order. It is allocated on first use.</summary>
    public Buffer<T> Gradient
    {
        get
        {
            if (gradient.IsEmpty && !Parameters.IsEmpty)
                gradient = sharing?.Gradient ?? Backend.Allocate(Parameters.Length);
            return gradient;
        }
    }

    /// <summary>The parameters in layer order.</summary>
    public IReadOnlyList<Parameter<T>> AllParameters { get; }

    /// <summary>All running statistics, one after the other in layer order: values that inference needs besides the parameters.</summary>
    public Buffer<T> Statistics { get; }

    /// <summary>The running statistics in layer order.</summary>
    public IReadOnlyList<Statistic<T>> AllStatistics { get; }

    /// <summary>A parameter by its full name.</summary>
    /// <exception cref="DownhillException">There is none of that name.</exception>
    public Parameter<T> this[string name] => byName.TryGetValue(name, out Parameter<T>? parameter)
        ? parameter
        : throw new DownhillException(
            $"The network has no parameter '{name}'{Nearest.Hint(name, byName.Keys)}; it has {string.Join(", ", byName.Keys)}.");

    /// <summary>A copy of the network with another number type; parameters are rounded if that type is narrower.</summary>
    public Network<TOther> ConvertTo<TOther>()
        where TOther : unmanaged, IBinaryFloatingPointIeee754<TOther>
    {
        Network<TOther> other = Network<TOther>.Uninitialized(Model);
        other.Parameters.Write(Array.ConvertAll(Parameters.ToArray(), TOther.CreateTruncating));
        other.Statistics.Write(Array.ConvertAll(Statistics.ToArray(), TOther.CreateTruncating));
        return other;
    }

    /// <summary>
    /// Takes over the numbers of another network wherever a parameter or running statistic has the same name and shape, to begin training
    /// with them.
    /// </summary>
    /// <returns>The names of the parameters that were not there, or of another shape; they keep their first values.</returns>
    public IReadOnlyList<string> CopyFrom(Network<T> other)
    {
        var left = new List<string>();
        foreach (Parameter<T> parameter in AllParameters)
        {
            if (other.byName.TryGetValue(parameter.Name, out Parameter<T>? known) && known.Shape == parameter.Shape)
                parameter.Data.Write(known.Data.ToArray());
            else
                left.Add(parameter.Name);
        }

        foreach (Statistic<T> statistic in AllStatistics)
        {
            if (other.AllStatistics.FirstOrDefault(one => one.Name == statistic.Name) is { } known && known.Shape == statistic.Shape)
                statistic.Data.Write(known.Data.ToArray());
        }

        return left;
    }

    /// <summary>A network whose parameters are still zero, to be filled with stored ones.</summary>
    internal static Network<T> Uninitialized(Model model) => new(model, null, Backend<T>.ForProcessor(), null);

    /// <summary>A network of the same model, running statistics and gradient with parameters of its own, which begin as copies.</summary>
    internal Network<T> WithOwnParameters()
    {
        var other = new Network<T>(Model, null, Backend, this);
        Backend.Copy(Parameters, other.Parameters);
        return other;
    }

    private static void Initialize(Parameter<T> parameter, ParameterSpec spec, RandomStream random)
    {
        Span<T> room = stackalloc T[64];
        for (int start = 0; start < spec.Shape.Size; start += room.Length)
        {
            Span<T> some = room[..Math.Min(room.Length, spec.Shape.Size - start)];
            for (int i = 0; i < some.Length; i++)
                some[i] = T.CreateTruncating(spec.Initializer.At(start + i, spec, random));
            parameter.Data.Slice(start, some.Length).Write(some);
        }
    }
}
