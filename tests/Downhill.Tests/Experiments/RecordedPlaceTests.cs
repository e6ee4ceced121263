using System.Text.Json;
using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>Where the files of a recorded run are looked for, and what is said where they are gone.</summary>
public sealed class RecordedPlaceTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_are_looked_for_where_the_run_was_started()
    {
        Directory.CreateDirectory(folder["there"]);
        string rows = folder.Write("there/rows.csv", "x\n"), more = folder.Write("there/more.csv", "x\n"),
            model = folder.Write("there/model.safetensors", "x"), elsewhere = folder.Write("elsewhere.csv", "x\n");
        Experiment found = RecordedExperiment.WithData(Record(new Experiment(["rows.csv", elsewhere], From: "model.safetensors",
            Validation: DataPart.Parse("more.csv"), Test: DataPart.Parse("more.csv")), folder["there"]), "run");

        Assert.Equal([rows, elsewhere], found.Data!);
        Assert.Equal(model, found.From);
        Assert.Equal((more, more), (found.Validation!.Value.File, found.Test!.Value.File));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("plane")]
    [InlineData("iris")]
    public void Standard_input_and_built_in_data_are_no_files(string name)
    {
        Directory.CreateDirectory(Path.Combine(folder["there"], name));
        Assert.Equal([name], RecordedExperiment.WithData(Record(new Experiment([name]), folder["there"]), "run").Data!);
    }

    [Fact]
    public void Fractions_stay_fractions()
    {
        Experiment found = RecordedExperiment.WithData(
            Record(new Experiment(["plane"], Validation: 0.25, Test: 0.5), folder.Path), "run");
        Assert.Equal((0.25, 0.5), (found.Validation!.Value.Fraction, found.Test!.Value.Fraction));
    }

    [Fact]
    public void A_file_that_is_gone_is_named_with_the_places_where_it_was_looked_for()
    {
        Assert.Equal($"The run in run needs gone.csv, which is neither in {folder.Path} nor here; restore it, "
            + "or start the command in its folder.", Refused("gone.csv", folder.Path));
        Assert.Equal("The run in run needs gone.csv, which is neither in the folder it was started in nor here; restore it, "
            + "or start the command in its folder.", Refused("gone.csv", null));
        Assert.Equal($"The run in run needs {folder["gone.csv"]}, which does not exist any more; restore it.",
            Refused(folder["gone.csv"], folder.Path));

        static string Refused(string name, string? started) => Assert.Throws<DownhillException>(
            () => RecordedExperiment.WithData(Record(new Experiment([name]), started), "run")).Message;
    }

    private static RunRecord Record(Experiment experiment, string? started) => new("0.2.0", RunStatus.Finished, "downhill train", null!,
        null!, 0, null!, Precision.Float, null!, DateTimeOffset.UnixEpoch, WorkingDirectory: started,
        Experiment: JsonDocument.Parse(ExperimentFile.Node(experiment).ToJsonString()).RootElement);
}
