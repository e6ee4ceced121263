using System.Buffers.Binary;

namespace Downhill.Onnx;

/// <content>Nodes and their attributes.</content>
internal sealed partial class OnnxReader
{
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
}
