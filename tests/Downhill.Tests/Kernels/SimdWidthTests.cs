using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>A lane gives the same bits whatever the width, on this machine's hardware or in software.</summary>
public sealed class SimdWidthTests
{
    private const int Count = 1 << 18;

    public static TheoryData<string> Names => [.. TestedFunction.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Functions_give_the_same_bits_at_every_width(string name)
    {
        Agree(name, name == "scale" ? Whole<float>(-126, 127) : name is "mantissa" or "exponent" ? PositiveNormal(AnyFloats())
            : AnyFloats());
        Agree(name, name == "scale" ? Whole<double>(-1022, 1023) : name is "mantissa" or "exponent" ? PositiveNormal(AnyDoubles())
            : AnyDoubles());
    }

    [Fact]
    public void Scale_multiplies_by_a_power_of_two()
    {
        float[] singles = Whole<float>(-126, 127);
        double[] doubles = Whole<double>(-1022, 1023);
        Assert.Equal(singles.Select(n => MathF.ScaleB(0.75f, (int)n)), TestedFunction.Named("scale").Results(singles)[3]);
        Assert.Equal(doubles.Select(n => Math.ScaleB(0.75, (int)n)), TestedFunction.Named("scale").Results(doubles)[3]);
    }

    [Fact]
    public void Mantissa_and_exponent_make_up_the_number()
    {
        double root = Math.Sqrt(0.5);
        double[] x = PositiveNormal(AnyDoubles());
        double[] m = TestedFunction.Named("mantissa").Results(x)[0], e = TestedFunction.Named("exponent").Results(x)[0];
        for (int i = 0; i < x.Length; i++)
        {
            Assert.InRange(m[i], root, Math.BitDecrement(2 * root));
            Assert.Equal(x[i], Math.ScaleB(m[i], (int)e[i]));
        }

        float[] singles = PositiveNormal(AnyFloats());
        float[] sm = TestedFunction.Named("mantissa").Results(singles)[0], se = TestedFunction.Named("exponent").Results(singles)[0];
        for (int i = 0; i < singles.Length; i++)
        {
            Assert.InRange(sm[i], (float)root, MathF.BitDecrement(2 * (float)root));
            Assert.Equal(singles[i], MathF.ScaleB(sm[i], (int)se[i]));
        }
    }

    [Fact]
    public void Arithmetic_gives_the_same_bits_at_every_width()
    {
        Arithmetic(AnyFloats());
        Arithmetic(AnyDoubles());
    }

    private static void Arithmetic<T>(T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] names = ["a + b", "a − b", "a b", "a / b", "−a", "a b + c", "√a", "|a|", "a < b"];
        T[][] one = Operations<SimdScalar<T>, T>(x), four = Operations<Simd128<T>, T>(x), eight = Operations<Simd256<T>, T>(x),
            sixteen = Operations<Simd512<T>, T>(x);
        for (int n = 0; n < names.Length; n++)
        {
            TestNumbers.SameBits<T>(one[n], four[n], names[n]);
            TestNumbers.SameBits<T>(one[n], eight[n], names[n]);
            TestNumbers.SameBits<T>(one[n], sixteen[n], names[n]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T[][] Operations<V, T>(T[] numbers)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> room = Buffer<T>.Allocate(numbers.Length), results = Buffer<T>.Allocate(9 * (numbers.Length - 32));
        numbers.CopyTo(room.Span);
        Span<T> x = room.Span, y = results.Span;
        int length = x.Length - 32;
        for (int i = 0; i < length; i += V.Count)
        {
            V a = V.Load(in x[i]), b = V.Load(in x[i + 16]), c = V.Load(in x[i + 32]);
            (a + b).Store(ref y[i]);
            (a - b).Store(ref y[length + i]);
            (a * b).Store(ref y[(2 * length) + i]);
            (a / b).Store(ref y[(3 * length) + i]);
            (-a).Store(ref y[(4 * length) + i]);
            V.MultiplyAdd(a, b, c).Store(ref y[(5 * length) + i]);
            V.Sqrt(a).Store(ref y[(6 * length) + i]);
            V.Abs(a).Store(ref y[(7 * length) + i]);
            V.WhereLess(a, b, c, a).Store(ref y[(8 * length) + i]);
        }

        return [.. Enumerable.Range(0, 9).Select(n => results.Slice(n * length, length).Span.ToArray())];
    }

    private static void Agree<T>(string name, T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[][] y = TestedFunction.Named(name).Results(x);
        foreach (T[] other in y[..3])
            TestNumbers.SameBits<T>(y[3], other, $"{name}, {typeof(T).Name}");
    }

    private static T[] Whole<T>(int from, int to)
        where T : INumberBase<T> => [.. Enumerable.Range(from, to - from + 1).Select(T.CreateTruncating)];

    private static T[] PositiveNormal<T>(T[] x)
        where T : IBinaryFloatingPointIeee754<T> => [.. x.Select(T.Abs).Where(T.IsNormal)];

    // Half of them any bits at all, half of ordinary size, and the special ones in between.
    private static float[] AnyFloats()
    {
        var random = new Random(1);
        float[] special = [0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon, -float.Epsilon, float.MaxValue,
            1, -1, 0.5f, -0.5f];
        return
        [
            .. Enumerable.Range(0, Count).Select(i => (i % 64) switch
            {
                0 => special[i / 64 % special.Length],
                < 32 => BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32)),
                _ => (float)((random.NextDouble() - 0.5) * (i % 64)),
            }),
        ];
    }

    private static double[] AnyDoubles()
    {
        var random = new Random(2);
        double[] special = [0, -0.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon, -double.Epsilon,
            double.MaxValue, 1, -1, 0.5, -0.5];
        return
        [
            .. Enumerable.Range(0, Count).Select(i => (i % 64) switch
            {
                0 => special[i / 64 % special.Length],
                < 32 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
                _ => (random.NextDouble() - 0.5) * (i % 64) * (i % 3 == 0 ? 20 : 1),
            }),
        ];
    }
}
