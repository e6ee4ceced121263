using System.Globalization;

namespace Downhill.Experiments;

/// <summary>
/// A competition of candidates for a table: when it takes place, how columns are encoded, and which candidates take part.
/// </summary>
/// <param name="Candidates">The candidates.</param>
/// <param name="Deals">The folds that each is trained on, once for each order of the rows.</param>
public sealed record Competition(IReadOnlyList<Candidate> Candidates, IReadOnlyList<IReadOnlyList<Split>> Deals)
{
    /// <summary>The number of times that the rows are divided into folds, and the number of folds.</summary>
    public const int DealCount = 3, FoldCount = 5;

    // With fewer rows folds tell candidates apart by chance; with more, one recipe is good and several cost too much.
    private const int MinRows = 100, MaxRows = 5000;

    // Folds of fewer rows cannot be measured.
    private const int LeastRows = 20;

    // More of either make a competition take too long.
    private const int MaxInputs = 300, MaxClasses = 30;

    /// <summary>The competition for a run's rows.</summary>
    internal static Competition Of(PreparedExperiment prepared)
    {
        (TrainParts parts, int[] rows) = (prepared.Parts, prepared.Split.Training);
        ulong seed = prepared.Recipe.Training.Seed;
        return new Competition(
            TableCandidates.For(parts.Preprocessing, rows.Length * (FoldCount - 1) / FoldCount, prepared.Recipe.Model.OutputShape().Size),
            [
                .. Enumerable.Range(1, DealCount)
                    .Select(deal => parts.Source.Table!.SplitterOf(rows, Ensemble.Seed(seed, 1_000_000 + deal)).Folds(FoldCount)),
            ]);
    }

    /// <summary>
    /// Whether candidates compete: where the experiment says so, or leaves all to the recipe and the rows are neither few nor many.
    /// </summary>
    internal static bool IsFor(Experiment experiment, DataSource source, int trainingRows)
    {
        bool isOpen = source.Kind == RecipeKind.Table && experiment.Time is null && !IsTooWide(source)
            && trainingRows >= LeastRows && LeavesAllOpen(experiment);
        if (experiment.Blend == BlendChoice.On && !isOpen)
        {
            throw new DownhillException(
                $"A blend{new Hint(Setting.Blend, "on")} needs a table without images, and chooses the model and the training itself; "
                    + $"leave the settings of model, "
                + $"training, folds, checkpoints and validation out, or train one recipe{new Hint(Setting.Blend, "off")}.");
        }

        return experiment.Blend is BlendChoice blend ? blend == BlendChoice.On : isOpen && trainingRows is >= MinRows and < MaxRows;
    }

    /// <summary>The number of pieces the range of a number is cut into: fewer where there are many columns.</summary>
    internal static int Pieces(int trainingRows, DataSource source) =>
        Math.Min(trainingRows < 2000 ? 8 : 16, Math.Max(2, MaxInputs / Math.Max(1, source.Columns.Length)));

    /// <summary>Numbers as they are: candidates that want large ones clipped do so in a layer.</summary>
    internal static Preprocessing Unclipped(Preprocessing fitted) => fitted with
    {
        Encodings =
        [
            .. fitted.Encodings!.Select(encoding => encoding is NumberEncoding number ? number with { IsClipped = false } : encoding),
        ],
    };

    /// <summary>Its entry in the record of a run.</summary>
    internal static string Reason(int rows) => string.Create(
        CultureInfo.InvariantCulture, $"tables, {rows:N0} rows: candidates compete by cross-validation, and the best are blended");

    private static bool IsTooWide(DataSource source) => source.Targets.Classes.Count > MaxClasses || source.Columns.Length > MaxInputs;

    private static bool LeavesAllOpen(Experiment experiment) => experiment is
    {
        Model: null, Network: null, From: null, Freeze: null, Loss: null, Optimizer: null, LearningRate: null, Schedule: null, WarmUp: null,
        Batch: null, Shards: null, Epochs: null, Steps: null, UntilLoss: null, Ensemble: null, Shuffle: true, Patience: null, L1: null,
        L2: null, WeightDecay: null,
        LabelSmoothing: null, ClipNorm: null, ClipValue: null, MaxNorm: null, Ema: null, ClassWeights: null, Augment: null, Folds: null,
        Validation: null or { File: null, Fraction: 0 }, OnDivergence: null or Divergence.Stop, Tensorboard: false, CheckpointMinutes: null,
        CheckpointEachEpoch: false,
    };
}
