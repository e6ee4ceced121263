using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Downhill.Cli;

/// <summary>One trial of a search: values for the options it varies, and how good the network is.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Rung">The round it was run in, from 1.</param>
/// <param name="Values">Option and value, in the order of the search.</param>
/// <param name="Score">Log-loss for classes, RMSE for numbers, on rows it did not learn from; null where it diverged.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record TuneTrial(int Number, int Rung, ImmutableArray<(string Option, string Value)> Values, double? Score, double Seconds)
{
    /// <summary>The trial as a line of the journal.</summary>
    public JsonObject ToJson() => new()
    {
        ["trial"] = Number,
        ["rung"] = Rung,
        ["values"] = new JsonObject(Values.Select(value => KeyValuePair.Create(value.Option[2..], (JsonNode?)value.Value))),
        ["score"] = Score,
        ["seconds"] = Seconds,
    };

    /// <summary>The trial a line of the journal tells of.</summary>
    public static TuneTrial Of(JsonNode line) => new(
        (int)line["trial"]!,
        (int)line["rung"]!,
        [.. line["values"]!.AsObject().Select(value => ($"--{value.Key}", (string)value.Value!))],
        (double?)line["score"],
        (double)line["seconds"]!);

    /// <summary>Trains as asked and gives the score; null where training diverged.</summary>
    public static double? Measure(TrainRequest request, Terminal terminal, int? epochs, CancellationToken cancellation) => request.Precision == "double"
        ? Measure<double>(request, terminal, epochs, cancellation)
        : Measure<float>(request, terminal, epochs, cancellation);

    private static double? Measure<T>(TrainRequest request, Terminal terminal, int? epochs, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var streaming = new Streaming(request.Stream);
        var source = DataSource.Load(request.Sources, request.DataOptions, terminal, streaming);
        var shares = SplitFractions.Of(request, source);
        Splitter deal = source.Splitter(request.Wishes.Seed);
        IReadOnlyList<Split> splits = request.Folds is int folds ? deal.Folds(folds, shares.Validation) : [deal.Split(shares.Validation, shares.Test)];
        double sum = 0;
        foreach (Split split in splits)
        {
            (Recipe recipe, TrainParts parts) = Preparation.Of(request, source, split, withFiles: request.Folds is null);
            Dataset judged = (request.Folds is null ? parts.Validation : parts.Test) ?? throw new DownhillException("A search needs rows to judge by: --validation 0.2, or --folds 5.");
            TrainingOptions options = recipe.Training with { Epochs = epochs ?? recipe.Training.Epochs };
            var trainer = new EnsembleTrainer<T>(recipe.Model, parts.Training, options, recipe.Members, request.Threads);
            TrainingResult result = trainer.Train(parts.Validation, null, parts.Preprocessing, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (result.Stop == TrainingStop.Diverged)
                return null;
            double score = Judge(new Evaluator<T>(trainer.Network, judged, recipe.Training.Loss, request.Threads, parts.Preprocessing).Evaluate());
            if (!double.IsFinite(score))
                return null;
            sum += score;
        }

        return sum / splits.Count;
    }

    /// <summary>How many epochs the recipe of a request would train for.</summary>
    public static int Epochs(TrainRequest request, Terminal terminal)
    {
        using var streaming = new Streaming(request.Stream);
        var source = DataSource.Load(request.Sources, request.DataOptions, terminal, streaming);
        var shares = SplitFractions.Of(request, source);
        return Preparation.Of(request, source, source.Splitter(request.Wishes.Seed).Split(shares.Validation, shares.Test), withFiles: false).Recipe.Training.Epochs;
    }

    // The same for every loss a trial may be trained with.
    private static double Judge(Metrics metrics)
    {
        Dictionary<string, double> numbers = metrics.Numbers().ToDictionary(number => number.Name, number => number.Value);
        return numbers.TryGetValue("logLoss", out double logLoss) ? logLoss : numbers.TryGetValue("rmse", out double rmse) ? rmse : metrics.Loss;
    }
}
