using System.Numerics;
using Downhill.Kernels;
using Xunit.Abstractions;

namespace Downhill.Tests;

/// <summary>
/// The bounds of docs/math.md: with u half a unit in the last place of 1, n columns and d = z − max, a softmax is within
/// (|d| + ln n + ⌈n/16⌉ + 8) u of its value, relatively, and the cross-entropy of a class within (4 ln n + ⌈n/16⌉ + 5 + 2 |d|) u,
/// absolutely. The reference has 28 digits.
/// </summary>
public sealed class SoftmaxAccuracyTests(ITestOutputHelper output)
{
    private const int Rows = 20;

    [Fact]
    public void Softmax_and_cross_entropy_in_float_are_within_their_bounds() => Check<float>(1m / (1 << 24));

    [Fact]
    public void Softmax_and_cross_entropy_in_double_are_within_their_bounds() => Check<double>(1m / (1L << 53));

    private void Check<T>(decimal unit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        decimal probability = 0, loss = 0;
        foreach (int columns in Enumerable.Range(1, 64).Concat([100, 1000]))
        {
            int count = Rows * columns;
            var random = new Random(columns);
            int[] logits = [.. Enumerable.Range(0, count).Select(_ => random.Next(-10_240, 10_241))];
            Buffer<T> z = Buffer<T>.Allocate(count), t = Buffer<T>.Allocate(count), p = Buffer<T>.Allocate(count);
            Buffer<T> losses = Buffer<T>.Allocate(Rows), softmax = Buffer<T>.Allocate(count);
            for (int i = 0; i < count; i++)
                z.Span[i] = T.CreateChecked(logits[i]) / T.CreateChecked(1024);
            for (int row = 0; row < Rows; row++)
                t.Span[(row * columns) + (row % columns)] = T.One;
            var kernels = Backend<T>.ForProcessor();
            kernels.CrossEntropy(z, t, p, losses, Rows, columns);
            kernels.Softmax(z, softmax, Rows, columns);
            Assert.Equal(softmax.Span, p.Span);

            decimal logarithm = (decimal)Math.Log(columns), blocks = (columns + 15) / 16;
            for (int row = 0; row < Rows; row++)
            {
                int[] mine = logits[(row * columns)..((row + 1) * columns)];
                decimal[] d = [.. mine.Select(number => (number - mine.Max()) / 1024m)], powers = [.. d.Select(Exp)];
                decimal sum = powers.Sum();
                for (int i = 0; i < columns; i++)
                {
                    decimal expected = powers[i] / sum, bound = (logarithm + blocks + 8 - d[i]) * unit * expected;
                    probability = Math.Max(probability, Math.Abs(Exact(p.Span[(row * columns) + i]) - expected) / bound);
                }

                decimal largest = ((4 * logarithm) + blocks + 5 - (2 * d[row % columns])) * unit;
                loss = Math.Max(loss, Math.Abs(Exact(losses.Span[row]) - (Log(sum) - d[row % columns])) / largest);
            }
        }

        output.WriteLine($"softmax {probability:F2}, cross-entropy {loss:F2} of the bound");
        Assert.InRange(probability, 0.1m, 1); // an error that is nowhere near its bound was not looked for
        Assert.InRange(loss, 0.05m, 1);
    }

    // Whole numbers over a power of two, so that no digit is lost on the way.
    private static decimal Exact<T>(T number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double value = double.CreateChecked(number);
        if (value == 0)
            return 0;
        int shift = 52 - Math.ILogB(value);
        return (decimal)(long)Math.ScaleB(value, shift) / (decimal)BigInteger.Pow(2, shift);
    }

    // (e^(x / 64))^64 for −20 ≤ x ≤ 0.
    private static decimal Exp(decimal x)
    {
        decimal part = x / 64, term = 1, power = 1;
        for (int n = 1; n < 30; n++)
            power += term *= part / n;
        for (int square = 0; square < 6; square++)
            power *= power;
        return power;
    }

    // y + 2 (x − eʸ) / (x + eʸ) from a y that is right to 15 digits.
    private static decimal Log(decimal x)
    {
        decimal y = (decimal)Math.Log((double)x), power = 1 / Exp(-y);
        return y + (2 * (x - power) / (x + power));
    }
}
