using System.CommandLine;
using Downhill.CSharp;
using Downhill.Onnx;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill export MODEL --out FILE</c>: writes the model in a format that other programs can run.</summary>
internal static class ExportCommand
{
    // The names of the formats, each with how its files' names end.
    private static readonly (string Name, string Ending)[] Formats = [("onnx", ".onnx"), ("csharp", ".cs"), ("npz", ".npz")];

    public static Command Create(Terminal terminal)
    {
        var model = Options.Model();
        var outFile = Options.Text("--out", "FILE", "The file to write; its extension chooses the format: .onnx, .cs, .npz");
        outFile.Required = true;
        var format = Options.Choice("--format", "The format (default: by the file's extension)", [.. Formats.Select(one => one.Name)]);
        var opset = Options.Whole("--opset", $"ONNX: the version of the operators (default: {new OnnxOptions().Opset})",
            OnnxExport.OldestOpset, OnnxExport.NewestOpset);
        var bare = Options.Flag("--without-preprocessing", "ONNX: take preprocessed numbers as input instead of raw columns");
        var name = Options.Text("--class", "NAME", "C#: the name of the class (default: the name of the file, with a capital)");
        var space = Options.Text("--namespace", "NAME", "C#: the namespace of the class");
        var quiet = Options.Quiet();
        var command = new Command("export", "Export a model as ONNX, as one C# file without dependencies, or its weights as NumPy arrays")
        {
            model, outFile, format, name, space, opset, bare, quiet,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(outFile)!;
            string kind = parsed.GetValue(format) ?? FormatOf(path);
            ModelFile file = ModelFile.Open(RunFolder.FindModel(parsed.GetRequiredValue(model)));
            string done = kind == "csharp" ? SaveCSharp(path, file, parsed.GetValue(name), parsed.GetValue(space))
                : kind == "npz" ? SaveNpz(path, file)
                : SaveOnnx(path, file, new OnnxOptions(parsed.GetValue(opset) ?? new OnnxOptions().Opset, !parsed.GetValue(bare)));
            if (!parsed.GetValue(quiet))
                terminal.Out.WriteLine($"{done} in {path}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static string SaveOnnx(string path, ModelFile file, OnnxOptions options)
    {
        OnnxExport.Save(path, file, options);
        return $"ONNX with operators of version {options.Opset}";
    }

    private static string SaveNpz(string path, ModelFile file)
    {
        NpzWeights.Save(path, file);
        return "The weights";
    }

    private static string SaveCSharp(string path, ModelFile file, string? name, string? space)
    {
        var options = new CSharpOptions(name ?? CSharpOptions.ForFile(path).ClassName, space ?? string.Empty);
        CSharpExport.Save(path, file, options);
        return $"The class {options.ClassName}";
    }

    private static string FormatOf(string path)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        return Array.Find(Formats, format => format.Ending == ending).Name ?? throw new DownhillException(
            $"No format belongs to the ending '{ending}' of {path}; "
                + $"known are {string.Join(", ", Formats.Select(format => format.Ending))}. Or choose one with --format.");
    }
}
