using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class EnsembleCommandTests : IDisposable
{
    private static readonly string[] Arguments =
        ["digits", "--ensemble", "3", "--epochs", "2", "--model", "linear 20, batch-norm, relu, dropout, linear"];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_ensemble_is_one_model_whose_bits_do_not_depend_on_threads()
    {
        string run = folder.Train("one", Arguments), two = folder.Train("two", [.. Arguments, "--threads", "2"]);
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(run)), File.ReadAllBytes(RunFolder.FindModel(two)));
        Assert.Equal([".lock", "metrics.jsonl", "model.safetensors", "run.json"],
            Directory.GetFileSystemEntries(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        ModelFile file = ModelFile.Open(RunFolder.FindModel(run));
        Assert.Equal(3, Assert.IsType<Average>(Assert.Single(file.Model.Layers)).Members.Length);
        JsonNode record = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
        Assert.Equal(3, record["members"]!.AsArray().Count);
        Assert.Contains("--ensemble 3", (string)record["command"]!, StringComparison.Ordinal);
        int[] members = [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => (int)JsonNode.Parse(line)!["member"]!)];
        Assert.Equal([1, 1, 2, 2, 3, 3], members.Order());
    }

    [Fact]
    public void An_interrupted_ensemble_goes_on_to_the_same_model()
    {
        string whole = folder.Train("whole", Arguments), run = folder["run"];
        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true),
            ["train", .. Arguments, "--out", run, "--quiet", "--threads", "1"]).Code);
        Assert.True(File.Exists(RunFolder.FindModel(run)));
        CliFolder.Run("resume", run, "--threads", "2").Ok();
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(whole)), File.ReadAllBytes(RunFolder.FindModel(run)));
        Assert.Equal(Lines(whole), Lines(run));
        Assert.False(Directory.Exists(Path.Combine(run, "members")));
    }

    [Fact]
    public void A_killed_ensemble_keeps_the_members_that_were_done()
    {
        string whole = folder.Train("whole", Arguments), run = folder["run"];
        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true),
            ["train", .. Arguments, "--out", run, "--quiet", "--threads", "1"]).Code);
        Member(whole, 1, out Network<float> network, out TrainingOptions training, out Preprocessing preprocessing);
        using (RunFolder open = RunFolder.Open(run))
        {
            ModelFile.Save(Path.Combine(open.MemberPath(1), "model.safetensors"), network, preprocessing, training);
            new Checkpoints(open.MemberPath(1)).Delete();
            RunRecord record = open.Read();
            open.Write(record with
            {
                Status = RunStatus.Running,
                Members = [new TrainingResult(TrainingStop.Epochs, 2, 10, 1, null), null, null]
            });
            File.WriteAllText(Path.Combine(run, "metrics.jsonl"), string.Empty);
            open.Append(new EpochRecord(1, 5, 1, Seconds: 2000, 1, null, Member: 1));
            open.Append(new EpochRecord(2, 10, 1, Seconds: 1000, 1, null, Member: 1));
        }

        CliFolder.Run("resume", run, "--threads", "1").Ok();
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(whole)), File.ReadAllBytes(RunFolder.FindModel(run)));
        Assert.InRange(RunFolder.ReadRecord(run).Seconds!.Value, 2000, 2999); // on from the latest of its epochs, whichever member's it was
    }

    // A member that is done has its model in the folder, and no checkpoint any more.
    [Fact]
    public void An_ensemble_stopped_after_a_member_goes_on_with_the_next()
    {
        string whole = folder.Train("whole", Arguments), run = folder["run"];
        Assert.Equal(130, FoldTests.Until("member 1 of 3", ["train", .. Arguments, "--out", run, "--threads", "1"]).Code);

        string done = Path.Combine(run, "members/1");
        Assert.True(File.Exists(Path.Combine(done, "model.safetensors")));
        Assert.False(new Checkpoints(done).Exist);
        RunRecord record = RunFolder.ReadRecord(run);
        Assert.Equal((TrainingStop.Epochs, null, null), (record.Members![0]!.Stop, record.Members[1]?.Stop, record.Members[2]?.Stop));
        Assert.Equal(Ensemble.Seed(record.Training.Seed, 1), ModelFile.Open(Path.Combine(done, "model.safetensors")).Training.Seed);
        Assert.Equal(130, FoldTests.Until("member 2 of 3", ["resume", run, "--threads", "1"]).Code);
        Assert.Equal(Ensemble.Seed(record.Training.Seed, 2),
            ModelFile.Open(Path.Combine(run, "members/2/model.safetensors")).Training.Seed);
        Assert.NotEqual(record.Training.Seed, Ensemble.Seed(record.Training.Seed, 2));
        CliFolder.Run("resume", run, "--threads", "1").Ok();
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(whole)), File.ReadAllBytes(RunFolder.FindModel(run)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("two")]
    public void Other_numbers_of_members_are_refused(string count) =>
        Assert.Contains("--ensemble", CliFolder.Run("train", "iris", "--ensemble", count).Refusal(), StringComparison.Ordinal);

    [Fact]
    public void A_member_that_diverges_is_named()
    {
        CliResult result = CliFolder.Run("train", "plane", "--ensemble", "2", "--optimizer", "sgd 1e30", "--threads", "1", "--out",
            folder["run"], "--quiet");
        Assert.Equal(3, result.Code);
        Assert.Contains("of member 1 at step", result.OneLine(), StringComparison.Ordinal);
    }

    // The numbers of one member in the file of all.
    private static void Member(string run, int member, out Network<float> network, out TrainingOptions training,
        out Preprocessing preprocessing)
    {
        ModelFile file = ModelFile.Open(RunFolder.FindModel(run));
        Network<float> all = file.Load<float>();
        network = new Network<float>(new Model(file.Model.Input, Assert.IsType<Average>(file.Model.Layers[0]).Members[member - 1]));
        int parameters = network.Parameters.Length, statistics = network.Statistics.Length;
        all.Parameters.Span.Slice((member - 1) * parameters, parameters).CopyTo(network.Parameters.Span);
        all.Statistics.Span.Slice((member - 1) * statistics, statistics).CopyTo(network.Statistics.Span);
        (training, preprocessing) = (file.Training, file.Preprocessing);
    }

    private static string[] Lines(string run) =>
    [
        .. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
        {
            JsonNode epoch = JsonNode.Parse(line)!;
            return $"{epoch["member"]} {epoch["epoch"]} {epoch["step"]} {epoch["loss"]} {epoch["validation"]!.ToJsonString()}";
        }).Order(StringComparer.Ordinal),
    ];
}
