using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json.Serialization;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>A loss function, which training minimizes: a number for each row, summed or averaged over the rows of a batch.</summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
public abstract partial record Loss(Reduction Reduction = Reduction.Mean)
{
    /// <summary>
    /// The link function, which turns the network's outputs into predictions: softmax or sigmoid for losses on logits; null if the outputs
    /// are the predictions.
    /// </summary>
    public virtual Layer? Link => null;

    /// <summary>The smallest and the largest allowed target.</summary>
    public virtual (double Min, double Max) TargetRange => IsForClasses ? (0, 1) : (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The output at which training best starts where the targets have this mean; null if 0 is as good.</summary>
    internal virtual double? StartOutput(double targetMean) => null;

    /// <summary>Whether the predictions, after the link, are probabilities of classes.</summary>
    public virtual bool AnswersAreProbabilities => IsForClasses;

    /// <summary>Whether the targets must be classes, or shares of them.</summary>
    public bool IsForClasses => Link is { OutputKind: not OutputKind.Numbers };

    /// <summary>Whether the targets must be numbers: a few whole numbers in a table are then a target of numbers, not classes.</summary>
    public virtual bool IsForNumbers => false;

    private protected double RequiredSmoothing(double smoothing) => smoothing is >= 0 and < 1
        ? smoothing
        : throw new DownhillException($"The loss '{CatalogName.Of(this)}' needs labelSmoothing from 0 to below 1, not {smoothing}.");

    /// <summary>Binds the loss to the addresses it works on.</summary>
    public abstract LossOperation<T> Bind<T>(LossBinding<T> at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The reduction of the rows' losses to one number: mean or sum.</summary>
public enum Reduction
{
    /// <summary>Their mean: the step does not depend on the batch's size.</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>Their sum.</summary>
    [JsonStringEnumMemberName("sum")]
    Sum,
}

/// <summary>The values that a plan gives to a loss at binding.</summary>
public sealed class LossBinding<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LossBinding(Backend<T> kernels, Tensor<T> prediction, int rows, bool isWeighted)
    {
        IsWeighted = isWeighted;
        Kernels = kernels;
        Prediction = prediction;
        Rows = rows;
    }

    /// <summary>The backend that runs the computations.</summary>
    public Backend<T> Kernels { get; }

    /// <summary>The outputs of the network, with their gradient.</summary>
    public Tensor<T> Prediction { get; }

    /// <summary>The largest number of rows in a batch.</summary>
    public int Rows { get; }

    /// <summary>Whether each row has a weight.</summary>
    public bool IsWeighted { get; }

    /// <summary>Allocates working memory for the loss: the given number of values for each row.</summary>
    public Buffer<T> NewScratch(int numbersPerRow)
    {
        long length = (long)Rows * numbersPerRow;
        Numbers += length;
        return Kernels.Allocate(length);
    }

    /// <summary>The number of values allocated so far.</summary>
    internal long Numbers { get; private set; }
}

/// <summary>A loss bound to addresses.</summary>
public abstract class LossOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Backend<T> kernels;
    private readonly Reduction reduction;

    /// <summary>An operation that compares a prediction with targets of the same shape.</summary>
    protected LossOperation(LossBinding<T> at, Reduction reduction)
    {
        kernels = at.Kernels;
        this.reduction = reduction;
        Prediction = at.Prediction;
        Targets = at.NewScratch(at.Prediction.Shape.Size);
        RowLosses = at.NewScratch(1);
        Total = at.Kernels.Allocate(1);
        RowWeights = at.IsWeighted ? at.NewScratch(1) : default;
    }

    /// <summary>The outputs of the network, with their gradient.</summary>
    public Tensor<T> Prediction { get; }

    /// <summary>The targets: <c>[rows, outputs]</c>.</summary>
    public Buffer<T> Targets { get; }

    /// <summary>The loss of each row.</summary>
    public Buffer<T> RowLosses { get; }

    /// <summary>The weight of each row, which multiplies its loss; empty if all weights are 1.</summary>
    public Buffer<T> RowWeights { get; }

    /// <summary>The loss of the batch: one number.</summary>
    public Buffer<T> Total { get; }

    /// <summary>Computes the rows' losses and <see cref="Total"/>, their sum or mean.</summary>
    public void Forward(in Pass pass)
    {
        ComputeRows(pass.Rows);
        if (!RowWeights.IsEmpty)
            kernels.ScaleRows(RowLosses, RowWeights, pass.Rows, 1);
        kernels.Sum(RowLosses.Slice(0, pass.Rows), Total, Scale(pass));
    }

    /// <summary>Writes the gradient by the prediction.</summary>
    public void Backward(in Pass pass)
    {
        ComputeGradient(pass.Rows, Scale(pass));
        if (!RowWeights.IsEmpty)
            kernels.ScaleRows(Prediction.Gradient, RowWeights, pass.Rows, Prediction.Shape.Size);
    }

    /// <summary>Spells out one entry of the gradient by the prediction, after a backward pass.</summary>
    public Derivation Explain(in Pass pass, int row, int index)
    {
        var scale = new Factor(OneOver("rows"), double.CreateTruncating(Scale(pass)));
        ImmutableArray<Term> terms = ExplainRow(row, index);
        if (!RowWeights.IsEmpty)
        {
            var weight = new Factor("row's weight", double.CreateTruncating(RowWeights[row]));
            terms = [.. terms.Select(term => term with { Factors = [weight, .. term.Factors] })];
        }

        if (reduction == Reduction.Mean)
            terms = [.. terms.Select(term => term with { Factors = [scale, .. term.Factors] })];
        Formula ofRow = Derivative(Letter("l"), Letter("y"));
        return new Derivation(
            new GradientEntry(Prediction.Name, index, row),
            Equation(CostBy("y"), reduction == Reduction.Mean ? OneOver("rows") * ofRow : ofRow),
            terms,
            double.CreateTruncating(Prediction.Gradient[(row * Prediction.Shape.Size) + index]));
    }

    /// <summary>Spells out the derivative of one row's loss by an entry of its prediction.</summary>
    protected abstract ImmutableArray<Term> ExplainRow(int row, int index);

    /// <summary>Writes <see cref="RowLosses"/>.</summary>
    protected abstract void ComputeRows(int rows);

    /// <summary>Writes scale times the gradient of each row's loss by the prediction.</summary>
    protected abstract void ComputeGradient(int rows, T scale);

    private T Scale(in Pass pass) => reduction == Reduction.Mean ? T.One / T.CreateTruncating(pass.AllRows) : T.One;
}
