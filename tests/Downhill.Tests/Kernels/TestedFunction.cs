using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>Writes f(x) for each x; there are a multiple of 16 of them.</summary>
internal delegate void Evaluation<T>(ReadOnlySpan<T> x, Span<T> y);

/// <summary>A function of the library with vectors of 512, 256 and 128 bits and of one number, in this order.</summary>
internal sealed record TestedFunction(string Name, Evaluation<float>[] Singles, Evaluation<double>[] Doubles)
{
    public static readonly TestedFunction[] All =
    [
        Of<Exp>("exp"), Of<ExpMinusOne>("expm1"), Of<Log>("log"), Of<LogOnePlus>("log1p"), Of<Tanh>("tanh"), Of<Sigmoid>("sigmoid"),
        Of<Softplus>("softplus"), Of<Erf>("erf"), Of<Erfc>("erfc"), Of<Fraction>("mantissa"), Of<Exponent>("exponent"), Of<Power>("scale"),
    ];

    public static TestedFunction Named(string name) => All.Single(function => function.Name == name);

    /// <summary>All results of one type, width by width.</summary>
    public T[][] Results<T>(T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var padded = Buffer<T>.Allocate((x.Length + 15) / 16 * 16);
        x.CopyTo(padded.Span);
        return
        [
            .. ((Evaluation<T>[])(object)(typeof(T) == typeof(float) ? Singles : Doubles)).Select(evaluate =>
            {
                var y = Buffer<T>.Allocate(padded.Length);
                evaluate(padded.Span, y.Span);
                return y.Span[..x.Length].ToArray();
            }),
        ];
    }

    public T Result<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Results([x])[0][0];

    private static TestedFunction Of<TFunction>(string name)
        where TFunction : IFunction =>
        new(
            name,
            [Each<TFunction, Simd512<float>, float>, Each<TFunction, Simd256<float>, float>, Each<TFunction, Simd128<float>, float>,
                Each<TFunction, SimdScalar<float>, float>],
            [Each<TFunction, Simd512<double>, double>, Each<TFunction, Simd256<double>, double>, Each<TFunction, Simd128<double>, double>,
                Each<TFunction, SimdScalar<double>, double>]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each<TFunction, V, T>(ReadOnlySpan<T> x, Span<T> y)
        where TFunction : IFunction
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i += V.Count)
            TFunction.Of<V, T>(V.Load(in x[i])).Store(ref y[i]);
    }

    private interface IFunction
    {
        static abstract V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>;
    }

    private readonly struct Exp : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Functions.Exp<V, T>(x);
    }

    private readonly struct ExpMinusOne : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Functions.ExpMinusOne<V, T>(x);
    }

    private readonly struct Log : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Functions.Log<V, T>(x);
    }

    private readonly struct LogOnePlus : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Functions.LogOnePlus<V, T>(x);
    }

    private readonly struct Tanh : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Functions.Tanh<V, T>(x);
    }

    private readonly struct Sigmoid : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Functions.Sigmoid<V, T>(x);
    }

    private readonly struct Softplus : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Functions.Softplus<V, T>(x);
    }

    private readonly struct Erf : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Functions.Erf<V, T>(x);
    }

    private readonly struct Erfc : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Functions.Erfc<V, T>(x);
    }

    private readonly struct Fraction : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.Mantissa(x, out _);
    }

    private readonly struct Exponent : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            _ = V.Mantissa(x, out V exponent);
            return exponent;
        }
    }

    // 0.75 · 2ⁿ for a whole n.
    private readonly struct Power : IFunction
    {
        public static V Of<V, T>(V x)
            where V : struct, ISimd<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.Scale(V.Create(0.75), x);
    }
}
