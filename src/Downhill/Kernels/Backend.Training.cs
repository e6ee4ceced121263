namespace Downhill.Kernels;

/// <content>Operations of a training step on gradients, weights and rows, except the update.</content>
public abstract partial class Backend<T>
{
    /// <summary>The sum of all products of two numbers, in one fixed tree, read back: for an optimizer that decides by it.</summary>
    public abstract T Dot(Buffer<T> a, Buffer<T> b);

    /// <summary>The sum of all absolute values, in double and in order, read back.</summary>
    public abstract double SumOfMagnitudes(Buffer<T> x);

    /// <summary>Whether all numbers are finite, read back.</summary>
    public abstract bool AllFinite(Buffer<T> x);

    /// <summary>Scales all numbers down to a length, √(Σ x²), where they are longer.</summary>
    public abstract void ClipNorm(Buffer<T> x, double bound);

    /// <summary>Scales each column of x, <c>[rows, columns]</c>, whose length is above a bound down to it.</summary>
    public abstract void ClipColumnNorms(Buffer<T> x, int rows, int columns, T bound);

    /// <summary>Multiplies each row of x, <c>[rows, columns]</c>, by its factor.</summary>
    public abstract void ScaleRows(Buffer<T> x, Buffer<T> factors, int rows, int columns);
}
