using System.Numerics;

namespace Downhill;

/// <summary>Measures a network on rows with known targets, as often as asked.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Evaluator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BatchRows = 256;

    private readonly Plan<T> plan;
    private readonly Dataset data;
    private readonly Loss loss;
    private readonly Preprocessing? preprocessing;
    private readonly int width;

    /// <summary>Binds a network to the rows to measure it on.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The rows, as the network is to see them.</param>
    /// <param name="loss">The loss to report; its link turns outputs into answers.</param>
    /// <param name="threads">How many threads a pass may use.</param>
    /// <param name="preprocessing">Where targets were standardized: errors are reported in the target's own unit then.</param>
    public Evaluator(Network<T> network, Dataset data, Loss loss, int threads = 1, Preprocessing? preprocessing = null)
    {
        Compatibility.Require(network.Model, loss, data);
        this.data = data;
        this.loss = loss;
        this.preprocessing = preprocessing;
        width = network.Output.Size;
        plan = Plan<T>.ForEvaluation(network, Math.Min(BatchRows, data.Rows), loss, threads);
    }

    /// <summary>Measures the network as it is now.</summary>
    /// <param name="bootstrap">How to estimate an interval for each number, where they are wanted.</param>
    public Metrics Evaluate(Bootstrap? bootstrap = null)
    {
        Answers answers = Answer();
        Metrics metrics = Measure(answers);
        return bootstrap is null ? metrics : metrics with { Intervals = bootstrap.Intervals(answers, Measure) };
    }

    private Metrics Measure(Answers answers) =>
        answers.Labels is null ? RegressionMetrics.Compute(answers) : ClassificationMetrics.Compute(answers, data.Targets.Classes);

    private Answers Answer()
    {
        int count = data.Rows;
        double[] losses = new double[count], answers = new double[count * (long)width], outputs = new double[count * (long)width];
        Span<int> rows = stackalloc int[BatchRows];
        for (int start = 0; start < count; start += plan.Rows)
        {
            Span<int> batch = rows[..Math.Min(plan.Rows, count - start)];
            for (int i = 0; i < batch.Length; i++)
                batch[i] = start + i;
            var pass = new Pass(batch.Length);
            data.Gather(batch, plan.Inputs, plan.Targets, width);
            plan.Forward(pass);
            plan.Loss(pass);
            Copy(plan.RowLosses, losses.AsSpan(start, batch.Length));
            Copy(plan.Answers, answers.AsSpan(start * width, batch.Length * width));
            Copy(plan.Outputs, outputs.AsSpan(start * width, batch.Length * width));
        }

        if (!data.Targets.AreClasses)
            return new Answers(losses, null, InUnits(answers), outputs, Targets(), null, width);
        var labels = new int[count];
        for (int row = 0; row < count; row++)
            labels[row] = data.Targets.Label(data.Stored(row));
        return new Answers(losses, LogLosses.Of(loss, outputs, labels, width), answers, outputs, null, labels, width);
    }

    private static void Copy(ReadOnlySpan<T> from, Span<double> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = double.CreateTruncating(from[i]);
    }

    private double[] Targets()
    {
        Samples numbers = data.Targets.Numbers!;
        var targets = new double[data.Rows * (long)width];
        for (int i = 0; i < targets.Length; i++)
            targets[i] = numbers[data.Stored(i / width), i % width];
        return InUnits(targets);
    }

    // Standardized numbers in the target's own unit again.
    private double[] InUnits(double[] values)
    {
        if (preprocessing is null || preprocessing.TargetMean.IsEmpty)
            return values;
        for (int i = 0; i < values.Length; i++)
            values[i] = preprocessing.TargetMean[i % width] + (preprocessing.TargetDeviation[i % width] * values[i]);
        return values;
    }
}
