namespace Downhill;

/// <summary>
/// Gives every row the root mean square 1, then each of its numbers a trained scale; of an image, every place over its channels. Source: B.
/// Zhang, R. Sennrich, "Root Mean Square Layer Normalization", 2019.
/// </summary>
/// <param name="Epsilon">ε, added to the mean square so that nothing is divided by zero.</param>
[CatalogEntry("γ x / √(mean of x² + ε), over the row", "rms-norm", "rms-norm 0.01")]
public sealed record RmsNorm(double Epsilon = 1e-5) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => RowNormalization.Require(input, Epsilon);

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(Shape input) =>
        [new ParameterSpec("scale", ImageShape.Columns(input), new Constant(1), 1, 1)];

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new RowNormalization<T>(at, Epsilon, isCentered: false);
}
