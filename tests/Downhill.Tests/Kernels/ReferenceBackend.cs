using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// A deliberately plain backend: memory of its own that nobody else can reach, one number at a time, no pointer. It follows the contract
/// of docs/determinism.md, so it gives the processor's bits.
/// </summary>
internal sealed partial class ReferenceBackend<T> : Backend<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Block = 256, PartialSums = 16;

    public override Buffer<T> Allocate(long length) => new(new OwnMemory(length), 0, (int)length);

    public override void Multiply(Buffer<T> x, Buffer<T> weight, Buffer<T> bias, Buffer<T> y, int rows, int inputs, int outputs)
    {
        T[] a = x.ToArray(), b = weight.ToArray(), start = bias.ToArray();
        Product(y, rows, inputs, outputs, (m, k) => a[(m * inputs) + k], (k, n) => b[(k * outputs) + n],
            bias.IsEmpty ? null : (_, n) => start[n]);
    }

    public override void MultiplyTransposedLeft(Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, int rows, int inputs, int outputs,
        bool add)
    {
        T[] a = x.ToArray(), b = delta.ToArray(), old = weightGradient.ToArray();
        Product(weightGradient, inputs, rows, outputs, (m, k) => a[(k * inputs) + m], (k, n) => b[(k * outputs) + n],
            add ? (m, n) => old[(m * outputs) + n] : null);
    }

    public override void MultiplyTransposedRight(Buffer<T> delta, Buffer<T> weight, Buffer<T> inputGradient, int rows, int inputs,
        int outputs, bool add)
    {
        T[] a = delta.ToArray(), b = weight.ToArray(), old = inputGradient.ToArray();
        Product(inputGradient, rows, outputs, inputs, (m, k) => a[(m * outputs) + k], (k, n) => b[(n * outputs) + k],
            add ? (m, n) => old[(m * inputs) + n] : null);
    }

    public override void SumRows(Buffer<T> x, Buffer<T> sums, int rows, int columns, bool add, int run = int.MaxValue)
    {
        T[] numbers = x.ToArray(), old = sums.ToArray();
        Fill(sums, columns, j => Added(add, old[j], InRuns(rows, run, (sum, row) => sum + numbers[(row * columns) + j])));
    }

    public override void Sum(Buffer<T> x, Buffer<T> sum, T scale) => sum.Set(0, scale * Tree(x.ToArray()));

    public override void Copy(Buffer<T> from, Buffer<T> to) => to.Write(from.ToArray());

    public override void SumColumns(Buffer<T> x, Buffer<T> sums, int rows, int columns, T scale)
    {
        T[] numbers = x.ToArray();
        Fill(sums, rows, row => scale * Tree(numbers[(row * columns)..((row + 1) * columns)]));
    }

    public override void Add(Buffer<T> a, Buffer<T> b, Buffer<T> y, int count)
    {
        T[] one = a.ToArray(), other = b.ToArray();
        Fill(y, count, i => one[i] + other[i]);
    }

    public override void CopyColumns(Buffer<T> from, int fromColumns, int fromColumn, Buffer<T> to, int toColumns, int toColumn, int rows,
        int width, bool add)
    {
        T[] source = from.ToArray(), target = to.ToArray();
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < width; j++)
            {
                T value = source[(row * fromColumns) + fromColumn + j];
                ref T at = ref target[(row * toColumns) + toColumn + j];
                at = add ? at + value : value;
            }
        }

        to.Write(target);
    }

    public override void Softmax(Buffer<T> x, Buffer<T> y, int rows, int columns)
    {
        T[] all = x.ToArray();
        for (int row = 0; row < rows; row++)
        {
            T[] z = all[(row * columns)..((row + 1) * columns)], powers = [.. z.Select(value => Exp(value - Largest(z)))];
            T sum = Tree(powers);
            Fill(y.Slice(row * columns, columns), columns, j => powers[j] / sum);
        }
    }

    public override void SoftmaxGradient(Buffer<T> y, Buffer<T> outputGradient, Buffer<T> inputGradient, int rows, int columns, bool add)
    {
        T[] value = y.ToArray(), dy = outputGradient.ToArray(), old = inputGradient.ToArray();
        for (int row = 0; row < rows; row++)
        {
            int at = row * columns;
            T mean = Tree([.. Enumerable.Range(at, columns).Select(i => value[i] * dy[i])]);
            Fill(inputGradient.Slice(at, columns), columns, j => Added(add, old[at + j], value[at + j] * (dy[at + j] - mean)));
        }
    }

    public override void CrossEntropy(Buffer<T> logits, Buffer<T> targets, Buffer<T> probabilities, Buffer<T> losses, int rows, int columns)
    {
        T[] all = logits.ToArray(), t = targets.ToArray();
        for (int row = 0; row < rows; row++)
        {
            int at = row * columns;
            T largest = Largest(all[at..(at + columns)]);
            T[] shifted = [.. all[at..(at + columns)].Select(value => value - largest)], powers = [.. shifted.Select(Exp)];
            T sum = Tree(powers), total = Tree(t[at..(at + columns)]),
                weighted = Tree([.. shifted.Select((value, j) => t[at + j] * value)]);
            losses.Set(row, (Functions.Log<SimdScalar<T>, T>(SimdScalar<T>.Create(sum)).Sum() * total) - weighted);
            Fill(probabilities.Slice(at, columns), columns, j => powers[j] / sum);
        }
    }

    public override void CrossEntropyGradient(Buffer<T> probabilities, Buffer<T> targets, Buffer<T> gradient, int rows, int columns,
        T scale)
    {
        T[] p = probabilities.ToArray(), t = targets.ToArray();
        Fill(gradient, rows * columns,
            i => scale * ((p[i] * Tree(t[(i / columns * columns)..((i / columns * columns) + columns)])) - t[i]));
    }

    public override void Dropout(Buffer<T> x, Buffer<T> y, int count, double keep, RandomStream random, bool add)
    {
        T[] from = x.ToArray(), old = y.ToArray();
        T scale = T.One / T.CreateTruncating(keep);
        Fill(y, count, i => Added(add, old[i], random.IsKept(i, keep) ? from[i] * scale : T.Zero));
    }

    private static T Added(bool add, T old, T value) => add ? old + value : value;

    private static T Exp(T x) => Functions.Exp<SimdScalar<T>, T>(SimdScalar<T>.Create(x)).Sum();

    private static T Largest(T[] values) => values.Aggregate(T.NegativeInfinity, (largest, value) => largest < value ? value : largest);

    private static void Fill(Buffer<T> to, int count, Func<int, T> value) => to.Write([.. Enumerable.Range(0, count).Select(value)]);

    // Sixteen partial sums in ascending order, then the upper half is added to the lower one.
    private static T Tree(T[] terms)
    {
        var sums = new T[PartialSums];
        for (int i = 0; i < terms.Length; i++)
            sums[i % PartialSums] += terms[i];
        for (int half = PartialSums / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
                sums[lane] += sums[lane + half];
        }

        return sums[0];
    }

    // Each run of rows is summed by itself, and the runs' sums are added in order.
    private static T InRuns(int rows, int run, Func<T, int, T> add)
    {
        T total = T.Zero;
        foreach (int[] some in Enumerable.Range(0, rows).Chunk(Math.Min(run, rows)))
            total += some.Aggregate(T.Zero, add);
        return total;
    }

    // Fused multiply-adds in ascending k in blocks that start at zero; the blocks' sums are added in order to the start.
    private static T Chain(int depth, Func<int, T> a, Func<int, T> b, T? start)
    {
        T? total = start;
        int k = 0;
        do
        {
            T sum = T.Zero;
            for (int end = Math.Min(k + Block, depth); k < end; k++)
                sum = T.FusedMultiplyAdd(a(k), b(k), sum);
            total = total is T before ? before + sum : sum;
        }
        while (k < depth);
        return total.Value;
    }

    private static void Product(Buffer<T> c, int rows, int depth, int columns, Func<int, int, T> a, Func<int, int, T> b,
        Func<int, int, T>? start)
    {
        Fill(c, rows * columns, i =>
        {
            (int m, int n) = Math.DivRem(i, columns);
            return Chain(depth, k => a(m, k), k => b(k, n), start?.Invoke(m, n));
        });
    }

    private sealed class OwnMemory(long length) : DeviceMemory<T>
    {
        private readonly List<T> numbers = [.. new T[length]];

        public override void Read(int start, Span<T> to)
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = numbers[start + i];
        }

        public override void Write(int start, ReadOnlySpan<T> from)
        {
            for (int i = 0; i < from.Length; i++)
                numbers[start + i] = from[i];
        }
    }
}
