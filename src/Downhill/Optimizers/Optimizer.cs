using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>An optimizer: the rule by which the parameters are updated from the gradient.</summary>
/// <param name="LearningRate">η, how far a step goes; above 0.</param>
public abstract partial record Optimizer(double LearningRate)
{
    /// <summary>The names of the numbers kept for each parameter, such as <c>momentum</c>; none for plain descent.</summary>
    public abstract IReadOnlyList<string> State { get; }

    /// <summary>Throws if an option is out of its range.</summary>
    public virtual void Validate() => RequirePositive("learningRate", LearningRate);

    /// <summary>Binds the optimizer to the vectors it works on.</summary>
    public abstract OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private protected void RequireShare(string option, double value) => Require(value is >= 0 and < 1, option, value, "from 0 to below 1");

    private protected void RequirePositive(string option, double value) =>
        Require(value > 0 && double.IsFinite(value), option, value, "above 0");

    private protected void RequireDecay(string option, double value) =>
        Require(value >= 0 && double.IsFinite(value), option, value, "of at least 0");

    private protected void Require(bool holds, string option, double value, string range)
    {
        if (!holds)
            throw new DownhillException($"The optimizer '{CatalogName.Of(this)}' needs {option} {range}, not {value}.");
    }
}

/// <summary>The buffers and the backend of an optimizer.</summary>
/// <param name="Kernels">The loops to work with.</param>
/// <param name="Parameters">w.</param>
/// <param name="Gradient">∇C.</param>
/// <param name="State">The optimizer's numbers: each of its states as long as w, one after the other.</param>
public sealed record OptimizerBinding<T>(Backend<T> Kernels, Buffer<T> Parameters, Buffer<T> Gradient, Buffer<T> State)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Evaluates the loss of the batch with the current parameters, for an optimizer with a line search; null if it is not available.
    /// </summary>
    public Func<double>? Loss { get; init; }

    /// <summary>An optimizer that updates each parameter independently.</summary>
    /// <param name="rule">The update of a step, from its number and η.</param>
    public OptimizerOperation<T> EachParameter<TRule>(Func<long, double, TRule> rule)
        where TRule : struct, IUpdateRule<T> => new RuleOperation<T, TRule>(this, rule);
}

/// <summary>An optimizer bound to addresses.</summary>
public abstract class OptimizerOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes one step.</summary>
    /// <param name="step">The number of the step, from 1.</param>
    /// <param name="learningRate">η of this step.</param>
    public abstract void Update(long step, double learningRate);
}

/// <summary>An optimizer that updates each parameter by itself.</summary>
internal sealed class RuleOperation<T, TRule>(OptimizerBinding<T> at, Func<long, double, TRule> rule) : OptimizerOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    private readonly UpdateKernel<T, TRule> kernel = at.Kernels.Update<TRule>();

    public override void Update(long step, double learningRate) =>
        kernel.Run(rule(step, learningRate), at.Parameters, at.Gradient, at.State);
}
