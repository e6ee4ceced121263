using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>128 bits of numbers.</summary>
public readonly struct Simd128<T> : ISimd<Simd128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector128<T> lanes;

    [MethodImpl(AggressiveInlining)]
    internal Simd128(Vector128<T> lanes) => this.lanes = lanes;

    /// <inheritdoc/>
    public static int Count => Vector128<T>.Count;

    /// <inheritdoc/>
    public static Simd128<T> Lanes => new(Vector128<T>.Indices);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> Load(ref readonly T from)
    {
        Bounds.Require(in from, Count);
        return new(Vector128.LoadUnsafe(in from));
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> Load(ref readonly T from, int count)
    {
        Bounds.Require(in from, Math.Min(count, Count));
        Vector128<T> some = default;
        for (int lane = 0; lane < Math.Min(count, Count); lane++)
            some = some.WithElement(lane, Unsafe.Add(ref Unsafe.AsRef(in from), lane));
        return new(some);
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> Create(T value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> Create(double value) => typeof(T) == typeof(float)
        ? new(Vector128.Create((float)value).As<float, T>())
        : new(Vector128.Create(value).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> operator +(Simd128<T> a, Simd128<T> b) => new(a.lanes + b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> operator -(Simd128<T> a, Simd128<T> b) => new(a.lanes - b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> operator *(Simd128<T> a, Simd128<T> b) => new(a.lanes * b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> operator /(Simd128<T> a, Simd128<T> b) => new(a.lanes / b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> operator -(Simd128<T> a) => new(-a.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> MultiplyAdd(Simd128<T> a, Simd128<T> b, Simd128<T> c) => typeof(T) == typeof(float)
        ? new(Vector128.FusedMultiplyAdd(a.lanes.As<T, float>(), b.lanes.As<T, float>(), c.lanes.As<T, float>()).As<float, T>())
        : new(Vector128.FusedMultiplyAdd(a.lanes.As<T, double>(), b.lanes.As<T, double>(), c.lanes.As<T, double>()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> Sqrt(Simd128<T> a) => new(Vector128.Sqrt(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> Abs(Simd128<T> a) => new(Vector128.Abs(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> WhereLess(Simd128<T> a, Simd128<T> b, Simd128<T> then, Simd128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(a.lanes, b.lanes), then.lanes, otherwise.lanes));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> Scale(Simd128<T> x, Simd128<T> n)
    {
        // Adding 1.5 · 2^(mantissa bits) leaves n in the low bits; shifted into the exponent with its bias, they are 2ⁿ.
        if (typeof(T) == typeof(float))
        {
            Vector128<int> bits = (n.lanes.As<T, float>() + Vector128.Create(Bits.SingleShift)).AsInt32()
                + Vector128.Create(Bits.SingleBias);
            return x * new Simd128<T>((bits << Bits.SingleMantissa).As<int, T>());
        }
        else
        {
            Vector128<long> bits = (n.lanes.As<T, double>() + Vector128.Create(Bits.DoubleShift)).AsInt64()
                + Vector128.Create(Bits.DoubleBias);
            return x * new Simd128<T>((bits << Bits.DoubleMantissa).As<long, T>());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd128<T> Mantissa(Simd128<T> x, out Simd128<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<int> bits = x.lanes.As<T, int>();
            Vector128<int> biased = (bits - Vector128.Create(Bits.SingleRootHalf)
                + Vector128.Create(Bits.SingleBias << Bits.SingleMantissa)) >>> Bits.SingleMantissa;
            exponent = new Simd128<T>(((biased + Vector128.Create(Bits.SingleWhole)).AsSingle() - Vector128.Create(Bits.SingleWholeBias))
                .As<float, T>());
            return new Simd128<T>((bits - ((biased - Vector128.Create(Bits.SingleBias)) << Bits.SingleMantissa)).As<int, T>());
        }
        else
        {
            Vector128<long> bits = x.lanes.As<T, long>();
            Vector128<long> biased = (bits - Vector128.Create(Bits.DoubleRootHalf)
                + Vector128.Create(Bits.DoubleBias << Bits.DoubleMantissa)) >>> Bits.DoubleMantissa;
            exponent = new Simd128<T>(((biased + Vector128.Create(Bits.DoubleWhole)).AsDouble() - Vector128.Create(Bits.DoubleWholeBias))
                .As<double, T>());
            return new Simd128<T>((bits - ((biased - Vector128.Create(Bits.DoubleBias)) << Bits.DoubleMantissa)).As<long, T>());
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
    public void Store(ref T to, int count)
    {
        Bounds.Require(ref to, Math.Min(count, Count));
        for (int lane = 0; lane < Math.Min(count, Count); lane++)
            Unsafe.Add(ref to, lane) = lanes.GetElement(lane);
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public T Sum()
    {
        Vector128<T> pair = lanes + Swap(lanes);
        return Count == 2 ? pair.GetElement(0) : pair.GetElement(0) + pair.GetElement(1);
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public T Max()
    {
        Vector128<T> swapped = Swap(lanes);
        Vector128<T> pair = Vector128.ConditionalSelect(Vector128.LessThan(lanes, swapped), swapped, lanes);
        T first = pair.GetElement(0), second = pair.GetElement(1);
        return Count == 2 ? first : first < second ? second : first;
    }

    // The upper half before the lower one.
    [MethodImpl(AggressiveInlining)]
    private static Vector128<T> Swap(Vector128<T> lanes) => Vector128.Shuffle(lanes.AsInt64(), Vector128.Create(1L, 0L)).As<long, T>();
}
