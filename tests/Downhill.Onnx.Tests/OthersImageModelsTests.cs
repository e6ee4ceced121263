namespace Downhill.Onnx.Tests;

/// <summary>Graphs for images as PyTorch and Keras write them, read as layers and compared with ONNX Runtime.</summary>
public sealed class OthersImageModelsTests : HandMadeGraph
{
    [Fact]
    public void LeNet_whose_flattened_channels_meet_a_gemm()
    {
        string x = Node("Conv", ["input", Weights(6, 1, 5, 5), Weights(6)], ("kernel_shape", Ints(5, 5)), ("pads", Ints(2, 2, 2, 2)),
            ("strides", Ints(1, 1)));
        x = Node("MaxPool", [Node("Relu", [x])], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2)), ("ceil_mode", 0L));
        x = Node("Conv", [x, Weights(8, 6, 3, 3), Weights(8)], ("kernel_shape", Ints(3, 3)));
        x = Node("MaxPool", [Node("Relu", [x])], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2)));
        x = Node("Gemm", [Node("Flatten", [x], ("axis", 1L)), Weights(16, 32), Weights(16)], ("transB", 1L));
        x = Node("Gemm", [Node("Relu", [x]), Weights(10, 16), Weights(10)], ("transB", 1L));
        Compare("conv2d, relu, max-pool, conv2d, relu, max-pool, flatten, linear, relu, linear", [1, 12, 12], x);
    }

    [Fact]
    public void Rows_of_a_computed_shape_with_a_batch_norm_over_channels_that_are_flat()
    {
        string x = Node("Conv", ["input", Weights(4, 3, 3, 3)], ("strides", Ints(2, 2)), ("pads", Ints(1, 1, 1, 1)));
        string rows = Node("Gather", [Node("Shape", [x]), Wholes("zero", true, 0)], ("axis", 0L));
        string shape = Node("Concat", [Node("Unsqueeze", [rows, Wholes("axes", false, 0)]), Wholes("rest", false, -1)], ("axis", 0L));
        x = Node("Reshape", [x, shape]);
        x = Node("BatchNormalization", [x, Weights(36), Weights(36), Weights(36), Positive(36)]);
        x = Node("Gemm", [Node("Dropout", [x]), Weights(36, 5), Weights(5)]);
        Compare("conv2d, flatten, batch-norm, dropout, linear", [3, 6, 6], Node("Softmax", [x], ("axis", 1L)));
    }

    [Fact]
    public void ResNet_blocks_with_a_projection()
    {
        string x = Norm(Node("Conv", ["input", Weights(4, 3, 3, 3)], ("pads", Ints(1, 1, 1, 1))), 4);
        x = Node("Relu", [x]);
        string f = Node("Relu", [Norm(Node("Conv", [x, Weights(4, 4, 3, 3)], ("pads", Ints(1, 1, 1, 1))), 4)]);
        f = Norm(Node("Conv", [f, Weights(4, 4, 3, 3)], ("pads", Ints(1, 1, 1, 1))), 4);
        x = Node("Relu", [Node("Add", [f, x])]);
        f = Node("Relu", [Node("Conv", [x, Weights(8, 4, 3, 3), Weights(8)], ("pads", Ints(1, 1, 1, 1)), ("strides", Ints(2, 2)))]);
        f = Node("Conv", [f, Weights(8, 8, 3, 3), Weights(8)], ("pads", Ints(1, 1, 1, 1)));
        x = Node("Relu", [Node("Add", [f, Node("Conv", [x, Weights(8, 4, 1, 1), Weights(8)], ("strides", Ints(2, 2)))])]);
        x = Node("Flatten", [Node("GlobalAveragePool", [x])], ("axis", 1L));
        Compare("conv2d, batch-norm, relu, residual, relu, residual, relu, global-average-pool, linear", [3, 8, 8],
            Node("Gemm", [x, Weights(5, 8), Weights(5)], ("transB", 1L)));
    }

    // Axes count from the front or, below 0, from the end: those of height and width are 2 and 3 of 4.
    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(-2, -1)]
    [InlineData(-1, -2)]
    [InlineData(2, -1)]
    public void A_mean_over_places_counts_axes_from_either_end(long one, long other)
    {
        string x = Node("Conv", ["input", Weights(8, 4, 1, 1), Weights(8)]);
        Compare("conv2d, global-average-pool", [4, 7, 7], Node("ReduceMean", [x], ("axes", Ints(one, other)), ("keepdims", 0L)));
    }

    [Fact]
    public void MobileNet_block_with_squeeze_and_excitation_as_convolutions()
    {
        string x = Node("Conv", ["input", Weights(8, 4, 1, 1), Weights(8)]);
        x = Swish(x);
        x = Swish(Node("Conv", [x, Weights(8, 1, 3, 3), Weights(8)], ("group", 8L), ("pads", Ints(1, 1, 1, 1)), ("strides", Ints(2, 2))));
        string s = Node("GlobalAveragePool", [x]);
        s = Node("Relu", [Node("Conv", [s, Weights(2, 8, 1, 1), Weights(2)])]);
        s = Node("Sigmoid", [Node("Conv", [s, Weights(8, 2, 1, 1), Weights(8)])]);
        x = Node("Conv", [Node("Mul", [x, s]), Weights(4, 8, 1, 1), Weights(4)]);
        Compare("conv2d, silu, conv2d, silu, multiply, conv2d, global-average-pool", [4, 7, 7],
            Node("ReduceMean", [x], ("axes", Ints(2, 3)), ("keepdims", 0L)));

        string Swish(string value) => Node("Mul", [value, Node("Sigmoid", [value])]);
    }

    [Fact]
    public void Keras_turns_images_at_the_ends_and_pads_one_side()
    {
        string x = Node("Transpose", [Node("Div", ["input", Number(255)])], ("perm", Ints(0, 3, 1, 2)));
        x = Node("Conv", [x, Weights(6, 3, 3, 3), Weights(6)], ("auto_pad", "SAME_UPPER"), ("strides", Ints(2, 2)));
        x = Node("Pad", [Node("Relu", [x]), Wholes("pads", false, 0, 0, 0, 0, 0, 0, 1, 1)]);
        x = Node("Conv", [x, Weights(6, 1, 3, 3)], ("group", 6L), ("strides", Ints(2, 2)));
        x = Node("Add", [Node("Mul", [x, Weights(1, 6, 1, 1)]), Weights(1, 6, 1, 1)]);
        x = Node("Reshape", [Node("Transpose", [x], ("perm", Ints(0, 2, 3, 1))), Wholes("flat", false, -1, 24)]);
        x = Node("Add", [Node("MatMul", [x, Weights(24, 4)]), Weights(4)]);
        Compare("scale, conv2d, relu, conv2d, conv2d, flatten, linear", [8, 8, 3], x, planes: false);
    }

    [Fact]
    public void A_decoder_reshapes_a_row_into_channels()
    {
        string x = Node("Relu", [Node("Gemm", ["input", Weights(36, 5), Weights(36)], ("transB", 1L))]);
        x = Node("Reshape", [x, Wholes("shape", false, -1, 4, 3, 3)]);
        x = Node("ConvTranspose", [x, Weights(4, 3, 3, 3), Weights(3)], ("strides", Ints(2, 2)), ("pads", Ints(1, 1, 1, 1)),
            ("output_padding", Ints(1, 1)));
        x = Node("ConvTranspose", [Node("Relu", [x]), Weights(3, 2, 4, 4), Weights(2)], ("strides", Ints(2, 2)),
            ("pads", Ints(1, 1, 1, 1)));
        Compare("linear, relu, reshape, conv2d-transpose, relu, conv2d-transpose, tanh", [5], Node("Tanh", [x]));
    }

    [Fact]
    public void U_Net_enlarges_and_joins_channels()
    {
        string x = Node("Relu", [Node("Conv", ["input", Weights(4, 2, 3, 3), Weights(4)], ("pads", Ints(1, 1, 1, 1)))]);
        string down = Node("Relu",
            [Node("Conv", [Node("AveragePool", [x], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2))), Weights(6, 4, 3, 3)],
            ("pads", Ints(1, 1, 1, 1)))]);
        Constants["scales"] = OnnxTensor.Of<float>([1, 1, 2, 2], 4);
        string up = Node("Resize", [down, string.Empty, "scales"], ("mode", "linear"),
            ("coordinate_transformation_mode", "pytorch_half_pixel"));
        x = Node("Concat", [x, up], ("axis", 1L));
        string norm = Node("Reshape", [x, Wholes("groups", false, 0, 5, -1)]);
        norm = Node("Reshape", [Node("InstanceNormalization", [norm, Ones(5, 1), Ones(5, 0)]), Node("Shape", [x])]);
        x = Node("Add", [Node("Mul", [norm, Weights(10, 1, 1)]), Weights(10, 1, 1)]);
        Compare("conv2d, relu, concat, group-norm, conv2d", [2, 8, 6], Node("Conv", [x, Weights(3, 10, 1, 1), Weights(3)]));
    }

    [Theory]
    [InlineData(0, 0, 1, 1, 2)]
    [InlineData(1, 0, 0, 2, 1)]
    [InlineData(2, 2, 0, 1, 3)]
    public void Padding_of_one_side_is_read(int top, int left, int bottom, int right, int stride) => Compare(
        "conv2d",
        [2, 7, 7],
        Node("Conv", ["input", Weights(3, 2, 3, 3), Weights(3)], ("pads", Ints(top, left, bottom, right)),
            ("strides", Ints(stride, stride))));

    [Fact]
    public void Pools_that_round_up_are_read() => Compare(
        "max-pool", [2, 8, 8], Node("MaxPool", ["input"], ("kernel_shape", Ints(3, 3)), ("strides", Ints(2, 2)), ("ceil_mode", 1L)));

    [Fact]
    public void Enlarging_to_the_nearest_and_instance_normalization_are_read()
    {
        Constants["scales"] = OnnxTensor.Of<float>([1, 1, 3, 2], 4);
        string x = Node("InstanceNormalization", ["input", Weights(2), Weights(2)], ("epsilon", 0.001f));
        Compare("group-norm, upsample", [2, 5, 4],
            Node("Resize", [x, string.Empty, "scales"], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"),
            ("nearest_mode", "floor")));
    }

    [Fact]
    public void Per_channel_standardization_in_front()
    {
        string x = Node("Div", [Node("Sub", ["input", Weights(1, 3, 1, 1)]), Positive(1, 3, 1, 1)]);
        Compare("conv2d, conv2d, conv2d", [3, 6, 6], Node("Conv", [x, Weights(2, 3, 3, 3)]));
    }

    [Theory]
    [InlineData("node 'output' (MaxPool) has a dilation of 2, which no pool here has", "MaxPool", "dilations", 2)]
    [InlineData("node 'output' (LRN) is an operator that no layer stands for", "LRN", "size", 3)]
    public void What_no_layer_does_is_named(string message, string op, string attribute, int value)
    {
        object number = op == "LRN" ? (long)value : Ints(value, value);
        _ = op == "LRN" ? Node(op, ["input"], (attribute, number)) : Node(op, ["input"], ("kernel_shape", Ints(2, 2)), (attribute, number));
        Nodes[^1] = Nodes[^1] with { Name = "output", Outputs = ["output"] };
        Assert.Contains(message, Assert.Throws<DownhillException>(() =>
            OnnxModel.Read(Document([2, 6, 6], "output"), "model.onnx", ".")).Message);
    }

    [Theory]
    [InlineData("pads", 1L << 40)]
    [InlineData("strides", 0)]
    [InlineData("kernel_shape", 1L << 33)]
    [InlineData("dilations", 1L << 60)]
    public void Windows_that_lie_are_refused(string attribute, long value)
    {
        long[] numbers = attribute == "pads" ? [value, value, value, value] : [value, value];
        Nodes.Add(new OnnxNode("MaxPool", "p", ["input"],
            ["output"])
        { Attributes = new Dictionary<string, object> { ["kernel_shape"] = Ints(2, 2), [attribute] = numbers } });
        Assert.Contains("node 'p' (MaxPool)",
            Assert.Throws<DownhillException>(() => OnnxModel.Read(Document([2, 6, 6], "output"), "model.onnx", ".")).Message);
    }

    private string Norm(string x, int channels) =>
        Node("BatchNormalization", [x, Weights(channels), Weights(channels), Weights(channels), Positive(channels)], ("epsilon", 1e-5f));
}
