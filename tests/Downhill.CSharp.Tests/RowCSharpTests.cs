using System.Collections.Immutable;
using Downhill.Onnx.Tests;

namespace Downhill.CSharp.Tests;

/// <summary>Raw columns in, predictions out: the written class against the predictor, bit by bit.</summary>
public sealed class RowCSharpTests
{
    private static readonly ColumnEncoding[] Columns =
    [
        new NumberEncoding("plain number", 4000, 250, IsClipped: false),
        new NumberEncoding("class", -2, 0.5, HasIndicator: true),
        new NumberEncoding("pieces", 1, 3, HasIndicator: true, Knots: [-2, 0, 0.5, 6]),
        new NumberEncoding("constant", 1, 0),
        new BooleanEncoding("flag", "no", "yes", HasIndicator: true),
        new CategoryEncoding("color", ["red", "green \"light\"", "blue\\"], HasOther: true, HasMissing: true),
        new CategoryEncoding("2nd shape", ["round", "square"]),
        new CategoryEncoding("city", ["Rome", "Oslo"], HasOther: true, IsEmbedded: true),
        new DateEncoding("day", "yyyy-MM-dd", 19000, 400, HasYear: true, HasWeek: true, HasDay: true, HasIndicator: true),
        new CyclicEncoding("hour", 24, HasIndicator: true),
        new CyclicEncoding("wind direction", 360),
    ];

    private static readonly string[] Fields =
        ["PlainNumber", "Class", "Pieces", "Constant", "Flag", "Color", "Column2ndShape", "City", "Day", "Hour", "WindDirection"];

    [Theory]
    [InlineData("classes")]
    [InlineData("two")]
    [InlineData("two, threshold")]
    [InlineData("pair, threshold")]
    [InlineData("numbers")]
    public void Raw_columns_give_the_same_bits(string kind)
    {
        int outputs = kind == "classes" ? 3 : kind.StartsWith("two", StringComparison.Ordinal) ? 1 : 2;
        bool isTwo = outputs == 1 || kind.StartsWith("pair", StringComparison.Ordinal);
        ImmutableArray<string> classes = kind == "classes" ? ["a", "b", "c"] : isTwo ? ["no", "yes"] : [];
        Preprocessing preprocessing = Preprocessing.Of(Columns, "target", classes) with { Missing = ["unknown"] };
        if (kind == "numbers")
            preprocessing = preprocessing with { Target = ["one", "two"], TargetMean = [1000, -3], TargetDeviation = [50, 0.1] };
        if (kind.EndsWith("threshold", StringComparison.Ordinal))
            preprocessing = preprocessing with { Threshold = new DecisionThreshold(0.7, ThresholdAim.Parse("f1")) };
        var model = new Model([Columns.Sum(column => column.Width)],
            [.. CategoryEmbeddings.For(preprocessing), new Linear(8), new Tanh(), new Linear(outputs)]);
        var network = new Network<float>(model, seed: 3);
        Layer? link = kind == "numbers" ? null : outputs == 1 ? new Sigmoid() : new Softmax();
        const int rows = 60;
        var random = new RandomStream(8, RandomPurpose.Checking, 3);
        double[] raw = [.. Enumerable.Range(0, rows * Columns.Length)
            .Select(i => Value(Columns[i % Columns.Length], i, random.Uniform((ulong)i)))];
        double[] ours = new Predictor<float>(network, preprocessing, link).Predict(Samples.From(raw, Columns.Length));
        foreach (bool hasMultiplyAdd in (bool[])[true, false])
        {
            object written = Compiled.New(CSharpExport.Write(network, preprocessing, link), hasMultiplyAdd);
            for (int row = 0; row < rows; row++)
            {
                object given = Row(written, raw.AsSpan(row * Columns.Length, Columns.Length), row);
                object? answer = written.GetType().GetMethod("Predict")!.Invoke(written, [given]);
                ReadOnlySpan<double> expected = ours.AsSpan(row * outputs, outputs);
                Assert.Equal(outputs == 1 && isTwo ? [1 - expected[0], expected[0]] : expected.ToArray(),
                    Compiled.Values(written, classes.IsEmpty ? "Predictions" : "Probabilities"));
                if (!classes.IsEmpty)
                    Assert.Equal(classes[preprocessing.ClassOf(expected)], answer);
            }
        }
    }

    // All weights are 0, so that two classes are equally probable.
    [Theory]
    [InlineData(1, null)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.5)]
    [InlineData(2, null)]
    public void Exactly_at_the_threshold_the_class_is_the_predictors(int outputs, double? threshold)
    {
        Preprocessing preprocessing = Preprocessing.Of([new NumberEncoding("x", 0, 1)], "y", ["no", "yes"]) with
        {
            Threshold = threshold is double value ? new DecisionThreshold(value, ThresholdAim.Parse("f1")) : null,
        };
        var network = new Network<float>(Model.Parse($"linear {outputs}", [1], 1), seed: 3);
        network.Parameters.Span.Clear();
        Layer link = outputs == 1 ? new Sigmoid() : new Softmax();
        object written = Compiled.New(CSharpExport.Write(network, preprocessing, link), hasMultiplyAdd: true);
        object row = Activator.CreateInstance(written.GetType().GetNestedType("Row")!)!;

        double[] ours = new Predictor<float>(network, preprocessing, link).Predict(Samples.From([0.0], 1));
        object? answer = written.GetType().GetMethod("Predict")!.Invoke(written, [row]);

        Assert.All(ours, probability => Assert.Equal(0.5, probability));
        Assert.Equal(preprocessing.Classes[preprocessing.ClassOf(ours)], answer);
        Assert.Equal(outputs == 2 && threshold is null ? "no" : "yes", answer);
    }

    [Fact]
    public void An_image_beside_columns_is_an_array_of_a_row()
    {
        var reading = new ImageReading(4, 6, 3);
        Preprocessing preprocessing =
            Preprocessing.Of([new ImageEncoding("photo", reading, 250), new NumberEncoding("size", 5, 2)], "target", ["a", "b", "c"]);
        Model model = Model.Parse(
            "concat (slice 0 72, reshape 4 6 3, conv2d 3 3, relu, max-pool 2, flatten, linear 5; slice 72), linear 4, relu, linear 3",
            [73], 3);
        var network = new Network<float>(model, seed: 2);
        var random = new RandomStream(8, RandomPurpose.Checking, 5);
        byte[] pixels = [.. Enumerable.Range(0, 3 * reading.Size).Select(i => (byte)(250 * random.Uniform((ulong)i)))];
        double[] sizes = [4, 9.5, double.NaN];
        double[] ours = new Predictor<float>(network, preprocessing, new Softmax())
            .Predict(Samples.Join(Samples.From(pixels, reading.Size), Samples.From(sizes, 1)));
        object written = Compiled.New(CSharpExport.Write(network, preprocessing, new Softmax()), hasMultiplyAdd: true);
        Type type = written.GetType().GetNestedType("Row")!;
        for (int row = 0; row < 3; row++)
        {
            object given = Activator.CreateInstance(type)!;
            type.GetField("Photo")!.SetValue(given, Array.ConvertAll(pixels[(row * 72)..((row + 1) * 72)], pixel => (double)pixel));
            type.GetField("Size")!.SetValue(given, sizes[row]);
            written.GetType().GetMethod("Predict")!.Invoke(written, [given]);
            Assert.Equal(ours[(row * 3)..((row + 1) * 3)], Compiled.Values(written, "Probabilities"));
        }

        Assert.Contains("The image has 72 values", Assert.Throws<System.Reflection.TargetInvocationException>(() =>
            written.GetType().GetMethod("Predict")!.Invoke(written, [Activator.CreateInstance(type)!])).InnerException!.Message);
    }

    [Fact]
    public void A_name_that_is_no_class_is_refused() => Assert.Contains(
        "'my model' is not a valid class name",
        Assert.Throws<DownhillException>(() =>
            CSharpExport.Write(Networks.Of<float>("relu"), Preprocessing.None(), null, new CSharpOptions("my model"))).Message);

    private static double Value(ColumnEncoding column, int i, double u) => u < 0.15 && column.Name is not ("plain number" or "constant")
        ? double.NaN
        : column switch
        {
            NumberEncoding { Name: "plain number" } => 4000 + (1000 * u),
            NumberEncoding { Name: "class" } => i % 7 == 0 ? 1e12 * (u - 0.5) : 20 * (u - 0.5),
            NumberEncoding => (10 * u) - 3,
            BooleanEncoding => Math.Floor(3 * u),
            CategoryEncoding category => Math.Floor((category.Categories.Length + 1) * u),
            CyclicEncoding cyclic => cyclic.Period * ((4 * u) - 2),
            _ => 18800 + (900 * u),
        };

    private static object Row(object written, ReadOnlySpan<double> raw, int number)
    {
        Type type = written.GetType().GetNestedType("Row")!;
        object row = Activator.CreateInstance(type)!;
        for (int i = 0; i < Columns.Length; i++)
        {
            string[] names = Columns[i] switch
            {
                BooleanEncoding flag => [flag.First, flag.Second],
                CategoryEncoding category => [.. category.Categories],
                _ => []
            };
            object? value = names.Length == 0 ? raw[i] : double.IsNaN(raw[i])
                ? (number % 4) switch { 0 => null, 1 => "", 2 => "n/a", _ => "unknown" } : raw[i] < names.Length ? names[(int)raw[i]]
                : "something else";
            type.GetField(Fields[i])!.SetValue(row, value);
        }

        return row;
    }
}
