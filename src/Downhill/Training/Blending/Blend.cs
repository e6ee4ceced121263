using System.Collections.Immutable;
using System.Numerics;

namespace Downhill;

/// <summary>The result of a competition of candidates.</summary>
/// <param name="Network">The blend as one network of plain layers.</param>
/// <param name="Competitors">The candidates and what they are worth.</param>
/// <param name="OutOfFold">
/// The blend's calibrated outputs for the training rows, before the link, each from members that did not learn from the row: <c>[rows,
/// width]</c>.
/// </param>
/// <param name="LossBefore">The mean loss of a row out of fold before calibration.</param>
/// <param name="Loss">The same after it.</param>
/// <param name="NestedLoss">
/// The same where stops, weights and temperature are chosen without the row, a fold of the first deal at a time: what is larger is the
/// optimism of these choices.
/// </param>
/// <param name="Factor">The factor of the outputs: 1 / temperature; 1 for numbers.</param>
/// <param name="Deals">The number of repetitions of the folds.</param>
/// <param name="Folds">The number of folds.</param>
public sealed record Blend<T>(
    Network<T> Network, ImmutableArray<Competitor> Competitors, double[] OutOfFold, double LossBefore, double Loss, double NestedLoss,
    double Factor, int Deals, int Folds)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The metrics out of fold.</summary>
    /// <param name="training">The training rows.</param>
    /// <param name="loss">The loss of the training.</param>
    /// <param name="preprocessing">The preprocessing, if it standardized the targets; errors are then in the unit of the target.</param>
    /// <param name="bootstrap">The bootstrap for an interval of each metric; null for no intervals.</param>
    public Metrics Measure(Dataset training, Loss loss, Preprocessing? preprocessing = null, Bootstrap? bootstrap = null)
    {
        Predictions predictions = new OutOfFoldLoss(training, loss, Network.Output.Size).Predictions(OutOfFold, preprocessing);
        return bootstrap is null ? Of(predictions) : bootstrap.Measure(predictions, Of);

        Metrics Of(Predictions some) => some.Labels is null
            ? RegressionMetrics.Compute(some)
            : ClassificationMetrics.Compute(some, training.Targets.Classes);
    }

    /// <summary>The out-of-fold coverage of intervals or sets, each row by the errors of others; null if there are none.</summary>
    /// <param name="training">The training rows.</param>
    /// <param name="loss">The loss of the training.</param>
    /// <param name="preprocessing">The preprocessing, if it standardized the targets; widths are then in the unit of the target.</param>
    public IReadOnlyList<CoverageLevel>? Coverage(Dataset training, Loss loss, Preprocessing? preprocessing = null) =>
        Downhill.Coverage.Crossed(new OutOfFoldLoss(training, loss, Network.Output.Size).Predictions(OutOfFold, preprocessing));

    /// <summary>The out-of-fold metrics at thresholds; null unless there are two classes.</summary>
    /// <param name="training">The training rows.</param>
    /// <param name="loss">The loss of the training.</param>
    /// <param name="aim">The aim of the blend's threshold; null for no threshold.</param>
    public ThresholdTable? Thresholds(Dataset training, Loss loss, ThresholdAim? aim = null) => ThresholdTable.Of(
        new OutOfFoldLoss(training, loss, Network.Output.Size).Predictions(OutOfFold, null), training.Targets.Classes, "out of fold", aim);

    /// <summary>The uncertainty of the out-of-fold predictions, for intervals and sets.</summary>
    /// <inheritdoc cref="Measure"/>
    public Uncertainty? Uncertainty(Dataset training, Loss loss, Preprocessing? preprocessing = null) =>
        new OutOfFoldLoss(training, loss, Network.Output.Size).Predictions(OutOfFold, preprocessing).Uncertainty();
}

/// <summary>The result of a candidate in the competition.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stop">The stop of its members in words.</param>
/// <param name="Loss">Its mean loss of a row out of fold.</param>
/// <param name="Weight">Its share of the blend.</param>
/// <param name="Members">The number of its members; fewer if it was dropped after the first repetition.</param>
public sealed record Competitor(string Name, string Stop, double Loss, double Weight, int Members);
