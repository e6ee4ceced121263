using System.Reflection;
using Downhill.Experiments;
using Downhill.Tables;

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
    public void A_program_that_leaves_the_range_of_a_setting_is_told_before_anything_is_read() => Assert.Contains("epochs",
        Assert.Throws<DownhillException>(() => ExperimentRun.Prepare(new Experiment(["no such file"], Epochs: 0))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Whole_numbers_are_taken_from_the_least_to_the_largest_and_not_beyond()
    {
        int walked = 0;
        foreach (ParameterInfo parameter in typeof(Experiment).GetConstructors()[0].GetParameters())
        {
            if (parameter.ParameterType != typeof(int?) || parameter.GetCustomAttribute<HelpAttribute>() is not HelpAttribute help)
                continue;
            string name = ExperimentSetting.All.First(setting =>
                setting.Name.Replace("-", string.Empty, StringComparison.Ordinal).Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))
                .Name;
            foreach ((long value, bool fits) in (ReadOnlySpan<(long, bool)>)[(help.Min, true), (help.Max, true), (help.Min - 1L, false),
                (help.Max + 1L, false)])
            {
                var experiment = new Experiment(Data: ["plane"]);
                if (fits)
                    Assert.Contains($"\"{name}\":{value},", experiment.With(name, $"{value}").ToJson(), StringComparison.Ordinal);
                else
                    Assert.Contains(name, Assert.Throws<DownhillException>(() => experiment.With(name, $"{value}")).Message,
                        StringComparison.Ordinal);
                Exception? error = Record.Exception(
                    () => Experiment.FromJson($"{{\"data\": [\"plane\"], \"{name}\": {value}}}").Validate());
                Assert.Equal(fits, error is null);
            }

            walked++;
        }

        Assert.True(walked >= 8, $"{walked}");
    }

    [Theory]
    [InlineData(0.2, 0.1, "test", 20)]
    [InlineData(0.2, 0.0, "validation", 40)]
    [InlineData(0.0, 0.0, "training", 200)]
    public void What_is_judged_are_rows_of_the_test_then_of_the_validation_then_of_the_training(double validation, double test, string name,
        int rows)
    {
        using ExperimentRun run = ExperimentRun.Prepare(
            new Experiment(Data: ["plane"], Rows: 200, Validation: validation, Test: test, Blend: BlendChoice.Off), threads: 1);

        Assert.Equal((name, rows, rows), (run.Parts.EvaluationSet.Name, run.Parts.EvaluationSet.Rows.Rows, run.Parts.Raw.Rows));
    }

    [Fact]
    public void Every_choice_of_how_a_table_is_written_is_the_one_that_is_read()
    {
        char?[] separators = [.. Enum.GetValues<SeparatorKind>().Select(kind => new Experiment(Separator: kind).TableOptions().Separator)];
        char?[] quotes = [.. Enum.GetValues<QuoteKind>().Select(kind => new Experiment(Quote: kind).TableOptions().Quote)];
        TableOptions told = new Experiment(Comment: "%", Header: false, SkipLines: 3, BadRows: BadRowsRule.Skip, Decimal: DecimalMark.Comma,
            Amounts: true, Missing: ["x"], MissingOnly: ["y"], Columns: ["a", "b"]).TableOptions(), plain = new Experiment().TableOptions();

        Assert.Equal([',', ';', '\t', '|', TableOptions.Spaces], separators);
        Assert.Equal(['"', '\''], quotes);
        Assert.True(told is
        {
            Comment: '%', HasHeader: false, SkipLines: 3, SkipBadRows: true, DecimalComma: true, Amounts: true,
            Missing: ["x", "y"], MissingOnly: true, Columns: ["a", "b"], Identity: ValueIdentity.Text
        });
        Assert.True(plain is
        {
            Separator: null, Quote: null, Comment: null, HasHeader: null, SkipLines: 0, SkipBadRows: false,
            DecimalComma: false, Amounts: false, Missing: [], MissingOnly: false, Columns: null
        });
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
