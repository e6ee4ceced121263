using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>A long run of numbers, in memory or in a file.</summary>
internal abstract class Storage<T>(long length)
    where T : unmanaged
{
    public long Length => length;

    /// <summary>Whether the numbers lie in a file, so that another copy of them may not fit in memory.</summary>
    public abstract bool IsMapped { get; }

    /// <summary>Throws if the numbers cannot be read any more. Asked once for each batch.</summary>
    public abstract void Require();

    /// <summary>Says that these numbers will be read soon.</summary>
    public abstract void Announce(long start, int count);

    /// <summary>Brings numbers into memory that are on disk.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="count">The number of values.</param>
    /// <param name="room">Bytes whose content means nothing.</param>
    public virtual void Load(long start, int count, Span<byte> room)
    {
    }

    /// <summary>The numbers from a place on, as many as <paramref name="room"/> has: where they lie, or copied into the room.</summary>
    public abstract ReadOnlySpan<T> Read(long start, Span<T> room);
}

internal sealed class ArrayStorage<T>(T[] values) : Storage<T>(values.Length)
    where T : unmanaged
{
    public override bool IsMapped => false;

    public override void Require()
    {
    }

    public override void Announce(long start, int count) => Prefetch.Start<T>(values.AsSpan(checked((int)start), count));

    public override ReadOnlySpan<T> Read(long start, Span<T> room) => values.AsSpan(checked((int)start), room.Length);
}

internal sealed class MappedStorage<T>(MappedFile file, long startByte, long length) : Storage<T>(length)
    where T : unmanaged
{
    public override bool IsMapped => true;

    public override void Announce(long start, int count)
    {
    }

    public override void Require() => file.RequireUnchanged();

    public override void Load(long start, int count, Span<byte> room) =>
        file.Load(startByte + (start * Unsafe.SizeOf<T>()), count * (long)Unsafe.SizeOf<T>(), room);

    public override ReadOnlySpan<T> Read(long start, Span<T> room)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - room.Length);
        file.Read(startByte + (start * Unsafe.SizeOf<T>()), room);
        return room;
    }
}
