namespace Downhill.Onnx;

/// <summary>Reads the bytes of an ONNX file. The numbers of the fields are those of onnx.proto3.</summary>
/// <param name="source">The file's name, for messages.</param>
/// <param name="folder">The folder of separate tensor files.</param>
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
                    throw new DownhillException($"{source} has sparse tensors, which are not supported; export the model with dense "
                        + $"tensors.");
                default:
                    message.Skip();
                    break;
            }
        }

        return new OnnxGraph(name, nodes, constants, [.. inputs.Where(input => !constants.ContainsKey(input.Name))], outputs);
    }
}
