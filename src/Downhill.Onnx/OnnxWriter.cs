namespace Downhill.Onnx;

/// <summary>Writes a document as the bytes of an ONNX file. The numbers of the fields are those of onnx.proto3.</summary>
internal static class OnnxWriter
{
    public static byte[] Write(OnnxDocument document)
    {
        var model = new ProtoWriter();
        model.Varint(1, document.IrVersion);
        model.OptionalText(2, document.Producer);
        foreach ((string domain, long version) in document.Opsets)
        {
            model.Message(8, opset =>
            {
                opset.OptionalText(1, domain);
                opset.Varint(2, version);
            });
        }

        foreach ((string key, string value) in document.Metadata)
        {
            model.Message(14, entry =>
            {
                entry.Text(1, key);
                entry.Text(2, value);
            });
        }

        // The graph last: then a file that was cut off is damaged, wherever the cut is.
        model.Message(7, graph => Write(graph, document.Graph));
        return model.Bytes.ToArray();
    }

    private static void Write(ProtoWriter to, OnnxGraph graph)
    {
        foreach (OnnxNode node in graph.Nodes)
            to.Message(1, inner => Write(inner, node));
        to.Text(2, graph.Name);
        foreach ((string name, OnnxTensor tensor) in graph.Constants)
            to.Message(5, inner => Write(inner, tensor, name));
        foreach (OnnxValue value in graph.Inputs)
            to.Message(11, inner => Write(inner, value));
        foreach (OnnxValue value in graph.Outputs)
            to.Message(12, inner => Write(inner, value));
    }

    private static void Write(ProtoWriter to, OnnxNode node)
    {
        foreach (string input in node.Inputs)
            to.Text(1, input);
        foreach (string output in node.Outputs)
            to.Text(2, output);
        to.OptionalText(3, node.Name);
        to.Text(4, node.Op);
        foreach ((string name, object value) in node.Attributes)
            to.Message(5, inner => Write(inner, name, value));
        to.OptionalText(7, node.Domain);
    }

    private static void Write(ProtoWriter to, string name, object value)
    {
        to.Text(1, name);
        int type = Write(to, value);
        to.Varint(20, type);
    }

    private static int Write(ProtoWriter to, object value)
    {
        switch (value)
        {
            case float number:
                to.Float(2, number);
                return 1;
            case long number:
                to.Varint(3, number);
                return 2;
            case string text:
                to.Text(4, text);
                return 3;
            case OnnxTensor tensor:
                to.Message(5, inner => Write(inner, tensor, string.Empty));
                return 4;
            case float[] numbers:
                foreach (float number in numbers)
                    to.Float(7, number);
                return 6;
            case long[] numbers:
                foreach (long number in numbers)
                    to.Varint(8, number);
                return 7;
            case string[] texts:
                foreach (string text in texts)
                    to.Text(9, text);
                return 8;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }

    private static void Write(ProtoWriter to, OnnxTensor tensor, string name)
    {
        foreach (long extent in tensor.Shape)
            to.Varint(1, extent);
        to.Varint(2, (long)tensor.Type);
        foreach (string text in tensor.Texts)
            to.Text(6, text);
        to.OptionalText(8, name);
        if (tensor.Type != OnnxType.String)
            to.Block(9, tensor.Bytes);
    }

    private static void Write(ProtoWriter to, OnnxValue value)
    {
        to.Text(1, value.Name);
        to.Message(2, type => type.Message(1, tensor =>
        {
            tensor.Varint(1, (long)value.Type);
            tensor.Message(2, shape =>
            {
                foreach (long? extent in value.Shape ?? [])
                {
                    shape.Message(1, dimension =>
                    {
                        if (extent is long known)
                            dimension.Varint(1, known);
                        else
                            dimension.Text(2, "rows");
                    });
                }
            });
        }));
        to.OptionalText(3, value.Doc);
    }
}
