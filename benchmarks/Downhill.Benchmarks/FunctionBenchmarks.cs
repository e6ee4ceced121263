using System.Numerics;
using BenchmarkDotNet.Attributes;
using Downhill.Kernels;

namespace Downhill.Benchmarks;

/// <summary>The functions that steps are made of, on one thread.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class FunctionBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Count = 4096;

    private readonly Buffer<T> x = Numbers.Random<T>(Count, most: 8), y = Numbers.Random<T>(Count);
    private readonly ElementwiseKernel<T> exp, log, tanh, sigmoid, erf;

    /// <summary>Binds the functions.</summary>
    public FunctionBenchmarks()
    {
        Backend<T> kernels = Backend<T>.ForProcessor();
        exp = kernels.Elementwise(new ExpFunction());
        log = kernels.Elementwise(new LogFunction());
        tanh = kernels.Elementwise(new TanhFunction());
        sigmoid = kernels.Elementwise(new SigmoidFunction());
        erf = kernels.Elementwise(new ErfFunction());
    }

    /// <summary>eˣ.</summary>
    [Benchmark]
    public void Exp() => exp.Forward(x, y, Count);

    /// <summary>ln (1 + x²).</summary>
    [Benchmark]
    public void Log() => log.Forward(x, y, Count);

    /// <summary>tanh x.</summary>
    [Benchmark]
    public void Tanh() => tanh.Forward(x, y, Count);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [Benchmark]
    public void Sigmoid() => sigmoid.Forward(x, y, Count);

    /// <summary>erf x.</summary>
    [Benchmark]
    public void Erf() => erf.Forward(x, y, Count);

    private readonly struct ExpFunction : IElementwise<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Exp<V, T>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => y;
    }

    private readonly struct LogFunction : IElementwise<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Log<V, T>(V.MultiplyAdd(x, x, V.Create(1.0)));

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => (x + x) / V.MultiplyAdd(x, x, V.Create(1.0));
    }

    private readonly struct TanhFunction : IElementwise<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Tanh<V, T>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.Create(1.0) - (y * y);
    }

    private readonly struct SigmoidFunction : IElementwise<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Sigmoid<V, T>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => y * (V.Create(1.0) - y);
    }

    private readonly struct ErfFunction : IElementwise<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Erf<V, T>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.Create(1.1283791670955126) * Functions.Exp<V, T>(-x * x);
    }
}
