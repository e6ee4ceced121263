using System.Collections.Immutable;
using Downhill.Tables;

namespace Downhill.Experiments;

/// <summary>A network in double with some rows, for a gradient check or a landscape.</summary>
/// <param name="Description">A description in words.</param>
/// <param name="Network">The network.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Inputs">The inputs after preprocessing: <c>[rows, input]</c>.</param>
/// <param name="Targets">The targets: <c>[rows, outputs]</c>.</param>
public sealed record CheckCase(string Description, Network<double> Network, Loss Loss, double[] Inputs, double[] Targets)
{
    /// <summary>The optimizer of the training; null for an untrained model.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>The number of steps of a worked example; otherwise null.</summary>
    public int? Steps { get; init; }

    /// <summary>Whether a path is that of a worked example.</summary>
    public static bool IsExample(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a path is that of a trained model: a run folder or a model file.</summary>
    public static bool IsModel(string path) =>
        path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || ModelFile.IsOtherFormat(path)
        || File.Exists(Path.Combine(path, "run.json")) || File.Exists(Path.Combine(path, "model.safetensors"));

    /// <summary>The number of rows.</summary>
    public int Rows => Inputs.Length / Network.Model.Input.Size;

    /// <summary>Checks the whole gradient against central differences.</summary>
    /// <param name="options">The tolerances.</param>
    /// <param name="progress">Gets the number of checked entries.</param>
    /// <param name="cancellation">Stops the check with an exception.</param>
    public GradientReport Check(GradientCheckOptions options, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        GradientCheck.Run(Network, Loss, Inputs, Targets, options, progress, cancellation);

    /// <summary>Computes the cost around the parameters.</summary>
    /// <param name="along">Two entries of parameters, such as <c>linear1.weight[0,1]</c>; null for two random directions.</param>
    /// <param name="options">The grid and the path.</param>
    /// <param name="cancellation">Stops the survey with an exception.</param>
    /// <exception cref="DownhillException">The network has no such entry.</exception>
    public Landscape Survey(IReadOnlyList<string>? along, LandscapeOptions options, CancellationToken cancellation = default) =>
        along is null
            ? Landscape.Random(Network, Loss, Inputs, Targets, options, cancellation)
            : Landscape.Along(Network, Loss, Inputs, Targets, GradientEntry.Parse(Network, along[0]),
                GradientEntry.Parse(Network, along[1]), options, cancellation);

    /// <summary>A trained model, on rows of data or on random rows.</summary>
    /// <param name="path">The run folder or the model file.</param>
    /// <param name="data">The data; null for random rows.</param>
    /// <param name="loss">The loss in the notation of the command line; null for that of the training.</param>
    /// <param name="rows">The largest number of rows.</param>
    /// <param name="seed">The seed of the choice of rows.</param>
    /// <exception cref="DownhillException">The model or the data cannot be read, or they do not fit together.</exception>
    public static CheckCase OfModel(string path, string? data, string? loss, int rows, ulong seed)
    {
        ModelFile file = ModelFile.Open(RunFolder.FindModel(path));
        Loss chosen = loss is null ? file.Training.Loss : Catalog.Losses.Parse(loss);
        Network<double> network = file.Load<double>();
        if (data is null)
            return Random(path, network, file.Preprocessing.Classes, chosen, rows, seed);
        TableRows raw = DataSource.LoadFor([data], file, targetRequired: true, seed);
        Dataset prepared = file.Preprocessing.Apply(file.Raw(data, raw.Inputs, raw.Targets!));
        return OfRows($"{path} on {data}", network, chosen, prepared, rows, seed) with { Optimizer = file.Training.Optimizer };
    }

    /// <summary>A worked example, on its own samples.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DownhillException">The file cannot be read.</exception>
    public static CheckCase OfExample(string path)
    {
        WorkedExample example = WorkedExample.Load(path);
        return new CheckCase(
            $"{path}, {example.Samples.Length} {(example.Samples.Length == 1 ? "sample" : "samples")}",
            example.NewNetwork(),
            example.Loss,
            [.. example.Samples.SelectMany(sample => sample.Input)],
            [.. example.Samples.SelectMany(sample => sample.Target)])
        {
            Optimizer = example.Optimizer,
            Steps = example.Steps,
        };
    }

    /// <summary>An untrained model, on rows of data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="target">The target; null for the last column.</param>
    /// <param name="model">The layers in the notation of the command line; null for the recipe's.</param>
    /// <param name="loss">The loss in the notation of the command line; null for the recipe's.</param>
    /// <param name="rows">The largest number of rows.</param>
    /// <param name="seed">The seed of the weights and of the choice of rows.</param>
    /// <exception cref="DownhillException">The data cannot be read, or model, loss and data do not fit together.</exception>
    public static CheckCase OfData(string data, string? target, string? model, string? loss, int rows, ulong seed)
    {
        var experiment = new Experiment([data], target, Model: model, Loss: loss is null ? null : Catalog.Losses.Parse(loss), Seed: seed);
        DataSource source = DataSource.Load(experiment);
        (Preprocessing preprocessing, Dataset raw) = source.Fit([.. Enumerable.Range(0, source.Rows)]);
        Dataset prepared = preprocessing.Apply(raw);
        Recipe recipe = Recipe.Choose(experiment, prepared);
        if (recipe.StandardizesTargets)
            prepared = preprocessing.WithTargets(prepared).ApplyToTargets(prepared);
        return OfRows($"an untrained model on {data}", new Network<double>(recipe.Model, seed), recipe.Training.Loss, prepared, rows, seed);
    }

    private static CheckCase OfRows(string description, Network<double> network, Loss loss, Dataset data, int rows, ulong seed)
    {
        Compatibility.Require(network.Model, loss, data);
        int[] chosen = new int[data.Rows];
        Shuffle.Fill(chosen, seed, RandomPurpose.Checking, 0);
        chosen = chosen[..Math.Min(rows, chosen.Length)];
        int width = network.Output.Size;
        var inputs = new double[chosen.Length * data.Input.Size];
        var targets = new double[chosen.Length * width];
        data.Gather<double>(chosen, inputs, targets, width);
        return new CheckCase($"{description}, {chosen.Length} rows", network, loss, inputs, targets);
    }

    private static CheckCase Random(string path, Network<double> network, ImmutableArray<string> classes, Loss loss, int rows, ulong seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Checking, 1);
        int width = network.Output.Size;
        double[] inputs = [.. Enumerable.Range(0, rows * network.Model.Input.Size).Select(i => random.Normal((ulong)i))];
        var targets = new double[rows * width];
        random = new RandomStream(seed, RandomPurpose.Checking, 2);
        for (int row = 0; row < rows; row++)
        {
            if (classes.IsEmpty)
                targets[row * width] = random.Normal((ulong)row);
            else if (width == 1)
                targets[row] = random.Below((ulong)row, 2);
            else
                targets[(row * width) + random.Below((ulong)row, width)] = 1;
        }

        return new CheckCase($"{path} on {rows} random rows", network, loss, inputs, targets);
    }
}
