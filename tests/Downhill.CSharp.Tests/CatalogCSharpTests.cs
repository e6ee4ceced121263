using System.Numerics;
using Downhill.Onnx.Tests;

namespace Downhill.CSharp.Tests;

/// <summary>Every layer of the catalogue, written as C#, compiled, and compared bit by bit.</summary>
public sealed class CatalogCSharpTests
{
    public static TheoryData<string> Layers => [.. Networks.Examples()];

    [Fact]
    public void Every_layer_of_the_catalogue_has_code()
    {
        string[] missing = [.. Catalog.Layers.Entries.Where(entry => !LayerCode.Has(entry.Type)).Select(entry => entry.Name)];
        Assert.True(missing.Length == 0, $"These layers have no line in src/Downhill.CSharp/LayerCode.cs: {string.Join(", ", missing)}.");
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_gives_the_same_bits(string layer)
    {
        Compare<float>(layer, hasMultiplyAdd: true);
        Compare<float>(layer, hasMultiplyAdd: false);
        Compare<double>(layer, hasMultiplyAdd: true);
    }

    [Fact]
    public void More_inputs_than_a_block_give_the_same_bits_without_an_allocation()
    {
        var network = new Network<float>(new Model([700], [new Linear(37), new Gelu(), new Linear(3, HasBias: false), new Softmax()]),
            seed: 2);
        float[] rows = Networks.Rows<float>(network.Model, 1);
        object written = Compiled.New(CSharpExport.Write(network, Preprocessing.None(), null), hasMultiplyAdd: true);
        var predict = written.GetType().GetMethod("Predict")!.CreateDelegate<Func<double[], double[]>>(written);
        double[] row = [.. rows.Select(number => (double)number)];
        Assert.Equal(Networks.Predict(network, rows).Select(number => (double)number), predict(row));
        predict(row);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            predict(row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("iris.cs", "Iris")]
    [InlineData("out/my-model.cs", "MyModel")]
    [InlineData("2nd.cs", "Model2nd")]
    public void A_class_is_called_as_its_file_with_a_capital(string path, string name) =>
        Assert.Equal(name, CSharpOptions.ForFile(path).ClassName);

    [Fact]
    public void A_name_without_a_capital_gives_no_warning()
    {
        Network<float> network = Networks.Of<float>("relu");
        string text = CSharpExport.Write(network, Preprocessing.None(), null, new CSharpOptions("iris"));
        Assert.NotNull(Compiled.New(text, hasMultiplyAdd: true, "iris"));
        Assert.NotNull(Compiled.New(text, hasMultiplyAdd: false, "iris"));
    }

    private static void Compare<T>(string layer, bool hasMultiplyAdd)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Networks.Of<T>(layer);
        const int count = 5;
        T[] rows = Networks.Rows<T>(network.Model, count), ours = Networks.Predict(network, rows);
        object written = Compiled.New(CSharpExport.Write(network, Preprocessing.None(), null), hasMultiplyAdd);
        int width = network.Model.Input.Size, outputs = network.Output.Size;
        for (int row = 0; row < count; row++)
        {
            written.GetType().GetMethod("Predict")!.Invoke(written,
                [rows.Skip(row * width).Take(width).Select(double.CreateTruncating).ToArray()]);
            Assert.Equal(ours.Skip(row * outputs).Take(outputs).Select(double.CreateTruncating), Compiled.Values(written, "Predictions"));
        }
    }
}
