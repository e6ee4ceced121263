using System.Collections.Immutable;
using Downhill.Reports;

namespace Downhill.Studio;

/// <summary>The cost around the weights of a playground, and several optimizers that descend from the same start.</summary>
/// <param name="Ground">The cost over two parameters or two random directions, with the way of the first optimizer.</param>
/// <param name="Paths">The way of each optimizer, which moves along the two directions only.</param>
public sealed record LandscapeRace(Landscape Ground, ImmutableArray<KeyValuePair<string, ImmutableArray<LandscapePoint>>> Paths)
{
    /// <summary>The compared optimizers.</summary>
    public static ImmutableArray<string> Racers { get; } = ["sgd", "sgd momentum=0.9", "rmsprop", "adam"];

    private const int Grid = 31, MaxRows = 200;

    /// <summary>Surveys the cost of the rows to learn from, at most 200 of them.</summary>
    /// <param name="session">The training.</param>
    /// <param name="x">The parameter across, by its place among all; null with <paramref name="y"/> for random directions.</param>
    /// <param name="y">The parameter upwards.</param>
    /// <param name="rate">The learning rate of all.</param>
    /// <param name="steps">How many steps each makes.</param>
    /// <param name="span">How far the picture reaches to either side.</param>
    /// <param name="seed">Fixes the random directions.</param>
    /// <exception cref="DownhillException">An option is out of its range, or both parameters are the same.</exception>
    public static LandscapeRace Of(PlaygroundSession session, int? x, int? y, double rate, int steps, double span, ulong seed)
    {
        Dataset rows = session.Data.Training;
        int count = Math.Min(rows.Rows, MaxRows);
        Network<double> network = session.Network.ConvertTo<double>();
        var plan = Plan<double>.ForTraining(network, count, session.Training.Loss, inputGradient: false);
        rows.Gather([.. Enumerable.Range(0, count)], plan.Inputs, plan.Targets, network.Output.Size);
        double[] inputs = plan.Inputs.ToArray(), targets = plan.Targets.ToArray();
        Landscape[] surveys = [.. Racers.Select((racer, i) => Survey(OptimizerText.Parse(racer).Entry.Name, racer, i == 0 ? Grid : 2))];
        return new LandscapeRace(surveys[0], [.. Racers.Select((racer, i) => KeyValuePair.Create(racer, surveys[i].Path))]);

        Landscape Survey(string kind, string racer, int grid)
        {
            Optimizer optimizer = Catalog.Optimizers.Parse(
                racer.Replace(kind, $"{kind} learningRate={PlaygroundText.Number(rate)}", StringComparison.Ordinal));
            var options = new LandscapeOptions(grid, span, steps, optimizer, seed);
            return x is int across && y is int up
                ? Landscape.Along(network, session.Training.Loss, inputs, targets, GlassView.EntryAt(network, across),
                    GlassView.EntryAt(network, up), options)
                : Landscape.Random(network, session.Training.Loss, inputs, targets, options);
        }
    }

    /// <summary>The landscape with the path of one optimizer.</summary>
    public ContourChart Chart(int racer) => new(Paths[racer].Key, Ground with { Path = Paths[racer].Value });

    /// <summary>The cost of each optimizer by step.</summary>
    public LineChart Costs() => new(
        "The race",
        $"The cost from {Ground.Centre.Cost:G4} at the start: "
            + $"{string.Join(", ", Paths.Select(path => $"{path.Key} {path.Value[^1].Cost:G4}"))}.",
        "steps",
        "cost",
        [.. Paths.Select(path => new ChartLine(path.Key, [.. path.Value.Select((point, step) => new ChartPoint(step, point.Cost))]))]);
}
