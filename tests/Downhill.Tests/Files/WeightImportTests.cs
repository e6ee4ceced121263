using System.IO.Compression;

namespace Downhill.Tests;

/// <summary>Weights as PyTorch and Keras lay them, read into layers.</summary>
public sealed class WeightImportTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // LeNet with a batch norm, in PyTorch's names and order of axes; each number says where it belongs.
    [Fact]
    public void Weights_of_PyTorch_are_transposed_and_go_from_channels_to_places()
    {
        Model model = new([5, 4, 2],
            [new Conv2D(3, new PlaneSize(2, 3), 1, Padding.Valid), new BatchNorm(), new Relu(), new Flatten(), new Linear(4), new Relu(),
            new Linear(4)]);
        string file = Save(
            ("features.0.weight", [3, 2, 2, 3]), ("features.0.bias", [3]), ("features.1.weight", [3]), ("features.1.bias", [3]),
            ("features.1.running_mean", [3]),
            ("features.1.running_var", [3]), ("features.1.num_batches_tracked", []), ("classifier.1.weight", [4, 24]),
            ("classifier.1.bias", [4]), ("classifier.3.weight", [4, 4]), ("classifier.3.bias", [4]));

        (Network<float> network, var tensors) = WeightImport.Read<float>(file, model);

        float[] conv = network["conv2d1.weight"].Data.ToArray(), first = network["linear1.weight"].Data.ToArray(),
            second = network["linear2.weight"].Data.ToArray();
        for (int o = 0; o < 3; o++)
        {
            for (int c = 0; c < 2; c++)
            {
                for (int tap = 0; tap < 6; tap++)
                    Assert.Equal(Number("features.0.weight", (((o * 2) + c) * 6) + tap), conv[(((tap * 2) + c) * 3) + o]);
            }
        }

        for (int o = 0; o < 4; o++)
        {
            for (int place = 0; place < 8; place++)
            {
                for (int c = 0; c < 3; c++)
                    Assert.Equal(Number("classifier.1.weight", (o * 24) + (c * 8) + place), first[(((place * 3) + c) * 4) + o]);
            }

            for (int i = 0; i < 4; i++)
                Assert.Equal(Number("classifier.3.weight", (o * 4) + i), second[(i * 4) + o]);
        }

        Assert.Equal([Number("features.1.weight", 0), Number("features.1.weight", 1), Number("features.1.weight", 2)],
            network["batch-norm1.scale"].Data.ToArray());
        Assert.Equal(Number("features.1.running_var", 2),
            network.AllStatistics.Single(statistic => statistic.Name == "batch-norm1.variance").Data[2]);
        Assert.Equal(10, tensors.Length);
        Assert.Equal("conv2d1.weight [2, 3, 2, 3] = features.0.weight [3, 2, 2, 3], axes in the order (2, 3, 1, 0)", tensors[0].ToString());
        Assert.Equal("linear1.weight [24, 4] = classifier.1.weight [4, 24], transposed and from channel after channel to place after "
            + "place of 4 × 2 × 3", tensors[6].ToString());
        Assert.Equal("linear2.bias [4] = classifier.3.bias [4]", tensors[9].ToString());
    }

    [Fact]
    public void Numbers_of_two_bytes_are_read()
    {
        string file = folder["half.safetensors"];
        new SafetensorsWriter().Add<Half>("fc.weight", [1, 2], new Half[] { (Half)1.5, (Half)(-0.25) })
            .Add<Half>("fc.bias", [1], new Half[] { (Half)3 }).Save(file);
        Assert.Equal([1.5f, -0.25f, 3], WeightImport.Read<float>(file, new Model([2], [new Linear(1)])).Network.Parameters.ToArray());
        new SafetensorsWriter().AddBytes("fc.weight", "BF16", [1, 2], BrainFloats(1.5f, -0.25f))
            .AddBytes("fc.bias", "BF16", [1], BrainFloats(3)).Save(file);
        Assert.Equal([1.5f, -0.25f, 3], WeightImport.Read<float>(file, new Model([2], [new Linear(1)])).Network.Parameters.ToArray());

        static byte[] BrainFloats(params float[] numbers) => [.. numbers.SelectMany(number => BitConverter.GetBytes(number)[2..])];
    }

    [Fact]
    public void Weights_that_Keras_gave_NumPy_are_read_in_order()
    {
        using (var archive = ZipFile.Open(folder["k.npz"], ZipArchiveMode.Create))
        {
            Add(archive, "arr_0", [2, 2], [1, 2, 3, 4]);
            Add(archive, "arr_1", [2], [5, 6]);
            Add(archive, "arr_2", [2, 1], [7, 8]);
            Add(archive, "arr_10", [1], [9]);
        }

        Model model = new([2], [new Linear(2), new Tanh(), new Linear(1)]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], WeightImport.Read<float>(folder["k.npz"], model).Network.Parameters.ToArray());
    }

    // Layers of one shape whose names differ in numbers: 2 comes before 10, and what has no number before both.
    [Fact]
    public void Layers_are_taken_in_the_order_of_their_numbers()
    {
        string file = Save(("dense_10.kernel", [2, 2]), ("dense_2.kernel", [2, 2]), ("dense_1.kernel", [2, 2]));
        Model model = new([2], [.. Enumerable.Repeat(new Linear(2, HasBias: false), 3)]);
        Assert.Equal(["dense_1.kernel", "dense_2.kernel", "dense_10.kernel"],
            WeightImport.Read<float>(file, model).Tensors.Select(tensor => tensor.Source));
    }

    // Column-major numbers of the other byte order, as numpy.save writes np.asfortranarray(np.array([[1, 2], [3, 4]], '>f8')).
    [Fact]
    public void Arrays_of_either_order_are_read()
    {
        var bytes = new List<byte>([0x93, .. "NUMPY"u8, 1, 0, 118, 0,
            .. System.Text.Encoding.ASCII.GetBytes("{'descr': '>f8', 'fortran_order': True, 'shape': (2, 2), }".PadRight(117) + "\n")]);
        foreach (double number in (double[])[1, 3, 2, 4])
            bytes.AddRange(BitConverter.GetBytes(number).Reverse());
        using var stream = new MemoryStream([.. bytes]);
        Assert.Equal([1, 2, 3, 4], NpyArray.ReadHeader(stream, "a.npy").ReadNumbers(stream, 4));
    }

    [Fact]
    public void Weights_written_for_NumPy_come_back_with_the_same_bits()
    {
        var network = new Network<float>(new Model([4, 4, 2],
            [new Conv2D(2, 2), new BatchNorm(), new Flatten(), new Linear(32), new Linear(32)]), seed: 3);
        NpzWeights.Save(folder["w.npz"],
            ModelFile.Of("m", network, Preprocessing.None(), new TrainingOptions(new MeanSquaredError(), new Adam())));
        Assert.Equal(network.Parameters.ToArray(), WeightImport.Read<float>(folder["w.npz"], network.Model).Network.Parameters.ToArray());
    }

    [Fact]
    public void What_is_not_clear_is_refused_by_name_and_can_be_said()
    {
        Model model = new([3], [new Linear(3), new Tanh(), new Linear(3)]);
        string file = Save(("encoder.weight", [3, 3]), ("encoder.bias", [3]), ("decoder.weight", [3, 3]), ("decoder.bias", [3]));
        Assert.Equal(
            $"{file}: 'linear1' may be 'decoder' or 'encoder': their shapes are alike and their names do not tell. Say which, "
                + $"as in linear1=decoder",
            Assert.Throws<DownhillException>(() => WeightImport.Read<float>(file, model)).Message);
        (Network<float> network, _) = WeightImport.Read<float>(file, model, new Dictionary<string, string> { ["linear1"] = "encoder" });
        Assert.Equal(Number("encoder.weight", 1), network["linear1.weight"].Data[3]);
        Assert.Equal(Number("decoder.weight", 1), network["linear2.weight"].Data[3]);
    }

    [Fact]
    public void What_is_missing_and_what_is_left_is_refused_by_name()
    {
        string file = Save(("fc.weight", [2, 3]), ("fc.bias", [2]), ("head.weight", [7, 7]));
        Assert.Contains(
            "no tensors fit 'linear2', which needs weight [2, 5] and bias [5]",
            Assert.Throws<DownhillException>(() => WeightImport.Read<float>(file, new Model([3], [new Linear(2), new Linear(5)]))).Message);
        Assert.Contains(
            "the tensor 'head.weight' [7, 7] belongs to no layer of the model",
            Assert.Throws<DownhillException>(() => WeightImport.Read<float>(file, new Model([3], [new Linear(2)]))).Message);
    }

    [Fact]
    public void The_verb_import_says_which_tensor_became_what()
    {
        string file = Save(("net.0.weight", [4, 3]), ("net.0.bias", [4]), ("net.2.weight", [2, 4]), ("net.2.bias", [2]));
        string model = folder.Write("model.json",
            """{"input": [3], "layers": [{"type": "linear", "outputs": 4}, {"type": "relu"}, {"type": "linear", "outputs": 2}]}""");
        CliResult result = CliFolder.Run("import", file, "--into", model, "--loss", "softmax-cross-entropy", "--out",
            folder["m.safetensors"]).Ok();
        Assert.Contains("linear2.weight [4, 2] = net.2.weight [2, 4], transposed", result.Output);
        Assert.Contains("0", CliFolder.Run("predict", folder["m.safetensors"], folder.Write("rows.csv", "column1,column2,column3\n1,2,3\n"))
            .Ok().Output);
        Assert.Contains("has weights without layers", CliFolder.Run("import", file, "--out", folder["n.safetensors"]).Refusal());
        Assert.Contains("the model has no layer 'linear9'",
            CliFolder.Run("import", file, "--into", model, "--map", "linear9=net.0", "--out", folder["n.safetensors"]).Refusal());
    }

    private static void Add(ZipArchive archive, string name, int[] shape, double[] numbers)
    {
        using Stream stream = archive.CreateEntry(name + ".npy").Open();
        NpyArray.Write(stream, Shape.Create(shape), numbers, isDouble: false);
    }

    private static float Number(string name, int index) => (name.Sum(letter => letter) % 97) + (index / 64f);

    private string Save(params (string Name, long[] Shape)[] tensors)
    {
        var writer = new SafetensorsWriter();
        foreach ((string name, long[] shape) in tensors)
        {
            if (shape.Length == 0)
                writer.Add<long>(name, [], new long[] { 7 });
            else
                writer.Add<float>(name, shape, Enumerable.Range(0, (int)shape.Aggregate((one, other) => one * other))
                    .Select(i => Number(name, i)).ToArray());
        }

        writer.Save(folder["state.safetensors"]);
        return folder["state.safetensors"];
    }
}
