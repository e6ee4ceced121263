using System.Numerics;
using System.Runtime.Intrinsics;

namespace Downhill.Kernels;

/// <summary>
/// Owns memory and runs all loops over it. Layers, losses and optimizers say what to compute on which buffers; no other code accesses an
/// element, and a program reads results back. Another device is another implementation.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract partial class Backend<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The kernels for this processor's widest vectors.</summary>
    /// <param name="threads">
    /// How many threads a loop may use; the results do not depend on it. No more run at once than this process has processors.
    /// </param>
    public static Backend<T> ForProcessor(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException("Networks are of float or of double.");
        if (Vector512.IsHardwareAccelerated)
            return new ProcessorBackend<T, Simd512<T>>(threads);
        if (Vector256.IsHardwareAccelerated)
            return new ProcessorBackend<T, Simd256<T>>(threads);
        if (Vector128.IsHardwareAccelerated)
            return new ProcessorBackend<T, Simd128<T>>(threads);
        return new ProcessorBackend<T, SimdScalar<T>>(threads);
    }

    /// <summary>The largest number of threads of a loop.</summary>
    internal virtual int Threads => 1;

    /// <summary>Allocates memory filled with zeros.</summary>
    /// <exception cref="DownhillException">There is not that much room in one piece.</exception>
    public abstract Buffer<T> Allocate(long length);

    /// <summary>A backend with the same memory and another number of threads; the results do not depend on it.</summary>
    public virtual Backend<T> WithThreads(int threads) => this;

    /// <summary>
    /// y = x W + b. x: <c>[rows, inputs]</c>, W: <c>[inputs, outputs]</c>, b: <c>[outputs]</c> or nothing, y: <c>[rows, outputs]</c>.
    /// </summary>
    public abstract void Multiply(Buffer<T> x, Buffer<T> weight, Buffer<T> bias, Buffer<T> y, int rows, int inputs, int outputs);

    /// <summary>dW = xᵀ δ, or added to dW. x: <c>[rows, inputs]</c>, δ: <c>[rows, outputs]</c>, dW: <c>[inputs, outputs]</c>.</summary>
    public abstract void MultiplyTransposedLeft(Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, int rows, int inputs, int outputs,
        bool add);

    /// <summary>dx = δ Wᵀ, or added to dx. δ: <c>[rows, outputs]</c>, W: <c>[inputs, outputs]</c>, dx: <c>[rows, inputs]</c>.</summary>
    public abstract void MultiplyTransposedRight(Buffer<T> delta, Buffer<T> weight, Buffer<T> inputGradient, int rows, int inputs,
        int outputs, bool add);

    /// <summary>
    /// sums = Σ over rows of x, or added to them. x: <c>[rows, columns]</c>, sums: <c>[columns]</c>; each sum in ascending row order. Where
    /// the rows are places of images, each run of them, an image, is summed by itself, and the images' sums are added in order.
    /// </summary>
    public abstract void SumRows(Buffer<T> x, Buffer<T> sums, int rows, int columns, bool add, int run = int.MaxValue);

    /// <summary>sum[0] = scale · Σ x, in one fixed tree.</summary>
    public abstract void Sum(Buffer<T> x, Buffer<T> sum, T scale);

    /// <summary>The sum of all numbers, in one fixed tree, read back.</summary>
    public T Sum(Buffer<T> x)
    {
        Buffer<T> sum = Allocate(1);
        Sum(x, sum, T.One);
        return sum[0];
    }

    /// <summary>to = from.</summary>
    public abstract void Copy(Buffer<T> from, Buffer<T> to);

    /// <summary>x = value, for each number.</summary>
    public abstract void Fill(Buffer<T> x, int count, T value);

    /// <summary>sums[r] = scale · Σ over the columns of row r, each in one fixed tree.</summary>
    public abstract void SumColumns(Buffer<T> x, Buffer<T> sums, int rows, int columns, T scale);

    /// <summary>y = a + b.</summary>
    public abstract void Add(Buffer<T> a, Buffer<T> b, Buffer<T> y, int count);

    /// <summary>
    /// Copies a block of <paramref name="width"/> columns from a matrix of <paramref name="fromColumns"/> columns, starting at
    /// column <paramref name="fromColumn"/>, into another matrix, or adds it there.
    /// </summary>
    public abstract void CopyColumns(
        Buffer<T> from, int fromColumns, int fromColumn, Buffer<T> to, int toColumns, int toColumn, int rows, int width, bool add);

    /// <summary>y = softmax of each row of x, <c>[rows, columns]</c>.</summary>
    public abstract void Softmax(Buffer<T> x, Buffer<T> y, int rows, int columns);

    /// <summary>dx = y ⊙ (dy − Σ dy ⊙ y) for each row, or added to dx.</summary>
    public abstract void SoftmaxGradient(Buffer<T> y, Buffer<T> outputGradient, Buffer<T> inputGradient, int rows, int columns, bool add);

    /// <summary>
    /// losses[r] = Σⱼ tⱼ (ln Σ eᶻ − zⱼ) for each row of the logits z, and the softmax of z for the way back.
    /// </summary>
    public abstract void CrossEntropy(Buffer<T> logits, Buffer<T> targets, Buffer<T> probabilities, Buffer<T> losses, int rows,
        int columns);

    /// <summary>dz = scale · (p Σ t − t) for each row.</summary>
    public abstract void CrossEntropyGradient(Buffer<T> probabilities, Buffer<T> targets, Buffer<T> gradient, int rows, int columns,
        T scale);

    /// <summary>
    /// y = x / keep if the random number of the element is below keep, else 0; the backward pass does the same with dy for x, or adds it.
    /// Element i uses number i of the stream.
    /// </summary>
    public abstract void Dropout(Buffer<T> x, Buffer<T> y, int count, double keep, RandomStream random, bool add);

    /// <summary>A kernel for y = f(x) and its derivative.</summary>
    public abstract ElementwiseKernel<T> Elementwise<TFunction>(TFunction function)
        where TFunction : struct, IElementwise<T>;

    /// <summary>A kernel for l = f(y, t) and its derivative by y.</summary>
    public abstract ElementwiseLossKernel<T> Comparison<TFunction>(TFunction function)
        where TFunction : struct, IElementwiseLoss<T>;

    /// <summary>A kernel for one change of the gradient.</summary>
    public abstract GradientKernel<T, TRule> Gradient<TRule>()
        where TRule : struct, IGradientRule<T>;

    /// <summary>A kernel for one update of the parameters.</summary>
    public abstract UpdateKernel<T, TRule> Update<TRule>()
        where TRule : struct, IUpdateRule<T>;
}
