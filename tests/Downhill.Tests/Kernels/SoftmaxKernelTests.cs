using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

[Collection(nameof(WorkerThreads))]
public sealed class SoftmaxKernelTests
{
    public static TheoryData<int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int> { { 1, 1 }, { 5, 10 }, { 3, 257 }, { 1000, 10 }, { 4099, 3 }, { 61, 1000 } };
            foreach (int columns in Enumerable.Range(2, 63))
                shapes.Add(3, columns);

            // Logarithms are taken for 64 rows at a time.
            foreach (int rows in (int[])[1, 15, 16, 17, 63, 64, 65, 127, 128, 129])
            {
                shapes.Add(rows, 7);
                shapes.Add(rows, 18);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Softmax_and_its_gradient_equal_a_plain_loop(int rows, int columns)
    {
        Softmax<float>(rows, columns);
        Softmax<double>(rows, columns);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Cross_entropy_and_its_gradient_equal_a_plain_loop(int rows, int columns)
    {
        CrossEntropy<float>(rows, columns);
        CrossEntropy<double>(rows, columns);
    }

    [Fact]
    public void Rows_sum_to_one_and_ignore_a_shift_and_a_hundred_is_not_too_much()
    {
        var kernels = Backend<double>.ForProcessor();
        Buffer<double> x = TestNumbers.Random<double>(70, 1), y = Buffer<double>.Allocate(70), shifted = Buffer<double>.Allocate(70);
        kernels.Softmax(x, y, 10, 7);
        for (int row = 0; row < 10; row++)
            Assert.Equal(1, y.Span.Slice(row * 7, 7).ToArray().Sum(), 1e-15);
        foreach (ref double number in x.Span)
            number += 1000;
        kernels.Softmax(x, shifted, 10, 7);
        for (int i = 0; i < 70; i++)
            Assert.Equal(y.Span[i], shifted.Span[i], 1e-12);
    }

    [Fact]
    public void The_definition_gives_the_same_within_rounding()
    {
        var kernels = Backend<double>.ForProcessor();
        double[] z = [1, -2, 0.5, 3], t = [0, 0.25, 0, 0.75], e = [.. z.Select(Math.Exp)];
        Buffer<double> logits = Of(z), targets = Of(t), probabilities = Buffer<double>.Allocate(4), losses = Buffer<double>.Allocate(1);
        kernels.CrossEntropy(logits, targets, probabilities, losses, 1, 4);
        for (int i = 0; i < 4; i++)
            Assert.Equal(e[i] / e.Sum(), probabilities.Span[i], 1e-15);
        Assert.Equal((0.25 * (Math.Log(e.Sum()) + 2)) + (0.75 * (Math.Log(e.Sum()) - 3)), losses.Span[0], 1e-15);
    }

    [Fact]
    public void A_row_that_holds_something_not_finite_gives_no_number_and_the_other_rows_are_not_touched()
    {
        foreach (int place in new[] { 0, 2, 4 })
        {
            foreach (float bad in new[] { float.NaN, float.PositiveInfinity })
            {
                Buffer<float> x = TestNumbers.Random<float>(15, 1), y = Buffer<float>.Allocate(15);
                x.Span[5 + place] = bad;
                Backend<float>.ForProcessor().Softmax(x, y, 3, 5);
                for (int i = 0; i < 15; i++)
                    Assert.Equal(i / 5 == 1, float.IsNaN(y.Span[i]));
            }
        }
    }

    private static Buffer<double> Of(double[] numbers)
    {
        var address = Buffer<double>.Allocate(numbers.Length);
        numbers.CopyTo(address.Span);
        return address;
    }

    private static void Softmax<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = rows * columns;
        Buffer<T> x = Logits<T>(count), y = Buffer<T>.Allocate(count), dy = TestNumbers.Random<T>(count, 2);
        Buffer<T> before = TestNumbers.Random<T>(count, 3), dx = Buffer<T>.Allocate(count), added = Buffer<T>.Allocate(count);
        for (int row = 0; row < count; row += columns)
        {
            Span<T> values = y.Span.Slice(row, columns);
            Shift(x.Span.Slice(row, columns), values);
            Normalize(values);
            T mean = TreeOfProducts<T>(values, dy.Span.Slice(row, columns));
            for (int i = row; i < row + columns; i++)
            {
                dx.Span[i] = y.Span[i] * (dy.Span[i] - mean);
                added.Span[i] = before.Span[i] + dx.Span[i];
            }
        }

        string what = $"[{rows}, {columns}]";
        AllKernels.Agree(AllKernels.ThreadCounts, y, before, (kernels, result) => kernels.Softmax(x, result, rows, columns), what);
        AllKernels.Agree(AllKernels.ThreadCounts, dx, before,
            (kernels, result) => kernels.SoftmaxGradient(y, dy, result, rows, columns, add: false), what);
        AllKernels.Agree(AllKernels.ThreadCounts, added, before,
            (kernels, result) => kernels.SoftmaxGradient(y, dy, result, rows, columns, add: true), what);
    }

    private static void CrossEntropy<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = rows * columns;
        Buffer<T> z = Logits<T>(count), t = TestNumbers.Random<T>(count, 2), before = TestNumbers.Random<T>(count, 3);
        Buffer<T> p = Buffer<T>.Allocate(count), losses = Buffer<T>.Allocate(rows), dz = Buffer<T>.Allocate(count);
        T scale = T.CreateTruncating(0.7);
        for (int row = 0; row < rows; row++)
        {
            Span<T> values = p.Span.Slice(row * columns, columns), targets = t.Span.Slice(row * columns, columns);
            Shift(z.Span.Slice(row * columns, columns), values);
            T weighted = TreeOfProducts<T>(targets, values);
            T total = SumTests.Tree<T>(targets);
            losses.Span[row] = (TestedFunction.Named("log").Result(Normalize(values)) * total) - weighted;
            for (int i = 0; i < columns; i++)
                dz.Span[(row * columns) + i] = scale * ((values[i] * total) - targets[i]);
        }

        string what = $"[{rows}, {columns}]";
        Buffer<T> other = Buffer<T>.Allocate(Math.Max(count, rows));
        AllKernels.Agree(AllKernels.ThreadCounts, p, before, (kernels, result) => kernels.CrossEntropy(z, t, result, other, rows, columns),
            what);
        AllKernels.Agree(AllKernels.ThreadCounts, losses, before.Slice(0, rows),
            (kernels, result) => kernels.CrossEntropy(z, t, other, result, rows, columns), what);
        AllKernels.Agree(AllKernels.ThreadCounts, dz, before,
            (kernels, result) => kernels.CrossEntropyGradient(p, t, result, rows, columns, scale), what);
    }

    private static Buffer<T> Logits<T>(int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> x = TestNumbers.Random<T>(count, 1);
        foreach (ref T number in x.Span)
            number *= T.CreateTruncating(20);
        return x;
    }

    private static void Shift<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = x[0];
        foreach (T number in x)
            largest = T.Max(largest, number);
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] - largest;
    }

    // Replaces numbers by their exponentials over the sum of these, which it gives back.
    private static T Normalize<T>(Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TestedFunction.Named("exp").Results(y.ToArray())[3].CopyTo(y);
        T sum = SumTests.Tree<T>(y);
        foreach (ref T number in y)
            number /= sum;
        return sum;
    }

    private static T TreeOfProducts<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var products = new T[a.Length];
        for (int i = 0; i < a.Length; i++)
            products[i] = a[i] * b[i];
        return SumTests.Tree<T>(products);
    }
}
