using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>The kernels that take a function: every element gets it once, vectors and tails alike.</summary>
[Collection(nameof(WorkerThreads))]
public sealed class ElementKernelTests
{
    private static readonly int[] Counts = [.. Enumerable.Range(1, 64), 16_383, 16_384, 60_001, 131_075];

    [Fact]
    public void Elementwise_functions_reach_every_element()
    {
        foreach (int count in Counts)
        {
            Elementwise<float>(count);
            Elementwise<double>(count);
        }
    }

    [Fact]
    public void Comparisons_reach_every_element()
    {
        foreach (int count in Counts)
        {
            Comparison<float>(count);
            Comparison<double>(count);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Updates_reach_every_parameter_and_its_states(int states)
    {
        foreach (int count in Counts)
        {
            Update<float>(count, states);
            Update<double>(count, states);
        }
    }

    private static void Elementwise<T>(int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> x = TestNumbers.Random<T>(count, 1), y = Buffer<T>.Allocate(count), dy = TestNumbers.Random<T>(count, 2);
        Buffer<T> before = TestNumbers.Random<T>(count, 3), dx = Buffer<T>.Allocate(count), added = Buffer<T>.Allocate(count);
        T two = T.CreateTruncating(2);
        for (int i = 0; i < count; i++)
        {
            T a = x.Span[i], b = T.FusedMultiplyAdd(a, a, two);
            y.Span[i] = b;
            dx.Span[i] = dy.Span[i] * (a < b ? a - b : a);
            added.Span[i] = before.Span[i] + dx.Span[i];
        }

        var function = new Square<T>();
        string what = $"{count} elements";
        AllKernels.Agree(AllKernels.ThreadCounts, y, before, (kernels, result) => kernels.Elementwise(function).Forward(x, result, count),
            what);
        AllKernels.Agree(AllKernels.ThreadCounts, dx, before,
            (kernels, result) => kernels.Elementwise(function).Backward(x, y, dy, result, count, add: false), what);
        AllKernels.Agree(AllKernels.ThreadCounts, added, before,
            (kernels, result) => kernels.Elementwise(function).Backward(x, y, dy, result, count, add: true), what);
    }

    private static void Comparison<T>(int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> y = TestNumbers.Random<T>(count, 1), t = TestNumbers.Random<T>(count, 2), before = TestNumbers.Random<T>(count, 3);
        Buffer<T> values = Buffer<T>.Allocate(count), gradient = Buffer<T>.Allocate(count);
        T scale = T.CreateTruncating(0.1);
        for (int i = 0; i < count; i++)
        {
            values.Span[i] = (y.Span[i] - t.Span[i]) * (y.Span[i] - t.Span[i]);
            gradient.Span[i] = scale * (y.Span[i] - t.Span[i]);
        }

        var function = new Difference<T>();
        string what = $"{count} elements";
        AllKernels.Agree(AllKernels.ThreadCounts, values, before,
            (kernels, result) => kernels.Comparison(function).Forward(y, t, result, count), what);
        AllKernels.Agree(AllKernels.ThreadCounts, gradient, before,
            (kernels, result) => kernels.Comparison(function).Backward(y, t, result, count, scale), what);
    }

    private static void Update<T>(int count, int states)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> gradient = TestNumbers.Random<T>(count, 1), before = TestNumbers.Random<T>(count * (1 + states), 2),
            expected = TestNumbers.Copy(before);
        Span<T> numbers = expected.Span;
        for (int i = 0; i < count; i++)
        {
            T parameter = numbers[i], sum = gradient.Span[i];
            for (int state = 1; state <= states; state++)
            {
                ref T number = ref numbers[(state * count) + i];
                number = T.FusedMultiplyAdd(number, T.CreateTruncating(0.5), gradient.Span[i]);
                sum -= number;
            }

            numbers[i] = parameter + (T.CreateTruncating(0.25) * sum);
        }

        var rule = new Rule<T>(states, T.CreateTruncating(0.25));
        AllKernels.Agree(
            AllKernels.ThreadCounts,
            expected,
            before,
            (kernels, result) => kernels.Update<Rule<T>>().Run(rule, result.Slice(0, count), gradient, result.Slice(count, count * states)),
            $"{count} parameters, {states} states");
    }

    private readonly struct Square<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => V.MultiplyAdd(x, x, V.Create(2.0));

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.WhereLess(x, y, x - y, x);
    }

    private readonly struct Difference<T> : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T> => (y - t) * (y - t);

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => y - t;
    }

    private readonly struct Rule<T>(int states, T rate) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => states;

        public V Apply<V>(V parameter, V gradient, ref V state0, ref V state1, ref V state2)
            where V : struct, ISimd<V, T>
        {
            V half = V.Create(0.5), sum = gradient;
            if (states > 0)
                sum -= state0 = V.MultiplyAdd(state0, half, gradient);
            if (states > 1)
                sum -= state1 = V.MultiplyAdd(state1, half, gradient);
            if (states > 2)
                sum -= state2 = V.MultiplyAdd(state2, half, gradient);
            return parameter + (V.Create(rate) * sum);
        }
    }
}
