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
}
