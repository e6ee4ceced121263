using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>What a run that was interrupted says, and what it knows of its earlier processes when it goes on.</summary>
public sealed class GoneOnTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Who looks at the test rows before the end may stop where they happen to be good.
    [Fact]
    public void An_interrupted_run_measures_the_validation_rows_alone()
    {
        string run = Interrupted("run", "moons", "--validation", "0.2", "--test", "0.2");

        JsonNode metrics = Record(run)["metrics"]!;
        Assert.NotNull(metrics["validation"]);
        Assert.Equal((null, null), (metrics["train"], metrics["test"]));
        CliFolder.Run("resume", run, "--threads", "1").Ok();
        metrics = Record(run)["metrics"]!;
        Assert.All(["train", "validation", "test"], part => Assert.NotNull(metrics[part]));
    }

    [Fact]
    public void The_time_of_earlier_processes_of_a_blend_counts()
    {
        string run = Interrupted("run", BlendCommandTests.Table(folder, 130, classes: true));
        using (RunFolder open = RunFolder.Open(run))
        {
            RunRecord record = open.Read();
            Assert.InRange(record.Seconds!.Value, 0, 999);
            open.Write(record with { Seconds = 2000 });
        }

        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true), "resume", run, "--threads", "1", "--quiet").Code);
        Assert.InRange(RunFolder.ReadRecord(run).Seconds!.Value, 2000, 2999);
        CliFolder.Run("resume", run, "--threads", "2", "--quiet").Ok();
        Assert.InRange(RunFolder.ReadRecord(run).Seconds!.Value, 2000, 2999);
    }

    // Its lines in the file of epochs stay, although its checkpoint is gone; those of a member behind its checkpoint go.
    [Fact]
    public void The_epochs_of_finished_members_stay()
    {
        string run = Interrupted("run", "moons", "--ensemble", "2", "--epochs", "3", "--batch", "500");
        using (RunFolder open = RunFolder.Open(run))
        {
            RunRecord record = open.Read();
            Model member = new(record.Model.Input, Assert.IsType<Average>(record.Model.Layers[0]).Members[0]);
            ModelFile.Save(Path.Combine(open.MemberPath(1), "model.safetensors"), new Network<float>(member, 1),
                ModelFile.Open(RunFolder.FindModel(run)).Preprocessing, record.Training);
            new Checkpoints(open.MemberPath(1)).Delete();
            open.Write(record with { Members = [new TrainingResult(TrainingStop.Epochs, 3, 3, 0.125, null), null] });
            File.WriteAllText(Path.Combine(run, "metrics.jsonl"), string.Empty);
            for (int epoch = 1; epoch <= 3; epoch++)
                open.Append(new EpochRecord(epoch, epoch, 1000 + epoch, Seconds: 1, 1, null, Member: 1));
            open.Append(new EpochRecord(3, 3, 2000, Seconds: 1, 1, null, Member: 2));
        }

        CliFolder.Run("resume", run, "--threads", "1", "--quiet").Ok();

        EpochRecord[] epochs = [.. RunFolder.ReadEpochs(run)];
        Assert.Equal([1001, 1002, 1003], epochs.Where(epoch => epoch.Member == 1).Select(epoch => epoch.Loss));
        Assert.Equal([1, 2, 3], epochs.Where(epoch => epoch.Member == 2).Select(epoch => epoch.Epoch));
        Assert.All(epochs.Where(epoch => epoch.Member == 2), epoch => Assert.InRange(epoch.Loss, 0, 10));
    }

    private string Interrupted(string name, params string[] arguments)
    {
        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true),
            ["train", .. arguments, "--threads", "1", "--out", folder[name], "--quiet"]).Code);
        return folder[name];
    }

    private static JsonNode Record(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
}
