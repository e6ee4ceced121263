namespace Downhill;

/// <summary>
/// A metric: one number for the quality of predictions. A new one needs its own file and one line in <c>MetricList.cs</c>.
/// </summary>
public abstract class Metric
{
    private protected Metric(string name, string title, bool higherIsBetter, bool isMain = false) =>
        (Name, Title, HigherIsBetter, IsMain) = (name, title, higherIsBetter, isMain);

    /// <summary>Its name in JSON: <c>logLoss</c>.</summary>
    public string Name { get; }

    /// <summary>Its name for a person: <c>log-loss</c>.</summary>
    public string Title { get; }

    /// <summary>Whether a higher value is better, as for an accuracy; otherwise a lower value is better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>Whether its value is biased upwards on resampled rows, so that the bootstrap gives no interval.</summary>
    public virtual bool IsBiasedWhenResampled => false;

    /// <summary>Whether short tables contain it.</summary>
    public bool IsMain { get; }
}

/// <summary>A metric of predictions that name a class, from the counts of all rows.</summary>
internal abstract class ClassMetric(string name, string title, bool higherIsBetter, bool isMain = false)
    : Metric(name, title, higherIsBetter, isMain)
{
    /// <summary>A counter for what it needs of each row besides the counts; null if the counts are enough.</summary>
    public virtual RowCounter? NewCounter(int classes) => null;

    /// <summary>The value of the metric; null if it does not apply.</summary>
    /// <param name="counts">The counts of all rows.</param>
    /// <param name="own">The result of <see cref="NewCounter"/>, after all rows were counted.</param>
    public abstract double? Value(ClassCounts counts, RowCounter? own);
}

/// <summary>The state of a metric while rows are counted one after another.</summary>
internal abstract class RowCounter
{
    /// <summary>Counts a row.</summary>
    /// <param name="predictions">Some rows.</param>
    /// <param name="row">The row among them.</param>
    /// <param name="predicted">Its most probable class, whatever the threshold is.</param>
    public abstract void Add(Predictions predictions, int row, int predicted);

    /// <summary>The value for all counted rows, whose weights add up to <paramref name="total"/>; null if it does not apply.</summary>
    public abstract double? Value(double total);
}

/// <summary>The weighted mean of a number of each row; null if a row has none.</summary>
internal sealed class RowMean(Func<Predictions, int, double?> value) : RowCounter
{
    private double? sum = 0;

    public override void Add(Predictions predictions, int row, int predicted) => sum += predictions.Weight(row) * value(predictions, row);

    public override double? Value(double total) => sum / total;
}

/// <summary>A metric of predictions that are numbers.</summary>
internal abstract class NumberMetric(string name, string title, bool higherIsBetter, bool isMain = false)
    : Metric(name, title, higherIsBetter, isMain)
{
    /// <summary>The value of the metric; null if it does not apply.</summary>
    public abstract double? Value(NumberSums sums);

    private protected static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
