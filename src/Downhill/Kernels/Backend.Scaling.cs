namespace Downhill.Kernels;

/// <content>A factor and a summand for each column.</content>
public abstract partial class Backend<T>
{
    /// <summary>
    /// y = scale x + shift in each column, or added to y; without a shift it is scale x. x, y: <c>[rows, columns]</c>, scale and shift:
    /// <c>[columns]</c>.
    /// </summary>
    public abstract void ScaleColumns(Buffer<T> x, Buffer<T> scale, Buffer<T> shift, Buffer<T> y, int rows, int columns, bool add);
}
