using System.Text;

namespace Downhill.Tests;

public sealed class ModelFileRefusalTests : IDisposable
{
    private readonly CliFolder folder = new();
    private readonly Dictionary<string, string> metadata;
    private readonly List<(string Name, long[] Shape, Array Numbers)> tensors = [];

    public ModelFileRefusalTests()
    {
        Model model = Model.Parse("linear 3, tanh, linear", [2], 2);
        var preprocessing = new Preprocessing(["x", "y"], [0, 0], [1, 1], ["class"], ["no", "yes"], [], []);
        var network = new Network<float>(model, seed: 1);
        ModelFile.Save(Path, network, preprocessing, new TrainingOptions(new SoftmaxCrossEntropy(), new Adam()));
        using SafetensorsFile file = SafetensorsFile.Open(Path);
        metadata = file.Metadata.ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (Parameter<float> parameter in network.AllParameters)
            tensors.Add((parameter.Name, [.. parameter.Shape.Select(extent => (long)extent)], parameter.Data.Span.ToArray()));
    }

    private string Path => folder["model.safetensors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_rewritten_without_a_change_is_accepted()
    {
        byte[] before = File.ReadAllBytes(Path);

        Rewrite();

        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.Equal("F32", ModelFile.Open(Path).Dtype);
    }

    [Fact]
    public void A_newer_format_is_refused_with_both_versions()
    {
        metadata["downhill.format"] = "2";

        string refusal = Refusal();

        Assert.Contains("format 2", refusal, StringComparison.Ordinal);
        Assert.Contains("up to 1", refusal, StringComparison.Ordinal);
        Assert.Contains("format 2", CliFolder.Run("inspect", Path).Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("downhill.format")]
    [InlineData("downhill.model")]
    [InlineData("downhill.preprocessing")]
    [InlineData("downhill.training")]
    public void Metadata_must_be_there_and_sound(string key)
    {
        string whole = metadata[key];
        metadata.Remove(key);
        Assert.Contains($"'{key}'", Refusal(), StringComparison.Ordinal);

        foreach (string damaged in new[] { string.Empty, "null", "[]", "7.5", "{", whole + "}", whole[..(whole.Length / 2)],
            whole.Replace(':', ';'), "\u001b[31m" })
        {
            metadata[key] = damaged;
            if (damaged != whole)
                Refusal();
        }
    }

    [Theory]
    [InlineData("{\"type\":\"number\",\"name\":\"x\",\"center\":0,\"scale\":-1}", "center or a scale")]
    [InlineData("{\"type\":\"number\",\"name\":\"x\",\"center\":0}", "'scale' is missing")]
    [InlineData("{\"type\":\"number\",\"name\":\"z\",\"center\":0,\"scale\":1}", "other columns")]
    [InlineData("{\"type\":\"numbr\",\"name\":\"x\",\"center\":0,\"scale\":1}", "did you mean 'number'?")]
    [InlineData("{\"type\":\"category\",\"name\":\"x\",\"categories\":[]}", "no category")]
    [InlineData("{\"type\":\"category\",\"name\":\"x\",\"categories\":[\"a\",\"b\"]}", "3 inputs, but the model takes 2")]
    [InlineData("null", "expected a value, got null")]
    public void Encodings_that_cannot_be_used_are_refused(string encoding, string expected)
    {
        const string Sound = "{\"type\":\"boolean\",\"name\":\"y\",\"first\":\"no\",\"second\":\"yes\"}";
        metadata["downhill.preprocessing"] = metadata["downhill.preprocessing"].TrimEnd('}') + $",\"encodings\":[{encoding},{Sound}]}}";

        Assert.Contains(expected, Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("downhill.format", "1", "0", "'0'")]
    [InlineData("downhill.format", "1", "-1", "'-1'")]
    [InlineData("downhill.format", "1", "one", "'one'")]
    [InlineData("downhill.model", "tanh", "tahn", "did you mean 'tanh'?")]
    [InlineData("downhill.model", "[2]", "[3]", "'linear1.weight'")]
    [InlineData("downhill.model", "[2]", "[-2]", "at least 1")]
    [InlineData("downhill.model", "[2]", "[2000000000]", "more than")]
    [InlineData("downhill.model", "\"outputs\":2", "\"outputs\":4", "'linear2.weight'")]
    [InlineData("downhill.model", "\"outputs\":2", "\"outputs\":0", "at least one output")]
    [InlineData("downhill.model", "\"input\"", "\"inptu\"", "did you mean 'input'?")]
    [InlineData("downhill.preprocessing", "\"columns\":[\"x\",\"y\"]", "\"columns\":[\"x\"]", "inputs")]
    [InlineData("downhill.preprocessing", "\"mean\":[0,0]", "\"mean\":[0,0,0]", "inputs")]
    [InlineData("downhill.preprocessing", "\"mean\":[0,0]", "\"mean\":[0,1e999]", "mean[1]")]
    [InlineData("downhill.preprocessing", "\"mean\":[0,0]", "\"mean\":[0,\"NaN\"]", "mean[1]")]
    [InlineData("downhill.preprocessing", "\"no\",", "", "1 classes")]
    [InlineData("downhill.preprocessing", "\"no\",", "\"no\",\"perhaps\",", "3 classes")]
    [InlineData("downhill.preprocessing", "\"targetMean\":[]", "\"targetMean\":[1]", "outputs")]
    [InlineData("downhill.training", "softmax-cross-entropy", "cross-entropy", "'cross-entropy'")]
    [InlineData("downhill.training", "\"batchSize\":32", "\"batchSize\":1.5", "batchSize")]
    [InlineData("downhill.training", "\"batchSize\":32", "\"batchSize\":-1", "The batch size is -1")]
    public void A_description_that_does_not_fit_is_refused_for_what_does_not_fit(string key, string from, string to, string expected)
    {
        Assert.Contains(from, metadata[key], StringComparison.Ordinal);
        metadata[key] = metadata[key].Replace(from, to, StringComparison.Ordinal);

        Assert.Contains(expected, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_layers_is_refused()
    {
        metadata["downhill.model"] = """{"input":[2],"layers":[]}""";

        Assert.Contains("no layers", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_tensor_must_be_there_and_no_other()
    {
        (string Name, long[] Shape, Array Numbers) bias = tensors[^1];
        tensors.RemoveAt(tensors.Count - 1);
        Assert.Contains("'linear2.bias' is missing", Refusal(), StringComparison.Ordinal);

        tensors.Add(bias);
        tensors.Add(("linear3.bias", [1], new float[1]));
        Assert.Contains("'linear3.bias' belongs to no layer", Refusal(), StringComparison.Ordinal);

        tensors.Clear();
        Assert.Contains("is missing", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_must_have_the_shape_and_type_that_the_model_needs()
    {
        tensors[0] = ("linear1.weight", [3, 2], tensors[0].Numbers);
        string refusal = Refusal();
        Assert.Contains("'linear1.weight'", refusal, StringComparison.Ordinal);
        Assert.Contains("[3, 2]", refusal, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", refusal, StringComparison.Ordinal);

        tensors[0] = ("linear1.weight", [2, 3], tensors[0].Numbers);
        tensors[1] = ("linear1.bias", [3], new double[3]);
        Assert.Contains("F32 [3]", Refusal(), StringComparison.Ordinal);

        tensors[0] = ("linear1.weight", [2, 3], new int[6]);
        Assert.Contains("I32", Refusal(), StringComparison.Ordinal);

        for (int i = 0; i < tensors.Count; i++)
            tensors[i] = (tensors[i].Name, tensors[i].Shape, new int[tensors[i].Numbers.Length]);
        Assert.EndsWith(": the tensor 'linear1.weight' is of type I32; parameters are F32 or F64.", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] bytes = File.ReadAllBytes(Path);
        for (int length = 0; length < bytes.Length; length += 1 + (length / 50))
        {
            File.WriteAllBytes(Path, bytes[..length]);
            Csv.ErrorOf(() => ModelFile.Open(Path));
        }
    }

    // Whatever byte is wrong, the file is read or refused; nothing else may happen.
    [Theory]
    [InlineData(0x01)]
    [InlineData(0x04)]
    [InlineData(0x10)]
    [InlineData(0x80)]
    public void Any_damaged_byte_is_a_refusal_at_worst(byte flip)
    {
        byte[] bytes = File.ReadAllBytes(Path);
        double[] row = [0.5, -0.5];
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= flip;
            File.WriteAllBytes(Path, damaged);
            try
            {
                new Predictor<float>(ModelFile.Open(Path)).Predict(Samples.From(row, 2));
            }
            catch (DownhillException refusal)
            {
                Assert.DoesNotContain(refusal.Message, char.IsControl);
            }
        }
    }

    private string Refusal()
    {
        Rewrite();
        string message = Csv.ErrorOf(() => ModelFile.Open(Path));
        Assert.StartsWith(Path, message, StringComparison.Ordinal);
        Assert.Equal(message, CliFolder.Run("predict", Path, "moons").Refusal());
        return message;
    }

    private void Rewrite()
    {
        var writer = new SafetensorsWriter();
        foreach ((string key, string value) in metadata)
            writer.AddMetadata(key, value);
        foreach ((string name, long[] shape, Array numbers) in tensors)
        {
            _ = numbers switch
            {
                float[] floats => writer.Add<float>(name, shape, floats),
                double[] doubles => writer.Add<double>(name, shape, doubles),
                _ => writer.Add<int>(name, shape, (int[])numbers),
            };
        }

        writer.Save(Path);
    }
}
