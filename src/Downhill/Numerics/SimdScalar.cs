using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>One number: the form for hardware without vectors, and for the scalars a step needs.</summary>
public readonly struct SimdScalar<T> : ISimd<SimdScalar<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T value;

    [MethodImpl(AggressiveInlining)]
    private SimdScalar(T value) => this.value = value;

    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static SimdScalar<T> Lanes => default;

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> Load(ref readonly T from)
    {
        Bounds.Require(in from, 1);
        return new(from);
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> Load(ref readonly T from, int count)
    {
        Bounds.Require(in from, Math.Min(count, 1));
        return count > 0 ? new(from) : default;
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> Create(T value) => new(value);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> Create(double value) => new(T.CreateTruncating(value));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> operator +(SimdScalar<T> a, SimdScalar<T> b) => new(a.value + b.value);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> operator -(SimdScalar<T> a, SimdScalar<T> b) => new(a.value - b.value);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> operator *(SimdScalar<T> a, SimdScalar<T> b) => new(a.value * b.value);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> operator /(SimdScalar<T> a, SimdScalar<T> b) => new(a.value / b.value);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> operator -(SimdScalar<T> a) => new(-a.value);

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> MultiplyAdd(SimdScalar<T> a, SimdScalar<T> b, SimdScalar<T> c) =>
        new(T.FusedMultiplyAdd(a.value, b.value, c.value));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> Sqrt(SimdScalar<T> a) => new(T.Sqrt(a.value));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> Abs(SimdScalar<T> a) => new(T.Abs(a.value));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> WhereLess(SimdScalar<T> a, SimdScalar<T> b, SimdScalar<T> then, SimdScalar<T> otherwise) =>
        a.value < b.value ? then : otherwise;

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> Scale(SimdScalar<T> x, SimdScalar<T> n) => typeof(T) == typeof(float)
        ? x * Create(BitConverter.Int32BitsToSingle((int.CreateTruncating(n.value) + Bits.SingleBias) << Bits.SingleMantissa))
        : x * Create(BitConverter.Int64BitsToDouble((long.CreateTruncating(n.value) + Bits.DoubleBias) << Bits.DoubleMantissa));

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public static SimdScalar<T> Mantissa(SimdScalar<T> x, out SimdScalar<T> exponent)
    {
        if (typeof(T) == typeof(float))
        {
            int bits = BitConverter.SingleToInt32Bits(float.CreateTruncating(x.value));
            int biased = (bits - Bits.SingleRootHalf + (Bits.SingleBias << Bits.SingleMantissa)) >>> Bits.SingleMantissa;
            exponent = Create((double)(biased - Bits.SingleBias));
            return Create(BitConverter.Int32BitsToSingle(bits - ((biased - Bits.SingleBias) << Bits.SingleMantissa)));
        }
        else
        {
            long bits = BitConverter.DoubleToInt64Bits(double.CreateTruncating(x.value));
            long biased = (bits - Bits.DoubleRootHalf + (Bits.DoubleBias << Bits.DoubleMantissa)) >>> Bits.DoubleMantissa;
            exponent = Create((double)(biased - Bits.DoubleBias));
            return Create(BitConverter.Int64BitsToDouble(bits - ((biased - Bits.DoubleBias) << Bits.DoubleMantissa)));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public void Store(ref T to)
    {
        Bounds.Require(ref to, 1);
        to = value;
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public void Store(ref T to, int count)
    {
        Bounds.Require(ref to, Math.Min(count, 1));
        if (count > 0)
            to = value;
    }

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public T Sum() => value;

    /// <inheritdoc/>
    [MethodImpl(AggressiveInlining)]
    public T Max() => value;
}
