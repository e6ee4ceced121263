namespace Downhill.Kernels;

/// <content>What a training step does to gradients, weights and rows besides the update.</content>
public abstract partial class Kernels<T>
{
    /// <summary>The sum of all products of two numbers, in one fixed tree.</summary>
    public abstract T Dot(Buffer<T> a, Buffer<T> b);

    /// <summary>Scales each column of x, <c>[rows, columns]</c>, whose length is above a bound down to it.</summary>
    public abstract void ClipColumnNorms(Buffer<T> x, int rows, int columns, T bound);

    /// <summary>Multiplies each row of x, <c>[rows, columns]</c>, by its factor.</summary>
    public abstract void ScaleRows(Buffer<T> x, Buffer<T> factors, int rows, int columns);
}
