using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>Memory of this process, starting on a 64 byte line and never moved.</summary>
internal sealed unsafe class ProcessorMemory<T> : DeviceMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] numbers;
    private readonly int first, length;

    public ProcessorMemory(int length)
    {
        int line = 64 / sizeof(T);
        this.length = length;
        numbers = GC.AllocateArray<T>(length + line, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref numbers[0]);
        first = (int)(((64 - (start & 63)) & 63) / sizeof(T));
        Start = (T*)start + first;
        Bounds.Register(Start, length);
    }

    /// <summary>The first number. The array is pinned, so the address stays valid as long as this object is referenced.</summary>
    public T* Start { get; }

    public override void Read(int start, Span<T> to) => Show(start, to.Length).CopyTo(to);

    public override void Write(int start, ReadOnlySpan<T> from) => from.CopyTo(Show(start, from.Length));

    public override bool TryShow(int start, int length, out Span<T> numbers)
    {
        numbers = Show(start, length);
        return true;
    }

    private Span<T> Show(int start, int count) => numbers.AsSpan(first, length).Slice(start, count);
}

/// <summary>Buffers in the memory of this process.</summary>
public static class ProcessorBuffers
{
    extension<T>(Buffer<T>)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Makes room for zeros in the memory of this process.</summary>
        /// <exception cref="DownhillException">There is not that much room in one piece.</exception>
        public static Buffer<T> Allocate(long length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length);
            if (length > Array.MaxLength - (64 / Unsafe.SizeOf<T>()))
                throw new DownhillException(
                    $"{length:N0} numbers do not fit in one block of memory; use a smaller batch{new Hint(Setting.Batch)} "
                        + $"or a smaller layer{new Hint(Setting.Model)}.");
            return new Buffer<T>(new ProcessorMemory<T>((int)length), 0, (int)length);
        }
    }

    extension<T>(Buffer<T> buffer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// The numbers where they lie, in the memory of this process; for programs that know that they work on the processor.
        /// </summary>
        /// <exception cref="InvalidOperationException">They lie in another backend's memory.</exception>
        public Span<T> Span => buffer.Memory is null ? []
            : buffer.Memory.TryShow(buffer.Offset, buffer.Length, out Span<T> numbers) ? numbers
            : throw new InvalidOperationException("The numbers lie in a backend's memory; read them back.");
    }

    /// <summary>The first number, for a kernel that will touch <paramref name="count"/> of them.</summary>
    internal static unsafe T* Pointer<T>(this Buffer<T> buffer, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, buffer.Length);
        return buffer.Memory is null ? null : ((ProcessorMemory<T>)buffer.Memory).Start + buffer.Offset;
    }
}
