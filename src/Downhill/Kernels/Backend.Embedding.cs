namespace Downhill.Kernels;

/// <content>Rows of a table by their place.</content>
public abstract partial class Backend<T>
{
    /// <summary>The index of a category: the nearest whole number, or −1 if the table has no such row.</summary>
    public static int Category(T x, int categories)
    {
        T nearest = T.Round(x);
        return nearest >= T.Zero && nearest < T.CreateTruncating(categories) ? int.CreateTruncating(nearest) : -1;
    }

    /// <summary>
    /// y[i] = W[x[i]], or zeros where <see cref="Category"/> finds none. x: <c>[count]</c>, W: <c>[categories, outputs]</c>, y:
    /// <c>[count, outputs]</c>.
    /// </summary>
    public abstract void Embed(Buffer<T> x, Buffer<T> weight, Buffer<T> y, int count, int categories, int outputs);

    /// <summary>
    /// dW[c] = Σ δ[i] over all i whose category is c, in ascending order. x: <c>[count]</c>, δ: <c>[count, outputs]</c>, dW:
    /// <c>[categories, outputs]</c>.
    /// </summary>
    public abstract void EmbedGradient(Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, int count, int categories, int outputs);
}
