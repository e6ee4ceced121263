using System.Collections.Concurrent;
using System.Numerics;

namespace Downhill;

/// <summary>
/// Predictions for raw rows: preprocesses them, runs the network, and gives probabilities or numbers in the target's unit.
/// </summary>
/// <remarks>Any number of threads may use one predictor at the same time: each call takes a plan that is free, or makes one more.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Predictor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BatchRows = 256;

    private readonly Network<T> network;
    private readonly Preprocessing preprocessing;
    private readonly Layer? link;
    private readonly int threads;
    private readonly ConcurrentBag<Plan<T>> free = [];

    /// <summary>Binds a network for prediction.</summary>
    /// <param name="network">The network; other predictors may use it at the same time.</param>
    /// <param name="preprocessing">The preprocessing that was fitted in training.</param>
    /// <param name="link">The link function, which turns outputs into predictions: <see cref="Loss.Link"/> of the training's loss.</param>
    /// <param name="threads">The number of threads of a pass.</param>
    public Predictor(Network<T> network, Preprocessing preprocessing, Layer? link, int threads = 1)
    {
        (this.network, this.preprocessing, this.link, this.threads) = (network, preprocessing, link, threads);
        free.Add(NewPlan());
    }

    /// <summary>Binds a trained model, such as one from a file.</summary>
    public Predictor(IStoredModel model, int threads = 1)
        : this(model.Load<T>(), model.Preprocessing, model.Training.Loss.Link, threads)
    {
    }

    /// <summary>The number of values in a prediction.</summary>
    public int Outputs => network.Output.Size;

    /// <summary>Predictions for raw rows: <c>[rows, outputs]</c>, row by row.</summary>
    /// <exception cref="DownhillException">The rows have another number of inputs than the network.</exception>
    public double[] Predict(Samples raw) => Predict(raw, raw.Rows, row => row);

    /// <summary>Predictions for the rows of a raw data set, in its order.</summary>
    /// <exception cref="DownhillException">The rows have another number of inputs than the network.</exception>
    public double[] Predict(Dataset raw) => Predict(raw.Inputs, raw.Rows, raw.Stored);

    /// <summary>
    /// The most probable class of a prediction, regardless of the model's threshold (see <see cref="Decide"/>): with one output, the second
    /// class from ½ on; otherwise the first of the largest.
    /// </summary>
    public static int ClassOf(ReadOnlySpan<double> answer) => PredictedClass.Of(answer);

    /// <summary>
    /// The predicted class of a prediction: the positive class from the model's threshold on if it has one; otherwise the most probable
    /// class.
    /// </summary>
    public int Decide(ReadOnlySpan<double> answer) => preprocessing.ClassOf(answer);

    private double[] Predict(Samples raw, int count, Func<int, int> stored)
    {
        int columns = preprocessing.RawInput(network.Model).Size;
        if (raw.Columns != columns)
            throw new DownhillException($"The network takes {columns} numbers a row; these rows have {raw.Columns}.");
        Samples inputs = preprocessing.Apply(raw);
        var answers = new double[count * (long)Outputs];
        Plan<T> plan = free.TryTake(out Plan<T>? idle) ? idle : NewPlan();
        try
        {
            Fill(answers, plan, inputs, stored);
        }
        finally
        {
            free.Add(plan);
        }

        preprocessing.ToTargetUnit(answers);
        return answers;
    }

    private Plan<T> NewPlan() => Plan<T>.ForInference(network, BatchRows, link, threads);

    private void Fill(double[] answers, Plan<T> plan, Samples inputs, Func<int, int> stored)
    {
        Span<int> rows = stackalloc int[BatchRows];
        int count = answers.Length / Outputs;
        for (int start = 0; start < count; start += BatchRows)
        {
            Span<int> batch = rows[..Math.Min(BatchRows, count - start)];
            for (int i = 0; i < batch.Length; i++)
                batch[i] = stored(start + i);
            inputs.Gather(batch, plan.Inputs);
            plan.Forward(new Pass(batch.Length));
            ReadOnlySpan<T> predictions = plan.Predictions[..(batch.Length * Outputs)];
            for (int i = 0; i < predictions.Length; i++)
                answers[(start * (long)Outputs) + i] = double.CreateTruncating(predictions[i]);
        }
    }
}
