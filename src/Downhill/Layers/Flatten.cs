namespace Downhill;

/// <summary>Flattens an image or another shape to one axis: <c>[28, 28]</c> becomes a row of 784 numbers. Nothing is copied.</summary>
[CatalogEntry("[a, b, …] → [a b …]", "flatten")]
public sealed record Flatten : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => [input.Size];

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Renamed<T>(at);
}
