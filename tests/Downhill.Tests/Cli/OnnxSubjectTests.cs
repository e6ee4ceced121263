using Downhill.Onnx;

namespace Downhill.Tests;

/// <summary>ONNX files where a command takes a model.</summary>
public sealed class OnnxSubjectTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_onnx_file_is_inspected_and_checked_as_a_model()
    {
        string run = folder.Train("run", "iris", "--model", "linear 5, tanh, linear", "--epochs", "1");
        CliFolder.Run("export", run, "--out", folder["net.onnx"], "--without-preprocessing").Ok();

        Assert.Equal(
            (int)CliFolder.Run("inspect", run, "--json").Ok().Json["parameters"]!,
            (int)CliFolder.Run("inspect", folder["net.onnx"], "--json").Ok().Json["parameters"]!);
        Assert.Contains("linear2", CliFolder.Run("inspect", folder["net.onnx"]).Ok().Output, StringComparison.Ordinal);
        Assert.Contains("agree", CliFolder.Run("check", folder["net.onnx"]).Ok().Output, StringComparison.Ordinal);
        folder.Write("cut.onnx", "no protobuf");
        Assert.Contains("cut.onnx", CliFolder.Run("inspect", folder["cut.onnx"]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("cut.onnx", CliFolder.Run("check", folder["cut.onnx"]).Refusal(), StringComparison.Ordinal);
    }

    // pixel / 2, minus the channel's mean, by its deviation, as it was trained elsewhere.
    [Fact]
    public void An_imported_image_model_knows_its_classes_and_how_pixels_were_scaled()
    {
        double[] mean = [10, 20, 30], deviation = [4, 5, 6];
        string onnx = Export("conv2d 4 3, relu, global-average-pool, linear 3", [6, 5, 3], out Network<float> network);
        CliFolder.Run("import", onnx, "--classes", "cat,dog,owl", "--scale", "2", "--mean", "10,20,30", "--deviation", "4,5,6", "--fit",
            "crop", "--out", folder["m.safetensors"]).Ok();
        var model = ModelFile.Open(folder["m.safetensors"]);
        Assert.Equal(["cat", "dog", "owl"], model.Preprocessing.Classes.AsEnumerable());
        Assert.Equal(ImageFit.Crop, model.Preprocessing.Images!.Fit);
        byte[] pixels = [.. Enumerable.Range(0, 90).Select(i => (byte)(i * 37 % 256))];
        double[] scaled = [.. pixels.Select((pixel, i) => ((pixel / 2.0) - mean[i % 3]) / deviation[i % 3])];
        double[] expected = new Predictor<float>(network, Preprocessing.None(), new Softmax()).Predict(Samples.From(scaled, 90));
        double[] predicted = new Predictor<float>(model).Predict(Samples.From(pixels, 90));
        Assert.All(expected.Zip(predicted), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void One_output_with_two_classes_is_a_logit_and_a_file_names_them()
    {
        string onnx = Export("linear 1", [2], out _);
        CliFolder.Run("import", onnx, "--classes", folder.Write("names.txt", "no\n\nyes\n"), "--out", folder["m.safetensors"]).Ok();
        var model = ModelFile.Open(folder["m.safetensors"]);
        Assert.Equal(["no", "yes"], model.Preprocessing.Classes.AsEnumerable());
        Assert.Equal(new Sigmoid(), model.Training.Loss.Link);
    }

    [Theory]
    [InlineData("--classes names 2 different classes, but the model has 3 outputs", "--classes", "a,b")]
    [InlineData("--classes names 2 different classes", "--classes", "a,a,b")]
    [InlineData("--scale is 0", "--scale", "0")]
    [InlineData("--scale takes numbers such as 255, not 'x'", "--scale", "x")]
    [InlineData("images of 3 channels: a mean and a deviation for each", "--mean", "1,2")]
    [InlineData("--deviation holds a 0", "--deviation", "1,0,1")]
    public void What_does_not_fit_a_model_is_refused(string message, string option, string value) => Assert.Contains(
        message,
        CliFolder.Run("import", Export("conv2d 4 3, relu, global-average-pool, linear 3", [6, 5, 3], out _), option, value, "--out",
            folder["m.safetensors"]).Refusal(), StringComparison.Ordinal);

    private string Export(string layers, Shape input, out Network<float> network)
    {
        network = new Network<float>(Model.Parse(layers, input, 3), seed: 5);
        string path = folder["net.onnx"];
        File.WriteAllBytes(path, OnnxExport.Write(network, Preprocessing.None(), null, new OnnxOptions(WithPreprocessing: false)));
        return path;
    }
}
