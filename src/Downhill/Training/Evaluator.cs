using System.Numerics;

namespace Downhill;

/// <summary>Measures a network on rows with known targets; it can be used many times.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Evaluator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const int BatchRows = 256;

    private readonly Plan<T> plan;
    private readonly Dataset data;
    private readonly Loss loss;
    private readonly Preprocessing? preprocessing;
    private readonly int width;

    /// <summary>Binds a network to the rows to measure it on.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The rows, as the network is to see them.</param>
    /// <param name="loss">The loss to report; its link turns outputs into answers.</param>
    /// <param name="threads">The number of threads of a pass.</param>
    /// <param name="preprocessing">
    /// What was fitted: errors are reported in the target's own unit, and classes predicted by its threshold.
    /// </param>
    public Evaluator(Network<T> network, Dataset data, Loss loss, int threads = 1, Preprocessing? preprocessing = null)
    {
        Compatibility.Require(network.Model, loss, data);
        this.data = data;
        this.loss = loss;
        this.preprocessing = preprocessing;
        width = network.Output.Size;
        plan = Plan<T>.ForEvaluation(network, Math.Min(BatchRows, data.Rows), loss, threads);
    }

    /// <summary>Measures the network with its current weights.</summary>
    /// <param name="bootstrap">The bootstrap for an interval of each metric; null for no intervals.</param>
    public Metrics Evaluate(Bootstrap? bootstrap = null) => Evaluate(data, bootstrap);

    /// <summary>Measures the network with its current weights on other rows of the same kind; memory is reused.</summary>
    /// <param name="other">The rows, as the network is to see them.</param>
    /// <param name="bootstrap">The bootstrap for an interval of each metric; null for no intervals.</param>
    /// <exception cref="DownhillException">The rows do not fit the network, or all weigh 0.</exception>
    public Metrics Evaluate(Dataset other, Bootstrap? bootstrap = null)
    {
        Compatibility.Require(plan.Network.Model, loss, other);
        other.TotalWeight();
        if (bootstrap is null && other.Targets.AreClasses)
            return Count(other);
        Predictions answers = Answer(other, 0, other.Rows);
        return bootstrap is null ? Measure(answers) : bootstrap.Measure(answers, Measure);

        Metrics Measure(Predictions some) =>
            some.Labels is null ? RegressionMetrics.Compute(some) : ClassificationMetrics.Compute(some, other.Targets.Classes);
    }

    /// <summary>The uncertainty of the network's predictions for rows that it was not trained on, for intervals and sets.</summary>
    public Uncertainty? Uncertainty(Dataset other) => Answer(other, 0, other.Rows).Uncertainty();

    /// <summary>
    /// The metrics at thresholds on rows that were not used for training; null unless the predictions are probabilities of two classes.
    /// </summary>
    /// <param name="other">The rows, as the network is to see them.</param>
    /// <param name="part">The name of the rows.</param>
    /// <param name="aim">The aim of the network's threshold; null for no threshold.</param>
    public ThresholdTable? Thresholds(Dataset other, string part, ThresholdAim? aim = null) =>
        other.Targets.Classes.Count == 2 ? ThresholdTable.Of(Answer(other, 0, other.Rows), other.Targets.Classes, part, aim) : null;

    /// <summary>The coverage of the intervals or sets of the preprocessing's uncertainty on other rows; null if it has none.</summary>
    public IReadOnlyList<CoverageLevel>? Coverage(Dataset other) =>
        preprocessing?.Uncertainty is Uncertainty known ? Downhill.Coverage.Of(Answer(other, 0, other.Rows), known) : null;

    /// <summary>Every answer for some rows.</summary>
    internal Predictions AnswerAll(Dataset other) => Answer(other, 0, other.Rows);

    // Batch by batch, so that no answer is kept.
    private Metrics Count(Dataset other)
    {
        var counts = new ClassificationMetrics(other.Targets.Classes, other.Rows);
        for (int start = 0; start < other.Rows; start += plan.Rows)
            counts.Add(Answer(other, start, Math.Min(plan.Rows, other.Rows - start)));
        return counts.Compute();
    }

    private Predictions Answer(Dataset other, int first, int count)
    {
        double[] losses = new double[count], answers = new double[count * (long)width], outputs = new double[count * (long)width];
        Span<int> rows = stackalloc int[BatchRows];
        for (int start = 0; start < count; start += plan.Rows)
        {
            Span<int> batch = rows[..Math.Min(plan.Rows, count - start)];
            for (int i = 0; i < batch.Length; i++)
                batch[i] = first + start + i;
            var pass = new Pass(batch.Length);
            other.Gather(batch, plan.Inputs, plan.Targets, width);
            plan.Forward(pass);
            plan.ComputeLoss(pass);
            Copy(plan.RowLosses, losses.AsSpan(start, batch.Length));
            Copy(plan.Predictions, answers.AsSpan(start * width, batch.Length * width));
            Copy(plan.Outputs, outputs.AsSpan(start * width, batch.Length * width));
        }

        double[]? weights = other.IsWeighted ? [.. Enumerable.Range(first, count).Select(other.Weight)] : null;
        if (!other.Targets.AreClasses)
            return new Predictions(losses, null, InUnits(answers), outputs, Targets(other), null, width, weights);
        var labels = new int[count];
        for (int row = 0; row < count; row++)
            labels[row] = other.Targets.Label(other.Stored(first + row));
        return new Predictions(losses, LogLosses.Of(loss, outputs, labels, width), answers, outputs, null, labels, width, weights,
            preprocessing?.Threshold);
    }

    private static void Copy(ReadOnlySpan<T> from, Span<double> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = double.CreateTruncating(from[i]);
    }

    private double[] Targets(Dataset other)
    {
        Samples numbers = other.Targets.Numbers!;
        var targets = new double[other.Rows * (long)width];
        for (int i = 0; i < targets.Length; i++)
            targets[i] = numbers[other.Stored(i / width), i % width];
        return InUnits(targets);
    }

    // Standardized numbers in the target's own unit again.
    private double[] InUnits(double[] values)
    {
        preprocessing?.ToTargetUnit(values);
        return values;
    }
}
