using System.Numerics;

namespace Downhill.Onnx.Tests;

/// <summary>Every layer of the catalogue, written as ONNX, run by ONNX Runtime, and read back.</summary>
public sealed class CatalogOnnxTests
{
    private const int Rows = 9;

    public static IEnumerable<object[]> FloatCases =>
        from layer in Networks.Examples() from opset in (int[])[13, 17, 18, 21] select new object[] { layer, opset };

    public static TheoryData<string> Layers => [.. Networks.Examples()];

    [Fact]
    public void Every_layer_of_the_catalogue_has_a_writer()
    {
        string[] missing = [.. Catalog.Layers.Entries.Where(entry => !LayerGraphs.Has(entry.Type)).Select(entry => entry.Name)];
        Assert.True(
            missing.Length == 0,
            $"These layers have no writer in src/Downhill.Onnx/Export/LayerGraphs.cs: {string.Join(", ", missing)}. "
                + $"Add a line there and a form in LayerForms.cs.");
    }

    [Theory]
    [MemberData(nameof(FloatCases))]
    public void A_layer_gives_the_same_numbers_in_ONNX_Runtime(string layer, int opset) =>
        Assert.NotNull(Compare<float>(layer, opset, 1e-5));

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_in_double_gives_the_same_numbers_where_ONNX_Runtime_has_the_operators(string layer)
    {
        // ONNX Runtime 1.31 computes erf, convolutions, means of windows and enlargements in float only.
        if (Compare<double>(layer, 17, 1e-12) is null)
            Assert.Matches("gelu|conv2d|^average-pool|upsample", layer);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_that_is_read_back_gives_the_same_bits(string layer)
    {
        foreach (int opset in (int[])[13, 17, 21])
        {
            RoundTrip<float>(layer, opset);
            RoundTrip<double>(layer, opset);
        }
    }

    private static double? Compare<T>(string layer, int opset, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Networks.Of<T>(layer);
        T[] rows = Networks.Rows<T>(network.Model, Rows), ours = Networks.Predict(network, rows);
        byte[] model = OnnxExport.Write(network, Preprocessing.None(), null, new OnnxOptions(opset, WithPreprocessing: false));
        if (Runtime.Run(model, rows, network.Model.Input) is not T[] theirs)
            return null;
        double distance = Runtime.Distance(ours, theirs, network.Output.Size);
        Assert.True(distance <= tolerance, $"{layer}: {distance:E2} of the row's largest output");
        return distance;
    }

    private static void RoundTrip<T>(string layer, int opset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Networks.Of<T>(layer);
        T[] rows = Networks.Rows<T>(network.Model, Rows);
        byte[] model = OnnxExport.Write(network, Preprocessing.None(), null, new OnnxOptions(opset, WithPreprocessing: false));
        OnnxModel read = OnnxModel.Read(model, "model.onnx", ".");
        Assert.Equal(typeof(T) == typeof(double), read.IsDouble);
        Assert.Equal(Networks.Predict(network, rows), Networks.Predict(read.Load<T>(), rows, read.Link));
        if (network.Model.Layers[0] is not (GaussianNoise or SpatialDropout or Average { Members.Length: 1 }))
            Assert.Equal(Names(network.Model), Names(read.Model));
    }

    private static string Names(Model model) => string.Join(", ", model.Layers.Select(Catalog.Layers.NameOf));
}
