using System.CommandLine;
using System.Globalization;
using Downhill.Onnx;

namespace Downhill.Cli;

/// <summary>Facts that a file of another program does not contain: the names of classes, and the scaling of pixels in training.</summary>
internal sealed class ImportedMeaning
{
    private readonly Option<string?> classes = Options.Text("--classes", "A,B,…|FILE",
        "The names of the classes in the order of the outputs, or a file with one on each line; outputs without a softmax are logits then"),
        scale = Options.Text("--scale", "N", "The inputs were divided by it, such as 255 for pixels from 0 to 1"),
        mean = Options.Text("--mean", "R,G,B", "ONNX: subtracted from each channel after that, such as 0.485,0.456,0.406"),
        deviation = Options.Text("--deviation", "R,G,B", "ONNX: each channel was divided by it after that, such as 0.229,0.224,0.225"),
        fit = Options.Choice("--fit", "How pictures of another size are brought to the model's (default: resize)",
            [.. Enum.GetNames<ImageFit>().Select(name => name.ToLowerInvariant())]);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[classes, scale, mean, deviation, fit])
            command.Add(option);
    }

    public void RefuseIdle(ParseResult parsed, bool isWeights, bool isJson)
    {
        bool keeps = isWeights && !isJson;
        foreach (Option<string?> option in (Option<string?>[])[classes, scale, fit])
            Options.RefuseIdle((keeps && parsed.GetValue(option) is not null, option.Name, "the preprocessing of the model is kept"));
        foreach (Option<string?> option in (Option<string?>[])[mean, deviation])
            Options.RefuseIdle((isWeights && parsed.GetValue(option) is not null, option.Name, "the layers are given (--into)"));
    }

    /// <summary>The model with a standardization of its channels in front, if one is requested.</summary>
    public OnnxModel Standardize(ParseResult parsed, OnnxModel model)
    {
        double[] less = Numbers(parsed, mean), by = Numbers(parsed, deviation);
        if (less.Length == 0 && by.Length == 0)
            return model;
        if (by.Contains(0))
            throw new DownhillException("--deviation holds a 0, by which nothing can be divided.");
        return model.Standardize(
            less.Length > 0 ? less : new double[by.Length], by.Length > 0 ? by : [.. Enumerable.Repeat(1.0, less.Length)]);
    }

    /// <summary>The preprocessing and the loss of the model, with the requested meaning.</summary>
    public (Preprocessing Preprocessing, TrainingOptions Training) Of(ParseResult parsed, ModelFile model)
    {
        (Preprocessing preprocessing, TrainingOptions training) = (model.Preprocessing, model.Training);
        if (Numbers(parsed, scale) is [var by])
            preprocessing = by > 0 ? preprocessing with { Deviation = [by] }
                : throw new DownhillException($"--scale is {by}; it must be above 0, such as 255.");
        if (parsed.GetValue(fit) is string word)
        {
            ImageReading reading = ImageReading.Of(preprocessing.RawInput(model.Model)) ?? throw new DownhillException(
                $"--fit is for pictures, but the model takes rows of shape {preprocessing.RawInput(model.Model)}.");
            preprocessing = preprocessing with { Images = reading with { Fit = Enum.Parse<ImageFit>(word, ignoreCase: true) } };
        }

        if (parsed.GetValue(classes) is not string text)
            return (preprocessing, training);
        string[] names = File.Exists(text)
            ? [.. File.ReadLines(text).Select(line => line.Trim()).Where(line => line.Length > 0)]
            : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        int outputs = model.Model.OutputShape().Size;
        bool fits = names.Length >= 2 && (names.Length == outputs || (names.Length == 2 && outputs == 1));
        if (!fits || names.Distinct().Count() != names.Length)
            throw new DownhillException(
                $"--classes names {names.Distinct().Count()} different classes, but the model has {outputs} "
                    + $"{(outputs == 1 ? "output, which is for two" : "outputs, one for each class")}.");
        if (training.Loss.Link is null)
            training = training with { Loss = outputs == 1 ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy() };
        return (preprocessing with { Classes = [.. names] }, training);
    }

    private static double[] Numbers(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not string text ? []
        : [.. text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
            ? number
            : throw new DownhillException($"{option.Name} takes numbers such as {(option.Name == "--scale" ? "255" : "0.5,0.5,0.5")}, "
                + $"not '{text}'."))];
}
