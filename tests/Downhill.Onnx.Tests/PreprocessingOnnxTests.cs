using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Downhill.Onnx.Tests;

/// <summary>Raw columns in, predictions out: the exported graph in ONNX Runtime against the predictor.</summary>
public sealed class PreprocessingOnnxTests
{
    private static readonly ColumnEncoding[] Columns =
    [
        new NumberEncoding("plain", 4000, 250, IsClipped: false),
        new NumberEncoding("clipped", -2, 0.5, HasIndicator: true),
        new NumberEncoding("pieces", 1, 3, HasIndicator: true, Knots: [-2, 0, 0.5, 6]),
        new NumberEncoding("constant", 1, 0),
        new BooleanEncoding("flag", "no", "yes", HasIndicator: true),
        new CategoryEncoding("color", ["red", "green", "blue"], HasOther: true, HasMissing: true),
        new CategoryEncoding("shape", ["round", "square"]),
        new CategoryEncoding("city", ["Rome", "Oslo"], HasOther: true, IsEmbedded: true),
        new DateEncoding("day", "yyyy-MM-dd", 19000, 400, HasYear: true, HasWeek: true, HasDay: true, HasIndicator: true),
        new CyclicEncoding("hour", 24, HasIndicator: true),
        new CyclicEncoding("direction", 360),
    ];

    public static TheoryData<string, int> Cases => new()
    {
        { "classes", 13 }, { "classes", 21 }, { "two", 17 }, { "two, threshold", 13 }, { "pair, threshold", 21 }, { "numbers", 13 },
        { "numbers", 21 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Raw_columns_give_the_same_predictions(string kind, int opset)
    {
        int outputs = kind == "classes" ? 3 : kind.StartsWith("two", StringComparison.Ordinal) ? 1 : 2;
        bool isTwo = outputs == 1 || kind.StartsWith("pair", StringComparison.Ordinal);
        ImmutableArray<string> classes = kind == "classes" ? ["a", "b", "c"] : isTwo ? ["no", "yes"] : [];
        Preprocessing preprocessing = Preprocessing.Of(Columns, "target", classes);
        if (kind == "numbers")
            preprocessing = preprocessing with { Target = ["one", "two"], TargetMean = [1000, -3], TargetDeviation = [50, 0.1] };
        if (kind.EndsWith("threshold", StringComparison.Ordinal))
            preprocessing = preprocessing with { Threshold = new DecisionThreshold(0.7, ThresholdAim.Parse("f1")) };
        int width = Columns.Sum(column => column.Width);
        var model = new Model([width], [.. CategoryEmbeddings.For(preprocessing), new Linear(8), new Tanh(), new Linear(outputs)]);
        var network = new Network<float>(model, seed: 3);
        Layer? link = kind == "numbers" ? null : outputs == 1 ? new Sigmoid() : new Softmax();
        const int rows = 40;
        double[] raw = Raw(rows);
        double[] ours = new Predictor<float>(network, preprocessing, link).Predict(Samples.From(raw, Columns.Length));

        using var session = new InferenceSession(OnnxExport.Write(network, preprocessing, link, new OnnxOptions(opset)));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
            session.Run([.. Columns.Select((column, i) => Input(column, i, raw, rows))]);
        float[] theirs = [.. results.Single(result => result.Name == (classes.IsEmpty ? "prediction" : "probabilities"))
            .AsEnumerable<float>()];
        if (isTwo && outputs == 1)
            ours = [.. ours.SelectMany(p => new[] { 1 - p, p })];
        Assert.True(Runtime.Distance([.. ours.Select(number => (float)number)], theirs, Math.Max(outputs, classes.Length)) <= 1e-5);
        if (classes.IsEmpty)
            return;
        string[] labels = [.. results.Single(result => result.Name == "label").AsEnumerable<string>()];
        Assert.Equal(Enumerable.Range(0, rows)
            .Select(row => classes[preprocessing.ClassOf(ours.AsSpan(row * classes.Length, classes.Length))]), labels);
        if (preprocessing.Threshold is not null)
            Assert.True(Enumerable.Range(0, rows).Any(row => ours[(row * 2) + 1] is > 0.5 and < 0.7), "no row is decided by the threshold");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public void Standardized_numbers_without_encodings_give_the_same_predictions(double lastMean)
    {
        Preprocessing preprocessing =
            Preprocessing.None("x", "y") with { Mean = [2000, 0.5, lastMean], Deviation = [2, 0.1, 7], Columns = ["a", "b", "c"] };
        var network = new Network<float>(new Model([3], [new Linear(4), new Relu(), new Linear(2)]), seed: 1);
        double[] raw = [2003, 0.4, 10, 1998.5, 0.7, -4];
        double[] ours = new Predictor<float>(network, preprocessing, new Softmax()).Predict(Samples.From(raw, 3));
        using var session = new InferenceSession(OnnxExport.Write(network, preprocessing, new Softmax()));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
            session.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<double>(raw, [2, 3]))]);
        float[] theirs = [.. results.Single(result => result.Name == "probabilities").AsEnumerable<float>()];
        Assert.True(Runtime.Distance([.. ours.Select(number => (float)number)], theirs, 2) <= 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_model_of_pictures_takes_their_pixels(int channels)
    {
        Preprocessing preprocessing =
            Preprocessing.None("cat", "dog") with { Deviation = [255], Images = new ImageReading(6, 5, channels) };
        var network = new Network<float>(new Model(preprocessing.Images.Shape,
            [new Conv2D(4, 3), new Relu(), new MaxPool(2), new Flatten(), new Linear(2)]), seed: 1);
        byte[] pixels = [.. Enumerable.Range(0, 2 * preprocessing.Images.Size).Select(i => (byte)(i * 37))];
        double[] ours = new Predictor<float>(network, preprocessing, new Softmax())
            .Predict(Samples.From(pixels, preprocessing.Images.Size));
        using var session = new InferenceSession(OnnxExport.Write(network, preprocessing, new Softmax()));
        int[] shape = [2, .. preprocessing.Images.Shape];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(
            [NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(pixels.Select(pixel => (float)pixel).ToArray(), shape))]);
        float[] theirs = [.. results.Single(result => result.Name == "probabilities").AsEnumerable<float>()];
        Assert.True(Runtime.Distance([.. ours.Select(number => (float)number)], theirs, 2) <= 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_image_beside_columns_is_an_input_of_its_own(int channels)
    {
        var reading = new ImageReading(4, 6, channels);
        Preprocessing preprocessing = Preprocessing.Of(
            [new ImageEncoding("photo", reading, 250), new NumberEncoding("size", 5, 2, HasIndicator: true),
                new CategoryEncoding("city", ["Rome", "Oslo"], HasOther: true, IsEmbedded: true)], "target", ["a", "b", "c"]);
        Model rest = Model.Parse(
            $"concat (slice 0 {reading.Size}, reshape 4 6 {channels}, conv2d 3 3, relu, max-pool 2, flatten, linear 5; "
                + $"slice {reading.Size}), linear 4, relu, linear 3", [reading.Size + 2 + CategoryEmbeddings.Outputs], 3);
        var model = new Model([reading.Size + 3], [.. CategoryEmbeddings.For(preprocessing), .. rest.Layers]);
        var network = new Network<float>(model, seed: 2);
        const int rows = 9;
        var random = new RandomStream(8, RandomPurpose.Checking, 5);
        byte[] pixels = [.. Enumerable.Range(0, rows * reading.Size).Select(i => (byte)(250 * random.Uniform((ulong)i)))];
        double[] numbers = [.. Enumerable.Range(0, rows).SelectMany(row => (double[])[row % 4 == 3 ? double.NaN : row, row % 3])];
        double[] ours = new Predictor<float>(network, preprocessing, new Softmax())
            .Predict(Samples.Join(Samples.From(pixels, reading.Size), Samples.From(numbers, 2)));

        using var session = new InferenceSession(OnnxExport.Write(network, preprocessing, new Softmax()));
        string[] cities = ["Rome", "Oslo", "Paris"];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(
        [
            NamedOnnxValue.CreateFromTensor("photo",
                new DenseTensor<float>(pixels.Select(pixel => (float)pixel).ToArray(), [rows, .. reading.Shape])),
            NamedOnnxValue.CreateFromTensor("size", new DenseTensor<double>(numbers.Where((_, i) => i % 2 == 0).ToArray(), [rows, 1])),
            NamedOnnxValue.CreateFromTensor("city",
                new DenseTensor<string>(Enumerable.Range(0, rows).Select(row => cities[row % 3]).ToArray(), [rows, 1])),
        ]);
        float[] theirs = [.. results.Single(result => result.Name == "probabilities").AsEnumerable<float>()];
        Assert.True(Runtime.Distance([.. ours.Select(number => (float)number)], theirs, 3) <= 1e-5);
    }

    // The usual marks, and those of a model's own.
    [Theory]
    [InlineData("", true)]
    [InlineData("NA", true)]
    [InlineData("unknown", true)]
    [InlineData("-999", true)]
    [InlineData("violet", false)]
    public void Marks_of_the_model_are_missing_values(string text, bool isMissing)
    {
        Preprocessing preprocessing =
            Preprocessing.Of([new CategoryEncoding("color", ["red", "blue"], HasOther: true, HasMissing: true)], "t",
            []) with
            { Missing = ["unknown", "-999"] };
        var network = new Network<float>(new Model([4], [new Linear(1, HasBias: false, Weight: new Explicit([4, 1], [1, 2, 3, 4]))]));
        using var session = new InferenceSession(OnnxExport.Write(network, preprocessing, null));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
            session.Run([NamedOnnxValue.CreateFromTensor("color", new DenseTensor<string>(new[] { text }, [1, 1]))]);
        Assert.Equal(isMissing ? 4 : 3, results.Single().AsEnumerable<float>().Single());
    }

    private static double[] Raw(int rows)
    {
        var random = new RandomStream(8, RandomPurpose.Checking, 3);
        var raw = new double[rows * Columns.Length];
        for (int i = 0; i < raw.Length; i++)
        {
            double u = random.Uniform((ulong)i);
            raw[i] = u < 0.15 && i % Columns.Length is not 0 and not 3 ? double.NaN : Columns[i % Columns.Length] switch
            {
                NumberEncoding { Name: "plain" } => 4000 + (1000 * u),
                NumberEncoding { Name: "clipped" } => i % 7 == 0 ? 1e12 * (u - 0.5) : 20 * (u - 0.5),
                NumberEncoding => (10 * u) - 3,
                BooleanEncoding => Math.Floor(3 * u),
                CategoryEncoding category => Math.Floor((category.Categories.Length + 1) * u),
                CyclicEncoding cyclic => cyclic.Period * ((4 * u) - 2),
                _ => 18800 + (900 * u),
            };
        }

        return raw;
    }

    private static NamedOnnxValue Input(ColumnEncoding column, int index, double[] raw, int rows)
    {
        double[] values = [.. Enumerable.Range(0, rows).Select(row => raw[(row * Columns.Length) + index])];
        if (column is NumberEncoding or DateEncoding or CyclicEncoding)
            return NamedOnnxValue.CreateFromTensor(column.Name, new DenseTensor<double>(values, [rows, 1]));
        string[] names = column is BooleanEncoding flag ? [flag.First, flag.Second] : [.. ((CategoryEncoding)column).Categories];
        string[] texts = [.. values.Select((value, row) => double.IsNaN(value) ? row % 2 == 0 ? "" : "NA" : value < names.Length
            ? names[(int)value] : "something else")];
        return NamedOnnxValue.CreateFromTensor(column.Name, new DenseTensor<string>(texts, [rows, 1]));
    }
}
