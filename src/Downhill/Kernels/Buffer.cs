using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <summary>Where a run of numbers lies: an arena, the place of the first number in it, and how many there are.</summary>
public readonly struct Buffer<T> : IEquatable<Buffer<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[]? arena;
    private readonly int offset;

    private Buffer(T[] arena, int offset, int length)
    {
        this.arena = arena;
        this.offset = offset;
        Length = length;
    }

    /// <summary>How many numbers there are; zero for the address of nothing.</summary>
    public int Length { get; }

    /// <summary>Whether this is the address of nothing.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The numbers themselves.</summary>
    public Span<T> Span => new(arena, offset, Length);

    /// <summary>Makes room for <paramref name="length"/> zeros, starting on a 64 byte line and never moved.</summary>
    /// <exception cref="DownhillException">There is not that much room in one piece.</exception>
    public static unsafe Buffer<T> Allocate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int line = 64 / sizeof(T);
        if (length > Array.MaxLength - line)
            throw new DownhillException($"{length:N0} numbers do not fit in one piece of memory; use fewer rows a batch or a smaller layer.");
        T[] numbers = GC.AllocateArray<T>((int)length + line, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref numbers[0]);
        int first = (int)(((64 - (start & 63)) & 63) / sizeof(T));
        Bounds.Register((T*)start + first, length);
        return new Buffer<T>(numbers, first, (int)length);
    }

    /// <summary>The first number, for a kernel that will touch <paramref name="count"/> of them. Arenas are pinned, so it stays valid.</summary>
    internal unsafe T* Pointer(long count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        return arena is null ? null : (T*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(arena)) + offset;
    }

    /// <summary>A part of these numbers.</summary>
    public Buffer<T> Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (long)length, Length, nameof(length));
        return new Buffer<T>(arena!, offset + start, length);
    }

    /// <summary>Whether two addresses name the same numbers.</summary>
    public static bool operator ==(Buffer<T> left, Buffer<T> right) => left.Equals(right);

    /// <summary>Whether two addresses name different numbers.</summary>
    public static bool operator !=(Buffer<T> left, Buffer<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Buffer<T> other) => ReferenceEquals(arena, other.arena) && offset == other.offset && Length == other.Length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Buffer<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(offset, Length);
}
