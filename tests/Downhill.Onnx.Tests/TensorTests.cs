namespace Downhill.Onnx.Tests;

/// <summary>Every type of constant is read with its sign and its size.</summary>
public sealed class TensorTests
{
    // Every field that is written, read back.
    [Fact]
    public void A_document_is_read_as_it_was_written()
    {
        var node = new OnnxNode("Op", "node", ["in", string.Empty], ["mid"], "some.domain")
        {
            Attributes = new Dictionary<string, object>
            {
                ["float"] = 0.5f,
                ["long"] = -3L,
                ["text"] = "é",
                ["floats"] = new[] { 1.5f, -2 },
                ["longs"] = new[] { 4L, -5 },
                ["texts"] = new[] { "a", "b" },
                ["tensor"] = OnnxTensor.Of<float>([7, 8], 2),
            },
        };
        var graph = new OnnxGraph("graph", [node], new Dictionary<string, OnnxTensor> { ["c"] = OnnxTensor.Of<float>([1, 2, 3, 4], 2, 2) },
            [new OnnxValue("in", OnnxType.Float, [null, 3], "what goes in"), new OnnxValue("t", OnnxType.String, [null, 1], "a name")],
            [new OnnxValue("out", OnnxType.Double, [null], "what comes out")]);
        var document = new OnnxDocument(8, new Dictionary<string, long> { [""] = 17, ["ai.onnx.ml"] = 2 }, graph,
            new Dictionary<string, string> { ["key"] = "value" }, "producer");

        OnnxDocument read = new OnnxReader("x.onnx", ".").Read(OnnxWriter.Write(document));

        Assert.Equal((8, "producer", "graph"), (read.IrVersion, read.Producer, read.Graph.Name));
        Assert.Equal(document.Opsets, read.Opsets);
        Assert.Equal(document.Metadata, read.Metadata);
        foreach ((OnnxValue one, OnnxValue other) in graph.Inputs.Concat(graph.Outputs).Zip(read.Graph.Inputs.Concat(read.Graph.Outputs)))
        {
            Assert.Equal((one.Name, one.Type, one.Doc), (other.Name, other.Type, other.Doc));
            Assert.Equal(one.Shape, other.Shape);
        }

        OnnxNode back = Assert.Single(read.Graph.Nodes);
        Assert.Equal((node.Op, node.Name, node.Domain), (back.Op, back.Name, back.Domain));
        Assert.Equal(node.Inputs, back.Inputs);
        Assert.Equal(node.Outputs, back.Outputs);
        Assert.Equal(node.Attributes.Keys.Order(), back.Attributes.Keys.Order());
        Assert.Equal((0.5f, -3L, "é"), (back.Attributes["float"], back.Attributes["long"], back.Attributes["text"]));
        Assert.Equal([1.5f, -2], (float[])back.Attributes["floats"]);
        Assert.Equal([4L, -5], (long[])back.Attributes["longs"]);
        Assert.Equal(["a", "b"], (string[])back.Attributes["texts"]);
        Assert.Equal(OnnxTensor.Of<float>([7, 8], 2).Bytes, ((OnnxTensor)back.Attributes["tensor"]).Bytes);
        Assert.Equal(graph.Constants["c"].Bytes, read.Graph.Constants["c"].Bytes);
        Assert.Equal([2L, 2], read.Graph.Constants["c"].Shape);
    }

    public static TheoryData<int, byte[], double[]> Types => new()
    {
        { (int)OnnxType.Int64, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0], [-2, 3] },
        { (int)OnnxType.UInt64, [0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0], [4294967296, 3] },
        { (int)OnnxType.Int32, [0xFE, 0xFF, 0xFF, 0xFF, 0, 1, 0, 0], [-2, 256] }, { (int)OnnxType.UInt32, [0xFE, 0xFF, 0xFF, 0xFF, 1, 0, 0,
            0], [4294967294, 1] },
        { (int)OnnxType.Int16, [0xFF, 0xFF, 0, 2], [-1, 512] }, { (int)OnnxType.UInt16, [0xFF, 0xFF, 1, 0], [65535, 1] },
        { (int)OnnxType.Int8, [0x80, 0x7F], [-128, 127] }, { (int)OnnxType.UInt8, [0x80, 1], [128, 1] }, { (int)OnnxType.Bool, [0, 1],
            [0, 1] },
        { (int)OnnxType.Float, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], [1, -2] }, { (int)OnnxType.Float16, [0, 0x3C, 0, 0xC4], [1, -4] },
        { (int)OnnxType.BFloat16, [0x80, 0x3F, 0, 0xC0], [1, -2] },
        { (int)OnnxType.Double, [0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 0, 0, 0, 0, 0, 0, 0xF0, 0xBF], [0.5, -1] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void A_constant_of_each_type(int type, byte[] bytes, double[] numbers)
    {
        var tensor = new OnnxTensor((OnnxType)type, [2], bytes);

        Assert.Equal(numbers, Enumerable.Range(0, 2).Select(i => tensor[i]));
        Assert.Equal(bytes.Length, 2 * OnnxTensor.SizeOf((OnnxType)type));
        Assert.NotEqual(tensor.IsFloating, tensor.IsWhole);
        if (tensor.IsWhole)
            Assert.Equal(numbers, Enumerable.Range(0, 2).Select(i => (double)tensor.Whole(i)));
    }
}
