using System.Collections.Immutable;
using System.CommandLine;
using System.Numerics;
using Downhill.Onnx;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill import FILE --out model.safetensors</c>: converts a model or weights of another program to a model file.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        var source = Options.Argument("FILE",
            "An ONNX model; or weights of PyTorch or Keras (.safetensors, .npz, .npy) for the layers of --into");
        var outFile = Options.Text("--out", "FILE", "The model file to write");
        outFile.Required = true;
        var into = Options.Text("--into", "MODEL", "Weights: the network, as model.json or as a model with the same layers");
        var pairs = Options.Names("--map", "LAYER=NAME",
            "Weights: the tensors of a layer, if names and shapes are ambiguous: linear2=classifier.1");
        var loss = Options.Text("--loss", "LOSS",
            "Weights: the loss of model.json, which defines the meaning of the outputs (default: mean-squared-error)");
        var meaning = new ImportedMeaning();
        var quiet = Options.Quiet();
        var command = new Command("import", "Convert an ONNX model, or weights of PyTorch or Keras, to a model file") { source, outFile,
            into, pairs, loss };
        meaning.AddTo(command);
        command.Add(quiet);
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(source), path = parsed.GetRequiredValue(outFile)!;
            bool isWeights = parsed.GetValue(into) is not null, isJson = IsJson(parsed.GetValue(into) ?? string.Empty);
            string[] given = parsed.GetValue(pairs) ?? [];
            Options.RefuseIdle(
                (!isWeights && given.Length > 0, "--map", "it needs weights and a network (--into)"),
                (!isJson && parsed.GetValue(loss) is not null, "--loss", "it needs a model.json (--into)"));
            meaning.RefuseIdle(parsed, isWeights, isJson);
            if (!isWeights && Path.GetExtension(file).ToLowerInvariant() is ".safetensors" or ".npz" or ".npy")
                throw new DownhillException($"{file} has weights without layers; name the layers with --into model.json.");
            ImmutableArray<ImportedTensor> tensors = [];
            ModelFile model = isWeights
                ? ReadWeights(file, parsed.GetValue(into)!, parsed.GetValue(loss), Pairs(given), out tensors)
                : meaning.Standardize(parsed, OnnxModel.Open(file)).ToModelFile(file);
            (Preprocessing preprocessing, TrainingOptions training) = meaning.Of(parsed, model);
            if (model.Dtype == "F64")
                ModelFile.Save(path, model.Load<double>(), preprocessing, training);
            else
                ModelFile.Save(path, model.Load<float>(), preprocessing, training);
            if (!parsed.GetValue(quiet))
            {
                foreach (ImportedTensor tensor in tensors)
                    terminal.Out.WriteLine(tensor.ToString());
                terminal.Out.WriteLine($"{model.Model.Places().Count:N0} layers in {path}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Lets every command that takes a model take an ONNX file too.</summary>
    public static void Register() => ModelFile.Register(".onnx", OnnxModel.OpenModelFile);

    private static bool IsJson(string path) => Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);

    private static ModelFile ReadWeights(string file, string into, string? loss, Dictionary<string, string> pairs,
        out ImmutableArray<ImportedTensor> tensors)
    {
        (Model model, Preprocessing? preprocessing, TrainingOptions training) = Layers(into, loss);
        bool isDouble = WeightImport.IsDouble(file);
        return isDouble ? Read<double>(out tensors) : Read<float>(out tensors);

        ModelFile Read<T>(out ImmutableArray<ImportedTensor> tensors)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (Network<T> network, tensors) = WeightImport.Read<T>(file, model, pairs);
            return ModelFile.Of(into, network, preprocessing ?? OnnxModel.DefaultPreprocessing(model, training.Loss.Link), training);
        }
    }

    private static (Model Model, Preprocessing? Preprocessing, TrainingOptions Training) Layers(string into, string? loss)
    {
        if (!IsJson(into))
        {
            var like = ModelFile.Open(RunFolder.FindModel(into));
            return (like.Model, like.Preprocessing, like.Training);
        }

        try
        {
            return (Model.FromJson(File.ReadAllText(into), into), null,
                new TrainingOptions(loss is null ? new MeanSquaredError() : Catalog.Losses.Parse(loss), new Adam()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DownhillException($"{into} cannot be read: {error.Message}", error);
        }
    }

    private static Dictionary<string, string> Pairs(string[] given)
    {
        var pairs = new Dictionary<string, string>();
        foreach (string pair in given)
        {
            int at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !pairs.TryAdd(pair[..at], pair[(at + 1)..]))
                throw new DownhillException(
                    $"--map takes a layer and the name of its tensors once each, such as linear2=classifier.1, not '{pair}'.");
        }

        return pairs;
    }
}
