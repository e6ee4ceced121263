namespace Downhill.Onnx.Tests;

/// <summary>What tf2onnx, keras2onnx, skl2onnx and ML.NET make of networks, put together by hand and compared with ONNX Runtime.</summary>
public sealed class OthersToolsTests : HandMadeGraph
{
    [Fact]
    public void Keras_flattens_images_by_a_shape_that_it_computes()
    {
        string x = Node("Transpose", ["input"], ("perm", Ints(0, 3, 1, 2)));
        x = Node("Conv", [x, Weights(4, 3, 3, 3), Weights(4)], ("auto_pad", "SAME_UPPER"), ("strides", Ints(2, 2)));
        x = Node("Min", [Node("Relu", [x]), Number(6)]);
        x = Node("Transpose", [Node("MaxPool", [x], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2)))], ("perm", Ints(0, 2, 3, 1)));
        x = Node("Add", [Node("Mul", [x, Weights(4)]), Weights(4)]);
        string rows = Node("Slice", [Node("Cast", [Node("Shape", [x])], ("to", 6L)), Wholes("zero", false, 0), Wholes("one", false, 1),
            Wholes("axis", false, 0)]);
        string shape = Node("Concat", [rows, Constant(new OnnxTensor(OnnxType.Int32, [1], BitConverter.GetBytes(16)))], ("axis", 0L));
        x = Node("Reshape", [x, Node("Cast", [shape], ("to", 7L))]);
        x = Node("Softmax", [Node("Add", [Node("MatMul", [x, Weights(16, 3)]), Weights(3)])], ("axis", -1L));
        Compare("conv2d, clip, max-pool, conv2d, flatten, linear", [8, 8, 3], x, planes: false);
    }

    [Fact]
    public void Keras_means_over_places_and_squeezes()
    {
        string x = Node("Conv", [Node("Transpose", ["input"], ("perm", Ints(0, 3, 1, 2))), Weights(6, 2, 3, 3)]);
        x = Node("Squeeze", [Node("GlobalAveragePool", [x]), Wholes("axes", false, 2, 3)]);
        x = Node("Add", [Node("MatMul", [x, Weights(6, 4)]), Weights(4)]);
        Compare("conv2d, global-average-pool, linear", [7, 6, 2], x, planes: false);
    }

    [Fact]
    public void Keras_MobileNet_pads_before_a_convolution_and_swishes_by_hand()
    {
        string x = Node("Transpose", [Node("Sub", [Node("Mul", ["input", Number(1 / 127.5f)]), Number(1)])], ("perm", Ints(0, 3, 1, 2)));
        x = Node("Conv", [Node("Pad", [x, Wholes("pads", false, 0, 0, 0, 0, 0, 0, 1, 1)]), Weights(4, 3, 3, 3)], ("strides", Ints(2, 2)));
        x = Node("Add", [Node("Mul", [x, Weights(1, 4, 1, 1)]), Weights(1, 4, 1, 1)]);
        x = Node("Mul", [x, Node("Mul", [Node("Clip", [Node("Add", [x, Number(3)]), Number(0), Number(6)]), Number(1 / 6f)])]);
        string gate = Node("ReduceMean", [x], ("axes", Ints(2, 3)), ("keepdims", 1L));
        gate = Node("Relu", [Node("Conv", [gate, Weights(2, 4, 1, 1), Weights(2)])]);
        gate = Node("Conv", [gate, Weights(4, 2, 1, 1), Weights(4)]);
        gate = Node("Mul", [Node("Min", [Node("Relu", [Node("Add", [gate, Number(3)])]), Number(6)]), Number(1 / 6f)]);
        x = Node("Transpose", [Node("Mul", [x, gate])], ("perm", Ints(0, 2, 3, 1)));
        x = Node("ReduceMean", [x], ("axes", Ints(1, 2)), ("keepdims", 0L));
        Compare("scale, scale, conv2d, conv2d, hard-swish, multiply, global-average-pool", [8, 8, 3], x, planes: false);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    public void Keras_normalizes_a_row_by_its_own_formula(int opset)
    {
        Opset = opset;
        string mean = Mean("input"), less = Node("Sub", ["input", mean]), variance = Mean(Node("Mul", [less, less]));
        string factor = Node("Mul", [Node("Reciprocal", [Node("Sqrt", [Node("Add", [variance, Number(0.001f)])])]), Weights(6)]);
        string shift = Node("Sub", [Weights(6), Node("Mul", [mean, factor])]);
        Compare("layer-norm", [6], Node("Add", [Node("Mul", ["input", factor]), shift]));

        string Mean(string value) => Node("ReduceMean", [value], ("axes", Ints(1)), ("keepdims", 1L));
    }

    // Axes that are averaged stay, as one place each, if nothing is said.
    [Fact]
    public void Groups_of_channels_are_normalized_by_their_own_formula()
    {
        string x = Node("Conv", ["input", Weights(4, 2, 3, 3)]);
        string groups = Node("Reshape", [x, Wholes("groups", false, 0, 2, -1)]);
        string less = Node("Sub", [groups, Mean(groups)]), variance = Mean(Node("Mul", [less, less]));
        string unit = Node("Div", [less, Node("Sqrt", [Node("Add", [variance, Number(0.001f)])])]);
        x = Node("Mul", [Node("Reshape", [unit, Wholes("image", false, 0, 4, 4, 4)]), Weights(4, 1, 1)]);
        Compare("conv2d, group-norm", [2, 6, 6], Node("Add", [x, Weights(4, 1, 1)]));

        string Mean(string value) => Node("ReduceMean", [value], ("axes", Ints(2)));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Codes_are_turned_into_whole_numbers_of_32_or_64_bits(long type) => Compare("embedding", [3],
        Node("Flatten", [Node("Gather", [Weights(5, 2), Node("Cast", ["input"], ("to", type))])]), inputs: [0, 1, 2, 4, 3, 0]);

    [Fact]
    public void A_rectifier_with_a_slope_for_each_channel_or_place()
    {
        string x = Node("PRelu", [Node("Conv", ["input", Weights(4, 2, 3, 3)]), Weights(4, 1, 1)]);
        x = Node("Gemm", [Node("Flatten", [x]), Weights(6, 64), Weights(6)], ("transB", 1L));
        Compare("conv2d, residual, flatten, linear, residual", [2, 6, 6], Node("PRelu", [x, Weights(6)]));
    }

    [Fact]
    public void Scikit_learns_classifier_of_several_classes_with_its_scaler_and_names()
    {
        string x = Node("ai.onnx.ml: Scaler", ["input"], ("offset", new[] { 0.5f, -1, 2, 0 }), ("scale", new[] { 2f, 0.25f, 1, 3 }));
        x = Node("Relu", [Node("Add", [Node("MatMul", [Node("Cast", [x], ("to", 1L)), Weights(4, 5)]), Weights(1, 5)])]);
        x = Node("Softmax", [Node("Add", [Node("MatMul", [x, Weights(5, 3)]), Weights(1, 3)])], ("axis", 1L));
        OnnxModel model = ReadClassifier(x, out float[] rows, out float[] theirs, "cat", "dog", "owl");
        Assert.Equal("scale, linear, relu, linear", string.Join(", ", model.Model.Layers.Select(Catalog.Layers.NameOf)));
        Assert.Equal(new Softmax(), model.Link);
        Assert.Equal(["cat", "dog", "owl"], model.Classes.AsEnumerable());
        Assert.True(Runtime.Distance(Networks.Predict(model.Load<float>(), rows, model.Link), theirs, 3) <= 1e-5);
    }

    [Fact]
    public void Scikit_learns_classifier_of_two_classes_has_the_sigmoid_as_its_link()
    {
        string x = Node("Tanh", [Node("Add", [Node("MatMul", ["input", Weights(4, 5)]), Weights(1, 5)])]);
        x = Node("Sigmoid", [Node("Add", [Node("MatMul", [x, Weights(5, 1)]), Weights(1, 1)])]);
        x = Node("Concat", [Node("Sub", [Number(1), x]), x], ("axis", 1L));
        OnnxModel model = ReadClassifier(x, out float[] rows, out float[] theirs, "no", "yes");
        Assert.Equal("linear, tanh, linear", string.Join(", ", model.Model.Layers.Select(Catalog.Layers.NameOf)));
        Assert.Equal(new Sigmoid(), model.Link);
        Assert.Equal(["no", "yes"], model.Classes.AsEnumerable());
        float[] ours = Networks.Predict(model.Load<float>(), rows, model.Link);
        Assert.True(Runtime.Distance(ours, [.. theirs.Where((_, i) => i % 2 == 1)], 1) <= 1e-5);
    }

    [Fact]
    public void Columns_that_are_inputs_of_their_own_keep_their_names()
    {
        string x = Node("Concat", [Node("Identity", ["age"]), "hours", "size"], ("axis", 1L));
        x = Node("Add", [Node("MatMul", [x, Weights(4, 2)]), Weights(2)]);
        OnnxValue[] inputs = [Column("hours"), Column("age"), Column("label"), new("size", OnnxType.Float, [null, 2])];
        OnnxModel model = OnnxModel.Read(Document(inputs, x), "model.onnx", ".");
        Assert.Equal(["age", "hours", "size1", "size2"], model.Columns.AsEnumerable());
        Assert.Equal("linear", string.Join(", ", model.Model.Layers.Select(Catalog.Layers.NameOf)));

        static OnnxValue Column(string name) => new(name, OnnxType.Float, [null, 1]);
    }

    [Fact]
    public void Half_precision_unused_nodes_chains_of_names_and_constants_as_nodes()
    {
        byte[] halves = [.. Enumerable.Range(0, 12).SelectMany(i => BitConverter.GetBytes((Half)((i - 6) / 8.0)))];
        Nodes.Add(new OnnxNode("Constant", "a/b:0", [], ["StatefulPartitionedCall/dense/bias:0"])
        {
            Attributes = new Dictionary<string, object> { ["value"] = OnnxTensor.Of<float>([0.5f, -1, 2], 3) },
        });
        string weight = Node("Cast", [Constant(new OnnxTensor(OnnxType.Float16, [4, 3], halves))], ("to", 1L));
        string x = Node("Identity", [Node("Identity", ["input"])]);
        _ = Node("NonZero", [x]);
        x = Node("Add", [Node("MatMul", [x, Node("Identity", [weight])]), "StatefulPartitionedCall/dense/bias:0"]);
        Compare("linear, dropout, relu", [4], Node("Identity", [Node("Relu", [Node("Dropout", [x])])]));
    }

    [Theory]
    [InlineData("LSTM", "node 'n1' (LSTM) is an operator that no layer stands for")]
    [InlineData("com.microsoft: Attention", "node 'n1' (Attention) is an operator of 'com.microsoft', which no layer stands for")]
    [InlineData("ai.onnx.ml: TreeEnsembleRegressor", "node 'n1' (TreeEnsembleRegressor) is an operator of 'ai.onnx.ml'")]
    [InlineData("If", "node 'n1' (If) is an operator that no layer stands for")]
    [InlineData("Exp", "node 'n1' (Exp) is an operator that no layer stands for")]
    public void What_no_layer_stands_for_is_named(string op, string message)
    {
        string x = Node(op, [Node("Relu", ["input"])]);
        Assert.Contains(message, Assert.Throws<DownhillException>(() => OnnxModel.Read(Document([4], x), "model.onnx", ".")).Message);
    }

    [Fact]
    public void A_constant_that_does_not_fit_and_a_split_are_named()
    {
        string x = Node("Add", ["input", Weights(4, 4)]);
        Assert.Contains("node 'n0' (Add) is used in a way that no layer stands for: it reads the value before it, a constant [4, 4]",
            Assert.Throws<DownhillException>(() => OnnxModel.Read(Document([4], x), "model.onnx", ".")).Message);
        Nodes.Clear();
        Nodes.Add(new OnnxNode("Split", "halves", ["input"], ["a", "b"]) { Attributes = new Dictionary<string, object> { ["axis"] = 1L } });
        x = Node("Mul", ["a", Node("Sigmoid", ["b"])]);
        Assert.Contains("node 'halves' (Split) gives several values, which no layer does",
            Assert.Throws<DownhillException>(() => OnnxModel.Read(Document([4], x), "model.onnx", ".")).Message);
    }

    // What is made for an operator without weights must not grow with what a graph says of its input.
    [Fact]
    public void Layers_that_stand_for_operators_without_weights_are_no_larger_than_a_file_allows()
    {
        int[] image = [3, 20_000, 30_000];
        Assert.Contains("which is too large",
            Refusal(image, Node("Pad", ["input", Wholes("p", false, 0, 0, 9000, 9000, 0, 0, 9000, 9000)])));
        Assert.Contains("which is too large", Refusal(image, Node("AveragePool", ["input"], ("kernel_shape", Ints(5000, 5000)),
            ("pads", Ints(1, 1, 1, 1)), ("count_include_pad", 1L))));
        Assert.Contains("used in a way that no layer stands for",
            Refusal([2_000_000_000], Node("LayerNormalization", ["input", Weights(1), Weights(1)], ("axis", 1L))));
        string scaled = Node("ai.onnx.ml: Scaler", ["input"], ("offset", new[] { 1f }), ("scale", new[] { 2f }));
        Assert.Equal(new Scale(IsShared: true), OnnxModel.Read(Document([2_000_000_000], scaled), "model.onnx", ".").Model.Layers[0]);
        string endless = Constant(new OnnxTensor(OnnxType.Int64, [1L << 60, 0], default));
        string part = Node("Slice", [endless, Wholes("from", false, 0), Wholes("to", false, 1L << 60), Wholes("axis", false, 0)]);
        string filled = Node("ConstantOfShape", [Wholes("extents", false, 1L << 30, 1L << 30, 16)]);
        Assert.Contains("(Slice)", Refusal([4], Node("Sum", ["input", part, filled])));

        string Refusal(int[] shape, string output)
        {
            string message = Assert.Throws<DownhillException>(() => OnnxModel.Read(Document(shape, output), "model.onnx", ".")).Message;
            Nodes.Clear();
            return message;
        }
    }

    // The end that scikit-learn's converter writes: the most probable class by its name, and a map of probabilities.
    private OnnxModel ReadClassifier(string probabilities, out float[] rows, out float[] theirs, params string[] classes)
    {
        Nodes.Add(new OnnxNode("Identity", "copy", [probabilities], ["output"]));
        byte[] plain = Document([4], "output");
        string best = Node("ArgMax", ["output"], ("axis", 1L));
        Nodes.Add(new OnnxNode("ArrayFeatureExtractor", "label", [Constant(OnnxTensor.OfTexts(classes)), best], ["label"], "ai.onnx.ml"));
        Nodes.Add(new OnnxNode("ZipMap", "map", ["output"], ["map"], "ai.onnx.ml")
        {
            Attributes = new Dictionary<string, object> { ["classlabels_strings"] = classes },
        });
        OnnxValue[] inputs = [new("input", OnnxType.Float, [null, 4])], outputs = [new("label", OnnxType.String, [null])];
        OnnxDocument document = new OnnxReader("model.onnx", ".").Read(Document(inputs, "output", outputs));
        byte[] whole = OnnxWriter.Write(document with
        {
            Graph = document.Graph with { Outputs = [outputs[0], new OnnxValue("map", OnnxType.None, null)] },
        });
        OnnxModel model = OnnxModel.Read(whole, "model.onnx", ".");
        rows = Networks.Rows<float>(model.Model, 4);
        theirs = Runtime.Run(plain, rows, [4])!;
        return model;
    }
}
