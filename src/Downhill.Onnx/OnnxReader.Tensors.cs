using System.Buffers.Binary;

namespace Downhill.Onnx;

/// <content>Tensors: their type, shape and numbers, in the file or beside it.</content>
internal sealed partial class OnnxReader
{
    private (string Name, OnnxTensor Tensor) Tensor(ProtoReader message)
    {
        string name = string.Empty;
        OnnxType type = OnnxType.None;
        var shape = new List<long>();
        var wholes = new List<long>();
        var texts = new List<string>();
        var external = new Dictionary<string, string>();
        bool isOutside = false;
        using var numbers = new MemoryStream();
        ReadOnlyMemory<byte>? raw = null;
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    message.Varints(shape);
                    break;
                case 2:
                    type = (OnnxType)message.Varint();
                    break;
                case 4:
                    message.Fixed(numbers, sizeof(float));
                    break;
                case 5 or 7 or 11:
                    message.Varints(wholes);
                    break;
                case 6:
                    texts.Add(message.Text());
                    break;
                case 8:
                    name = message.Text();
                    break;
                case 9:
                    raw = message.Block();
                    break;
                case 10:
                    message.Fixed(numbers, sizeof(double));
                    break;
                case 13:
                    (string key, string value) = Entry(message.Message());
                    external[key] = value;
                    break;
                case 14:
                    isOutside = message.Varint() == 1;
                    break;
                default:
                    message.Skip();
                    break;
            }
        }

        int size = OnnxTensor.SizeOf(type);
        if (size == 0 && type != OnnxType.String)
            throw new DownhillException($"{source}: the tensor '{name}' has elements of type {(int)type}, which is not supported.");
        ReadOnlyMemory<byte> bytes = isOutside ? new ExternalData(source, folder).Read(name, external)
            : raw ?? (numbers.Length > 0 ? numbers.ToArray() : Packed(wholes, type, size));
        RequireCount(name, shape, type == OnnxType.String ? texts.Count : bytes.Length, Math.Max(size, 1));
        return (name, new OnnxTensor(type, shape, bytes, texts));
    }

    private static byte[] Packed(List<long> wholes, OnnxType type, int size)
    {
        var bytes = new byte[wholes.Count * size];
        Span<byte> all = stackalloc byte[sizeof(long)];
        for (int i = 0; i < wholes.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(all, wholes[i]);
            all[..size].CopyTo(bytes.AsSpan(i * size));
        }

        return type == OnnxType.None ? [] : bytes;
    }

    // The extents must multiply to what is there, without an overflow on the way.
    private void RequireCount(string name, List<long> shape, long length, int size)
    {
        long left = length / size;
        bool isEmpty = shape.Contains(0);
        bool fits = length % size == 0 && (isEmpty ? left == 0 : shape.TrueForAll(extent =>
        {
            if (extent <= 0 || left % extent != 0)
                return false;
            left /= extent;
            return true;
        }) && left == 1);
        if (!fits)
            throw new DownhillException(
                $"{source}: the tensor '{name}' says it has the shape [{string.Join(", ", shape)}], "
                    + $"but {length / size:N0} elements are there.");
    }
}
