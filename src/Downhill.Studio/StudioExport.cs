using Downhill.CSharp;
using Downhill.Onnx;

namespace Downhill.Studio;

/// <summary>A format in which the playground exports a network: the same file as <c>downhill export</c> writes.</summary>
/// <param name="Title">The text of the menu.</param>
/// <param name="File">The name of the file.</param>
/// <param name="Save">Writes a model to a path.</param>
public sealed record StudioExport(string Title, string File, Action<string, ModelFile> Save)
{
    /// <summary>Every format.</summary>
    public static IReadOnlyList<StudioExport> All { get; } =
    [
        new("C# (one file)", "Network.cs", (path, model) => CSharpExport.Save(path, model, new CSharpOptions("Network"))),
        new("ONNX", "network.onnx", (path, model) => OnnxExport.Save(path, model, new OnnxOptions())),
    ];
}
