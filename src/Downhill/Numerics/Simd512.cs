using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>512 bits of numbers.</summary>
public readonly struct Simd512<T> : ISimd<Simd512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> lanes;

    [MethodImpl(AggressiveInlining)]
    private Simd512(Vector512<T> lanes) => this.lanes = lanes;

    /// <inheritdoc/>
    public static int Count => Vector512<T>.Count;

    /// <inheritdoc/>
    public static Simd512<T> Lanes => new(Vector512<T>.Indices);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> Load(ref readonly T from)
    {
        Bounds.Require(in from, Count);
        return new(Vector512.LoadUnsafe(in from));
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static unsafe Simd512<T> Load(ref readonly T from, int count)
    {
        Bounds.Require(in from, Math.Min(count, Count));
        if (!Avx512F.IsSupported)
        {
            Vector512<T> some = default;
            for (int lane = 0; lane < Math.Min(count, Count); lane++)
                some = some.WithElement(lane, Unsafe.Add(ref Unsafe.AsRef(in from), lane));
            return new(some);
        }

        void* address = Unsafe.AsPointer(ref Unsafe.AsRef(in from));
        return typeof(T) == typeof(float)
            ? new(Avx512F.MaskLoad((float*)address, First(count).As<T, float>(), default).As<float, T>())
            : new(Avx512F.MaskLoad((double*)address, First(count).As<T, double>(), default).As<double, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> Create(T value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> Create(double value) => typeof(T) == typeof(float)
        ? new(Vector512.Create((float)value).As<float, T>())
        : new(Vector512.Create(value).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> operator +(Simd512<T> a, Simd512<T> b) => new(a.lanes + b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> operator -(Simd512<T> a, Simd512<T> b) => new(a.lanes - b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> operator *(Simd512<T> a, Simd512<T> b) => new(a.lanes * b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> operator /(Simd512<T> a, Simd512<T> b) => new(a.lanes / b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> operator -(Simd512<T> a) => new(-a.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> MultiplyAdd(Simd512<T> a, Simd512<T> b, Simd512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(a.lanes.As<T, float>(), b.lanes.As<T, float>(), c.lanes.As<T, float>()).As<float, T>())
        : new(Vector512.FusedMultiplyAdd(a.lanes.As<T, double>(), b.lanes.As<T, double>(), c.lanes.As<T, double>()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> Sqrt(Simd512<T> a) => new(Vector512.Sqrt(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> Abs(Simd512<T> a) => new(Vector512.Abs(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> WhereLess(Simd512<T> a, Simd512<T> b, Simd512<T> then, Simd512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(a.lanes, b.lanes), then.lanes, otherwise.lanes));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> Scale(Simd512<T> x, Simd512<T> n)
    {
        // Adding 1.5 · 2^(mantissa bits) leaves n in the low bits; shifted into the exponent with its bias, they are 2ⁿ.
        if (typeof(T) == typeof(float))
        {
            Vector512<int> bits = (n.lanes.As<T, float>() + Vector512.Create(Bits.SingleShift)).AsInt32()
                + Vector512.Create(Bits.SingleBias);
            return x * new Simd512<T>((bits << Bits.SingleMantissa).As<int, T>());
        }
        else
        {
            Vector512<long> bits = (n.lanes.As<T, double>() + Vector512.Create(Bits.DoubleShift)).AsInt64()
                + Vector512.Create(Bits.DoubleBias);
            return x * new Simd512<T>((bits << Bits.DoubleMantissa).As<long, T>());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd512<T> Mantissa(Simd512<T> x, out Simd512<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<int> bits = x.lanes.As<T, int>();
            Vector512<int> biased = (bits - Vector512.Create(Bits.SingleRootHalf)
                + Vector512.Create(Bits.SingleBias << Bits.SingleMantissa)) >>> Bits.SingleMantissa;
            exponent = new Simd512<T>(((biased + Vector512.Create(Bits.SingleWhole)).AsSingle() - Vector512.Create(Bits.SingleWholeBias))
                .As<float, T>());
            return new Simd512<T>((bits - ((biased - Vector512.Create(Bits.SingleBias)) << Bits.SingleMantissa)).As<int, T>());
        }
        else
        {
            Vector512<long> bits = x.lanes.As<T, long>();
            Vector512<long> biased = (bits - Vector512.Create(Bits.DoubleRootHalf)
                + Vector512.Create(Bits.DoubleBias << Bits.DoubleMantissa)) >>> Bits.DoubleMantissa;
            exponent = new Simd512<T>(((biased + Vector512.Create(Bits.DoubleWhole)).AsDouble() - Vector512.Create(Bits.DoubleWholeBias))
                .As<double, T>());
            return new Simd512<T>((bits - ((biased - Vector512.Create(Bits.DoubleBias)) << Bits.DoubleMantissa)).As<long, T>());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public void Store(ref T to)
    {
        Bounds.Require(ref to, Count);
        lanes.StoreUnsafe(ref to);
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public unsafe void Store(ref T to, int count)
    {
        Bounds.Require(ref to, Math.Min(count, Count));
        void* address = Unsafe.AsPointer(ref to);
        if (!Avx512F.IsSupported)
        {
            for (int lane = 0; lane < Math.Min(count, Count); lane++)
                Unsafe.Add(ref to, lane) = lanes.GetElement(lane);
        }
        else if (typeof(T) == typeof(float))
        {
            Avx512F.MaskStore((float*)address, First(count).As<T, float>(), lanes.As<T, float>());
        }
        else
        {
            Avx512F.MaskStore((double*)address, First(count).As<T, double>(), lanes.As<T, double>());
        }
    }

    // All bits set in the first so many lanes.
    [MethodImpl(AggressiveInlining)]
    private static Vector512<T> First(int count) => typeof(T) == typeof(float)
        ? Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).As<int, T>()
        : Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public T Sum() => new Simd256<T>(lanes.GetLower() + lanes.GetUpper()).Sum();

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public T Max()
    {
        Simd256<T> lower = new(lanes.GetLower()), upper = new(lanes.GetUpper());
        return Simd256<T>.WhereLess(lower, upper, upper, lower).Max();
    }
}
