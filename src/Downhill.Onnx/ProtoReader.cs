using System.Buffers.Binary;
using System.Text;

namespace Downhill.Onnx;

/// <summary>
/// Reads the fields of one protobuf message. A declared length allocates nothing: a block is a part of the existing bytes.
/// </summary>
internal struct ProtoReader(ReadOnlyMemory<byte> bytes, string source)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int at;
    private ProtoWire wire;

    /// <summary>The number of the field that was found last.</summary>
    public int Field { get; private set; }

    private readonly bool IsAtEnd => at >= bytes.Length;

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (IsAtEnd)
            return false;
        ulong tag = Raw();
        wire = (ProtoWire)(tag & 7);
        Field = tag >> 3 is > 0 and <= 536870911 and ulong field ? (int)field : throw Broken($"the field number {tag >> 3}");
        return wire is ProtoWire.Varint or ProtoWire.Fixed64 or ProtoWire.Block or ProtoWire.Fixed32
            ? true
            : throw Broken($"the wire type {(int)wire}");
    }

    public long Varint()
    {
        Require(ProtoWire.Varint);
        return (long)Raw();
    }

    public float Float()
    {
        Require(ProtoWire.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)).Span);
    }

    public string Text()
    {
        ReadOnlyMemory<byte> block = Block();
        try
        {
            return Strict.GetString(block.Span);
        }
        catch (DecoderFallbackException)
        {
            throw Broken("a text that is not UTF-8");
        }
    }

    public ReadOnlyMemory<byte> Block()
    {
        Require(ProtoWire.Block);
        ulong length = Raw();
        return length <= (ulong)(bytes.Length - at)
            ? Take((int)length)
            : throw Broken($"a block of {length:N0} bytes where {bytes.Length - at:N0} are left");
    }

    public ProtoReader Message() => new(Block(), source);

    /// <summary>A field that may be one number or a packed block of them.</summary>
    public void Varints(List<long> to)
    {
        if (wire == ProtoWire.Varint)
        {
            to.Add(Varint());
            return;
        }

        ProtoReader packed = Message();
        while (!packed.IsAtEnd)
            to.Add((long)packed.Raw());
    }

    /// <summary>A field that may be one number of some bytes or a packed block of them.</summary>
    public void Fixed(MemoryStream to, int size)
    {
        ReadOnlyMemory<byte> block = wire == ProtoWire.Block
            ? Block()
            : Take(wire == (size == 4 ? ProtoWire.Fixed32 : ProtoWire.Fixed64) ? size : throw Broken("a number of another size"));
        if (block.Length % size != 0)
            throw Broken($"a block of {block.Length} bytes for numbers of {size}");
        to.Write(block.Span);
    }

    public void Skip()
    {
        if (wire == ProtoWire.Varint)
            Raw();
        else if (wire == ProtoWire.Block)
            Block();
        else
            Take(wire == ProtoWire.Fixed32 ? 4 : 8);
    }

    private void Require(ProtoWire expected)
    {
        if (wire != expected)
            throw Broken($"field {Field} as {wire}, which must be {expected}");
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > bytes.Length - at)
            throw Broken("an end in the middle of a number");
        ReadOnlyMemory<byte> taken = bytes.Slice(at, count);
        at += count;
        return taken;
    }

    private ulong Raw()
    {
        ulong value = 0;
        ReadOnlySpan<byte> span = bytes.Span;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (at >= span.Length)
                throw Broken("an end in the middle of a number");
            byte next = span[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Broken("a number of more than ten bytes");
    }

    private readonly DownhillException Broken(string what) =>
        new($"{source} is not an ONNX model, or it is damaged: it holds {what} near byte {at:N0} of a message.");
}
