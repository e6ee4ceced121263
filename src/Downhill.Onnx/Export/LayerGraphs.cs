namespace Downhill.Onnx;

/// <summary>How each layer of the catalogue is written as ONNX nodes; a new layer adds a line here and one in <see cref="LayerForms"/>.</summary>
internal static class LayerGraphs
{
    private static readonly Dictionary<Type, Writer> All = new()
    {
        [typeof(Linear)] = (at, x) => at.Graph.Add("Gemm", ((Linear)at.Layer).HasBias ? [x, at.Parameter("weight"), at.Parameter("bias")] : [x, at.Parameter("weight")]),
        [typeof(Flatten)] = (at, x) => at.Graph.Add("Flatten", [x], ("axis", 1L)),
        [typeof(Slice)] = (at, x) => Cut(at.Graph, (Slice)at.Layer, x),
        [typeof(Select)] = (at, x) => Pick(at, (Select)at.Layer, x),
        [typeof(Embedding)] = (at, x) => Embed(at, (Embedding)at.Layer, x),
        [typeof(Residual)] = (at, x) => at.Graph.Add("Add", [at.Chain(0, x), ((Residual)at.Layer).Projection is null ? x : at.Chain(1, x)]),
        [typeof(Concat)] = (at, x) => at.Graph.Add("Concat", [.. at.Layer.Chains.Select((_, i) => at.Chain(i, x))], ("axis", 1L)),
        [typeof(Average)] = (at, x) => Mean(at, x),
        [typeof(Dropout)] = (at, x) => at.Graph.Add("Dropout", [x, at.Graph.Constant("ratio", OnnxTensor.Of<float>([(float)((Dropout)at.Layer).Rate]))]),
        [typeof(GaussianNoise)] = (at, x) => at.Graph.Add("Identity", [x]),
        [typeof(BatchNorm)] = (at, x) => Normalize(at, (BatchNorm)at.Layer, x),
        [typeof(LayerNorm)] = (at, x) => Normalize(at, (LayerNorm)at.Layer, x),
        [typeof(RmsNorm)] = (at, x) => at.Formula(LayerForms.RmsNorm, x, ("#epsilon", at.Graph.Number(((RmsNorm)at.Layer).Epsilon)), ("$scale", at.Parameter("scale"))),
        [typeof(Scale)] = (at, x) => at.Formula(LayerForms.Scale, x, ("$scale", at.Parameter("scale")), ("$shift", at.Parameter("shift"))),
        [typeof(SmoothClip)] = (at, x) => at.Formula(LayerForms.SmoothClip, x, ("#bound", at.Graph.Number(((SmoothClip)at.Layer).Bound))),
        [typeof(Sigmoid)] = (at, x) => at.Graph.Add("Sigmoid", [x]),
        [typeof(Tanh)] = (at, x) => at.Graph.Add("Tanh", [x]),
        [typeof(Relu)] = (at, x) => at.Graph.Add("Relu", [x]),
        [typeof(LeakyRelu)] = (at, x) => Single(at, x, ((LeakyRelu)at.Layer).Slope) ?? at.Formula(LayerForms.LeakyRelu, x, ("#slope", at.Graph.Number(((LeakyRelu)at.Layer).Slope))),
        [typeof(Elu)] = (at, x) => Single(at, x, ((Elu)at.Layer).Alpha) ?? at.Formula(LayerForms.Elu, x, ("#alpha", at.Graph.Number(((Elu)at.Layer).Alpha))),
        [typeof(Selu)] = (at, x) => at.Graph.IsDouble ? at.Formula(LayerForms.Selu, x) : at.Graph.Add("Selu", [x]),
        [typeof(Softplus)] = (at, x) => at.Graph.IsDouble ? at.Formula(LayerForms.Softplus, x) : at.Graph.Add("Softplus", [x]),
        [typeof(Gelu)] = (at, x) => at.Formula(((Gelu)at.Layer).Form == GeluForm.Exact ? LayerForms.Gelu : LayerForms.GeluByTanh, x),
        [typeof(Silu)] = (at, x) => at.Formula(LayerForms.Silu, x),
        [typeof(Mish)] = (at, x) => at.Formula(LayerForms.Mish, x),
        [typeof(Softmax)] = (at, x) => Probabilities(at, x),
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

    private static string? Single(LayerAt at, string x, double alpha) =>
        at.Graph.IsDouble ? null : at.Graph.Add(at.Layer.GetType().Name, [x], ("alpha", (float)alpha));

    private static string Cut(GraphBuilder graph, Slice slice, string x) => graph.Add(
        "Slice", [x, graph.Whole("starts", slice.Start), graph.Whole("ends", slice.Start + slice.Count), graph.Whole("axes", 1)]);

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

    private static string Mean(LayerAt at, string x)
    {
        GraphBuilder graph = at.Graph;
        string[] members = [.. at.Layer.Chains.Select((_, i) => at.Chain(i, x))];
        if (members.Length == 1)
            return members[0];
        if (((Average)at.Layer).Weights is { } weights)
            members = [.. members.Select((member, i) => graph.Add("Mul", [member, graph.Number(weights[i] / weights.Sum())]))];
        string sum = members.Aggregate((one, other) => graph.Add("Add", [one, other]));
        return ((Average)at.Layer).Weights is null ? graph.Add("Div", [sum, graph.Number(members.Length)]) : sum;
    }

    private static string Normalize(LayerAt at, BatchNorm layer, string x)
    {
        string scale = at.Parameter("scale"), shift = at.Parameter("shift"), mean = at.Parameter("mean"), variance = at.Parameter("variance");
        return at.Graph.IsDouble || at.Input.Rank > 1
            ? at.Formula(LayerForms.BatchNorm, x, ("$mean", mean), ("$variance", variance), ("#epsilon", at.Graph.Number(layer.Epsilon)), ("$scale", scale), ("$shift", shift))
            : at.Graph.Add("BatchNormalization", [x, scale, shift, mean, variance], ("epsilon", (float)layer.Epsilon));
    }

    private static string Normalize(LayerAt at, LayerNorm layer, string x)
    {
        string scale = at.Parameter("scale"), shift = at.Parameter("shift");
        return at.Graph.IsDouble || at.Graph.Opset < 17
            ? at.Formula(LayerForms.LayerNorm, x, ("#epsilon", at.Graph.Number(layer.Epsilon)), ("$scale", scale), ("$shift", shift))
            : at.Graph.Add("LayerNormalization", [x, scale, shift], ("axis", 1L), ("epsilon", (float)layer.Epsilon));
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
