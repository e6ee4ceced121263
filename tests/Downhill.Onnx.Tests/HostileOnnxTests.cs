namespace Downhill.Onnx.Tests;

/// <summary>Files that are damaged, lie, or hold what is not read: one error that says so, and nothing else.</summary>
public sealed class HostileOnnxTests
{
    private static readonly byte[] Good = OnnxExport.Write(
        Networks.Of<float>("residual (linear 5, tanh)"), Preprocessing.None(), null, new OnnxOptions(WithPreprocessing: false));

    [Fact]
    public void Every_cut_is_an_error()
    {
        for (int length = 0; length < Good.Length; length++)
            _ = Assert.Throws<DownhillException>(() => Read(Good[..length]));
    }

    [Fact]
    public void Changed_bytes_are_read_or_refused_and_never_crash()
    {
        var random = new RandomStream(4, RandomPurpose.Checking, 9);
        for (int trial = 0; trial < 4000; trial++)
        {
            byte[] bytes = [.. Good];
            for (int change = 0; change <= trial % 3; change++)
            {
                ulong draw = (ulong)((trial * 8) + (change * 2));
                bytes[(int)(random.Uniform(draw) * bytes.Length)] = (byte)(random.Uniform(draw + 1) * 256);
            }

            try
            {
                _ = Read(bytes);
            }
            catch (DownhillException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }

    [Fact]
    public void Other_files_are_no_model()
    {
        Assert.Contains("not an ONNX model", Error("PK\u0003\u0004 a zip file"u8.ToArray()));
        Assert.Contains("not an ONNX model", Error("age,income\n1,2\n"u8.ToArray()));
        Assert.Contains("not an ONNX model", Error([]));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(99)]
    public void Unknown_versions_of_the_operators_are_refused(int opset) =>
        Assert.Equal($"model.onnx is written with operators of version {opset}; versions 7 to 25 are read.",
            Error(Document([Node("Relu", "input", "output")], opset)));

    // Each value reads the two before it, so that chains of layers would hold more layers than the graph has nodes, many times over.
    [Fact]
    public void A_graph_whose_chains_would_repeat_its_layers_on_and_on_is_refused()
    {
        var nodes = new List<OnnxNode> { Node("Relu", "input", "r0"), Node("Tanh", "r0", "r1") };
        for (int i = 2; i < 50; i++)
        {
            nodes.Add(Node("Relu", $"r{i - 2}", $"t{i}"));
            nodes.Add(Node("Sub", [$"r{i - 1}", $"t{i}"], $"r{i}"));
        }

        nodes.Add(Node("Relu", "r49", "output"));
        string sums = Error(Document([.. nodes.Select(node => node.Op == "Sub" ? node with { Op = "Add" } : node)]));
        Assert.True(sums.Contains("many times", StringComparison.Ordinal) || sums.Contains("branches", StringComparison.Ordinal), sums);
        Assert.DoesNotContain('\n', Error(Document([.. nodes])));
    }

    [Fact]
    public void A_graph_that_goes_round_is_refused() =>
        Assert.Contains("the graph goes round",
            Error(Document([Node("Add", ["input", "b"], "a"), Node("Relu", "a", "b"), Node("Relu", "b", "output")])));

    [Fact]
    public void An_operator_without_a_layer_is_named() => Assert.Equal(
        "model.onnx: node 'rounded' (Ceil) is an operator that no layer stands for.",
        Error(Document([Node("Ceil", "input", "rounded"), Node("Relu", "rounded", "output")])));

    [Fact]
    public void A_weight_that_is_an_input_is_named() => Assert.Contains(
        "node 'output' (MatMul) reads 'w', which is an input of the graph and not a constant",
        Error(Document([Node("MatMul", ["input", "w"], "output")], inputs: [Input, new OnnxValue("w", OnnxType.Float, [5, 2])])));

    [Fact]
    public void A_matrix_that_does_not_fit_is_named() => Assert.Equal(
        "model.onnx: node 'output' (MatMul) multiplies rows of 5 numbers by a matrix for 4.",
        Error(Document([Node("MatMul", ["input", "w"], "output")], constants: new() { ["w"] = OnnxTensor.Of<float>(new float[8], 4, 2) })));

    [Theory]
    [InlineData("[1000000, 1000000]", 1_000_000, 1_000_000)]
    [InlineData("[-1, 4]", -1, 4)]
    [InlineData("[4611686018427387904, 4]", 1L << 62, 4)]
    [InlineData("[3, 4]", 3, 4)]
    public void A_shape_that_lies_is_an_error(string shape, long one, long other) => Assert.Contains(
        $"the tensor 'w' says it has the shape {shape}, but 8 elements are there",
        Error(Document([Node("MatMul", ["input", "w"], "output")],
            constants: new() { ["w"] = new OnnxTensor(OnnxType.Float, [one, other], new byte[32]) })));

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public void Data_outside_of_the_folder_are_not_read(string location)
    {
        var tensor = new ProtoWriter();
        tensor.Varint(1, 5);
        tensor.Varint(2, 1);
        tensor.Text(8, "w");
        tensor.Message(13, entry =>
        {
            entry.Text(1, "location");
            entry.Text(2, location);
        });
        tensor.Varint(14, 1);
        var model = new ProtoWriter();
        model.Varint(1, 8);
        byte[] bytes = tensor.Bytes.ToArray();
        model.Message(7, graph => graph.Block(5, bytes));
        Assert.Contains("outside the model's folder", Error(model.Bytes.ToArray()));
    }

    [Fact]
    public void Many_nodes_in_a_row_are_read_without_a_deep_stack()
    {
        OnnxNode[] nodes = [.. Enumerable.Range(0, 2000)
            .Select(i => Node("Relu", i == 0 ? "input" : $"v{i}", i == 1999 ? "output" : $"v{i + 1}"))];
        Assert.Equal(2000, Read(Document(nodes)).Model.Layers.Length);
    }

    // proto3 writes no field whose value is 0; the type alone says then what the attribute is.
    [Fact]
    public void A_value_of_0_that_is_not_written_is_0()
    {
        var model = new ProtoWriter();
        model.Varint(1, 8);
        model.Message(8, opset => opset.Varint(2, 17));
        model.Message(7, graph => graph.Message(1, node =>
        {
            node.Text(1, "input");
            node.Text(2, "output");
            node.Text(4, "Some");
            foreach ((int type, string name) in (ReadOnlySpan<(int, string)>)[(1, "float"), (2, "whole"), (3, "text"), (6, "floats"),
                (7, "wholes"), (8, "texts"), (4, "tensor")])
            {
                node.Message(5, attribute =>
                {
                    attribute.Text(1, name);
                    attribute.Varint(20, type);
                });
            }
        }));

        IReadOnlyDictionary<string, object> read = new OnnxReader("model.onnx", ".").Read(model.Bytes.ToArray()).Graph.Nodes[0].Attributes;

        Assert.Equal(["float", "whole", "text", "floats", "wholes", "texts"], read.Keys);
        Assert.Equal((0f, 0L, string.Empty), (read["float"], read["whole"], read["text"]));
        Assert.Equal((0, 0, 0), (((float[])read["floats"]).Length, ((long[])read["wholes"]).Length, ((string[])read["texts"]).Length));
    }

    // 0.1f is 0.100000001490116…; whoever wrote it meant 0.1.
    [Theory]
    [InlineData(0.1f, 0.1)]
    [InlineData(0.3f, 0.3)]
    [InlineData(1e-5f, 1e-5)]
    [InlineData(0.25f, 0.25)]
    public void A_float_is_read_as_the_digits_that_were_written(float written, double meant)
    {
        OnnxNode node = Node("LeakyRelu", "input", "output") with { Attributes = new Dictionary<string, object> { ["alpha"] = written } };

        Assert.Equal(new LeakyRelu(meant), Read(Document([node])).Model.Layers.Single());
    }

    private static readonly OnnxValue Input = new("input", OnnxType.Float, [null, 5]);

    private static byte[] Document(OnnxNode[] nodes, int opset = 17, OnnxValue[]? inputs = null,
        Dictionary<string, OnnxTensor>? constants = null) => OnnxWriter.Write(new OnnxDocument(
        8,
        new Dictionary<string, long> { [""] = opset },
        new OnnxGraph("test", nodes, constants ?? [], inputs ?? [Input], [new OnnxValue("output", OnnxType.Float, [null, 5])]),
        new Dictionary<string, string>()));

    private static OnnxNode Node(string op, string input, string output) => Node(op, [input], output);

    private static OnnxNode Node(string op, string[] inputs, string output) => new(op, output, inputs, [output]);

    private static OnnxModel Read(byte[] bytes) => OnnxModel.Read(bytes, "model.onnx", Path.GetTempPath());

    private static string Error(byte[] bytes) => Assert.Throws<DownhillException>(() => Read(bytes)).Message;
}
