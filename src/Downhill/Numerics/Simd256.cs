using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>256 bits of numbers.</summary>
public readonly struct Simd256<T> : ISimd<Simd256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector256<T> lanes;

    [MethodImpl(AggressiveInlining)]
    internal Simd256(Vector256<T> lanes) => this.lanes = lanes;

    /// <inheritdoc/>
    public static int Count => Vector256<T>.Count;

    /// <inheritdoc/>
    public static Simd256<T> Lanes => new(Vector256<T>.Indices);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> Load(ref readonly T from)
    {
        Bounds.Require(in from, Count);
        return new(Vector256.LoadUnsafe(in from));
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static unsafe Simd256<T> Load(ref readonly T from, int count)
    {
        Bounds.Require(in from, Math.Min(count, Count));
        if (!Avx.IsSupported)
        {
            Vector256<T> some = default;
            for (int lane = 0; lane < Math.Min(count, Count); lane++)
                some = some.WithElement(lane, Unsafe.Add(ref Unsafe.AsRef(in from), lane));
            return new(some);
        }

        void* address = Unsafe.AsPointer(ref Unsafe.AsRef(in from));
        return typeof(T) == typeof(float)
            ? new(Avx.MaskLoad((float*)address, First(count).As<T, float>()).As<float, T>())
            : new(Avx.MaskLoad((double*)address, First(count).As<T, double>()).As<double, T>());
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> Create(T value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> Create(double value) => typeof(T) == typeof(float)
        ? new(Vector256.Create((float)value).As<float, T>())
        : new(Vector256.Create(value).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> operator +(Simd256<T> a, Simd256<T> b) => new(a.lanes + b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> operator -(Simd256<T> a, Simd256<T> b) => new(a.lanes - b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> operator *(Simd256<T> a, Simd256<T> b) => new(a.lanes * b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> operator /(Simd256<T> a, Simd256<T> b) => new(a.lanes / b.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> operator -(Simd256<T> a) => new(-a.lanes);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> MultiplyAdd(Simd256<T> a, Simd256<T> b, Simd256<T> c) => typeof(T) == typeof(float)
        ? new(Vector256.FusedMultiplyAdd(a.lanes.As<T, float>(), b.lanes.As<T, float>(), c.lanes.As<T, float>()).As<float, T>())
        : new(Vector256.FusedMultiplyAdd(a.lanes.As<T, double>(), b.lanes.As<T, double>(), c.lanes.As<T, double>()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> Sqrt(Simd256<T> a) => new(Vector256.Sqrt(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> Abs(Simd256<T> a) => new(Vector256.Abs(a.lanes));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> WhereLess(Simd256<T> a, Simd256<T> b, Simd256<T> then, Simd256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(a.lanes, b.lanes), then.lanes, otherwise.lanes));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> Scale(Simd256<T> x, Simd256<T> n)
    {
        // Adding 1.5 · 2^(mantissa bits) leaves n in the low bits; shifted into the exponent with its bias, they are 2ⁿ.
        if (typeof(T) == typeof(float))
        {
            Vector256<int> bits = (n.lanes.As<T, float>() + Vector256.Create(Bits.SingleShift)).AsInt32()
                + Vector256.Create(Bits.SingleBias);
            return x * new Simd256<T>((bits << Bits.SingleMantissa).As<int, T>());
        }
        else
        {
            Vector256<long> bits = (n.lanes.As<T, double>() + Vector256.Create(Bits.DoubleShift)).AsInt64()
                + Vector256.Create(Bits.DoubleBias);
            return x * new Simd256<T>((bits << Bits.DoubleMantissa).As<long, T>());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static Simd256<T> Mantissa(Simd256<T> x, out Simd256<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<int> bits = x.lanes.As<T, int>();
            Vector256<int> biased = (bits - Vector256.Create(Bits.SingleRootHalf)
                + Vector256.Create(Bits.SingleBias << Bits.SingleMantissa)) >>> Bits.SingleMantissa;
            exponent = new Simd256<T>(((biased + Vector256.Create(Bits.SingleWhole)).AsSingle() - Vector256.Create(Bits.SingleWholeBias))
                .As<float, T>());
            return new Simd256<T>((bits - ((biased - Vector256.Create(Bits.SingleBias)) << Bits.SingleMantissa)).As<int, T>());
        }
        else
        {
            Vector256<long> bits = x.lanes.As<T, long>();
            Vector256<long> biased = (bits - Vector256.Create(Bits.DoubleRootHalf)
                + Vector256.Create(Bits.DoubleBias << Bits.DoubleMantissa)) >>> Bits.DoubleMantissa;
            exponent = new Simd256<T>(((biased + Vector256.Create(Bits.DoubleWhole)).AsDouble() - Vector256.Create(Bits.DoubleWholeBias))
                .As<double, T>());
            return new Simd256<T>((bits - ((biased - Vector256.Create(Bits.DoubleBias)) << Bits.DoubleMantissa)).As<long, T>());
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
        // By halves: a masked store of 256 bits takes about forty micro-operations on processors of AMD before Zen 5.
        Bounds.Require(ref to, Math.Min(count, Count));
        if (count >= Count)
        {
            lanes.StoreUnsafe(ref to);
            return;
        }

        Vector128<T> half = lanes.GetLower();
        if (count >= Vector128<T>.Count)
        {
            half.StoreUnsafe(ref to);
            half = lanes.GetUpper();
            to = ref Unsafe.Add(ref to, Vector128<T>.Count);
            count -= Vector128<T>.Count;
        }

        if (typeof(T) == typeof(float) && count >= 2)
        {
            Unsafe.WriteUnaligned(ref Unsafe.As<T, byte>(ref to), half.As<T, double>().ToScalar());
            half = Vector128.Create(half.As<T, double>().GetElement(1)).As<double, T>();
            to = ref Unsafe.Add(ref to, 2);
            count -= 2;
        }

        if (count > 0)
            to = half.ToScalar();
    }

    // All bits set in the first so many lanes.
    [MethodImpl(AggressiveInlining)]
    private static Vector256<T> First(int count) => typeof(T) == typeof(float)
        ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).As<int, T>()
        : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>();

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public T Sum() => new Simd128<T>(lanes.GetLower() + lanes.GetUpper()).Sum();

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public T Max()
    {
        Simd128<T> lower = new(lanes.GetLower()), upper = new(lanes.GetUpper());
        return Simd128<T>.WhereLess(lower, upper, upper, lower).Max();
    }
}
