using Downhill.Onnx;

namespace Downhill.Fuzzing;

/// <summary>Readers of binary files.</summary>
internal static class BinaryTargets
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("downhill-fuzz-").FullName;

    public static Target Idx { get; } =
        new("idx", ReadIdx, [[0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3], [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]],
        []);

    public static Target Safetensors { get; } =
        new("safetensors", ReadSafetensors, [Small()],
        ["F32", "F64", "I64", "F4", "\"shape\":[", "\"data_offsets\":[0,", "\"__metadata__\":{", "\"dtype\":\"F32\""]);

    public static Target Model { get; } =
        new("model", ReadModel, [SmallModel(isTable: false), SmallModel(isTable: true)],
        ["\\\"type\\\":", "\\\"linear\\\"", "[", "null", "1e999", "-1", "\\\"encodings\\\":"]);

    public static Target Onnx { get; } =
        new("onnx", bytes => OnnxModel.Read(bytes, "model.onnx", Folder),
        [Exported("linear 3, tanh, linear 2"), Exported("batch-norm, linear 3, relu, layer-norm, linear 1"),
        Exported("reshape 2 2 1, conv2d 2 2, batch-norm, relu, max-pool 2, flatten, linear 1")],
        ["Gemm", "MatMul", "Add", "Relu", "Constant", "Reshape", "Conv"]);

    public static Target Npz { get; } =
        new("npz", ReadNpz, [Weights(), .. Arrays()],
        ["'descr': '<f8'", "'>f2'", "'fortran_order': True", "'shape': (", "9999999999,", ".npy"]);

    public static Target Numpy { get; } =
        new("numpy", ReadData, [Data("<f4", [3, 2], "<i8", [3]), Data(">f8", [2, 2, 2], "|u1", [2]), Data("|u1", [2, 1, 2, 1], "<U2", [2])],
        ["x.npy", "y.npy", "x_test", "'<U4'", "'|S3'", "'|O'", "'fortran_order': True", "'shape': (", "2147483648, ", "(0,"]);

    private static void ReadData(byte[] bytes)
    {
        string path = Path.Combine(Folder, "data.npz");
        File.WriteAllBytes(path, bytes);
        Samples inputs = NumpyData.ReadInputs(path);
        var data = NumpyData.Read(path);
        if (data.Last.Inputs.Rows != inputs.Rows || data.Last.Targets.Rows != inputs.Rows)
            throw new FindException($"{inputs.Rows} rows of inputs, {data.Last.Targets.Rows} targets.");
    }

    // An archive with inputs and targets whose bytes are 0 and 1.
    private static byte[] Data(string inputs, int[] shape, string targets, int[] rows)
    {
        using var stream = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string type, int[] extents) in new[] { ("x", inputs, shape), ("y", targets, rows) })
            {
                int size = (type[2] - '0') * (type[1] == 'U' ? 4 : 1);
                string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", extents)},), }}\n";
                using Stream entry = archive.CreateEntry($"{name}.npy", System.IO.Compression.CompressionLevel.NoCompression).Open();
                entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header.Select(c => (byte)c),
                    .. Enumerable.Range(0, extents.Aggregate((one, other) => one * other) * size).Select(i => (byte)(i / size % 2))]);
            }
        }

        return stream.ToArray();
    }

    // An archive of arrays, or one array alone.
    private static void ReadNpz(byte[] bytes)
    {
        const int most = 4096;
        if (bytes is [0x93, ..])
        {
            using var one = new MemoryStream(bytes);
            var array = NpyArray.ReadHeader(one, "a.npy");
            if (array.Shape.Aggregate(1L, (product, extent) => product > most ? product : product * extent) is <= most and long count)
                _ = array.ReadNumbers(one, (int)count);
            return;
        }

        using var source = TensorSource.OfNpz("w.npz", new MemoryStream(bytes));
        foreach (SourceTensor tensor in source.Tensors.Where(tensor => tensor.Count <= most))
        {
            if (tensor.Read((int)tensor.Count).Length != tensor.Count)
                throw new FindException($"{tensor} has another number of numbers.");
        }
    }

    private static byte[] Weights()
    {
        string path = Path.Combine(Folder, "w.npz");
        var network = new Network<float>(new Model([2], [new Linear(2), new BatchNorm()]), seed: 1);
        NpzWeights.Save(path, ModelFile.Of("m", network, Preprocessing.None(), new TrainingOptions(new MeanSquaredError(), new Adam())));
        return File.ReadAllBytes(path);
    }

    private static IEnumerable<byte[]> Arrays() => ((bool[])[true, false]).Select(isDouble =>
    {
        using var stream = new MemoryStream();
        NpyArray.Write(stream, [2, 3], [1, 2, 3, 4, 5, 6], isDouble);
        return stream.ToArray();
    });

    // The file itself and the same packed; what is read has as many numbers as its extents say.
    private static void ReadIdx(byte[] bytes)
    {
        string path = Path.Combine(Folder, "idx");
        File.WriteAllBytes(path, bytes);
        var array = IdxArray.Read(path);
        if (array.Values.Length != array.Extents.Aggregate(1L, (product, extent) => product * extent)
            || (bytes[0] == 0 && array.Values.Length + 4 + (4 * array.Extents.Length) != bytes.Length))
            throw new FindException($"{array.Values.Length} numbers of {bytes.Length} bytes.");
        using MappedFile mapped = MappedFile.Open(path);
        if (bytes[0] == 0 && Downhill.Idx.MapImages(mapped).Rows != array.Extents[0])
            throw new FindException("A mapped file has other rows.");
    }

    private static void ReadSafetensors(byte[] bytes)
    {
        using var file = SafetensorsFile.Open(new MemoryStream(bytes), "file");
        long all = 0;
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            file.ReadBytes(tensor.Name, 0, new byte[tensor.ByteCount]);
            all += tensor.ByteCount;
        }

        if (all + 8 + BitConverter.ToInt64(bytes) != bytes.Length)
            throw new FindException($"{all} bytes of tensors in a file of {bytes.Length}.");
    }

    // The largest network that a file of this size can hold the numbers of has a few thousand.
    private static void ReadModel(byte[] bytes)
    {
        string path = Path.Combine(Folder, "model.safetensors");
        File.WriteAllBytes(path, bytes);
        var file = ModelFile.Open(path);
        Network<float> network = file.Load<float>();
        int columns = file.Preprocessing.RawInput(file.Model).Size;
        double[] answers = new Predictor<float>(network, file.Preprocessing, file.Training.Loss.Link)
            .Predict(Samples.From(new double[2 * columns], columns));
        if (answers.Length != 2 * file.Model.OutputShape().Size)
            throw new FindException($"{answers.Length} answers for two rows.");
    }

    private static byte[] Small()
    {
        string path = Path.Combine(Folder, "small.safetensors");
        new SafetensorsWriter().AddMetadata("format", "1").Add<float>("weight", [3, 2], new float[6])
            .Add<double>("bias", [2], new double[2]).Save(path);
        return File.ReadAllBytes(path);
    }

    private static byte[] SmallModel(bool isTable)
    {
        string path = Path.Combine(Folder, "trained.safetensors");
        Preprocessing plain = Preprocessing.None("no", "yes"), table = Preprocessing.Of(
            [new NumberEncoding("a", 0, 1, HasIndicator: true, Knots: [0, 1, 3]), new CategoryEncoding("c", ["x", "y"], HasOther: true),
                new BooleanEncoding("b", "no", "yes"), new DateEncoding("d", "yyyy-MM-dd", 19_000, 30, true, true, false)], "t",
                ["no", "yes"]);
        int width = isTable ? table.Encodings!.Sum(encoding => encoding.Width) : 3;
        var network = new Network<float>(Downhill.Model.Parse("linear 3, batch-norm, tanh, linear 1", [width], 1), seed: 1);
        ModelFile.Save(path, network, isTable ? table : plain, new TrainingOptions(new BinaryCrossEntropy(), new Adam()));
        return File.ReadAllBytes(path);
    }

    private static byte[] Exported(string layers) =>
        OnnxExport.Write(new Network<float>(Downhill.Model.Parse(layers, [4], 2), seed: 1), Preprocessing.None(), null,
            new OnnxOptions(WithPreprocessing: false));
}
