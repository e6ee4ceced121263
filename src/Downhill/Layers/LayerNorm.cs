namespace Downhill;

/// <summary>
/// Gives every row mean 0 and deviation 1, then each of its numbers a trained scale and a trained shift; of an image, every place over its
/// channels. Source: J. Ba, J. Kiros, G. Hinton, "Layer Normalization", 2016.
/// </summary>
/// <param name="Epsilon">ε, added to the variance so that nothing is divided by zero.</param>
[CatalogEntry("γ (x − mean) / √(variance + ε) + β, over the row", "layer-norm", "layer-norm 0.01")]
public sealed record LayerNorm(double Epsilon = 1e-5) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => RowNormalization.Require(input, Epsilon);

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(Shape input) =>
    [
        new ParameterSpec("scale", ImageShape.Columns(input), new Constant(1), 1, 1),
        new ParameterSpec("shift", ImageShape.Columns(input), new Zeros(), 1, 1),
    ];

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new RowNormalization<T>(at, Epsilon, isCentered: true);
}
