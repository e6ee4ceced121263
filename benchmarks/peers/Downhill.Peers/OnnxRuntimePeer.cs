using System.Text.Json.Nodes;
using Downhill.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Downhill.Peers;

/// <summary>ONNX Runtime: a forward pass of the same network, exported by this project, into memory that stays where it is.</summary>
internal static class OnnxRuntimePeer
{
    public static JsonObject About(int threads) => new() { ["version"] = OrtEnv.Instance().GetVersionString(), ["threads"] = threads };

    public static (string Form, Action Run) Prepare(Work work, int threads)
    {
        if (work.Kind != "forward")
            throw new NotSupportedException("ONNX Runtime takes part in inference only.");
        int[] widths = work.Widths;
        var model = new Model([widths[0]], [.. widths.Skip(1).SelectMany((outputs, i) =>
            i == 0 ? (Layer[])[new Linear(outputs)] : [new Relu(), new Linear(outputs)])]);
        byte[] bytes = OnnxExport.Write(new Network<float>(model), Preprocessing.None(), null, new OnnxOptions(WithPreprocessing: false));
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        var session = new InferenceSession(bytes, options);
        var random = new Random(0);
        float[] input = [.. Enumerable.Range(0, work.Batch * widths[0]).Select(_ => random.NextSingle())];
        OrtValue x = OrtValue.CreateTensorValueFromMemory(input, [work.Batch, widths[0]]);
        OrtValue y = OrtValue.CreateTensorValueFromMemory(new float[work.Batch * widths[^1]], [work.Batch, widths[^1]]);
        var run = new RunOptions();
        string[] inputs = [.. session.InputNames], outputs = [.. session.OutputNames];
        OrtValue[] xs = [x], ys = [y];
        return ("all optimizations", () => session.Run(run, inputs, xs, outputs, ys));
    }
}
