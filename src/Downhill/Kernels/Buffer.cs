using System.Numerics;

namespace Downhill.Kernels;

/// <summary>
/// A range of numbers in the memory of a backend: the memory, the index of the first number, and the length. Code outside of kernels reads
/// and writes the numbers by copies.
/// </summary>
public readonly struct Buffer<T> : IEquatable<Buffer<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A range of numbers in a memory; backends create it.</summary>
    public Buffer(DeviceMemory<T> memory, int offset, int length)
    {
        Memory = memory;
        Offset = offset;
        Length = length;
    }

    /// <summary>The memory; null for the empty buffer.</summary>
    public DeviceMemory<T>? Memory { get; }

    /// <summary>The index of the first number in the memory.</summary>
    public int Offset { get; }

    /// <summary>The number of values; zero for the empty buffer.</summary>
    public int Length { get; }

    /// <summary>Whether this is the empty buffer.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>Reads one number back.</summary>
    public T this[int index]
    {
        get
        {
            T value = default;
            Slice(index, 1).Read(new Span<T>(ref value));
            return value;
        }
    }

    /// <summary>Writes one number.</summary>
    public void Set(int index, T value) => Slice(index, 1).Write(new ReadOnlySpan<T>(in value));

    /// <summary>Reads the first numbers back, as many as fit.</summary>
    public void Read(Span<T> to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to.Length, Length, nameof(to));
        Memory?.Read(Offset, to);
    }

    /// <summary>Writes the first numbers, as many as are given.</summary>
    public void Write(ReadOnlySpan<T> from)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from.Length, Length, nameof(from));
        Memory?.Write(Offset, from);
    }

    /// <summary>Reads all numbers back.</summary>
    public T[] ToArray()
    {
        var numbers = new T[Length];
        Read(numbers);
        return numbers;
    }

    /// <summary>A part of these numbers.</summary>
    public Buffer<T> Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (long)length, Length, nameof(length));
        return new Buffer<T>(Memory!, Offset + start, length);
    }

    /// <summary>Whether two buffers are the same range of the same memory.</summary>
    public static bool operator ==(Buffer<T> left, Buffer<T> right) => left.Equals(right);

    /// <summary>Whether two buffers are different ranges or of different memories.</summary>
    public static bool operator !=(Buffer<T> left, Buffer<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Buffer<T> other) => ReferenceEquals(Memory, other.Memory) && Offset == other.Offset && Length == other.Length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Buffer<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Offset, Length);
}

/// <summary>A contiguous memory of a backend.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class DeviceMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Copies numbers from the memory, from an index on.</summary>
    public abstract void Read(int start, Span<T> to);

    /// <summary>Copies numbers into the memory, from an index on.</summary>
    public abstract void Write(int start, ReadOnlySpan<T> from);

    /// <summary>Gives direct access to numbers if this process can address them; by default it cannot.</summary>
    public virtual bool TryShow(int start, int length, out Span<T> numbers)
    {
        numbers = default;
        return false;
    }
}

/// <summary>
/// A buffer for the program that feeds a backend: the numbers themselves if this process can access them, otherwise a copy that is
/// transferred on demand.
/// </summary>
internal sealed class HostView<T>(Buffer<T> buffer)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[]? copy = buffer.Memory?.TryShow(buffer.Offset, buffer.Length, out _) == false ? new T[buffer.Length] : null;

    /// <summary>The numbers to fill; <see cref="Upload"/> copies them to the backend.</summary>
    public Span<T> Span
    {
        get
        {
            if (copy is not null)
                return copy;
            Span<T> numbers = default;
            buffer.Memory?.TryShow(buffer.Offset, buffer.Length, out numbers);
            return numbers;
        }
    }

    public void Upload()
    {
        if (copy is not null)
            buffer.Write(copy);
    }

    /// <summary>The numbers as the backend has them now.</summary>
    public Span<T> Download()
    {
        if (copy is not null)
            buffer.Read(copy);
        return Span;
    }
}
