using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Downhill.Onnx;

/// <summary>Writes one protobuf message. Source: protobuf.dev, "Encoding".</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>The bytes written so far.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.WrittenSpan;

    public void Varint(int field, long value)
    {
        Tag(field, ProtoWire.Varint);
        Raw((ulong)value);
    }

    public void Float(int field, float value)
    {
        Tag(field, ProtoWire.Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        buffer.Write(bytes);
    }

    public void Text(int field, string value) => Block(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A text that is left out where it is empty.</summary>
    public void OptionalText(int field, string value)
    {
        if (value.Length > 0)
            Text(field, value);
    }

    public void Block(int field, ReadOnlySpan<byte> bytes)
    {
        Tag(field, ProtoWire.Block);
        Raw((ulong)bytes.Length);
        buffer.Write(bytes);
    }

    public void Message(int field, Action<ProtoWriter> write)
    {
        var inner = new ProtoWriter();
        write(inner);
        Block(field, inner.Bytes);
    }

    private void Tag(int field, ProtoWire wire) => Raw(((ulong)field << 3) | (ulong)wire);

    private void Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Raw((byte)(value | 0x80));
        Raw((byte)value);
    }

    private void Raw(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }
}

/// <summary>The wire type of a protobuf field.</summary>
internal enum ProtoWire
{
    Varint = 0,
    Fixed64 = 1,
    Block = 2,
    Fixed32 = 5,
}
