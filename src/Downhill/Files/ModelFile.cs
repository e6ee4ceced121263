using System.Globalization;
using System.Numerics;

namespace Downhill;

/// <summary>
/// A trained model in a file: a plain safetensors file whose tensors are the parameters and running statistics and whose metadata holds a
/// format version, the model, the preprocessing and the training options. Nothing in it depends on the machine, the number of threads,
/// a path or the time, so equal runs give equal files.
/// </summary>
public sealed class ModelFile : IStoredModel
{
    /// <summary>The newest format that this version reads, which it also writes.</summary>
    public const int NewestFormat = 1;

    private const string FormatKey = "downhill.format", ModelKey = "downhill.model",
        PreprocessingKey = "downhill.preprocessing", TrainingKey = "downhill.training";

    private static readonly Dictionary<string, Func<string, ModelFile>> OtherFormats = new(StringComparer.OrdinalIgnoreCase);

    private readonly string path;
    private Network<float>? single;
    private Network<double>? full;

    private ModelFile(string path, int format, Model model, Preprocessing preprocessing, TrainingOptions training, string dtype)
    {
        this.path = path;
        Format = format;
        Model = model;
        Preprocessing = preprocessing;
        Training = training;
        Dtype = dtype;
    }

    /// <summary>The format the file was written in.</summary>
    public int Format { get; }

    /// <summary>The description of the network.</summary>
    public Model Model { get; }

    /// <summary>The preprocessing of raw rows and the meaning of outputs.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>The training options.</summary>
    public TrainingOptions Training { get; }

    /// <summary>The type of the stored parameters: <c>F32</c> or <c>F64</c>.</summary>
    public string Dtype { get; }

    /// <summary>Writes a model, completely or not at all.</summary>
    /// <exception cref="DownhillException">The file cannot be written.</exception>
    public static void Save<T>(string path, Network<T> network, Preprocessing preprocessing, TrainingOptions training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Writer(network, preprocessing, training).Save(path);

    internal static SafetensorsWriter Writer<T>(Network<T> network, Preprocessing preprocessing, TrainingOptions training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsWriter writer = new SafetensorsWriter()
            .AddMetadata(FormatKey, NewestFormat.ToString(CultureInfo.InvariantCulture))
            .AddMetadata(ModelKey, Description.Write(network.Model))
            .AddMetadata(PreprocessingKey, Description.Write(preprocessing))
            .AddMetadata(TrainingKey, Description.Write(training));
        foreach (Parameter<T> parameter in network.AllParameters)
            writer.Add(parameter.Name, [.. parameter.Shape.Select(extent => (long)extent)],
                () => (ReadOnlySpan<T>)parameter.Data.ToArray());
        foreach (Statistic<T> statistic in network.AllStatistics)
            writer.Add(statistic.Name, [.. statistic.Shape.Select(extent => (long)extent)],
                () => (ReadOnlySpan<T>)statistic.Data.ToArray());
        return writer;
    }

    /// <summary>Whether a safetensors file declares a model of this project, in any format version.</summary>
    public static bool IsModel(SafetensorsFile file) => file.Metadata.ContainsKey(FormatKey);

    /// <summary>Registers another file format with <see cref="Open"/>; call it once, at the start of a program.</summary>
    /// <param name="ending">The ending of such files: <c>.onnx</c>.</param>
    /// <param name="open">Reads one.</param>
    public static void Register(string ending, Func<string, ModelFile> open) => OtherFormats[ending] = open;

    /// <summary>Whether a file's name has the ending of another registered format.</summary>
    public static bool IsOtherFormat(string path) =>
        OtherFormats.Keys.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>A model file in memory with a name for messages.</summary>
    /// <exception cref="DownhillException">The preprocessing does not fit the network.</exception>
    public static ModelFile Of<T>(string name, Network<T> network, Preprocessing preprocessing, TrainingOptions training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        preprocessing.Require(network.Model, name);
        var file = new ModelFile(name, NewestFormat, network.Model, preprocessing, training, typeof(T) == typeof(double) ? "F64" : "F32");
        file.single = network as Network<float>;
        file.full = network as Network<double>;
        return file;
    }

    /// <summary>Reads the description; the parameters are read by <see cref="Load"/>.</summary>
    /// <exception cref="DownhillException">The file is missing, malformed, no model, or of a newer format.</exception>
    public static ModelFile Open(string path)
    {
        if (OtherFormats.TryGetValue(Path.GetExtension(path), out Func<string, ModelFile>? open))
            return open(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string format = Metadata(file, FormatKey, path);
        if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version < 1)
            throw new DownhillException($"{path}: {PlainText.Quote(format)} is not a format version.");
        if (version > NewestFormat)
            throw new DownhillException(
                $"{path} was written in format {version} by a newer version of Downhill; this one reads formats up to {NewestFormat}. "
                    + $"Update Downhill to use it.");

        Model model = Model.FromJson(Metadata(file, ModelKey, path), $"{path}, model");
        Preprocessing preprocessing = Description.Read<Preprocessing>(Metadata(file, PreprocessingKey, path), $"{path}, preprocessing");
        TrainingOptions training = Description.Read<TrainingOptions>(Metadata(file, TrainingKey, path), $"{path}, training");
        try
        {
            training.Validate();
        }
        catch (DownhillException error)
        {
            throw new DownhillException($"{path}, training: {error.Message}", error);
        }

        string dtype = file.Tensors.Count == 0 ? "F32" : file.Tensors[0].Dtype;
        RequireTensors(file, model, dtype, path);
        preprocessing.Require(model, path);
        return new ModelFile(path, version, model, preprocessing, training, dtype);
    }

    /// <summary>Creates the network with the stored parameters, rounded if T is narrower than the stored type.</summary>
    public Network<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (single is not null || full is not null)
            return single?.ConvertTo<T>() ?? full!.ConvertTo<T>();
        bool isSingle = Dtype == "F32";
        if (isSingle && typeof(T) != typeof(float))
            return Load<float>().ConvertTo<T>();
        if (!isSingle && typeof(T) != typeof(double))
            return Load<double>().ConvertTo<T>();

        using SafetensorsFile file = SafetensorsFile.Open(path);
        Network<T> network = Network<T>.Uninitialized(Model);
        foreach (Parameter<T> parameter in network.AllParameters)
            Read(file, parameter.Name, parameter.Data);
        foreach (Statistic<T> statistic in network.AllStatistics)
            Read(file, statistic.Name, statistic.Data);
        return network;

        static void Read(SafetensorsFile file, string name, Kernels.Buffer<T> to)
        {
            var numbers = new T[to.Length];
            file.Read(name, numbers);
            to.Write(numbers);
        }
    }

    /// <summary>Raw rows as a data set for this model.</summary>
    /// <exception cref="DownhillException">The rows are not of the model's size.</exception>
    public Dataset Raw(string name, Samples inputs, Targets targets) => new(name, Preprocessing.RawInput(Model), inputs, targets);

    /// <summary>Predicts rows in the precision of the model.</summary>
    /// <param name="rows">The rows before preprocessing.</param>
    /// <param name="threads">The number of threads; the result does not depend on it.</param>
    /// <returns>The predictions: <c>[rows, outputs]</c>.</returns>
    public double[] Predict(Samples rows, int threads = 1) =>
        Dtype == "F64" ? new Predictor<double>(this, threads).Predict(rows) : new Predictor<float>(this, threads).Predict(rows);

    /// <inheritdoc cref="Predict(Samples, int)"/>
    public double[] Predict(Dataset rows, int threads = 1) =>
        Dtype == "F64" ? new Predictor<double>(this, threads).Predict(rows) : new Predictor<float>(this, threads).Predict(rows);

    /// <summary>Measures the model on rows with known targets, in the precision of the model.</summary>
    /// <param name="rows">The rows before preprocessing.</param>
    /// <param name="threads">The number of threads; the result does not depend on it.</param>
    /// <param name="bootstrap">The intervals of the metrics; null for none.</param>
    public Metrics Evaluate(Dataset rows, int threads = 1, Bootstrap? bootstrap = null)
    {
        return Dtype == "F64" ? Evaluate<double>() : Evaluate<float>();

        Metrics Evaluate<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            new Evaluator<T>(Load<T>(), Preprocessing.Apply(rows), Training.Loss, threads, Preprocessing).Evaluate(bootstrap);
    }

    private static string Metadata(SafetensorsFile file, string key, string path) =>
        file.Metadata.TryGetValue(key, out string? value)
            ? value
            : throw new DownhillException(
                $"{path} is not a model of Downhill: its metadata has no '{key}'. 'downhill inspect' shows its content.");

    // Checked against the model before any memory is made for its parameters.
    private static void RequireTensors(SafetensorsFile file, Model model, string dtype, string path)
    {
        var expected = model.Parameters().Select(parameter => (parameter.Name, parameter.Spec.Shape))
            .Concat(model.Statistics().Select(statistic => (statistic.Name, statistic.Spec.Shape)))
            .ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);
        if (dtype is not ("F32" or "F64"))
            throw new DownhillException($"{path}: the tensor '{file.Tensors[0].Name}' is of type {dtype}; parameters are F32 or F64.");
        bool isCheckpoint = file.Metadata.ContainsKey(Checkpoint.Key);
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            if (isCheckpoint && tensor.Name.StartsWith(Checkpoint.Prefix, StringComparison.Ordinal))
                continue;
            if (!expected.Remove(tensor.Name, out Shape? shape))
                throw new DownhillException($"{path}: the tensor '{tensor.Name}' belongs to no layer of the model.");
            if (tensor.Dtype != dtype || !tensor.Shape.SequenceEqual(shape.Select(extent => (long)extent)))
                throw new DownhillException($"{path}: the tensor '{tensor.Name}' is {tensor}; the model needs {dtype} {shape}.");
        }

        if (expected.Count > 0)
            throw new DownhillException($"{path}: the tensor '{expected.Keys.First()}' is missing.");
    }
}
