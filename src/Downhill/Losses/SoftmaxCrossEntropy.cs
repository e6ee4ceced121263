namespace Downhill;

/// <summary>The cross-entropy of one choice out of several, from logits: −Σ t ln softmax(z).</summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
/// <param name="LabelSmoothing">
/// ε: the share of each target that is spread evenly over the classes, from 0 to below 1. Source: C. Szegedy et al., "Rethinking the
/// Inception Architecture for Computer Vision", 2016.
/// </param>
[CatalogEntry("Σ tⱼ (ln Σ eᶻ − zⱼ)", "softmax-cross-entropy", "softmax-cross-entropy sum", "softmax-cross-entropy labelSmoothing=0.1")]
public sealed record SoftmaxCrossEntropy(Reduction Reduction = Reduction.Mean, double LabelSmoothing = 0) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Layer? Link => new Softmax();

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) =>
        new SoftmaxCrossEntropyOperation<T>(at, Reduction, RequiredSmoothing(LabelSmoothing));
}
