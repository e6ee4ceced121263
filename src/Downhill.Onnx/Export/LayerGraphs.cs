namespace Downhill.Onnx;

/// <summary>The ONNX nodes of each layer of the catalogue. A new layer adds a line here and one in <see cref="LayerForms"/>.</summary>
internal static class LayerGraphs
{
    private static readonly Dictionary<Type, Writer> All = new()
    {
        // Of rows in the network's own order.
        [typeof(Linear)] = Rows((at, x) => at.Graph.Add("Gemm", Weights(at, (Linear)at.Layer, x))),
        [typeof(Slice)] = Rows((at, x) => Cut(at, (Slice)at.Layer, x)),
        [typeof(Select)] = Rows((at, x) => Pick(at, (Select)at.Layer, x)),
        [typeof(Embedding)] = Rows((at, x) => Embed(at, (Embedding)at.Layer, x)),
        [typeof(Reshape)] = Rows((at, x) =>
            at.Graph.Add("Reshape", [x, at.Graph.Whole("shape", [-1, .. at.Output.Select(extent => (long)extent)])])),
        [typeof(LayerNorm)] = Rows((at, x) => Normalize(at, (LayerNorm)at.Layer, x)),
        [typeof(RmsNorm)] = Rows((at, x) =>
            at.Formula(LayerForms.RmsNorm, x, ("#epsilon", at.Number(((RmsNorm)at.Layer).Epsilon)), ("$scale", at.Parameter("scale")))),
        [typeof(Softmax)] = Rows(Probabilities),
        [typeof(Flatten)] = ImageGraphs.Flatten,
        [typeof(BatchNorm)] = ImageGraphs.Normalize,

        // Of images channel by channel.
        [typeof(Conv2D)] = Planes((at, x) => ImageGraphs.Convolve(at, (Conv2D)at.Layer, x)),
        [typeof(Conv2DTranspose)] = Planes((at, x) => ImageGraphs.Convolve(at, (Conv2DTranspose)at.Layer, x)),
        [typeof(MaxPool)] = Planes((at, x) => ImageGraphs.Pool(at, "MaxPool", ((MaxPool)at.Layer).Window(at.Input), x)),
        [typeof(AveragePool)] = Planes((at, x) => ImageGraphs.Pool(at, "AveragePool", ((AveragePool)at.Layer).Window(at.Input), x)),
        [typeof(GlobalMaxPool)] = (at, x) => ImageGraphs.PoolAll(at, "GlobalMaxPool", "ReduceMax", x),
        [typeof(GlobalAveragePool)] = (at, x) => ImageGraphs.PoolAll(at, "GlobalAveragePool", "ReduceMean", x),
        [typeof(Upsample)] = Planes((at, x) => ImageGraphs.Enlarge(at.Graph, (Upsample)at.Layer, x)),
        [typeof(GroupNorm)] = Planes((at, x) => ImageGraphs.Normalize(at, (GroupNorm)at.Layer, x)),

        // Of chains of layers.
        [typeof(Residual)] = (at, x) => Sum(at, x),
        [typeof(Concat)] = (at, x) => ImageGraphs.Join(at, at.Branches(x)),
        [typeof(Average)] = (at, x) => Mean(at, at.Branches(x)),
        [typeof(Multiply)] = (at, x) => ImageGraphs.Multiply(at, x),

        // Number by number: images may lie either way.
        [typeof(Dropout)] = Each((at, x) => Drop(at.Graph, ((Dropout)at.Layer).Rate, x)),
        [typeof(SpatialDropout)] = Each((at, x) => Drop(at.Graph, ((SpatialDropout)at.Layer).Rate, x)),
        [typeof(GaussianNoise)] = Each((at, x) => at.Graph.Add("Identity", [x])),
        [typeof(Scale)] = (at, x) => at.Layer is Scale { IsShared: true } ? Each(Scale)(at, x) : Rows(Scale)(at, x),
        [typeof(SmoothClip)] = Each((at, x) => at.Formula(LayerForms.SmoothClip, x, ("#bound", at.Number(((SmoothClip)at.Layer).Bound)))),
        [typeof(Clip)] = Each((at, x) => at.Formula(LayerForms.Clip, x, ("#min", at.Number(((Clip)at.Layer).Min)),
            ("#max", at.Number(((Clip)at.Layer).Max)))),
        [typeof(HardSigmoid)] = Each((at, x) => Single(at, x, ((HardSigmoid)at.Layer).Slope)
            ?? at.Formula(LayerForms.HardSigmoid, x, ("#slope", at.Number(((HardSigmoid)at.Layer).Slope)))),
        [typeof(HardSwish)] = Each((at, x) => at.Graph.IsDouble || at.Graph.Opset < 14
            ? at.Formula(LayerForms.HardSwish, x)
            : at.Graph.Add("HardSwish", [x])),
        [typeof(Sigmoid)] = Each((at, x) => at.Graph.Add("Sigmoid", [x])),
        [typeof(Tanh)] = Each((at, x) => at.Graph.Add("Tanh", [x])),
        [typeof(Relu)] = Each((at, x) => at.Graph.Add("Relu", [x])),
        [typeof(LeakyRelu)] = Each((at, x) => Single(at, x, ((LeakyRelu)at.Layer).Slope)
            ?? at.Formula(LayerForms.LeakyRelu, x, ("#slope", at.Number(((LeakyRelu)at.Layer).Slope)))),
        [typeof(Elu)] = Each((at, x) => Single(at, x, ((Elu)at.Layer).Alpha)
            ?? at.Formula(LayerForms.Elu, x, ("#alpha", at.Number(((Elu)at.Layer).Alpha)))),
        [typeof(Selu)] = Each((at, x) => at.Graph.IsDouble ? at.Formula(LayerForms.Selu, x) : at.Graph.Add("Selu", [x])),
        [typeof(Softplus)] = Each((at, x) => at.Graph.IsDouble ? at.Formula(LayerForms.Softplus, x) : at.Graph.Add("Softplus", [x])),
        [typeof(Gelu)] = Each((at, x) => at.Formula(((Gelu)at.Layer).Form == GeluForm.Exact ? LayerForms.Gelu : LayerForms.GeluByTanh, x)),
        [typeof(Silu)] = Each((at, x) => at.Formula(LayerForms.Silu, x)),
        [typeof(Mish)] = Each((at, x) => at.Formula(LayerForms.Mish, x)),
    };

    /// <summary>Writes one layer's nodes and gives the name of its output.</summary>
    internal delegate string Writer(LayerAt at, string input);

    /// <summary>Whether a kind of layer can be written.</summary>
    public static bool Has(Type layer) => All.ContainsKey(layer);

    /// <summary>Writes one layer.</summary>
    /// <exception cref="DownhillException">It cannot be written; the message names it.</exception>
    public static string Write(LayerAt at, string input) => All.TryGetValue(at.Layer.GetType(), out Writer? writer)
        ? writer(at, input)
        : throw new DownhillException($"The layer '{at.Name}' cannot be written as ONNX: no operator does what it does.");

    private static Writer Rows(Writer write) => (at, x) => write(at, at.Graph.Rows(x, at.Input));

    private static Writer Planes(Writer write) => (at, x) => at.Graph.MarkPlanes(write(at, at.Graph.Planes(x, at.Input)));

    private static Writer Each(Writer write) => (at, x) => at.Like(x, write(at, x));

    private static string[] Weights(LayerAt at, Linear layer, string x) =>
        layer.HasBias ? [x, at.Parameter("weight"), at.Parameter("bias")] : [x, at.Parameter("weight")];

    private static string Drop(GraphBuilder graph, double rate, string x) =>
        graph.Add("Dropout", [x, graph.Constant("ratio", OnnxTensor.Of<float>([(float)rate]))]);

    private static string Scale(LayerAt at, string x) =>
        at.Formula(LayerForms.Scale, x, ("$scale", at.Parameter("scale")), ("$shift", at.Parameter("shift")));

    private static string? Single(LayerAt at, string x, double alpha) =>
        at.Graph.IsDouble ? null : at.Graph.Add(at.Layer.GetType().Name, [x], ("alpha", (float)alpha));

    private static string Cut(LayerAt at, Slice slice, string x) => at.Graph.Add(
        "Slice", [x, at.Graph.Whole("starts", slice.Start), at.Graph.Whole("ends", slice.Start + at.Output[0]), at.Graph.Whole("axes", 1)]);

    private static string Pick(LayerAt at, Select select, string x)
    {
        string flat = at.Input.Rank == 1 ? x : at.Graph.Add("Flatten", [x], ("axis", 1L));
        return at.Graph.Add("Gather", [flat, at.Graph.Whole("places", [.. select.Places.Select(place => (long)place)])], ("axis", 1L));
    }

    // Places outside of the table find the row of zeros that is put behind it.
    private static string Embed(LayerAt at, Embedding embedding, string x)
    {
        GraphBuilder graph = at.Graph;
        OnnxTensor table = graph.Tensor(at.Name, "weight");
        var more = new byte[table.Bytes.Length + (embedding.Outputs * OnnxTensor.SizeOf(table.Type))];
        table.Bytes.CopyTo(more);
        string rows = graph.Constant("table", new OnnxTensor(table.Type, [embedding.Categories + 1, embedding.Outputs], more));
        string place = graph.Add("Round", [x]);
        string outside = graph.Number(embedding.Categories);
        string inside = graph.Formula("And(Not(Less(place, 0)), Less(place, outside))", ("place", place), ("outside", outside));
        string index = graph.Cast(graph.Add("Where", [inside, place, outside]), OnnxType.Int64);
        return graph.Add("Flatten", [graph.Add("Gather", [rows, index])], ("axis", 1L));
    }

    private static string Sum(LayerAt at, string x)
    {
        string chain = at.Chain(0, x), beside = ((Residual)at.Layer).Projection is null ? x : at.Chain(1, x);
        string[] addends = at.Alike((chain, at.Output), (beside, at.Output));
        return at.Like(addends[0], at.Graph.Add("Add", addends));
    }

    private static string Mean(LayerAt at, string[] members)
    {
        GraphBuilder graph = at.Graph;
        if (members.Length == 1)
            return members[0];
        string[] addends = members;
        if (((Average)at.Layer).Weights is { } weights)
            addends = [.. members.Select((member, i) => graph.Add("Mul", [member, graph.Number(weights[i] / weights.Sum())]))];
        string sum = addends.Aggregate((one, other) => graph.Add("Add", [one, other]));
        return at.Like(members[0], ((Average)at.Layer).Weights is null ? graph.Add("Div", [sum, graph.Number(members.Length)]) : sum);
    }

    private static string Normalize(LayerAt at, LayerNorm layer, string x)
    {
        string scale = at.Parameter("scale"), shift = at.Parameter("shift");
        return at.Graph.IsDouble || at.Graph.Opset < 17
            ? at.Formula(LayerForms.LayerNorm, x, ("#epsilon", at.Number(layer.Epsilon)), ("$scale", scale), ("$shift", shift))
            : at.Graph.Add("LayerNormalization", [x, scale, shift], ("axis", at.Input.Rank == 3 ? 3L : 1L),
                ("epsilon", (float)layer.Epsilon));
    }

    // Over the whole row, also where it has several axes.
    private static string Probabilities(LayerAt at, string x)
    {
        GraphBuilder graph = at.Graph;
        if (at.Input.Rank == 1)
            return graph.Add("Softmax", [x], ("axis", 1L));
        string flat = graph.Add("Softmax", [graph.Add("Flatten", [x], ("axis", 1L))], ("axis", 1L));
        return graph.Add("Reshape", [flat, graph.Whole("shape", [-1, .. at.Input.Select(extent => (long)extent)])]);
    }
}
