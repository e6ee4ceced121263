using Downhill.Experiments;

namespace Downhill.Tests;

public sealed class ExperimentTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Three_lines_do_what_the_command_line_does_and_get_the_same_bytes()
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());
        string expected = folder.Train("command", table, "--target", "species", "--epochs", "3");

        RunRecord record = new Experiment([table], Target: "species", Epochs: 3).Run(folder["program"], threads: 1);

        Assert.Equal(RunStatus.Finished, record.Status);
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(expected)), File.ReadAllBytes(RunFolder.FindModel(folder["program"])));
    }

    [Fact]
    public void A_complete_experiment_gives_the_same_bytes_again_from_json()
    {
        string table = folder.Write("flowers.csv", CliData.Flowers());
        RunRecord record = new Experiment([table], Target: "species", Epochs: 3, WeightDecay: 0.3, WarmUp: 0.5, LabelSmoothing: 0.1)
            .Run(folder["one"], threads: 1);

        Experiment read = RecordedExperiment.Of(record, folder["one"]);
        Assert.Null(read.WeightDecay);
        Assert.Equal(0.3, ((AdamW)read.Optimizer!).WeightDecay);
        Assert.Equal(read, Experiment.FromJson(read.ToJson()));
        read.Run(folder["two"], threads: 1);
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(folder["one"])), File.ReadAllBytes(RunFolder.FindModel(folder["two"])));
        Assert.Equal(["downhill", "train", .. CommandText.Words(read)], ShellWords.Split(CommandText.Of(read)));
    }

    [Theory]
    [InlineData("{ \"data\": \"spiral\",\n \"epoch\": 5 }", "line 2: unknown key 'epoch' (did you mean 'epochs'?)")]
    [InlineData("{ \"data\": \"spiral\",\n\n \"epochs\": \"many\" }", "line 3, epochs: expected a whole number")]
    [InlineData("{ // a comment\n \"data\": [\"spiral\"], \"precision\": \"half\" }",
        "line 2, precision: expected \"float\" or \"double\"")]
    [InlineData("{ \"data\": \"spiral\",\n \"test\": [1] }", "line 2, test: expected a fraction")]
    [InlineData("{ \"optimizer\": \"sdg 0.1\" }", "'sdg' (did you mean 'sgd'?)")]
    public void What_is_no_experiment_is_refused_with_line_and_key(string json, string expected)
    {
        var error = Assert.Throws<DownhillException>(() => Experiment.FromJson(json, "r.json"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_in_the_optimizers_notation_is_a_choice_and_a_name_alone_is_none()
    {
        Assert.Equal(0.001, Experiment.FromJson("{ \"optimizer\": \"adam 0.001\" }").LearningRate);
        Assert.Null(Experiment.FromJson("{ \"optimizer\": \"adam\" }").LearningRate);
        Assert.Null(Experiment.FromJson("{ \"optimizer\": \"adam l2=0.1\" }").LearningRate);
    }

    [Fact]
    public void Every_setting_of_the_command_line_can_be_put_as_text_and_read_again()
    {
        var experiment = new Experiment(["a.csv"]);
        experiment = experiment.With("validation", "rest.csv").With("test", "0.3").With("columns", "a, b").With("drop", "x y", "it's")
            .With("optimizer", "sgd 0.1 momentum=0.9").With("schedule", "warm-up 2 (cosine 0.1)").With("shuffle", "false")
                .With("header", "false");

        Assert.Equal("rest.csv", experiment.Validation!.Value.File);
        Assert.Equal(["a", "b"], experiment.Columns!);
        Assert.Equal(["x y", "it's"], experiment.Drop!);
        Assert.Equal(new WarmUp(2, new CosineDecay(0.1)), experiment.Schedule);
        Assert.Equal(experiment, Experiment.FromJson(experiment.ToJson()));
        Assert.Contains("--no-shuffle", CommandText.Words(experiment));
        Assert.Contains("--no-header", CommandText.Words(experiment));
        Assert.Contains("--drop \"it's\"", CommandText.Of(experiment), StringComparison.Ordinal); // in every shell
        Assert.Equal("'it''s $5'", CommandText.Quote("it's $5", Shell.PowerShell));
        Assert.Equal("'it'\\''s $5'", CommandText.Quote("it's $5", Shell.Posix));
    }

    [Theory]
    [MemberData(nameof(OldRunTests.Expected), MemberType = typeof(OldRunTests))]
    public void An_old_command_becomes_an_experiment_that_says_the_same(string name, string unused)
    {
        _ = unused;
        string run = Repository.Find("tests", "Downhill.Tests", "OldRuns", name, "run");
        RunRecord record = RunFolder.ReadRecord(run);
        Experiment experiment = RecordedExperiment.Of(record, run);
        Assert.Equal(record.Training.Epochs, experiment.Epochs);
        Assert.Equal(record.Training.Optimizer.LearningRate, experiment.LearningRate);
        Assert.Equal(record.Data.Source, experiment.Name);
    }
}
