using System.IO.Compression;

namespace Downhill.Tests;

public sealed class IdxMapTests : IDisposable
{
    private const int Rows = 600, Side = 6;

    private readonly CliFolder folder = new();

    public IdxMapTests()
    {
        Write("train", Rows);
        Write("t10k", 100);
        using FileStream images = File.OpenRead(folder["train-images-idx3-ubyte"]);
        using var packed = new GZipStream(File.Create(folder["packed-images-idx3-ubyte.gz"]), CompressionLevel.Fastest);
        images.CopyTo(packed);
        File.Copy(folder["train-labels-idx1-ubyte"], folder["packed-labels-idx1-ubyte"]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Images_left_in_their_file_are_the_same_rows()
    {
        Dataset read = Idx.ReadDataset(folder["train-images-idx3-ubyte"]);
        using MappedFile file = MappedFile.Open(folder["train-images-idx3-ubyte"]);
        Dataset mapped = Idx.Map(file);
        Assert.Equal(("[6, 6]", Rows, true), (mapped.Input.ToString(), mapped.Rows, mapped.Inputs.AreBytes));
        Assert.Equal(read.Targets.Classes, mapped.Targets.Classes);
        Assert.Equal(Preprocessing.Fit(read), Preprocessing.Fit(mapped));
        Same(read.Inputs, mapped.Inputs);
        Same(read.Inputs, Idx.MapImages(file));
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", "float")]
    [InlineData("train-images-idx3-ubyte", "double")]
    [InlineData("", "float")]
    public void A_streamed_run_saves_the_same_bytes(string name, string precision)
    {
        string[] options = [folder[name], "--epochs", "2", "--model", "linear 8, relu, linear", "--precision", precision];
        string memory = folder.Train("memory", options), streamed = folder.Train("streamed", [.. options, "--stream"]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(memory, "model.safetensors")),
            File.ReadAllBytes(Path.Combine(streamed, "model.safetensors")));
        Assert.Equal(Metrics(memory), Metrics(streamed));
    }

    [Fact]
    public void Standardizing_column_by_column_trains_to_the_same_bits_from_a_file()
    {
        double[] mean = [.. Enumerable.Range(0, Side * Side).Select(i => i / 3.0)],
            deviation = [.. Enumerable.Range(0, Side * Side).Select(i => 50.0 + i)];
        Dataset read = Idx.ReadDataset(folder["train-images-idx3-ubyte"]);
        using MappedFile file = MappedFile.Open(folder["train-images-idx3-ubyte"]);
        Assert.Equal(Trained(read), Trained(Idx.Map(file)));

        float[] Trained(Dataset data)
        {
            var network = new Network<float>(Examples.Model("flatten, linear 7, tanh, linear 4", Side, Side));
            new Trainer<float>(network, data.With(data.Inputs.Standardize(mean, deviation)),
                new TrainingOptions(new SoftmaxCrossEntropy(), new Adam(), Epochs: 2)).Train();
            return network.Parameters.Span.ToArray();
        }
    }

    [Fact]
    public void Packed_images_are_refused_with_what_to_do()
    {
        string path = folder["packed-images-idx3-ubyte.gz"];
        string refusal = CliFolder.Run("train", path, "--stream", "--out", folder["run"]).Refusal();
        Assert.Contains($"is compressed with gzip and cannot be streamed from disk; decompress it first: gunzip {path}", refusal,
            StringComparison.Ordinal);
        folder.Train("run", path, "--epochs", "1");
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("table.csv")]
    public void Rows_that_lie_in_no_such_file_are_not_streamed(string name)
    {
        folder.Write("table.csv", CliData.Flowers());
        string refusal = CliFolder.Run("train", name == "iris" ? name : folder[name], "--stream", "--out", folder["run"]).Refusal();
        Assert.Contains("(--stream) needs uncompressed IDX files", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_or_of_another_kind_is_refused_before_any_row_is_read()
    {
        string path = folder["train-images-idx3-ubyte"];
        using (FileStream file = new(path, FileMode.Open, FileAccess.Write))
            file.SetLength(file.Length - 1);
        using MappedFile cut = MappedFile.Open(path), labels = MappedFile.Open(folder["train-labels-idx1-ubyte"]);
        Assert.Contains("should hold 21,616 bytes for [600, 6, 6], as its header says, but the file has 21,615",
            Refusal(() => Idx.Map(cut)), StringComparison.Ordinal);
        Assert.Contains("Is it a labels file?", Refusal(() => Idx.Map(labels, folder["train-labels-idx1-ubyte"])),
            StringComparison.Ordinal);
    }

    private static string Refusal(Func<object> action) => Assert.Throws<DownhillException>(action).Message;

    private static string Metrics(string run) =>
        System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["metrics"]!.ToJsonString();

    private static void Same(Samples one, Samples other)
    {
        int[] all = [.. Enumerable.Range(0, Rows)];
        float[] a = new float[Rows * Side * Side], b = new float[a.Length];
        one.Gather(all, a);
        other.Gather(all, b);
        Assert.Equal(a, b);
    }

    // Four classes; the brightest pixels tell which.
    private void Write(string part, int rows)
    {
        var images = new byte[rows * Side * Side];
        var labels = new byte[rows];
        var random = new RandomStream(3, RandomPurpose.Generation, (ulong)rows);
        for (int i = 0; i < images.Length; i++)
        {
            int row = i / (Side * Side);
            labels[row] = (byte)(row % 4);
            images[i] = (byte)(random.Below((ulong)i, 150) + (i % 4 == labels[row] ? 90 : 0));
        }

        File.WriteAllBytes(folder[$"{part}-images-idx3-ubyte"], [0, 0, 8, 3, .. Extent(rows), .. Extent(Side), .. Extent(Side), .. images]);
        File.WriteAllBytes(folder[$"{part}-labels-idx1-ubyte"], [0, 0, 8, 1, .. Extent(rows), .. labels]);

        static byte[] Extent(int value) => [0, 0, (byte)(value >> 8), (byte)value];
    }
}
