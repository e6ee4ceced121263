namespace Downhill;

/// <summary>
/// Steps scaled for each parameter by running means of its gradient and of its square. Sources: D. Kingma, J. Ba, "Adam: A Method
/// for Stochastic Optimization", 2015; S. Reddi, S. Kale, S. Kumar, 2018 (AMSGrad).
/// </summary>
/// <param name="LearningRate">η, about how far a parameter moves in a step.</param>
/// <param name="Beta1">The decay of the moving average of the gradient.</param>
/// <param name="Beta2">The decay of the moving average of its square.</param>
/// <param name="Epsilon">ε, added to the root so that no step is divided by zero.</param>
/// <param name="L2">λ, added to the gradient as λ w.</param>
/// <param name="AmsGrad">Whether the largest mean square so far is used instead of the present one.</param>
[CatalogEntry("w ← w − η m̂ / (√v̂ + ε)", "adam", "adam 0.01 l2=0.001", "adam amsGrad=true")]
public sealed record Adam(
    double LearningRate = 0.001, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double L2 = 0, bool AmsGrad = false)
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
        RequireDecay("l2", L2);
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) =>
        AdamRule<T>.Bind(at, Beta1, Beta2, Epsilon, L2, 0, State.Count);
}
