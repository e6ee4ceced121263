namespace Downhill.Onnx;

/// <summary>
/// The forms of layers in ONNX graphs. The exporter writes the first form of a kind, the importer recognizes all. x is the input of the
/// layer.
/// </summary>
internal static class LayerForms
{
    public const string Silu = "Mul(x, Sigmoid(x))";

    public const string Gelu = "Mul(0.5, x, Add(1, Erf(Div(x, 1.4142135623730951))))";

    public const string GeluByTanh = "Mul(0.5, x, Add(1, Tanh(Mul(0.7978845608028654, Add(x, Mul(0.044715, x, x, x))))))";

    public const string LeakyRelu = "Where(Greater(x, 0), x, Mul(x, #slope))";

    public const string Elu = "Where(Greater(x, 0), x, Mul(#alpha, Sub(Exp(Min(x, 0)), 1)))";

    public const string Selu = "Where(Greater(x, 0), Mul(1.0507009873554805, x), Mul(1.7580993408473766, Sub(Exp(Min(x, 0)), 1)))";

    public const string Softplus = "Add(Max(x, 0), Log(Add(1, Exp(Neg(Abs(x))))))";

    public const string Mish = "Mul(x, Tanh(" + Softplus + "))";

    public const string RmsNorm = "Mul(Div(x, Sqrt(Add(RowMean(Mul(x, x)), #epsilon))), $scale)";

    public const string LayerNorm =
        "Add(Mul(Div(Sub(x, RowMean(x)), Sqrt(Add(RowMean(Mul(Sub(x, RowMean(x)), Sub(x, RowMean(x)))), #epsilon))), $scale), $shift)";

    public const string BatchNorm = "Add(Mul(Div(Sub(x, $mean), Sqrt(Add($variance, #epsilon))), $scale), $shift)";

    public const string GroupNorm = "Add(Mul(Reshape(InstanceNormalization(Reshape(x, $groups), $ones, $zeros), $shape), $scale), $shift)";

    public const string GroupNormInDouble =
        "Add(Mul(Reshape(Div(Sub(Reshape(x, $groups), GroupMean(Reshape(x, $groups))), Sqrt(Add(GroupMean(Mul("
        + "Sub(Reshape(x, $groups), GroupMean(Reshape(x, $groups))), Sub(Reshape(x, $groups), GroupMean(Reshape(x, $groups))))), "
        + "#epsilon))), $shape), $scale), $shift)";

    public const string Scale = "Add(Mul(x, $scale), $shift)";

    public const string Clip = "Clip(x, #min, #max)";

    public const string HardSigmoid = "Clip(Add(Mul(x, #slope), 0.5), 0, 1)";

    public const string HardSwish = "Mul(x, Clip(Add(Mul(x, 0.16666666666666666), 0.5), 0, 1))";

    public const string SmoothClip = $"Div(Mul(#bound, {Bounded}), Sqrt(Add(Mul({Bounded}, {Bounded}), 1)))";

    private const string Bounded = "Max(Min(Div(x, #bound), 1000000000), -1000000000)";

    private const string KerasFactor =
        "Reciprocal(Sqrt(Add(RowMean(Mul(Sub(x, RowMean(x)), Sub(x, RowMean(x)))), #epsilon))), $scale";

    private static readonly LayerForm[] All =
    [
        // Gemm, and what exporters make of a layer without it.
        new("Gemm(x, $weight, $bias)", match => match.Linear(match.Weight(), match.Bias("bias"))),
        new("Gemm(x, $weight)", match => match.Linear(match.Weight(), null)),
        new("Add(MatMul(x, $weight), $bias)", match => match.Linear(match["weight"], match.Bias("bias"))),
        new("MatMul(x, $weight)", match => match.Linear(match["weight"], null)),

        // Activations.
        new("Relu(x)", _ => new Relu(), isElementwise: true),
        new("Max(x, 0)", _ => new Relu(), isElementwise: true),
        new(HardSigmoid, match => LayerMatch.HardSigmoid(match.Number("slope")), isElementwise: true),
        new("Clip(Add(Div(x, #most), 0.5), 0, 1)", match => LayerMatch.HardSigmoid(1 / match.Number("most")), isElementwise: true),
        new("Div(Clip(Add(x, 3), 0, 6), 6)", _ => new HardSigmoid(), isElementwise: true),
        new("Mul(Clip(Add(x, 3), 0, 6), 0.16666666666666666)", _ => new HardSigmoid(), isElementwise: true),
        new("HardSigmoid(x)", match => match.HardSigmoid(match.Root), isElementwise: true),
        new(HardSwish, _ => new HardSwish(), isElementwise: true),
        new("HardSwish(x)", _ => new HardSwish(), isElementwise: true),
        new("Mul(x, Div(Clip(Add(x, 3), 0, 6), 6))", _ => new HardSwish(), isElementwise: true),
        new("Div(Mul(x, Clip(Add(x, 3), 0, 6)), 6)", _ => new HardSwish(), isElementwise: true),
        new("Mul(x, Clip(Add(x, 3), 0, 6), 0.16666666666666666)", _ => new HardSwish(), isElementwise: true),
        new("Mul(x, HardSigmoid(x))", match => match.HardSwish(), isElementwise: true),
        new(Clip, match => match.Clip(), isElementwise: true),
        new("Sigmoid(x)", _ => new Sigmoid(), isElementwise: true),
        new("Tanh(x)", _ => new Tanh(), isElementwise: true),
        new("LeakyRelu(x)", match => new LeakyRelu(match.Root.Number("alpha", 0.01)), isElementwise: true),
        new(LeakyRelu, match => new LeakyRelu(match.Number("slope")), isElementwise: true),
        new("PRelu(x, #slope)", match => new LeakyRelu(match.Number("slope")), isElementwise: true),
        new("PRelu(x, $slopes)", match => match.LeakyEach(match["slopes"])),
        new("Elu(x)", match => new Elu(match.Root.Number("alpha", 1)), isElementwise: true),
        new(Elu, match => new Elu(match.Number("alpha")), isElementwise: true),
        new("Selu(x)", match => match.Selu(), isElementwise: true),
        new(Selu, _ => new Selu(), isElementwise: true),
        new("Softplus(x)", _ => new Softplus(), isElementwise: true),
        new(Softplus, _ => new Softplus(), isElementwise: true),
        new("Log(Add(1, Exp(x)))", _ => new Softplus(), isElementwise: true),
        new("Gelu(x)", match => new Gelu(match.Root.Text("approximate", "none") == "tanh" ? GeluForm.Tanh : GeluForm.Exact),
            isElementwise: true),
        new(Gelu, _ => new Gelu(), isElementwise: true),
        new("Mul(0.5, x, Add(1, Erf(Mul(x, 0.7071067811865476))))", _ => new Gelu(), isElementwise: true),
        new(GeluByTanh, _ => new Gelu(GeluForm.Tanh), isElementwise: true),
        new("Mul(0.5, x, Add(1, Tanh(Mul(0.7978845608028654, Add(x, Mul(0.044715, Pow(x, 3)))))))", _ => new Gelu(GeluForm.Tanh),
            isElementwise: true),
        new(Silu, _ => new Silu(), isElementwise: true),
        new(Mish, _ => new Mish(), isElementwise: true),
        new("Mul(x, Tanh(Softplus(x)))", _ => new Mish(), isElementwise: true),
        new("Mish(x)", _ => new Mish(), isElementwise: true),
        new("Swish(x)", match => match.Root.Number("alpha", 1) == 1
            ? new Silu()
            : throw match.Refuse("multiplies by an alpha other than 1"), isElementwise: true),
        new("Softmax(x)", match => match.Softmax()),
        new("Concat(Sub(1, Sigmoid(x)), Sigmoid(x))", match => match.IsEnd && match.OutputShape(new Sigmoid()).Size == 1
            ? new ReadLayer(new Sigmoid())
            : null),
        new("LogSoftmax(x)", match => match.IsEnd
            ? match.Softmax()
            : throw match.Refuse("takes logarithms of probabilities inside of the network; only at its end it is understood, as its link")),
        new("Reshape(Softmax(Flat(x)), $shape)", match => match.KeepsShape("shape") ? new ReadLayer(new Softmax()) : null),

        new(SmoothClip, match => new SmoothClip(match.Number("bound")), isElementwise: true),

        // A factor and a shift for each place of a row, for each channel, or one for all.
        new(Scale, match => match.Scale(match["scale"], match["shift"])),
        new("Mul(x, $scale)", match => match.Scale(match["scale"], null)),
        new("Div(x, $scale)", match => match.Scale(match["scale"], null, scaled: by => 1 / by)),
        new("Add(x, $shift)", match => match.Scale(null, match["shift"])),
        new("Sub($shift, x)", match => match.Scale(null, match["shift"], scaled: _ => -1)),
        new("ai.onnx.ml.Scaler(x)", match => match.ScaleByAttributes()),
        new("Sub(x, $shift)", match => match.Scale(null, match["shift"], shifted: shift => -shift)),
        new("Neg(x)", match => match.Scale(null, null, scaled: _ => -1)),

        // Normalizations.
        new("BatchNormalization(x, $scale, $shift, $mean, $variance)", match => match.BatchNorm(match.Root.Number("epsilon", 1e-5))),
        new(BatchNorm, match => match.BatchNorm(match.Number("epsilon"))),
        new("LayerNormalization(x, $scale, $shift)",
            match => match.RowNorm(match.RequireRowAxis(new LayerNorm(match.Root.Number("epsilon", 1e-5))))),
        new(LayerNorm, match => match.RowNorm(new LayerNorm(match.Number("epsilon")))),
        new(
            "Add(Mul(Div(Sub(x, RowMean(x)), Sqrt(Add(RowMean(Pow(Sub(x, RowMean(x)), 2)), #epsilon))), $scale), $shift)",
            match => match.RowNorm(new LayerNorm(match.Number("epsilon")))),
        new("Add(Mul(x, {0}), Sub($shift, Mul(RowMean(x), {0})))".Replace("{0}", KerasFactor, StringComparison.Ordinal),
            match => match.RowNorm(new LayerNorm(match.Number("epsilon")))),
        new("RMSNormalization(x, $scale)", match => match.RowNorm(match.RequireRowAxis(new RmsNorm(match.Root.Number("epsilon", 1e-5))))),
        new(RmsNorm, match => match.RowNorm(new RmsNorm(match.Number("epsilon")))),
        new("Mul(Div(x, Sqrt(Add(RowMean(Pow(x, 2)), #epsilon))), $scale)", match => match.RowNorm(new RmsNorm(match.Number("epsilon")))),

        // Embeddings: a place outside of the table finds zeros in ours and is an error in others'.
        new("Flat(Gather($weight, Whole(Where(And(Not(Less(Round(x), 0)), Less(Round(x), #outside)), Round(x), #outside))))",
            match => match.Embedding((int)match.Number("outside"))),
        new("Flat(Gather($weight, Whole(x)))", match => match.Embedding(null)),
        new("Flat(Gather($weight, x))", match => match.Embedding(null)),
        new("Gather($weight, Whole(Gather(x, #place)))", match => match.EmbeddingOf(match["place"])),

        // What only passes on.
        new("Identity(x)", match => match.Nothing()),
        new("Dropout(x, #ratio)", match => match.Dropout(match.Number("ratio"))),
        new("Dropout(x, #ratio, #training)", match => match.Dropout(match.Number("ratio"))),
        new("Dropout(x)", match => match.Dropout(match.Root.Number("ratio", 0.5))),
        new("Cast(x)", match => match.Cast()),
        new("Flatten(x)", match => match.Root.Int("axis", 1) == 1 ? match.Flatten() : null),
        new("Reshape(x, $shape)", match => match.Reshape(match["shape"].Wholes())),
        new("Squeeze(x)", match => match.Squeeze(match.Root.Ints("axes"))),
        new("Squeeze(x, $axes)", match => match.Squeeze(match["axes"].Wholes())),
        new("Unsqueeze(x)", match => match.Unsqueeze(match.Root.Ints("axes") ?? [])),
        new("Unsqueeze(x, $axes)", match => match.Unsqueeze(match["axes"].Wholes())),
        new("Transpose(x)", match => match.Transpose()),

        // Parts.
        new("Gather(x, $places)", match => match.Select(match["places"])),
        new("Gather(Flat(x), $places)", match => match.Select(match["places"])),
        new("Slice(x, $starts, $ends, $axes)", match =>
            match.Slice(match["starts"].Wholes(), match["ends"].Wholes(), match["axes"].Wholes(), [1])),
        new("Slice(x, $starts, $ends, $axes, $steps)",
            match => match.Slice(match["starts"].Wholes(), match["ends"].Wholes(), match["axes"].Wholes(), match["steps"].Wholes())),
        new("Slice(x)", match => match.Slice(match.Root.Ints("starts") ?? [], match.Root.Ints("ends") ?? [], match.Root.Ints("axes") ?? [0],
            [1])),
    ];

    /// <summary>The forms whose last node is of an operator.</summary>
    public static ILookup<string, LayerForm> ByOperator { get; } = All.Concat(ImageForms.All).ToLookup(form => form.Pattern.Op);
}

/// <summary>One form of a layer.</summary>
/// <param name="text">Its formula.</param>
/// <param name="read">Makes the layer of a match; null if the match is none after all.</param>
/// <param name="isElementwise">Whether it works number by number, so that rows may lie in any order.</param>
internal sealed class LayerForm(string text, Func<LayerMatch, ReadLayer?> read, bool isElementwise = false)
{
    /// <summary>The formula.</summary>
    public Formula Pattern { get; } = Formula.Parse(text);

    /// <summary>The layer of a match, and how the rows that it gives lie; null if the match is none after all.</summary>
    public ReadLayer? Read(LayerMatch match)
    {
        if (read(match) is not ReadLayer layer)
            return null;
        if (layer.Output is not null)
            return layer;
        if (isElementwise)
            _ = match.OutputShape(layer.Layer!);
        return isElementwise
            ? layer with { Output = match.At, IsElementwise = true }
            : layer with { Before = match.Settle(), Output = RowLayout.Of(match.OutputShape(layer.Layer!)) };
    }
}
