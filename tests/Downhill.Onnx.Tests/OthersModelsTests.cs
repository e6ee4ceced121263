namespace Downhill.Onnx.Tests;

/// <summary>Graphs as PyTorch and Keras write them, read as layers and compared with ONNX Runtime.</summary>
public sealed class OthersModelsTests
{
    private static readonly OnnxValue Input = new("input", OnnxType.Float, [null, 5]);

    [Fact]
    public void Gemm_with_a_transposed_weight() => Compare(
        "linear, relu",
        new() { ["w"] = Numbers(3, 5), ["b"] = Numbers(3) },
        new OnnxNode("Gemm", "fc", ["input", "w", "b"],
            ["h"])
        { Attributes = new Dictionary<string, object> { ["transB"] = 1L, ["alpha"] = 1f, ["beta"] = 1f } },
        new OnnxNode("Relu", "act", ["h"], ["output"]));

    [Fact]
    public void Matrix_products_with_a_bias_and_a_moved_weight() => Compare(
        "linear, sigmoid, linear",
        new() { ["w"] = Numbers(4, 5), ["b"] = Numbers(4), ["v"] = Numbers(4, 2) },
        new OnnxNode("Transpose", "t", ["w"], ["wt"]) { Attributes = new Dictionary<string, object> { ["perm"] = new long[] { 1, 0 } } },
        new OnnxNode("MatMul", "m", ["input", "wt"], ["h"]),
        new OnnxNode("Add", "a", ["b", "h"], ["z"]),
        new OnnxNode("Sigmoid", "s", ["z"], ["y"]),
        new OnnxNode("MatMul", "n", ["y", "v"], ["output"]));

    [Fact]
    public void Standardization_in_front_and_a_softmax_behind() => Compare(
        "scale, scale, linear",
        new() { ["mean"] = Numbers(5), ["std"] = OnnxTensor.Of<float>([1, 2, 3, 4, 5], 5), ["w"] = Numbers(5, 3) },
        new OnnxNode("Sub", "sub", ["input", "mean"], ["c"]),
        new OnnxNode("Div", "div", ["c", "std"], ["z"]),
        new OnnxNode("MatMul", "m", ["z", "w"], ["logits"]),
        new OnnxNode("Softmax", "p", ["logits"], ["output"]) { Attributes = new Dictionary<string, object> { ["axis"] = -1L } });

    [Fact]
    public void A_reshape_whose_rows_come_from_the_input() => Compare(
        "linear, relu",
        new()
        {
            ["zero"] = OnnxTensor.Of<long>([0]),
            ["five"] = OnnxTensor.Of<long>([5], 1),
            ["axes"] = OnnxTensor.Of<long>([0], 1),
            ["w"] = Numbers(5, 3)
        },
        new OnnxNode("Shape", "shape", ["input"], ["dims"]),
        new OnnxNode("Gather", "rows", ["dims", "zero"], ["n"]),
        new OnnxNode("Unsqueeze", "un", ["n", "axes"], ["n1"]),
        new OnnxNode("Concat", "cat", ["n1", "five"], ["to"]) { Attributes = new Dictionary<string, object> { ["axis"] = 0L } },
        new OnnxNode("Reshape", "flat", ["input", "to"], ["x"]),
        new OnnxNode("MatMul", "m", ["x", "w"], ["h"]),
        new OnnxNode("Relu", "r", ["h"], ["output"]));

    [Fact]
    public void A_residual_with_a_projection() => Compare(
        "residual",
        new() { ["w"] = Numbers(5, 3), ["v"] = Numbers(5, 3), ["b"] = Numbers(3) },
        new OnnxNode("MatMul", "m", ["input", "w"], ["h"]),
        new OnnxNode("Tanh", "t", ["h"], ["f"]),
        new OnnxNode("MatMul", "n", ["input", "v"], ["g"]),
        new OnnxNode("Add", "b", ["g", "b"], ["gb"]),
        new OnnxNode("Add", "sum", ["f", "gb"], ["output"]));

    private static OnnxTensor Numbers(params long[] shape)
    {
        var random = new RandomStream(6, RandomPurpose.Checking, (ulong)shape.Sum());
        float[] numbers = [.. Enumerable.Range(0, (int)shape.Aggregate((one, other) => one * other))
            .Select(i => (float)(random.Uniform((ulong)i) - 0.5))];
        return OnnxTensor.Of<float>(numbers, shape);
    }

    private static void Compare(string layers, Dictionary<string, OnnxTensor> constants, params OnnxNode[] nodes)
    {
        byte[] bytes = OnnxWriter.Write(new OnnxDocument(
            8,
            new Dictionary<string, long> { [""] = 17 },
            new OnnxGraph("test", nodes, constants, [Input], [new OnnxValue("output", OnnxType.Float, [null, null])]),
            new Dictionary<string, string>()));
        OnnxModel model = OnnxModel.Read(bytes, "model.onnx", ".");
        Assert.Equal(layers, string.Join(", ", model.Model.Layers.Select(Catalog.Layers.NameOf)));
        Network<float> network = model.Load<float>();
        float[] rows = Networks.Rows<float>(model.Model, 6), theirs = Runtime.Run(bytes, rows, model.Model.Input)!;
        Assert.True(Runtime.Distance(Networks.Predict(network, rows, model.Link), theirs, network.Output.Size) <= 1e-5);
    }
}
