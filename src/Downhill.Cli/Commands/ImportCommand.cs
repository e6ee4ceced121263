using System.CommandLine;
using Downhill.Onnx;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill import FILE --out model.safetensors</c>: a model that another program wrote, as one of this project.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("FILE") { Description = "An ONNX model" };
        var outFile = Options.Text("--out", "FILE", "The model file to write");
        outFile.Required = true;
        var quiet = Options.Quiet();
        var command = new Command("import", "Convert an ONNX model to layers and save it as a model file") { source, outFile, quiet };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(outFile)!;
            ModelFile model = OnnxModel.OpenModelFile(parsed.GetRequiredValue(source));
            if (model.Dtype == "F64")
                ModelFile.Save(path, model.Load<double>(), model.Preprocessing, model.Training);
            else
                ModelFile.Save(path, model.Load<float>(), model.Preprocessing, model.Training);
            if (!parsed.GetValue(quiet))
                terminal.Out.WriteLine($"{model.Model.Places().Count:N0} layers in {path}");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Lets every command that takes a model take an ONNX file too.</summary>
    public static void Register() => ModelFile.Register(".onnx", OnnxModel.OpenModelFile);
}
