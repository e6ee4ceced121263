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
    public Metrics Evaluate()
    {
        var answers = new double[data.Rows * (long)width];
        Span<int> rows = stackalloc int[BatchRows];
        double total = 0;
        for (int start = 0; start < data.Rows; start += plan.Rows)
        {
            Span<int> batch = rows[..Math.Min(plan.Rows, data.Rows - start)];
            for (int i = 0; i < batch.Length; i++)
                batch[i] = start + i;
            var pass = new Pass(batch.Length);
            data.Gather(batch, plan.Inputs, plan.Targets, width);
            plan.Forward(pass);
            plan.Loss(pass);
            for (int i = 0; i < batch.Length; i++)
                total += double.CreateTruncating(plan.RowLosses[i]);
            for (int i = 0; i < batch.Length * width; i++)
                answers[(start * (long)width) + i] = double.CreateTruncating(plan.Answers[i]);
        }

        double mean = total / data.Rows;
        if (!data.Targets.AreClasses)
            return RegressionMetrics.Compute(mean, data, answers, preprocessing);

        var labels = new int[data.Rows];
        for (int row = 0; row < labels.Length; row++)
            labels[row] = data.Targets.Label(data.Stored(row));
        double? logLoss = loss is SoftmaxCrossEntropy || (loss is BinaryCrossEntropy && width == 1) ? mean : null;
        return ClassificationMetrics.Compute(mean, logLoss, labels, answers, data.Targets.Classes);
    }
}
