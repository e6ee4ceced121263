using System.Collections.Immutable;
using System.Numerics;

namespace Downhill;

/// <summary>The values that change from step to step: number of rows, training or inference, step and seed.</summary>
/// <param name="Rows">The number of filled rows of the plan's batch.</param>
/// <param name="IsTraining">Whether layers such as dropout are active.</param>
/// <param name="Step">The number of the training step, from 1.</param>
/// <param name="Seed">The seed of the run; with the step it fixes every random number of the pass.</param>
/// <param name="FirstRow">The place of the first row in the whole batch, where the pass is a shard of it.</param>
/// <param name="BatchRows">The number of rows of the whole batch; 0 if the pass is the whole batch.</param>
public readonly record struct Pass(int Rows, bool IsTraining = false, long Step = 0, ulong Seed = 0, int FirstRow = 0, int BatchRows = 0)
{
    /// <summary>The rows that a mean over the batch divides by.</summary>
    public int AllRows => BatchRows == 0 ? Rows : BatchRows;
}

/// <summary>A layer bound to memory addresses; it has no other state.</summary>
public abstract class Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An operation from one value to another.</summary>
    protected Operation(string name, Tensor<T> input, Tensor<T> output)
    {
        Name = name;
        Input = input;
        Output = output;
    }

    /// <summary>The layer's name in the network: <c>linear1</c>, <c>residual1.linear2</c>.</summary>
    public string Name { get; }

    /// <summary>The input of the operation, with its gradient.</summary>
    public Tensor<T> Input { get; }

    /// <summary>The output of the operation, with its gradient.</summary>
    public Tensor<T> Output { get; }

    /// <summary>The operations a composite runs, in order.</summary>
    public virtual IReadOnlyList<Operation<T>> Children => [];

    /// <summary>
    /// Whether each row of the output depends only on the same row of the input, wherever it is in the batch; false unless a layer declares
    /// it.
    /// </summary>
    public virtual bool KeepsRowsApart => Children.Count > 0 && Children.All(child => child.KeepsRowsApart);

    /// <summary>
    /// Changes rows of the output as if an entry of a parameter had been changed, without changing the parameter; false if only a forward
    /// pass can do that.
    /// </summary>
    /// <param name="parameter">The parameter's name in the layer.</param>
    /// <param name="index">The place in it, row-major.</param>
    /// <param name="by">The change.</param>
    /// <param name="firstRow">The first of the rows.</param>
    /// <param name="rows">The number of rows.</param>
    public virtual bool MoveOutput(string parameter, int index, T by, int firstRow, int rows) => false;

    /// <summary>Computes the output from the input and the parameters.</summary>
    public abstract void Forward(in Pass pass);

    /// <summary>
    /// Computes the gradients by the parameters and, where it has an address, by the input, from the gradient by the output.
    /// </summary>
    public abstract void Backward(in Pass pass);

    /// <summary>
    /// Spells out one entry of the gradient by the operation's input, after a backward pass: the terms whose sum the backward pass
    /// added to it.
    /// </summary>
    /// <param name="pass">The pass.</param>
    /// <param name="row">The row of the batch.</param>
    /// <param name="index">The place in the row.</param>
    public abstract Derivation ExplainInput(in Pass pass, int row, int index);

    /// <summary>Spells out one entry of the gradient by one of the operation's own parameters, after a backward pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="parameter">The parameter's name in the layer.</param>
    /// <param name="index">The place in it, row-major.</param>
    public virtual Derivation ExplainParameter(in Pass pass, string parameter, int index) =>
        throw new DownhillException($"'{Name}' has no parameter '{parameter}'.");

    /// <summary>
    /// The entry of a composite's output that is an entry of a value inside it, if only the composite reads that value; otherwise null.
    /// </summary>
    public virtual GradientEntry? PassedOn(Tensor<T> inner, int row, int index) => null;

    /// <summary>
    /// The factor by which a composite multiplies the gradient of its output before it passes it to a value inside; null if it passes it
    /// unchanged.
    /// </summary>
    public virtual Factor? PassedShare(Tensor<T> inner) => null;

    /// <summary>An entry of the output as a factor.</summary>
    protected Factor OutputFactor(int row, int index) =>
        new(new EntrySymbol(Name, [index]), double.CreateTruncating(Output.Data[(row * Output.Shape.Size) + index]));

    /// <summary>An entry of the input as a factor.</summary>
    protected Factor InputFactor(int row, int index) =>
        new(new EntrySymbol(Input.Name, [index]), double.CreateTruncating(Input.Data[(row * Input.Shape.Size) + index]));

    /// <summary>The derivative of the cost by an entry of the output as a factor.</summary>
    protected Factor OutputGradient(int row, int index) => new(
        new DerivativeSymbol(new TextSymbol("C"), new EntrySymbol(Output.Name, [index])),
        double.CreateTruncating(Output.Gradient[(row * Output.Shape.Size) + index]),
        new GradientEntry(Output.Name, index, row));

    /// <summary>The patches for the derivative by a weight of a convolution; null for other operations and parameters.</summary>
    /// <param name="derivation">The derivation of the derivative, from the same pass.</param>
    /// <param name="most">The largest number of patches.</param>
    public virtual KernelPatches? PatchesOf(Derivation derivation, int most) =>
        Children.Select(child => child.PatchesOf(derivation, most)).FirstOrDefault(patches => patches is not null);

    /// <summary>The terms of a derivative that is zero.</summary>
    protected static ImmutableArray<Term> NoTerms => [new Term(0, [new Factor("0", 0)])];

    /// <summary>A derivation by an entry of the input.</summary>
    protected Derivation OfInput(int row, int index, Formula rule, ImmutableArray<Term> terms) => new(
        new GradientEntry(Input.Name, index, row),
        rule,
        terms,
        double.CreateTruncating(Input.Gradient[(row * Input.Shape.Size) + index]));
}
