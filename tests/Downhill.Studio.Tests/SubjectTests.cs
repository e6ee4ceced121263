using System.Text.Json.Nodes;

namespace Downhill.Studio.Tests;

public sealed class SubjectTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("subject").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_example_of_a_lesson_opens_the_lesson_and_another_one_a_page_of_its_own()
    {
        using Stream known = typeof(Reports.Lessons).Assembly.GetManifestResourceStream("worked/hill.json")!;
        JsonNode hill = JsonNode.Parse(known)!;
        Assert.Equal("/lessons/hill", StudioSubject.Open(Write("any.json", hill)).Page);
        hill["samples"]![0]!["input"]![0] = 2.5;
        StudioSubject other = StudioSubject.Open(Write("hill.json", hill));
        Assert.Equal("/example", other.Page);
        Assert.Equal(2.5, other.Example!.Samples[0].Input[0]);
    }

    [Fact]
    public void A_network_opens_with_and_without_trained_numbers()
    {
        var model = Model.Parse("linear 3, tanh, linear 1", [2], 1);
        string described = Path.Combine(folder, "model.json"), trained = Path.Combine(folder, "model.safetensors");
        File.WriteAllText(described, model.ToJson());
        ModelFile.Save(trained, new Network<float>(model), Preprocessing.None(), new TrainingOptions(new MeanSquaredError(), new Sgd(0.1)));
        Assert.Equal("/model", StudioSubject.Open(described).Page);
        Assert.Equal(model.ToJson(), StudioSubject.Open(described).Model!.ToJson());
        Assert.Equal(model.ToJson(), StudioSubject.Open(trained).Trained!.Model.ToJson());
    }

    [Fact]
    public void A_folder_must_be_that_of_a_run() =>
        Assert.Contains("has no run.json", Assert.Throws<DownhillException>(() => StudioSubject.Open(folder)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_damaged_record_is_refused_with_the_name_of_its_file()
    {
        File.WriteAllText(Path.Combine(folder, "run.json"), "{ \"version\": ");
        Assert.Contains("run.json cannot be read", Assert.Throws<DownhillException>(() => StudioSubject.Open(folder)).Message,
            StringComparison.Ordinal);
    }

    private string Write(string name, JsonNode example)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, example.ToJsonString());
        return path;
    }
}
