using Downhill.Kernels;

namespace Downhill.Tests;

/// <content>Normalization, tables, noise, and functions written once for vectors of any width.</content>
internal sealed partial class ReferenceBackend<T>
{
    public override void ScaleColumns(Buffer<T> x, Buffer<T> scale, Buffer<T> shift, Buffer<T> y, int rows, int columns, bool add)
    {
        T[] from = x.ToArray(), factor = scale.ToArray(), summand = shift.ToArray(), old = y.ToArray();
        Fill(y, rows * columns, i =>
            Added(add, old[i], T.FusedMultiplyAdd(factor[i % columns], from[i], summand.Length == 0 ? T.Zero : summand[i % columns])));
    }

    public override void Embed(Buffer<T> x, Buffer<T> weight, Buffer<T> y, int count, int categories, int outputs)
    {
        T[] from = x.ToArray(), w = weight.ToArray();
        Fill(y, count * outputs, i => Category(from[i / outputs], categories) is int c and >= 0
            ? w[(c * outputs) + (i % outputs)]
            : T.Zero);
    }

    public override void EmbedGradient(Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, int count, int categories, int outputs)
    {
        T[] from = x.ToArray(), dy = delta.ToArray(), sums = new T[categories * outputs];
        for (int i = 0; i < count * outputs; i++)
        {
            if (Category(from[i / outputs], categories) is int c and >= 0)
                sums[(c * outputs) + (i % outputs)] += dy[i];
        }

        weightGradient.Write(sums);
    }

    public override void Fill(Buffer<T> x, int count, T value) => Fill(x, count, _ => value);

    public override void ColumnMoments(Buffer<T> x, Buffer<T> mean, Buffer<T> variance, int rows, int columns, int run = int.MaxValue)
    {
        T[] from = x.ToArray();
        T count = T.CreateTruncating(rows);
        for (int j = 0; j < columns; j++)
        {
            T center = InRuns(rows, run, (sum, row) => sum + from[(row * columns) + j]) / count;
            T squares = InRuns(rows, run, (sum, row) =>
            {
                T distance = from[(row * columns) + j] - center;
                return T.FusedMultiplyAdd(distance, distance, sum);
            });
            mean.Set(j, center);
            variance.Set(j, squares / count);
        }
    }

    public override void NormalizeColumns(ColumnNormalization<T> at, int rows, int columns, T epsilon)
    {
        T[] x = at.X.ToArray(), mean = at.Mean.ToArray(), variance = at.Variance.ToArray(), scale = at.Scale.ToArray(),
            shift = at.Shift.ToArray();
        T[] normalized = [.. Enumerable.Range(0, rows * columns)
            .Select(i => (x[i] - mean[i % columns]) / T.Sqrt(variance[i % columns] + epsilon))];
        at.Normalized.Write(normalized);
        Fill(at.Y, rows * columns, i => T.FusedMultiplyAdd(scale[i % columns], normalized[i], shift[i % columns]));
    }

    public override void NormalizeColumnsGradient(
        ColumnNormalization<T> at, NormalizationGradient<T> gradient, int rows, int columns, T epsilon, bool areGiven, bool add,
        int run = int.MaxValue)
    {
        NormalizeParametersGradient(at.Normalized, gradient, rows, columns, run);
        if (gradient.Input.IsEmpty)
            return;
        T share = areGiven ? T.Zero : T.One / T.CreateTruncating(rows);
        T[] normalized = at.Normalized.ToArray(), variance = at.Variance.ToArray(), scale = at.Scale.ToArray(),
            dy = gradient.Output.ToArray();
        T[] old = gradient.Input.ToArray(), along = gradient.Scale.ToArray(), mean = gradient.Shift.ToArray();
        Fill(gradient.Input, rows * columns, i =>
        {
            int j = i % columns;
            T factor = scale[j] / T.Sqrt(variance[j] + epsilon);
            return Added(add, old[i], factor * (dy[i] - (mean[j] * share) - (normalized[i] * (along[j] * share))));
        });
    }

    public override void NormalizeParametersGradient(
        Buffer<T> normalized, NormalizationGradient<T> gradient, int rows, int columns, int run = int.MaxValue)
    {
        T[] values = normalized.ToArray(), dy = gradient.Output.ToArray();
        Fill(gradient.Scale, columns, j => InRuns(
            rows, run, (sum, row) => T.FusedMultiplyAdd(dy[(row * columns) + j], values[(row * columns) + j], sum)));
        if (!gradient.Shift.IsEmpty)
            SumRows(gradient.Output, gradient.Shift, rows, columns, add: false, run);
    }

    public override void Lerp(Buffer<T> to, Buffer<T> value, int count, T keep, T factor)
    {
        T[] old = to.ToArray(), other = value.ToArray();
        T rest = (T.One - keep) * factor;
        Fill(to, count, i => T.FusedMultiplyAdd(keep, old[i], rest * other[i]));
    }

    public override void NormalizeRows(
        Buffer<T> x, Buffer<T> scale, Buffer<T> shift, Buffer<T> normalized, Buffer<T> deviations, Buffer<T> y, int rows, int columns,
        T epsilon)
    {
        T[] from = x.ToArray(), factor = scale.ToArray(), summand = shift.ToArray();
        T count = T.CreateTruncating(columns);
        for (int row = 0; row < rows; row++)
        {
            T[] values = from[(row * columns)..((row + 1) * columns)];
            T mean = shift.IsEmpty ? T.Zero : Tree(values) / count;
            T[] distances = [.. values.Select(value => value - mean)];
            T deviation = T.Sqrt((Tree([.. distances.Select(distance => distance * distance)]) / count) + epsilon);
            deviations.Set(row, deviation);
            normalized.Slice(row * columns, columns).Write([.. distances.Select(distance => distance / deviation)]);
            Fill(y.Slice(row * columns, columns), columns, j =>
                shift.IsEmpty ? factor[j] * (distances[j] / deviation) : (factor[j] * (distances[j] / deviation)) + summand[j]);
        }
    }

    public override void NormalizeRowsGradient(
        Buffer<T> normalized, Buffer<T> deviations, Buffer<T> scale, NormalizationGradient<T> gradient, int rows, int columns, bool add)
    {
        T[] values = normalized.ToArray(), factor = scale.ToArray(), dy = gradient.Output.ToArray(), old = gradient.Input.ToArray();
        T count = T.CreateTruncating(columns);
        for (int row = 0; row < rows; row++)
        {
            int at = row * columns;
            T[] g = [.. Enumerable.Range(0, columns).Select(j => dy[at + j] * factor[j])];
            T mean = gradient.Shift.IsEmpty ? T.Zero : Tree(g) / count,
                along = Tree([.. g.Select((value, j) => value * values[at + j])]) / count;
            T deviation = deviations[row];
            Fill(gradient.Input.Slice(at, columns), columns,
                j => Added(add, old[at + j], (g[j] - mean - (values[at + j] * along)) / deviation));
        }
    }

    public override void Noise(Buffer<T> x, Buffer<T> y, int count, double deviation, RandomStream random)
    {
        T[] from = x.ToArray();
        Fill(y, count, i => from[i] + T.CreateTruncating(deviation * random.Normal((ulong)i)));
    }

    public override T Dot(Buffer<T> a, Buffer<T> b)
    {
        T[] other = b.ToArray();
        return Tree([.. a.ToArray().Select((value, i) => value * other[i])]);
    }

    public override double SumOfMagnitudes(Buffer<T> x) =>
        x.ToArray().Aggregate(0.0, (sum, value) => sum + Math.Abs(double.CreateTruncating(value)));

    public override bool AllFinite(Buffer<T> x) => x.ToArray().All(T.IsFinite);

    public override void ClipNorm(Buffer<T> x, double bound)
    {
        double norm = Math.Sqrt(double.CreateTruncating(Dot(x, x)));
        if (norm > bound)
            x.Write([.. x.ToArray().Select(value => value * T.CreateTruncating(bound / norm))]);
    }

    public override void ClipColumnNorms(Buffer<T> x, int rows, int columns, T bound)
    {
        T[] old = x.ToArray();
        Fill(x, rows * columns, i =>
        {
            T squares = T.Zero;
            for (int at = i % columns; at < rows * columns; at += columns)
                squares = T.FusedMultiplyAdd(old[at], old[at], squares);
            T length = T.Sqrt(squares);
            return old[i] * (bound < length ? bound / length : T.One);
        });
    }

    public override void ScaleRows(Buffer<T> x, Buffer<T> factors, int rows, int columns)
    {
        T[] old = x.ToArray(), factor = factors.ToArray();
        Fill(x, rows * columns, i => old[i] * factor[i / columns]);
    }

    public override ElementwiseKernel<T> Elementwise<TFunction>(TFunction function) => new Function<TFunction>(function);

    public override ElementwiseLossKernel<T> Comparison<TFunction>(TFunction function) => new Loss<TFunction>(function);

    public override GradientKernel<T, TRule> Gradient<TRule>() => new GradientLoop<TRule>();

    public override UpdateKernel<T, TRule> Update<TRule>() => new UpdateLoop<TRule>();

    private static SimdScalar<T> Lane(T value) => SimdScalar<T>.Create(value);

    private sealed class Function<TFunction>(TFunction function) : ElementwiseKernel<T>
        where TFunction : struct, IElementwise<T>
    {
        public override void Forward(Buffer<T> x, Buffer<T> y, int count)
        {
            T[] from = x.ToArray();
            Fill(y, count, i => function.Value(Lane(from[i])).Sum());
        }

        public override T Derivative(T x, T y) => function.Derivative(Lane(x), Lane(y)).Sum();

        public override void Backward(Buffer<T> x, Buffer<T> y, Buffer<T> outputGradient, Buffer<T> inputGradient, int count, bool add)
        {
            T[] from = x.ToArray(), value = y.ToArray(), dy = outputGradient.ToArray(), old = inputGradient.ToArray();
            Fill(inputGradient, count, i => Added(add, old[i], dy[i] * Derivative(from[i], value[i])));
        }
    }

    private sealed class Loss<TFunction>(TFunction function) : ElementwiseLossKernel<T>
        where TFunction : struct, IElementwiseLoss<T>
    {
        public override void Forward(Buffer<T> y, Buffer<T> t, Buffer<T> values, int count)
        {
            T[] one = y.ToArray(), other = t.ToArray();
            Fill(values, count, i => function.Value(Lane(one[i]), Lane(other[i])).Sum());
        }

        public override T Derivative(T y, T t) => function.Derivative(Lane(y), Lane(t)).Sum();

        public override void Backward(Buffer<T> y, Buffer<T> t, Buffer<T> gradient, int count, T scale)
        {
            T[] one = y.ToArray(), other = t.ToArray();
            Fill(gradient, count, i => scale * Derivative(one[i], other[i]));
        }
    }

    private sealed class GradientLoop<TRule> : GradientKernel<T, TRule>
        where TRule : struct, IGradientRule<T>
    {
        public override void Run(in TRule rule, Buffer<T> gradient, Buffer<T> parameters)
        {
            TRule own = rule;
            T[] g = gradient.ToArray(), w = parameters.ToArray();
            Fill(gradient, g.Length, i => own.Apply(Lane(g[i]), Lane(w[i])).Sum());
        }
    }

    private sealed class UpdateLoop<TRule> : UpdateKernel<T, TRule>
        where TRule : struct, IUpdateRule<T>
    {
        // Below the smallest normal number a state is zero: a part of the contract.
        private static readonly T Smallest = T.CreateTruncating(typeof(T) == typeof(float) ? 1.17549435e-38 : 2.2250738585072014e-308);

        public override void Run(in TRule rule, Buffer<T> parameters, Buffer<T> gradients, Buffer<T> state)
        {
            TRule own = rule;
            T[] w = parameters.ToArray(), g = gradients.ToArray(), s = state.ToArray();
            int count = w.Length;
            for (int i = 0; i < count; i++)
            {
                var lanes = new SimdScalar<T>[3];
                for (int k = 0; k < own.States; k++)
                    lanes[k] = Lane(s[(k * count) + i]);
                w[i] = own.Apply(Lane(w[i]), Lane(g[i]), ref lanes[0], ref lanes[1], ref lanes[2]).Sum();
                for (int k = 0; k < own.States; k++)
                    s[(k * count) + i] = T.Abs(lanes[k].Sum()) < Smallest ? T.Zero : lanes[k].Sum();
            }

            parameters.Write(w);
            state.Write(s);
        }
    }
}
