using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Downhill.Onnx;

/// <summary>A constant: numbers in little-endian bytes, or texts.</summary>
internal sealed class OnnxTensor
{
    private readonly ReadOnlyMemory<byte> bytes;

    public OnnxTensor(OnnxType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes, IReadOnlyList<string>? texts = null)
    {
        Type = type;
        Shape = shape;
        this.bytes = bytes;
        Texts = texts ?? [];
    }

    public OnnxType Type { get; }

    public IReadOnlyList<long> Shape { get; }

    public IReadOnlyList<string> Texts { get; }

    public ReadOnlySpan<byte> Bytes => bytes.Span;

    public ReadOnlyMemory<byte> Memory => bytes;

    public int Rank => Shape.Count;

    public long Count => Shape.Aggregate(1L, (product, extent) => product * extent);

    public bool IsFloating => Type is OnnxType.Float or OnnxType.Double or OnnxType.Float16 or OnnxType.BFloat16;

    public bool IsWhole => Type is OnnxType.Int64 or OnnxType.Int32 or OnnxType.Int16 or OnnxType.Int8 or OnnxType.UInt8 or OnnxType.UInt16
        or OnnxType.UInt32 or OnnxType.UInt64 or OnnxType.Bool;

    public static OnnxTensor Of<T>(ReadOnlySpan<T> numbers, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        OnnxType type = default(T) switch
        {
            float => OnnxType.Float,
            double => OnnxType.Double,
            long => OnnxType.Int64,
            bool => OnnxType.Bool,
            _ => throw new NotSupportedException(typeof(T).Name),
        };
        return new OnnxTensor(type, shape.ToArray(), MemoryMarshal.AsBytes(numbers).ToArray());
    }

    public static OnnxTensor OfTexts(IReadOnlyList<string> texts) => new(OnnxType.String, [texts.Count], default, texts);

    /// <summary>The size of an element in bytes; 0 for texts and types that are not read.</summary>
    public static int SizeOf(OnnxType type) => type switch
    {
        OnnxType.Float or OnnxType.Int32 or OnnxType.UInt32 => 4,
        OnnxType.Double or OnnxType.Int64 or OnnxType.UInt64 => 8,
        OnnxType.Float16 or OnnxType.BFloat16 or OnnxType.Int16 or OnnxType.UInt16 => 2,
        OnnxType.Bool or OnnxType.Int8 or OnnxType.UInt8 => 1,
        _ => 0,
    };

    /// <summary>One number.</summary>
    public double this[long index]
    {
        get
        {
            int size = SizeOf(Type);
            ReadOnlySpan<byte> at = bytes.Span.Slice((int)(index * size), size);
            return Type switch
            {
                OnnxType.Float => BinaryPrimitives.ReadSingleLittleEndian(at),
                OnnxType.Double => BinaryPrimitives.ReadDoubleLittleEndian(at),
                OnnxType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
                OnnxType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
                OnnxType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(at),
                _ => Whole(index),
            };
        }
    }

    /// <summary>One whole number.</summary>
    public long Whole(long index)
    {
        int size = SizeOf(Type);
        ReadOnlySpan<byte> at = bytes.Span.Slice((int)(index * size), size);
        return Type switch
        {
            OnnxType.Int64 or OnnxType.UInt64 => BinaryPrimitives.ReadInt64LittleEndian(at),
            OnnxType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
            OnnxType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
            OnnxType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
            OnnxType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            OnnxType.Int8 => (sbyte)at[0],
            OnnxType.UInt8 or OnnxType.Bool => at[0],
            _ => (long)this[index],
        };
    }

    public long[] Wholes()
    {
        var numbers = new long[Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = Whole(i);
        return numbers;
    }

    public double[] Numbers()
    {
        var numbers = new double[Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = this[i];
        return numbers;
    }

    /// <summary>The same numbers under another shape of as many.</summary>
    public OnnxTensor Reshaped(params long[] shape) => new(Type, shape, bytes, Texts);

    /// <summary>The same numbers with their axes in another order.</summary>
    public OnnxTensor Transposed(IReadOnlyList<int> order)
    {
        long[] shape = [.. order.Select(axis => Shape[axis])];
        var strides = new long[Rank];
        long stride = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Shape[axis];
        }

        int size = SizeOf(Type);
        var moved = new byte[bytes.Length];
        var place = new long[Rank];
        for (long i = 0, count = Count; i < count; i++)
        {
            long from = 0;
            for (int axis = 0; axis < place.Length; axis++)
                from += place[axis] * strides[order[axis]];
            bytes.Span.Slice((int)(from * size), size).CopyTo(moved.AsSpan((int)(i * size)));
            for (int axis = place.Length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--)
                place[axis] = 0;
        }

        return new OnnxTensor(Type, shape, moved);
    }
}
