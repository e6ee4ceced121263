namespace Downhill.CSharp;

/// <summary>
/// The C# code of each layer of the catalogue. A new layer adds a line here, and its functions in <see cref="Snippets"/>.
/// </summary>
internal static class LayerCode
{
    private static readonly Dictionary<Type, Writer> All = new()
    {
        [typeof(Linear)] = Product,
        [typeof(Flatten)] = (_, x) => x,
        [typeof(Dropout)] = (_, x) => x,
        [typeof(GaussianNoise)] = (_, x) => x,
        [typeof(SpatialDropout)] = (_, x) => x,
        [typeof(Reshape)] = (_, x) => x,
        [typeof(Conv2D)] = (at, x) =>
            ImageCode.Convolve(at, x, "Convolve", ((Conv2D)at.Layer).Window(at.Input), ((Conv2D)at.Layer).HasBias),
        [typeof(Conv2DTranspose)] = (at, x) =>
            ImageCode.Convolve(at, x, "ConvolveBack", ((Conv2DTranspose)at.Layer).Window(at.Input), ((Conv2DTranspose)at.Layer).HasBias),
        [typeof(MaxPool)] = (at, x) => Call(at, x, "LargestOfWindows", ImageCode.Window(at, ((MaxPool)at.Layer).Window(at.Input))),
        [typeof(AveragePool)] = (at, x) => Call(at, x, "MeansOfWindows", ImageCode.Window(at, ((AveragePool)at.Layer).Window(at.Input))),
        [typeof(GlobalMaxPool)] = (at, x) => Call(at, x, "LargestOfWindows", ImageCode.Window(at, ImageCode.Whole(at.Input))),
        [typeof(GlobalAveragePool)] = (at, x) => Call(at, x, "MeansOfWindows", ImageCode.Window(at, ImageCode.Whole(at.Input))),
        [typeof(Upsample)] = ImageCode.Enlarge,
        [typeof(GroupNorm)] = (at, x) =>
            Call(at, x, "NormalizeGroups", at.Table("scale"), at.Table("shift"), $"{((GroupNorm)at.Layer).Groups}",
            at.Code.Real(((GroupNorm)at.Layer).Epsilon)),
        [typeof(Slice)] = (at, x) => Copy(at, [(x, ((Slice)at.Layer).Start * (at.Input.Size / at.Input[0]), at.Output.Size)]),
        [typeof(Select)] = (at, x) => Copy(at, [.. ((Select)at.Layer).Places.Select(place => (x, place, 1))]),
        [typeof(Embedding)] = (at, x) =>
            Call(at, x, "Embed", at.Table("weight"), $"{((Embedding)at.Layer).Categories}", $"{((Embedding)at.Layer).Outputs}"),
        [typeof(Residual)] = Residual,
        [typeof(Concat)] = ImageCode.Join,
        [typeof(Multiply)] = ImageCode.Multiply,
        [typeof(Average)] = Mean,
        [typeof(BatchNorm)] = (at, x) =>
            Call(at, x, "NormalizeColumns", at.Table("mean"), at.Table("variance"), at.Table("scale"), at.Table("shift"),
            at.Code.Real(((BatchNorm)at.Layer).Epsilon)),
        [typeof(LayerNorm)] = (at, x) =>
            ImageCode.OfPlaces(at, x, "NormalizeRow", at.Table("scale"), at.Table("shift"), at.Code.Real(((LayerNorm)at.Layer).Epsilon)),
        [typeof(RmsNorm)] = (at, x) => ImageCode.OfPlaces(at, x, "ScaleRow", at.Table("scale"), at.Code.Real(((RmsNorm)at.Layer).Epsilon)),
        [typeof(Scale)] = (at, x) => Call(at, x, "Scale", at.Table("scale"), at.Table("shift")),
        [typeof(Softmax)] = (at, x) => Call(at, x, "Softmax"),
        [typeof(Sigmoid)] = (at, x) => Each(at, x, "Sigmoid"),
        [typeof(Tanh)] = (at, x) => Each(at, x, "Tanh"),
        [typeof(Relu)] = (at, x) => Each(at, x, "Relu"),
        [typeof(LeakyRelu)] = (at, x) => Each(at, x, "LeakyRelu", at.Code.Real(((LeakyRelu)at.Layer).Slope)),
        [typeof(Elu)] = (at, x) => Each(at, x, "Elu", at.Code.Real(((Elu)at.Layer).Alpha)),
        [typeof(Selu)] = (at, x) => Each(at, x, "Selu"),
        [typeof(Softplus)] = (at, x) => Each(at, x, "Softplus"),
        [typeof(Gelu)] = (at, x) => Each(at, x, ((Gelu)at.Layer).Form == GeluForm.Exact ? "Gelu" : "GeluByTanh"),
        [typeof(Silu)] = (at, x) => Each(at, x, "Silu"),
        [typeof(Mish)] = (at, x) => Each(at, x, "Mish"),
        [typeof(SmoothClip)] = (at, x) => Each(at, x, "SmoothClip", at.Code.Real(((SmoothClip)at.Layer).Bound)),
        [typeof(Clip)] = (at, x) => Each(at, x, "Clip", at.Code.Real(((Clip)at.Layer).Min), at.Code.Real(((Clip)at.Layer).Max)),
        [typeof(HardSigmoid)] = (at, x) => Each(at, x, "HardSigmoid", at.Code.Real(((HardSigmoid)at.Layer).Slope)),
        [typeof(HardSwish)] = (at, x) => Each(at, x, "HardSwish"),
    };

    /// <summary>Writes one layer's steps and gives the field that holds its output.</summary>
    internal delegate string Writer(CodeAt at, string input);

    /// <summary>Whether a kind of layer can be written.</summary>
    public static bool Has(Type layer) => All.ContainsKey(layer);

    /// <summary>Writes one layer.</summary>
    /// <exception cref="DownhillException">It cannot be written; the message names it.</exception>
    public static string Write(CodeAt at, string input) => All.TryGetValue(at.Layer.GetType(), out Writer? writer)
        ? writer(at, input)
        : throw new DownhillException($"The layer '{at.Name}' cannot be written as C#.");

    private static string Product(CodeAt at, string x)
    {
        string weight = at.Table("weight"), bias = ((Linear)at.Layer).HasBias ? at.Table("bias") : "null";
        return Call(at, x, ((Linear)at.Layer).HasBias ? "Multiply" : "MultiplyOnly",
            bias == "null"
                ? [weight, at.Code.Buffer(at.Name + " sums", at.Output.Size)]
                : [weight, bias, at.Code.Buffer(at.Name + " sums", at.Output.Size)]);
    }

    internal static string Call(CodeAt at, string x, string function, params string[] more)
    {
        at.Code.Use(function);
        string y = at.NewOutput();
        at.Step($"{function}({string.Join(", ", [x, .. more, y])});");
        return y;
    }

    private static string Each(CodeAt at, string x, string function, params string[] more)
    {
        at.Code.Use(function);
        string y = at.NewOutput();
        at.Step($"for (int i = 0; i < {y}.Length; i++)\n    {y}[i] = {function}({string.Join(", ", [$"{x}[i]", .. more])});");
        return y;
    }

    private static string Copy(CodeAt at, (string From, int Start, int Count)[] parts)
    {
        string y = at.NewOutput();
        int to = 0;
        foreach ((string from, int start, int count) in parts)
        {
            at.Step($"Array.Copy({from}, {start}, {y}, {to}, {count});");
            to += count;
        }

        return y;
    }

    private static string Sum(CodeAt at, string x, string f)
    {
        string y = at.NewOutput();
        at.Step($"for (int i = 0; i < {y}.Length; i++)\n    {y}[i] = {x}[i] + {f}[i];");
        return y;
    }

    private static string Residual(CodeAt at, string x)
    {
        var layer = (Residual)at.Layer;
        string chain = at.Code.Write(layer.Layers, x);
        return Sum(at, layer.Projection is { } projection ? at.Code.Write(projection, x) : x, chain);
    }

    private static string Mean(CodeAt at, string x)
    {
        var layer = (Average)at.Layer;
        string[] members = [.. layer.Chains.Select(chain => at.Code.Write(chain.Layers, x))];
        string y = at.NewOutput();
        if (layer.Weights is { } weights)
        {
            double sum = weights.Sum();
            for (int i = 0; i < members.Length; i++)
            {
                string share = $"{members[i]}[i] * {at.Code.Real(weights[i] / sum)}";
                at.Step($"for (int i = 0; i < {y}.Length; i++)\n    {y}[i] = {(i == 0 ? share : $"{y}[i] + ({share})")};");
            }

            return y;
        }

        at.Step($"for (int i = 0; i < {y}.Length; i++)\n    {y}[i] = ({string.Join(" + ", members.Select(member => $"{member}[i]"))}) / "
            + $"{at.Code.Real(members.Length)};");
        return y;
    }
}
