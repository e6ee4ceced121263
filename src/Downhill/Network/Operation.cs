using System.Numerics;

namespace Downhill;

/// <summary>What a pass is: how many rows, for training or inference, and the randomness of the step.</summary>
/// <param name="Rows">How many rows of the plan's batch are filled.</param>
/// <param name="IsTraining">Whether dropout and its like are at work.</param>
/// <param name="Step">The number of the training step, from 1.</param>
/// <param name="Seed">The seed of the run; with the step it fixes every random number of the pass.</param>
public readonly record struct Pass(int Rows, bool IsTraining = false, long Step = 0, ulong Seed = 0);

/// <summary>A layer bound to addresses. It holds no state but those.</summary>
public abstract class Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An operation from one value to another.</summary>
    protected Operation(string name, Value<T> input, Value<T> output)
    {
        Name = name;
        Input = input;
        Output = output;
    }

    /// <summary>The layer's name in the network: <c>linear1</c>, <c>residual1.linear2</c>.</summary>
    public string Name { get; }

    /// <summary>What it reads, and where the gradient by it goes.</summary>
    public Value<T> Input { get; }

    /// <summary>What it writes, and where the gradient by it comes from.</summary>
    public Value<T> Output { get; }

    /// <summary>The operations a composite runs, in order.</summary>
    public virtual IReadOnlyList<Operation<T>> Children => [];

    /// <summary>Computes the output from the input and the parameters.</summary>
    public abstract void Forward(in Pass pass);

    /// <summary>Computes the gradients by the parameters and, where it has an address, by the input, from the gradient by the output.</summary>
    public abstract void Backward(in Pass pass);
}
