namespace Downhill;

/// <summary>An estimate of the memory that the training of a network needs, computed from its description.</summary>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="ParameterBytes">The parameters' bytes; their gradient takes as many.</param>
/// <param name="OptimizerBytes">
/// What the optimizer keeps of each parameter, with the running mean, the best epoch's weights and the gradients of shards where they are
/// kept.
/// </param>
/// <param name="BatchBytes">
/// For a batch, or the largest shard of one: the inputs, every layer's output and the gradient by it, the targets, and what layers and loss
/// keep besides.
/// </param>
/// <param name="MeasuringBytes">The batch with which a trained network, or one in training, is measured; it has no gradients.</param>
public sealed record MemoryEstimate(long Parameters, long ParameterBytes, long OptimizerBytes, long BatchBytes, long MeasuringBytes)
{
    /// <summary>The approximate memory of a process without data: the runtime and the compiled code of a run.</summary>
    public const long RuntimeBytes = 60_000_000;

    // A target, and the row's place in the split, in the part and in the order of an epoch.
    private const int BytesBesideInputs = 4 * sizeof(int);

    /// <summary>The bytes of the training itself: parameters, gradient, optimizer state and a batch.</summary>
    public long TrainingBytes => (2 * ParameterBytes) + OptimizerBytes + BatchBytes;

    /// <summary>Estimates for numbers of <paramref name="numberBytes"/> bytes and batches of <paramref name="rows"/> rows.</summary>
    public static MemoryEstimate Of(Model model, TrainingOptions training, int rows, int numberBytes)
    {
        long parameters = model.Parameters().Sum(parameter => (long)parameter.Spec.Shape.Size);

        int copies = training.Optimizer.State.Count + (training.AverageDecay is null ? 0 : 1) + (training.Patience is null ? 0 : 1)
            + ShardTree.DepthOf(training.Shards ?? 1);

        // Everything a plan makes room for is so many numbers a row: a plan of one row tells. Nobody writes to this network, so
        // the operating system gives it no memory.
        Network<float> network = Network<float>.Uninitialized(model);
        long batch = Plan<float>.ForTraining(network, 1, training.Loss).Numbers;
        long measuring = Plan<float>.ForEvaluation(network, 1, training.Loss).Numbers;
        return new MemoryEstimate(
            parameters,
            parameters * numberBytes,
            copies * parameters * numberBytes,
            batch * ShardTree.Start(1, training.Shards ?? 1, rows) * numberBytes,
            measuring * Evaluator<float>.BatchRows * numberBytes);
    }

    /// <summary>
    /// The bytes of one row of data in memory: bytes as bytes, other numbers as raw and standardized floats, the columns of a table as
    /// doubles and as their encodings, and an image with columns as bytes.
    /// </summary>
    public static long RowBytes(Model model, Preprocessing preprocessing) =>
        preprocessing.EncodingsOf(model.Input.Size).Sum(encoding => encoding.RowBytes) + BytesBesideInputs;

    /// <summary>
    /// The bytes of a run with the given number of rows in total: training, rows, runtime, and two evaluators, for the validation rows and
    /// for the final metrics.
    /// </summary>
    public long RunBytes(long rows, long rowBytes) => TrainingBytes + (2 * MeasuringBytes) + (rows * rowBytes) + RuntimeBytes;
}
