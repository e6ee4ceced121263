using System.Buffers.Binary;

namespace Downhill.Onnx;

/// <summary>Reads the bytes of an ONNX file. The numbers of the fields are those of onnx.proto3.</summary>
/// <param name="source">The file's name, for messages.</param>
/// <param name="folder">Where tensors in files of their own may lie.</param>
internal sealed partial class OnnxReader(string source, string folder)
{
    public OnnxDocument Read(ReadOnlyMemory<byte> bytes)
    {
        var model = new ProtoReader(bytes, source);
        long ir = 0;
        string producer = string.Empty;
        OnnxGraph? graph = null;
        var opsets = new Dictionary<string, long>();
        var metadata = new Dictionary<string, string>();
        while (model.Next())
        {
            switch (model.Field)
            {
                case 1:
                    ir = model.Varint();
                    break;
                case 2:
                    producer = model.Text();
                    break;
                case 7:
                    graph = Graph(model.Message());
                    break;
                case 8:
                    (string domain, long version) = Opset(model.Message());
                    opsets[domain == "ai.onnx" ? string.Empty : domain] = version;
                    break;
                case 14:
                    (string key, string value) = Entry(model.Message());
                    metadata[key] = value;
                    break;
                default:
                    model.Skip();
                    break;
            }
        }

        if (graph is null || ir == 0)
            throw new DownhillException($"{source} is not an ONNX model: it holds {(graph is null ? "no graph" : "no version")}.");
        return new OnnxDocument(ir, opsets, graph, metadata, producer);
    }

    private static (string Domain, long Version) Opset(ProtoReader message)
    {
        (string domain, long version) = (string.Empty, 0L);
        while (message.Next())
        {
            if (message.Field == 1)
                domain = message.Text();
            else if (message.Field == 2)
                version = message.Varint();
            else
                message.Skip();
        }

        return (domain, version);
    }

    private static (string Key, string Value) Entry(ProtoReader message)
    {
        string key = string.Empty, value = string.Empty;
        while (message.Next())
        {
            if (message.Field == 1)
                key = message.Text();
            else if (message.Field == 2)
                value = message.Text();
            else
                message.Skip();
        }

        return (key, value);
    }

    private OnnxGraph Graph(ProtoReader message)
    {
        string name = string.Empty;
        var nodes = new List<OnnxNode>();
        var constants = new Dictionary<string, OnnxTensor>();
        var inputs = new List<OnnxValue>();
        var outputs = new List<OnnxValue>();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    nodes.Add(Node(message.Message()));
                    break;
                case 2:
                    name = message.Text();
                    break;
                case 5:
                    (string constant, OnnxTensor tensor) = Tensor(message.Message());
                    constants[constant] = tensor;
                    break;
                case 11:
                    inputs.Add(Value(message.Message()));
                    break;
                case 12:
                    outputs.Add(Value(message.Message()));
                    break;
                case 15:
                    throw new DownhillException($"{source} holds sparse tensors, which are not read; write the model with dense ones.");
                default:
                    message.Skip();
                    break;
            }
        }

        return new OnnxGraph(name, nodes, constants, [.. inputs.Where(input => !constants.ContainsKey(input.Name))], outputs);
    }

    private OnnxNode Node(ProtoReader message)
    {
        string name = string.Empty, op = string.Empty, domain = string.Empty;
        var inputs = new List<string>();
        var outputs = new List<string>();
        var attributes = new Dictionary<string, object>();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    inputs.Add(message.Text());
                    break;
                case 2:
                    outputs.Add(message.Text());
                    break;
                case 3:
                    name = message.Text();
                    break;
                case 4:
                    op = message.Text();
                    break;
                case 5:
                    if (Attribute(message.Message()) is (string key, object value))
                        attributes[key] = value;
                    break;
                case 7:
                    domain = message.Text();
                    break;
                default:
                    message.Skip();
                    break;
            }
        }

        return new OnnxNode(op, name, inputs, outputs, domain == "ai.onnx" ? string.Empty : domain) { Attributes = attributes };
    }

    private (string Name, object Value)? Attribute(ProtoReader message)
    {
        string name = string.Empty;
        object? value = null;
        var floats = new List<float>();
        var ints = new List<long>();
        var texts = new List<string>();
        using var packed = new MemoryStream();
        long type = 0;
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    name = message.Text();
                    break;
                case 2:
                    value = message.Float();
                    break;
                case 3:
                    value = message.Varint();
                    break;
                case 4:
                    value = message.Text();
                    break;
                case 5:
                    value = Tensor(message.Message()).Tensor;
                    break;
                case 7:
                    message.Fixed(packed, sizeof(float));
                    break;
                case 8:
                    message.Varints(ints);
                    break;
                case 9:
                    texts.Add(message.Text());
                    break;
                case 20:
                    type = message.Varint();
                    break;
                default:
                    message.Skip();
                    break;
            }
        }

        for (int i = 0; i < packed.Length; i += sizeof(float))
            floats.Add(BinaryPrimitives.ReadSingleLittleEndian(packed.GetBuffer().AsSpan(i)));
        value ??= ints.Count > 0 ? ints.ToArray() : floats.Count > 0 ? floats.ToArray() : texts.Count > 0 ? texts.ToArray() : type switch
        {
            1 => 0f,
            2 => 0L,
            3 => string.Empty,
            6 => Array.Empty<float>(),
            7 => Array.Empty<long>(),
            8 => Array.Empty<string>(),
            _ => null,
        };
        return value is null ? null : (name, value);
    }

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
            throw new DownhillException($"{source}: the tensor '{name}' has elements of type {(int)type}, which is not read.");
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
            throw new DownhillException($"{source}: the tensor '{name}' says it has the shape [{string.Join(", ", shape)}], but {length / size:N0} elements are there.");
    }
}
