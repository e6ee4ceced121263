using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;

namespace Downhill.Serving;

/// <summary>One state of a model file: its inputs, and a predictor for it.</summary>
internal sealed class ServedModel
{
    private readonly Func<Samples, double[]> predict;

    private ServedModel(ModelFile file, Func<Samples, double[]> predict)
    {
        this.predict = predict;
        Preprocessing = file.Preprocessing;
        Columns = file.Preprocessing.RawInput(file.Model).Size;
        Outputs = file.Model.OutputShape().Size;
        Reader = new RowReader(file.Preprocessing, Columns);
        Classes = [.. file.Preprocessing.Classes.Select(Answers.Encode)];
    }

    public Preprocessing Preprocessing { get; }

    /// <summary>The number of raw values in a row.</summary>
    public int Columns { get; }

    public int Outputs { get; }

    public RowReader Reader { get; }

    /// <summary>The names of the classes as they stand in answers.</summary>
    public ImmutableArray<JsonEncodedText> Classes { get; }

    public static ServedModel Load(string path)
    {
        ModelFile file = ModelFile.Open(RunFolder.FindModel(path));
        if (file.Preprocessing.Image is ImageEncoding image)
            throw new DownhillException(
                $"{path} takes the images of the column '{image.Name}' beside other columns, which a request cannot hold; "
                    + $"predict a table that lists the image files, or export the model as ONNX.");
        return new ServedModel(file, file.Dtype == "F64" ? Predictor<double>(file) : Predictor<float>(file));
    }

    /// <summary>Predictions for raw rows, row by row.</summary>
    public double[] Predict(double[] raw) => predict(Samples.From(raw, Columns));

    private static Func<Samples, double[]> Predictor<T>(ModelFile file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var predictor = new Predictor<T>(file.Load<T>(), file.Preprocessing, file.Training.Loss.Link);
        return predictor.Predict;
    }
}
