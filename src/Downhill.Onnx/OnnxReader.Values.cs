namespace Downhill.Onnx;

/// <content>Inputs and outputs with their types.</content>
internal sealed partial class OnnxReader
{
    private static OnnxValue Value(ProtoReader message)
    {
        string name = string.Empty, doc = string.Empty;
        OnnxType type = OnnxType.None;
        List<long?>? shape = null;
        while (message.Next())
        {
            if (message.Field == 1)
                name = message.Text();
            else if (message.Field == 2)
                (type, shape) = TypeOf(message.Message());
            else if (message.Field == 3)
                doc = message.Text();
            else
                message.Skip();
        }

        return new OnnxValue(name, type, shape, doc);
    }

    private static (OnnxType Type, List<long?>? Shape) TypeOf(ProtoReader message)
    {
        (OnnxType type, List<long?>? shape) = (OnnxType.None, null);
        while (message.Next())
        {
            if (message.Field != 1)
            {
                message.Skip();
                continue;
            }

            ProtoReader tensor = message.Message();
            while (tensor.Next())
            {
                if (tensor.Field == 1)
                    type = (OnnxType)tensor.Varint();
                else if (tensor.Field == 2)
                    shape = Extents(tensor.Message());
                else
                    tensor.Skip();
            }
        }

        return (type, shape);
    }

    private static List<long?> Extents(ProtoReader message)
    {
        var extents = new List<long?>();
        while (message.Next())
        {
            if (message.Field != 1)
            {
                message.Skip();
                continue;
            }

            long? extent = null;
            ProtoReader dimension = message.Message();
            while (dimension.Next())
            {
                if (dimension.Field == 1)
                    extent = dimension.Varint();
                else
                    dimension.Skip();
            }

            extents.Add(extent);
        }

        return extents;
    }
}
