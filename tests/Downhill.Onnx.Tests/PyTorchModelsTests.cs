namespace Downhill.Onnx.Tests;

/// <summary>
/// Files that PyTorch's exporter wrote: each becomes the layers that layers.txt says, gives PyTorch's own numbers, and has the right
/// derivatives. export.py wrote them and says what they hold.
/// </summary>
public sealed class PyTorchModelsTests
{
    private const int Rows = 3;
    private const string Training = "-training";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "PyTorch");
    private static readonly Dictionary<string, string> Layers = File.ReadLines(Path.Combine(Folder, "layers.txt"))
        .Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static readonly string[] Files =
    [
        .. Directory.EnumerateFiles(Folder, "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Models => [.. Files];

    [Fact]
    public void Every_network_has_its_files() =>
        Assert.Equal(Layers.Keys.Order(StringComparer.Ordinal), Files.Select(NameOf).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_of_PyTorch_becomes_layers_that_give_its_numbers(string name)
    {
        OnnxModel model = OnnxModel.Open(Path.Combine(Folder, name + ".onnx"));
        (float[] rows, float[] theirs) = Numbers(name, model.Model);
        float[] ours = Networks.Predict(model.Load<float>(), rows, model.Link);
        double distance = Runtime.Distance(theirs, ours, ours.Length / Rows);
        Assert.True(distance <= 1e-5, $"{name}: {distance:E2} of the row's largest output; {model.Model}");
        Assert.Equal(Layers[NameOf(name)], string.Join(", ", [.. model.Model.Layers.Select(layer => Catalog.Layers.ToText(layer)),
            .. model.Link is null ? (string[])[] : [$"then {Catalog.Layers.NameOf(model.Link)}"]]));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_derivatives_of_a_model_of_PyTorch_are_right(string name)
    {
        OnnxModel model = OnnxModel.Open(Path.Combine(Folder, name + ".onnx"));
        (float[] rows, float[] theirs) = Numbers(name, model.Model);
        GradientReport report = GradientCheck.Run(model.Load<double>(), new MeanSquaredError(), [.. rows.Select(number => (double)number)],
            [.. theirs.Select(number => number - 1.0)], new GradientCheckOptions(Sample: 40, IsTraining: false));
        Assert.True(report.Passed, string.Join(", ", report.Parts.Where(part => part.Failed > 0).Select(part => part.Name)));
    }

    // Batch normalizations are folded into the layers before them, unless the file is meant for training.
    private static string NameOf(string file) =>
        file[..file.IndexOf('.', StringComparison.Ordinal)] + (file.EndsWith(Training, StringComparison.Ordinal) ? Training : string.Empty);

    // Images channel by channel in PyTorch.
    private static (float[] Rows, float[] Outputs) Numbers(string name, Model model)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".rows"));
        float[] numbers = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes)];
        int inputs = Rows * model.Input.Size;
        Shape output = model.OutputShape();
        return (model.Input.Rank == 3 ? Networks.Turn(numbers[..inputs], model.Input, isBack: true) : numbers[..inputs],
            output.Rank == 3 ? Networks.Turn(numbers[inputs..], output, isBack: true) : numbers[inputs..]);
    }
}
