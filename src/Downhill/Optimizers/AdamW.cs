namespace Downhill;

/// <summary>
/// Adam with decoupled weight decay, which does not change the running means. Source: I. Loshchilov, F. Hutter, "Decoupled Weight Decay
/// Regularization", 2019, in PyTorch's form, where η scales the decay.
/// </summary>
/// <param name="LearningRate">η, about how far a parameter moves in a step.</param>
/// <param name="Beta1">The decay of the moving average of the gradient.</param>
/// <param name="Beta2">The decay of the moving average of its square.</param>
/// <param name="Epsilon">ε, added to the root so that no step is divided by zero.</param>
/// <param name="WeightDecay">λ′, taken from the parameter itself as η λ′ w.</param>
/// <param name="AmsGrad">Whether the largest mean square so far is used instead of the present one.</param>
[CatalogEntry("w ← (1 − η λ′) w − η m̂ / (√v̂ + ε)", "adamw", "adamw 0.01 weightDecay=0.1", "adamw amsGrad=true")]
public sealed record AdamW(
    double LearningRate = 0.001,
    double Beta1 = 0.9,
    double Beta2 = 0.999,
    double Epsilon = 1e-8,
    double WeightDecay = 0.01,
    bool AmsGrad = false)
    : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State => AmsGrad ? ["mean", "square", "largest"] : ["mean", "square"];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare("beta1", Beta1);
        RequireShare("beta2", Beta2);
        RequirePositive("epsilon", Epsilon);
        RequireDecay("weightDecay", WeightDecay);
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) =>
        AdamRule<T>.Bind(at, Beta1, Beta2, Epsilon, 0, WeightDecay, State.Count);
}
