namespace Downhill.Reports;

/// <summary>Plain gradient descent that rounds the product η ∂C/∂w before the subtraction, like a calculation by hand.</summary>
/// <param name="LearningRate">η, how far a step goes.</param>
internal sealed record RoundedDescent(double LearningRate) : Optimizer(LearningRate)
{
    public override IReadOnlyList<string> State => [];

    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => new Bound<T>(at);

    private sealed class Bound<T>(OptimizerBinding<T> at) : OptimizerOperation<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public override void Update(long step, double learningRate)
        {
            Span<T> parameters = at.Parameters.Span;
            ReadOnlySpan<T> gradient = at.Gradient.Span;
            for (int i = 0; i < parameters.Length; i++)
                parameters[i] -= T.CreateTruncating(learningRate) * gradient[i];
        }
    }
}
