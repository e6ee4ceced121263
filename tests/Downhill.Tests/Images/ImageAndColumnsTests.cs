using System.Text.Json.Nodes;
using Downhill.Experiments;
using Downhill.Tables;

namespace Downhill.Tests.Images;

/// <summary>An image before the columns of a table: what is trained, kept, measured and predicted.</summary>
public sealed class ImageAndColumnsTests : IDisposable
{
    private const string Network = "concat (slice 0 64, reshape 8 8, conv2d 4 3, relu, global-max-pool, linear 4; slice 64), "
        + "linear 16, relu, linear";

    private static readonly string[] Class = ["--target", "same", "--drop", "value,who,weight"],
        Small = [.. Class, "--model", Network, "--epochs", "3", "--learning-rate", "0.01"];

    private readonly CliFolder folder = new();
    private readonly string table;

    public ImageAndColumnsTests() => table = PicturesAndColumns.Write(folder, "both.csv", 300);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_recipe_learns_what_neither_the_image_nor_the_columns_tell()
    {
        string[] fast = ["--epochs", "16", "--ensemble", "1"];
        double both = Accuracy(folder.Train("both", [table, .. Class, .. fast])),
            image = Accuracy(folder.Train("image", [table, .. Class, "--drop", "side,size,day", .. fast])),
            columns = Accuracy(folder.Train("columns", [table, .. Class, "--drop", "file", .. fast]));

        Assert.InRange(both, 0.9, 1);
        Assert.InRange(image, 0, 0.75);
        Assert.InRange(columns, 0, 0.75);
        Assert.Contains("with columns", RunFolder.ReadRecord(folder["both"]).Recipe, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_is_learnt_from_both()
    {
        string run = folder.Train("run",
            [table, "--target", "value", "--drop", "who,weight,same,side", "--model", Network, "--epochs", "60",
                "--learning-rate", "0.01", "--batch", "16", "--augment", "crop 0"]);

        // The values are ±size, so their deviation is about 5.8; the sizes that are missing cannot be known.
        double rmse = (double)CliFolder.Run("evaluate", run, table, "--json").Ok().Json["rmse"]!;
        Assert.InRange(rmse, 0, 3.5);
    }

    [Fact]
    public void The_model_file_holds_the_image_before_the_columns()
    {
        ModelFile model = ModelFile.Open(RunFolder.FindModel(folder.Train("run", [table, .. Small])));
        Preprocessing known = model.Preprocessing;

        Assert.Equal<string>(["file", "side", "size", "day"], known.Columns);
        Assert.Null(known.Images);
        Assert.Equal(new ImageReading(8, 8), known.Image!.Reading);
        Assert.Equal(64 + 3, known.RawInput(model.Model).Size);
        Assert.Equal([0, 64, 65, 66], Enumerable.Range(0, 4).Select(known.RawPlace));
        Assert.Equal(known.Encodings!.Sum(encoding => encoding.Width), model.Model.Input.Size);
        Assert.True(known.Encodings!.Single(encoding => encoding.Name == "size").KnowsMissing);
    }

    [Fact]
    public void Threads_streaming_resuming_and_the_command_on_record_give_the_same_bytes()
    {
        string[] vary = [.. Small, "--augment", "sequence (crop 1, mix-up)"];
        byte[] bytes = Bytes(folder.Train("one", [table, .. vary]));
        Assert.Equal(bytes, Bytes(folder.Train("two", [table, .. vary, "--threads", "2"])));
        Assert.Equal(bytes, Bytes(folder.Train("streamed", [table, .. vary, "--stream"])));
        string command = RunFolder.ReadRecord(folder["one"]).Command;
        CliFolder.Run([.. ShellWords.Split(command)[1..], "--quiet", "--threads", "1", "--out", folder["again"]]).Ok();
        Assert.Equal(bytes, Bytes(folder["again"]));

        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        CliFolder.Run(cancelled.Token, ["train", table, .. vary, "--threads", "1", "--quiet", "--out", folder["stopped"]]);
        Assert.Equal(RunStatus.Interrupted, RunFolder.Status(folder["stopped"]));
        CliFolder.Run("resume", folder["stopped"], "--threads", "2", "--quiet").Ok();
        Assert.Equal(bytes, Bytes(folder["stopped"]));
    }

    [Fact]
    public void The_recipe_runs_in_folds_with_other_widths_and_as_an_ensemble()
    {
        // A category that few rows have is not in the training rows of every fold, so the columns become other numbers of inputs.
        string[] lines = File.ReadAllLines(table);
        for (int i = 1; i <= 3; i++)
            lines[i] = lines[i].Replace(i == 1 ? ",left," : ",right,", ",above,", StringComparison.Ordinal);
        File.WriteAllLines(table, lines);

        string run = folder.Train("run", [table, .. Class, "--epochs", "1", "--folds", "3", "--ensemble", "2"]);

        RunRecord record = RunFolder.ReadRecord(run);
        Assert.Equal(3, record.CrossValidation!.Folds.Count);
        Assert.IsType<Average>(Assert.Single(record.Model.Layers));
    }

    [Fact]
    public void Weights_groups_time_and_parts_in_files_work_as_for_other_tables()
    {
        Directory.CreateDirectory(folder["elsewhere"]);
        string test = PicturesAndColumns.Write(folder, "elsewhere/test.csv", 40, first: 300);
        string[] rest = ["--model", Network, "--epochs", "2"];

        string grouped = folder.Train("grouped",
            [table, "--target", "same", "--drop", "value", "--group", "who", "--weight", "weight", "--test", test, .. rest]);
        string timed = folder.Train("timed", [table, .. Class, "--time", "day", .. rest]);
        string validated = folder.Train("validated", [table, .. Class, "--validation", test, .. rest]);

        Preprocessing known = ModelFile.Open(RunFolder.FindModel(grouped)).Preprocessing;
        Assert.Equal("weight", known.Weight);
        Assert.Equal<string>(["file", "side", "size", "day"], known.Columns);
        Assert.Equal(40, RunFolder.ReadRecord(grouped).Metrics!.Test!.Rows);
        Assert.Equal(40, RunFolder.ReadRecord(validated).Metrics!.Validation!.Rows);
        Assert.Contains("day", ModelFile.Open(RunFolder.FindModel(timed)).Preprocessing.Columns);
        Assert.Equal(40, (int)CliFolder.Run("evaluate", grouped, test, "--json").Ok().Json["rows"]!);
    }

    [Fact]
    public void Predictions_stand_behind_the_path_and_strange_values_are_told()
    {
        string run = folder.Train("run", [table, .. Small]);
        string fresh = folder.Write("new.csv", string.Join('\n',
            "day,file,size,side,code", "2024-03-11,pictures/001.png,,below,x7", "2024-03-11,pictures/002.png,4.5,left,x8"));

        CliResult answer = CliFolder.Run("predict", run, fresh, "--keep", "code").Ok();
        string[][] rows = CliData.Rows(answer.Output);

        Assert.Equal(["file", "code", "prediction", "p_no", "p_yes"], rows[0]);
        Assert.Equal(["pictures/001.png", "x7"], rows[1][..2]);
        Assert.Contains("'side': 1 of 2 values unknown", answer.Error, StringComparison.Ordinal);
        CliFolder.Run("predict", run, fresh, "--strict").Refusal();

        string lacking = folder.Write("lacking.csv", "file,size,day\npictures/001.png,1,2024-03-11\n");
        Assert.Contains("'side'", CliFolder.Run("predict", run, lacking).Refusal(), StringComparison.Ordinal);
        Assert.Contains("takes columns beside the images of 'file'", CliFolder.Run("predict", run, folder["pictures/001.png"]).Refusal(),
            StringComparison.Ordinal);
        string gone = folder.Write("gone.csv", "file,side,size,day\npictures/none.png,left,1,2024-03-11\n");
        Assert.Contains("gone.csv line 2, column 'file': 'pictures/none.png' cannot be used",
            CliFolder.Run("predict", run, gone).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_cannot_be_used_is_named_with_its_line_or_left_out()
    {
        string whole = folder.Train("whole",
            [folder.Write("few.csv", string.Join('\n', File.ReadLines(table).Where((_, i) => i is not (3 or 5)))), .. Small]);
        File.Delete(folder["pictures/002.png"]);
        File.WriteAllBytes(folder["pictures/004.png"], File.ReadAllBytes(folder["pictures/004.png"])[..40]);

        string refusal = CliFolder.Run(["train", table, .. Small]).Refusal();
        Assert.Contains("both.csv line 4, column 'file': 'pictures/002.png' cannot be used", refusal, StringComparison.Ordinal);
        string skipped = folder.Train("skipped", [table, .. Small, "--bad-rows", "skip"]);

        Assert.Equal(Bytes(whole), Bytes(skipped));
        Assert.Equal(2, RunFolder.ReadRecord(skipped).Data.SkippedRows);
    }

    [Fact]
    public void A_run_goes_on_from_a_model_of_both()
    {
        string first = folder.Train("first", [table, .. Small]);
        string second = folder.Train("second", [table, .. Class, "--from", first, "--epochs", "1"]);

        Assert.Equal(ModelFile.Open(RunFolder.FindModel(first)).Preprocessing.BeforeTraining(),
            ModelFile.Open(RunFolder.FindModel(second)).Preprocessing.BeforeTraining());
        string alone = folder.Train("alone",
            [table, .. Class, "--drop", "side,size,day", "--model", "conv2d 2 3, relu, flatten, linear", "--epochs", "1"]);
        Assert.Contains("takes images alone", CliFolder.Run(["train", table, .. Class, "--from", alone]).Refusal(),
            StringComparison.Ordinal);
        string columns = folder.Train("columns", [table, .. Class, "--drop", "file", "--model", "linear 4, relu, linear", "--epochs", "1"]);
        folder.Train("further", [table, .. Class, "--from", columns, "--epochs", "1"]);
    }

    [Fact]
    public void A_path_told_to_be_a_category_is_no_image()
    {
        string run = folder.Train("run", [table, .. Class, "--category", "file", "--model", "linear 4, relu, linear", "--epochs", "1"]);

        Assert.Null(ModelFile.Open(RunFolder.FindModel(run)).Preprocessing.Image);
    }

    [Fact]
    public void What_cannot_take_both_says_so_in_a_line()
    {
        string run = folder.Train("run", [table, .. Small]);

        Assert.Contains("needs a table without images",
            CliFolder.Run(["train", table, .. Class, "--blend", "on"]).Refusal(), StringComparison.Ordinal);
        DownhillException refused = Assert.Throws<DownhillException>(() => Predictor.Open(run));
        Assert.Contains("takes the images of 'file' beside other columns", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_trains_and_predicts_with_the_same_pieces()
    {
        var experiment = new Experiment([table], "same", Drop: ["value", "who", "weight"], Model: Network, Epochs: 3, LearningRate: 0.01);
        string run = folder.Train("run", [table, .. Small]);
        using var streaming = new Streaming();
        PreparedExperiment prepared = PreparedExperiment.Of(experiment, streaming);
        ModelFile model = ModelFile.Open(RunFolder.FindModel(run));

        Assert.Equal(RecipeKind.ImageAndColumns, prepared.Source.Kind);
        Assert.Equal(model.Preprocessing, prepared.Parts.Preprocessing);
        TableRows rows = DataSource.LoadFor([table], model, targetRequired: false);
        double[] answers = new Predictor<float>(model).Predict(rows.Inputs);
        string[][] written = CliData.Rows(CliFolder.Run("predict", run, table).Ok().Output);
        Assert.Equal(300, answers.Length);
        Assert.Equal(answers.Select(p => p >= 0.5 ? "yes" : "no"), written[1..].Select(row => row[1]));
    }

    private static double Accuracy(string run) =>
        (double)JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["metrics"]!["test"]!["accuracy"]!;

    private static byte[] Bytes(string run) => File.ReadAllBytes(RunFolder.FindModel(run));
}
