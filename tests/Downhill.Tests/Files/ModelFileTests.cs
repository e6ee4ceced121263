using System.Numerics;

namespace Downhill.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string> Tasks => new()
    {
        { "iris", "linear 8, tanh, linear" },
        { "moons", "linear 8, residual (linear 8, gelu), concat (linear 2; linear 3, relu), linear" },
        { "plane", "linear 8, relu, linear 1 hasBias=false" },
        { "digits", "linear 8, dropout 0.5, linear 10, softmax" },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_model_answers_with_the_same_bits_after_saving(string data, string layers)
    {
        AssertSameBits<float>(data, layers);
        AssertSameBits<double>(data, layers);
    }

    [Fact]
    public void The_file_is_plain_safetensors_with_its_description_in_the_metadata()
    {
        (string path, Network<float> network, _) = Saved<float>("iris", "linear 8, tanh, linear");
        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.True(ModelFile.IsModel(file));
        Assert.Equal(
            ["downhill.format", "downhill.model", "downhill.preprocessing", "downhill.training"],
            file.Metadata.Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.Equal("1", file.Metadata["downhill.format"]);
        Assert.Equal(network.Model, Model.FromJson(file.Metadata["downhill.model"]));
        Assert.Equal(["linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias"], file.Tensors.Select(tensor => tensor.Name));
        foreach (Parameter<float> parameter in network.AllParameters)
        {
            var stored = new float[parameter.Data.Length];
            file.Read(parameter.Name, stored.AsSpan());
            Assert.Equal(parameter.Data.Span.ToArray(), stored);
        }
    }

    [Fact]
    public void Numbers_of_the_other_precision_are_converted()
    {
        (string narrow, Network<float> floats, _) = Saved<float>("iris", "linear");
        Assert.Equal(floats.Parameters.Span.ToArray().Select(value => (double)value),
            ModelFile.Open(narrow).Load<double>().Parameters.Span.ToArray());

        (string wide, Network<double> doubles, _) = Saved<double>("iris", "linear");
        Assert.Equal(doubles.Parameters.Span.ToArray().Select(value => (float)value),
            ModelFile.Open(wide).Load<float>().Parameters.Span.ToArray());
    }

    [Fact]
    public void Every_kind_of_encoding_comes_back_as_it_was()
    {
        Preprocessing preprocessing = Preprocessing.Of(
            [
                new NumberEncoding("x", 0.1, 1.0 / 3, IsClipped: false, HasIndicator: true),
                new BooleanEncoding("flag", "no", "\"yes\"", HasIndicator: true),
                new CategoryEncoding("kind", ["ä", "b, c"], HasOther: true, HasMissing: true),
                new DateEncoding("day", "yyyy-MM-dd", 18_000.5, 365, HasYear: true, HasWeek: true, HasDay: false),
            ],
            "y",
            ["0", "1"]) with
        { Missing = ["-999"] };
        Model model = Model.Parse("linear", [2 + 2 + 4 + 5], 1);
        string path = folder["encoded.safetensors"];

        ModelFile.Save(path, new Network<float>(model, 1), preprocessing, new TrainingOptions(new BinaryCrossEntropy(), new Adam()));

        Assert.Equal(preprocessing, ModelFile.Open(path).Preprocessing);
        Assert.Equal([4], ModelFile.Open(path).Preprocessing.RawInput(model));
    }

    private void AssertSameBits<T>(string data, string layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (string path, Network<T> network, Preprocessing preprocessing) = Saved<T>(data, layers);
        ModelFile file = ModelFile.Open(path);
        Samples rows = BuiltInData.Load(data).Data.Inputs;

        double[] before = new Predictor<T>(network, preprocessing, file.Training.Loss.Link).Predict(rows);
        double[] after = new Predictor<T>(file, threads: 2).Predict(rows);

        Assert.Equal(before.Select(BitConverter.DoubleToInt64Bits), after.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(typeof(T) == typeof(float) ? "F32" : "F64", file.Dtype);

        string second = folder["second.safetensors"];
        ModelFile.Save(second, file.Load<T>(), file.Preprocessing, file.Training);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(second));
    }

    private (string Path, Network<T> Network, Preprocessing Preprocessing) Saved<T>(string data, string layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NamedDataset set = BuiltInData.Load(data);
        Model model = Model.Parse(layers, set.Data.Input, set.Data.Targets.Outputs);
        Loss loss = !set.Data.Targets.AreClasses || model.Layers[^1] is Softmax
            ? new Huber(0.1)
            : model.OutputShape().Size == 1 ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy();
        Preprocessing preprocessing = Preprocessing.Fit(set.Data, set.Columns.AsSpan(), [set.Target]);
        var options = new TrainingOptions(loss, new Sgd(0.1 / 3, Momentum: 0.9), Epochs: 2, Seed: ulong.MaxValue);
        var network = new Network<T>(model, options.Seed);
        new Trainer<T>(network, preprocessing.Apply(set.Data), options).Train();

        string path = folder["model.safetensors"];
        ModelFile.Save(path, network, preprocessing, options);
        Assert.Equal(options, ModelFile.Open(path).Training);
        return (path, network, preprocessing);
    }
}
