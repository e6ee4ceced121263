namespace Downhill.Kernels;

/// <content>Normalization and noise.</content>
public abstract partial class Backend<T>
{
    /// <summary>
    /// The mean of each column of x, <c>[rows, columns]</c>, and its variance, the mean of the squared distances from it; both sums in
    /// ascending row order, run by run (see <see cref="SumRows"/>).
    /// </summary>
    public abstract void ColumnMoments(Buffer<T> x, Buffer<T> mean, Buffer<T> variance, int rows, int columns, int run = int.MaxValue);

    /// <summary>
    /// x̂ = (x − mean) / √(variance + ε) and y = scale x̂ + shift with one mean, variance, scale and shift for each column.
    /// </summary>
    public abstract void NormalizeColumns(ColumnNormalization<T> at, int rows, int columns, T epsilon);

    /// <summary>
    /// The way back through <see cref="NormalizeColumns"/>: dscale = Σ rows dy x̂, dshift = Σ rows dy, and, unless dx is empty,
    /// dx = scale / √(variance + ε) · (dy − dshift / rows − x̂ dscale / rows), or without the two means where mean and variance are given
    /// numbers; or added to dx.
    /// </summary>
    public abstract void NormalizeColumnsGradient(
        ColumnNormalization<T> at, NormalizationGradient<T> gradient, int rows, int columns, T epsilon, bool areGiven, bool add,
            int run = int.MaxValue);

    /// <summary>to ← keep · to + (1 − keep) · factor · value, for each number.</summary>
    public abstract void Lerp(Buffer<T> to, Buffer<T> value, int count, T keep, T factor);

    /// <summary>
    /// x̂ = (x − mean) / deviation and y = scale x̂ + shift in each row, mean and deviation being the row's own, each sum in one fixed
    /// tree; without a shift the mean is left out, and deviation is √(mean of x² + ε). The deviations are kept for the way back.
    /// </summary>
    public abstract void NormalizeRows(
        Buffer<T> x, Buffer<T> scale, Buffer<T> shift, Buffer<T> normalized, Buffer<T> deviations, Buffer<T> y, int rows, int columns,
        T epsilon);

    /// <summary>
    /// The way back through <see cref="NormalizeRows"/> to x: dx = (g − mean of g − x̂ · mean of g x̂) / deviation with g = dy scale, the
    /// means over the row and the first only where there is a shift; or added to dx.
    /// </summary>
    public abstract void NormalizeRowsGradient(
        Buffer<T> normalized, Buffer<T> deviations, Buffer<T> scale, NormalizationGradient<T> gradient, int rows, int columns, bool add);

    /// <summary>dscale = Σ rows dy x̂ and, where there is one, dshift = Σ rows dy, each in ascending row order, run by run.</summary>
    public abstract void NormalizeParametersGradient(
        Buffer<T> normalized, NormalizationGradient<T> gradient, int rows, int columns, int run = int.MaxValue);

    /// <summary>y = x + deviation · n, n being number i of a stream of standard normal numbers.</summary>
    public abstract void Noise(Buffer<T> x, Buffer<T> y, int count, double deviation, RandomStream random);
}
