using System.Collections.Immutable;

namespace Downhill;

/// <summary>The header entry of a tensor in a safetensors file.</summary>
public sealed class SafetensorsTensor
{
    private SafetensorsTensor(string name, string dtype, ImmutableArray<long> shape, long elements, long begin, long end)
    {
        Name = name;
        Dtype = dtype;
        Shape = shape;
        ElementCount = elements;
        Begin = begin;
        End = end;
    }

    /// <summary>The tensor's name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The element type in the format's own words: <c>F32</c>, <c>F64</c>, <c>I64</c>, <c>BF16</c>.</summary>
    public string Dtype { get; }

    /// <summary>The extents, outermost first; none for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The number of elements: the product of the extents.</summary>
    public long ElementCount { get; }

    /// <summary>The offset of the first byte, counted from the end of the header.</summary>
    public long Begin { get; }

    /// <summary>The offset of the first byte after the tensor, counted from the end of the header.</summary>
    public long End { get; }

    /// <summary>The number of bytes of the tensor.</summary>
    public long ByteCount => End - Begin;

    /// <summary>The tensor's dtype and shape for messages, such as <c>F32 [784, 10]</c>.</summary>
    public override string ToString() => $"{Dtype} {Text(Shape)}";

    /// <summary>Places a tensor at <paramref name="begin"/>; its dtype and shape say where it ends.</summary>
    /// <param name="subject">The start of a message, such as <c>The tensor 'w'</c>.</param>
    internal static SafetensorsTensor Create(string subject, string name, string dtype, ImmutableArray<long> shape, long begin)
    {
        if (!SafetensorsDtype.TryGetBits(dtype, out int bits))
            throw new DownhillException(
                $"{subject} has the unknown dtype {PlainText.Quote(dtype)}; expected one of {string.Join(", ", SafetensorsDtype.Names)}.");
        Int128 elements = 1;
        foreach (long extent in shape)
        {
            if (extent < 0)
                throw new DownhillException($"{subject} has the shape {Text(shape)}; no extent may be negative.");
            elements *= extent;
            if (elements > long.MaxValue)
                throw new DownhillException($"{subject} has the shape {Text(shape)}, which holds more elements than any file can.");
        }

        (Int128 bytes, Int128 rest) = Int128.DivRem(elements * bits, 8);
        if (rest != 0)
            throw new DownhillException($"{subject} has {elements} elements of {bits} bits ({dtype}), which do not fill whole bytes.");
        Int128 end = begin + bytes;
        if (end > long.MaxValue)
            throw new DownhillException(
                $"{subject} has the shape {Text(shape)} of {dtype}, which takes more bytes than any file can hold.");
        return new SafetensorsTensor(name, dtype, shape, (long)elements, begin, (long)end);
    }

    private static string Text(IReadOnlyList<long> shape) =>
        $"[{string.Join(", ", shape.Take(8))}{(shape.Count > 8 ? ", …" : "")}]";
}
