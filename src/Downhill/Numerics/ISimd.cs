using System.Numerics;

namespace Downhill.Kernels;

/// <summary>
/// A few numbers that one instruction works on: the one form in which every function, derivative and update is written.
/// It has four implementations, of 512, 256 and 128 bits and of one number, and each operation gives every lane the same bits
/// in all of them (additions, products, quotients, roots and fused multiply-adds are correctly rounded everywhere).
/// </summary>
/// <typeparam name="TSelf">The implementation.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
public interface ISimd<TSelf, T>
    where TSelf : struct, ISimd<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Loads <see cref="Count"/> numbers from an address.</summary>
    static abstract TSelf Load(ref readonly T from);

    /// <summary>
    /// Loads only the first <paramref name="count"/> numbers, at most <see cref="Count"/>, from an address; the other lanes are zero.
    /// </summary>
    static abstract TSelf Load(ref readonly T from, int count);

    /// <summary>0, 1, 2, …: the number of each lane.</summary>
    static abstract TSelf Lanes { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(T value);

    /// <summary>The same constant, rounded to T, in every lane.</summary>
    static abstract TSelf Create(double value);

    /// <summary>a + b.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>a − b.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>a b.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a / b.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>−a.</summary>
    static abstract TSelf operator -(TSelf a);

    /// <summary>a b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>√a.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>|a|.</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>
    /// For each lane <paramref name="then"/> where a &lt; b, else <paramref name="otherwise"/>; false where either is NaN.
    /// </summary>
    static abstract TSelf WhereLess(TSelf a, TSelf b, TSelf then, TSelf otherwise);

    /// <summary>x 2ⁿ for whole n in the range of normal exponents.</summary>
    static abstract TSelf Scale(TSelf x, TSelf n);

    /// <summary>For positive normal x = m 2ᵉ with m in [√½, √2): gives m and e.</summary>
    static abstract TSelf Mantissa(TSelf x, out TSelf exponent);

    /// <summary>Stores all lanes to an address.</summary>
    void Store(ref T to);

    /// <summary>Stores only the first <paramref name="count"/> lanes, at most <see cref="Count"/>, to an address.</summary>
    void Store(ref T to, int count);

    /// <summary>The sum of all lanes: the upper half is added to the lower one, until one number is left.</summary>
    T Sum();

    /// <summary>The largest lane; NaN is ignored.</summary>
    T Max();
}
