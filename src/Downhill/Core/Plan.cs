using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// A network bound to memory for a batch: all its operations in order. It is created once, and a pass allocates nothing. Only one thread
/// may use it at a time.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Plan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Chain<T> chain;
    private readonly Chain<T>? link;
    private readonly LossOperation<T>? loss;
    private readonly HostView<T> inputs, outputs, predictions, targets, weights, rowLosses, inputGradient;
    private readonly bool isTraining;

    private Plan(Network<T> network, int rows, Layer? link, Loss? loss, bool isTraining, bool inputGradient, bool isWeighted, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        Network = network;
        Rows = rows;
        Kernels = network.Backend.WithThreads(threads);
        var context = new BindingContext<T>(network, Kernels, rows, isTraining);
        chain = context.Bind(network.Model.Layers, string.Empty, context.NewValue("input", network.Model.Input, inputGradient));
        if (link is not null)
            this.link = context.Bind([link], "answer.", chain.Output);
        var lossBinding = new LossBinding<T>(Kernels, chain.Output, rows, isWeighted);
        this.loss = loss?.Bind(lossBinding);
        Numbers = context.Numbers + lossBinding.Numbers;
        if (isTraining && !chain.Output.NeedsGradient)
            throw new DownhillException("The model only passes its input on; it needs a layer that computes something.");
        this.isTraining = isTraining;
        inputs = new HostView<T>(chain.Input.Data);
        outputs = new HostView<T>(chain.Output.Data);
        predictions = this.link is null ? outputs : new HostView<T>(this.link.Output.Data);
        targets = new HostView<T>(this.loss?.Targets ?? default);
        weights = new HostView<T>(this.loss?.RowWeights ?? default);
        rowLosses = new HostView<T>(this.loss?.RowLosses ?? default);
        this.inputGradient = new HostView<T>(chain.Input.Gradient);
    }

    /// <summary>The network whose parameters the plan reads and whose gradient it writes.</summary>
    public Network<T> Network { get; }

    /// <summary>The largest number of rows in a batch.</summary>
    public int Rows { get; }

    /// <summary>
    /// The number of values that the plan allocated: the batch, every output with its gradient, and the working memory of layers and loss.
    /// </summary>
    public long Numbers { get; }

    /// <summary>The backend that runs the computations.</summary>
    public Backend<T> Kernels { get; }

    /// <summary>The batch: <c>[rows, input]</c>, to be filled before a pass.</summary>
    public Span<T> Inputs => inputs.Span;

    /// <summary>The outputs of the last layer: <c>[rows, output]</c>, after a forward pass.</summary>
    public Span<T> Outputs => outputs.Download();

    /// <summary>The predictions: the outputs after the link function, such as probabilities instead of logits.</summary>
    public Span<T> Predictions => predictions.Download();

    /// <summary>The targets of the batch: <c>[rows, output]</c>, to be filled before the loss; empty without a loss.</summary>
    public Span<T> Targets => targets.Span;

    /// <summary>
    /// The weights of the batch's rows, to be filled before the loss, in a plan that was asked for them; empty otherwise.
    /// </summary>
    public Span<T> Weights => weights.Span;

    /// <summary>The loss of each row, after <see cref="Loss"/>, before it is reduced to one number.</summary>
    public Span<T> RowLosses => rowLosses.Download();

    /// <summary>The gradient by the inputs, after a backward pass, if the plan computes it.</summary>
    public Span<T> InputGradient => inputGradient.Download();

    /// <summary>The operations, first to last.</summary>
    public IReadOnlyList<Operation<T>> Operations => chain.Children;

    /// <summary>Creates a plan for predictions only.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rows">The most rows of a batch.</param>
    /// <param name="link">The link function, which turns outputs into predictions, such as a softmax: <see cref="Loss.Link"/>.</param>
    /// <param name="threads">The number of threads of a pass; the results do not depend on it.</param>
    public static Plan<T> ForInference(Network<T> network, int rows, Layer? link = null, int threads = 1) =>
        new(network, rows, link, null, isTraining: false, inputGradient: false, isWeighted: false, threads);

    /// <summary>Creates a plan for inference, without memory for gradients.</summary>
    /// <inheritdoc cref="ForTraining"/>
    public static Plan<T> ForEvaluation(Network<T> network, int rows, Loss loss, int threads = 1) =>
        new(network, rows, loss.Link, loss, isTraining: false, inputGradient: false, isWeighted: false, threads);

    /// <summary>Creates a plan for training: every operation has memory for gradients, and the loss is the last operation.</summary>
    /// <param name="network">The network; training owns it.</param>
    /// <param name="rows">The most rows of a batch.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="inputGradient">Whether the gradient by the inputs is wanted too.</param>
    /// <param name="threads">The number of threads of a pass; the results do not depend on it.</param>
    /// <param name="isWeighted">Whether each row has a weight: see <see cref="Weights"/>.</param>
    public static Plan<T> ForTraining(
        Network<T> network, int rows, Loss loss, bool inputGradient = false, int threads = 1, bool isWeighted = false) =>
        new(network, rows, null, loss, isTraining: true, inputGradient, isWeighted, threads);

    /// <summary>Computes <see cref="Outputs"/> and <see cref="Predictions"/>.</summary>
    public void Forward(in Pass pass)
    {
        if ((uint)(pass.Rows - 1) >= (uint)Rows)
            throw new ArgumentOutOfRangeException(nameof(pass), pass.Rows, $"A pass has 1 to {Rows} rows in this plan.");
        inputs.Upload();
        chain.Forward(pass);
        link?.Forward(pass);
        GC.KeepAlive(this); // kernels hold addresses, which alone would not keep the arenas
    }

    /// <summary>Compares <see cref="Outputs"/> with <see cref="Targets"/>: the loss of the batch, read back.</summary>
    public T Loss(in Pass pass)
    {
        ComputeLoss(pass);
        return loss!.Total[0];
    }

    /// <summary>Compares <see cref="Outputs"/> with <see cref="Targets"/> and stores the loss.</summary>
    public void ComputeLoss(in Pass pass)
    {
        LossOperation<T> compared = RequireLoss();
        targets.Upload();
        weights.Upload();
        compared.Forward(pass);
        GC.KeepAlive(this);
    }

    /// <summary>Computes the gradient of the loss by every parameter, into the network's gradient.</summary>
    public void Backward(in Pass pass) => Backward(pass, null);

    /// <summary>The same, and reports the index of each of <see cref="Operations"/> when the gradient of its parameters is final.</summary>
    internal void Backward(in Pass pass, Action<int>? isFinal)
    {
        if (!isTraining)
            throw new InvalidOperationException("The plan was not made for training and has no room for gradients.");
        RequireLoss().Backward(pass);
        if (isFinal is null)
            chain.Backward(pass);
        else
            chain.Backward(pass, isFinal);
        GC.KeepAlive(this);
    }

    /// <summary>The patches for the derivative by a weight of a convolution; null for other derivatives.</summary>
    /// <param name="derivation">The derivation of the derivative, from the last pass.</param>
    /// <param name="most">The largest number of patches.</param>
    public KernelPatches? PatchesOf(Derivation derivation, int most) => chain.PatchesOf(derivation, most);

    /// <summary>Spells out one derivative of the cost, after a backward pass of a plan for training.</summary>
    /// <exception cref="DownhillException">There is no such entry.</exception>
    public Derivation Explain(in Pass pass, GradientEntry entry)
    {
        if (entry.IsParameter)
        {
            Parameter<T> parameter = Network[entry.Value];
            Require(entry.Index, parameter.Shape.Size, entry);
            int dot = entry.Value.LastIndexOf('.');
            return Find(chain, operation => operation.Name == entry.Value[..dot])!.ExplainParameter(pass, entry.Value[(dot + 1)..],
                entry.Index);
        }

        Require(entry.Row, pass.Rows, entry);
        if (entry.Value == chain.Output.Name)
        {
            Require(entry.Index, chain.Output.Shape.Size, entry);
            return RequireLoss().Explain(pass, entry.Row, entry.Index);
        }

        Tensor<T> value = entry.Value == chain.Input.Name
            ? chain.Input
            : Find(chain, operation => operation.Name == entry.Value)?.Output
                ?? throw new DownhillException($"The network has no value '{entry.Value}'.");
        Require(entry.Index, value.Shape.Size, entry);
        if (!value.NeedsGradient)
            throw new DownhillException($"The plan does not compute the gradient by '{entry.Value}'; ask for it when the plan is made.");

        // A composite reads its input as a whole, so it comes before the operations inside it; what only passes a value on reads nothing.
        Operation<T>? reader = Find(chain, operation => operation.Input.Gradient == value.Gradient
            && operation.Output.Gradient != value.Gradient);
        if (reader is not null)
            return reader.ExplainInput(pass, entry.Row, entry.Index) with { Of = entry };
        if (Find(chain, Composite)?.PassedOn(value, entry.Row, entry.Index) is GradientEntry outer)
        {
            Operation<T> composite = Find(chain, operation => operation.Name == outer.Value)!;
            double gradient = double.CreateTruncating(composite.Output.Gradient[(outer.Row * composite.Output.Shape.Size) + outer.Index]);
            var factor = new Factor(new DerivativeSymbol(new TextSymbol("C"), new EntrySymbol(outer.Value, [outer.Index])), gradient,
                outer);
            return composite.PassedShare(value) is Factor share
                ? new Derivation(entry, Formula.Equation(Formula.CostBy("f"), Formula.CostBy("y") * share.Formula),
                    [new Term(entry.Row, [factor, share])],
                    double.CreateTruncating(value.Gradient[(entry.Row * value.Shape.Size) + entry.Index]))
                : new Derivation(entry, Formula.Equation(Formula.CostBy("f"), Formula.CostBy("y")), [new Term(entry.Row, [factor])],
                    gradient);
        }

        // What only passes its input on, and stands last: its output is the network's.
        return RequireLoss().Explain(pass, entry.Row, entry.Index) with { Of = entry };

        bool Composite(Operation<T> operation) => operation.PassedOn(value, entry.Row, entry.Index) is not null;
    }

    /// <summary>The name of the first value of the last pass that is infinite or NaN; null if all are finite.</summary>
    public string? FirstNonFinite(in Pass pass)
    {
        if (!AllFinite(chain.Input.Data, pass.Rows * chain.Input.Shape.Size))
            return "the input";
        foreach (Parameter<T> parameter in Network.AllParameters)
        {
            if (!Kernels.AllFinite(parameter.Data))
                return $"the parameter '{parameter.Name}'";
        }

        string? output = FirstNonFinite(chain, pass.Rows);
        if (output is not null)
            return output;
        if (loss is null)
            return null;
        if (!AllFinite(loss.Targets, pass.Rows * chain.Output.Shape.Size))
            return "the target";
        return AllFinite(loss.RowLosses, pass.Rows) ? null : "the loss itself";
    }

    /// <summary>
    /// The name of the first parameter, in the order of the backward pass, whose gradient is not finite; null if all are finite.
    /// </summary>
    public string? FirstNonFiniteGradient() =>
        Network.AllParameters.LastOrDefault(parameter => !Kernels.AllFinite(parameter.Gradient)) is Parameter<T> found
        ? $"the gradient of '{found.Name}'"
        : null;

    private bool AllFinite(Buffer<T> values, int count) => Kernels.AllFinite(values.Slice(0, count));

    private string? FirstNonFinite(Operation<T> operation, int rows)
    {
        foreach (Operation<T> child in operation.Children)
        {
            string? found = FirstNonFinite(child, rows);
            if (found is not null)
                return found;
        }

        return operation is Chain<T> || AllFinite(operation.Output.Data, rows * operation.Output.Shape.Size)
            ? null
            : $"the output of '{operation.Name}'";
    }

    private static void Require(int index, int count, GradientEntry entry)
    {
        if ((uint)index >= (uint)count)
            throw new DownhillException($"'{entry.Value}' has entries 0 to {count - 1}; {index} is out of range.");
    }

    private static Operation<T>? Find(Operation<T> operation, Func<Operation<T>, bool> wanted)
    {
        foreach (Operation<T> child in operation.Children)
        {
            if (child is not Chain<T> && wanted(child))
                return child;
            if (Find(child, wanted) is Operation<T> found)
                return found;
        }

        return null;
    }

    private LossOperation<T> RequireLoss() =>
        loss ?? throw new InvalidOperationException("The plan was made for inference and has no loss.");
}
