using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <content>
/// The three matrix products of a step, one loop. C[m, n] = start + Σ_k A(m, k) B(k, n).
/// The contract that keeps the bits the same everywhere: k runs in blocks of <see cref="PackingRoom.BlockDepth"/>; each block is one chain
/// of fused multiply-adds in ascending k that starts at zero; the start (a bias, the old value, or nothing) comes first and the
/// blocks' sums are added to it in order. A lane holds one element of C and threads share out its elements, so neither the width
/// of a vector nor the number of threads can change a bit.
/// </content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    // Below this many multiply-adds a thread, waking another one costs more than it saves.
    private const long MinProducts = 256 * 1024;

    public override void Multiply(Buffer<T> x, Buffer<T> weight, Buffer<T> bias, Buffer<T> y, int rows, int inputs, int outputs) =>
        Product(new MatrixProduct<T, V>
        {
            A = x.Pointer((long)rows * inputs),
            RowStride = inputs,
            DepthStride = 1,
            B = weight.Pointer((long)inputs * outputs),
            BStride = outputs,
            C = y.Pointer((long)rows * outputs),
            Start = bias.IsEmpty ? null : bias.Pointer(outputs),
            StartStride = 0,
            Rows = rows,
            Depth = inputs,
            Columns = outputs,
            CStride = outputs,
        });

    public override void MultiplyTransposedLeft(
        Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, int rows, int inputs, int outputs, bool add)
    {
        T* c = weightGradient.Pointer((long)inputs * outputs);
        Product(new MatrixProduct<T, V>
        {
            A = x.Pointer((long)rows * inputs),
            RowStride = 1,
            DepthStride = inputs,
            B = delta.Pointer((long)rows * outputs),
            BStride = outputs,
            C = c,
            Start = add ? c : null,
            StartStride = outputs,
            Rows = inputs,
            Depth = rows,
            Columns = outputs,
            CStride = outputs,
        });
    }

    public override void MultiplyTransposedRight(
        Buffer<T> delta, Buffer<T> weight, Buffer<T> inputGradient, int rows, int inputs, int outputs, bool add)
    {
        T* c = inputGradient.Pointer((long)rows * inputs);
        Product(new MatrixProduct<T, V>
        {
            A = delta.Pointer((long)rows * outputs),
            RowStride = outputs,
            DepthStride = 1,
            B = weight.Pointer((long)inputs * outputs),
            BStride = outputs,
            Transposed = true,
            C = c,
            Start = add ? c : null,
            StartStride = inputs,
            Rows = rows,
            Depth = outputs,
            Columns = inputs,
            CStride = inputs,
        });
    }

    private void Product(MatrixProduct<T, V> product)
    {
        long work = (long)product.Rows * product.Depth * product.Columns;
        if (work <= MatrixProduct<T, V>.Few && product.IsPlain)
            product.Each();
        else if (threads == 1 || work < 2 * MinProducts)
            product.Region(0, product.Rows, 0, product.Columns);
        else
            Share(product, (int)Math.Min(threads, work / MinProducts));
    }

    private void Share(MatrixProduct<T, V> product, int regions)
    {
        product.Share(regions);
        Workers.For(ref product, product.Parts, 1, 1, threads);
    }
}
