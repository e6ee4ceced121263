using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class TableTrainTests : IDisposable
{
    private static readonly string[] Brief = ["--epochs", "2"];
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_data_in_another_spelling_gives_the_same_model_byte_for_byte()
    {
        string[] rows = [.. Enumerable.Range(0, 120).Select(Row)];
        string plain = folder.Write("plain.csv", "age,kind,day,member,y\n" + string.Join('\n', rows));
        string other = folder.Write("other.csv",
            "# exported\r\n" + string.Join("\r\n",
            rows.Select(row => row.Replace(",,", ",?,", StringComparison.Ordinal).Replace(',', ';')
            .Replace("red", "\" red \"", StringComparison.Ordinal))) + "\r\n\r\n");

        byte[] one = Model(folder.Train("one", [plain, .. Brief]));
        byte[] two = Model(folder.Train("two", [other, "--columns", "age,kind,day,member,y", .. Brief]));

        Assert.Equal(one, two);
        Assert.NotEqual(one, Model(folder.Train("three", [plain, "--scaling", "standard", .. Brief])));
    }

    [Fact]
    public void What_a_trained_model_needs_to_read_new_rows_is_in_its_file()
    {
        string table = folder.Write("rows.csv", "age,kind,day,member,y\n" + string.Join('\n', Enumerable.Range(0, 120).Select(Row))
            .Replace("red,", "none,", StringComparison.Ordinal));
        string run = folder.Train("run", [table, "--missing", "none", "--category", "age", .. Brief]);

        string known = Answer(run, "age;kind;day;member\n31;blue;2021-03-04;yes\n");
        Assert.Equal(known, Answer(run, "y,day,age,kind,member,more\n,2021-03-04, 31.0,blue,yes,x\n"));
        Assert.Equal(Answer(run, "age,kind,day,member\n31,none,2021-03-04,yes\n"),
            Answer(run, "age,kind,day,member\n31,?,2021-03-04,yes\n"));
        Assert.NotEqual(known, Answer(run, "age,kind,day,member\n31,never seen,2021-03-04,yes\n"));
        folder.Write("bad.csv", "age,kind,day,member\n31,blue,2021-03-04,yes\n31,blue,soon,yes\n");
        Assert.Equal("bad.csv line 3, column 'day': \"soon\" is not a date written as yyyy-MM-dd; correct it, "
            + "or mark it missing (--missing soon).", CliFolder.Run("predict", run, folder["bad.csv"]).Refusal());
        Assert.Equal(3, CliFolder.Run("predict", run, folder["bad.csv"], "--missing", "soon").Ok().Lines.Length);
    }

    [Fact]
    public void Many_categories_are_embedded_and_new_ones_provided_for()
    {
        string table = folder.Write("rows.csv", "town,x,y\n"
            + string.Join('\n', Enumerable.Range(0, 1200).Select(i => $"town{i % 120},{i % 7},{(i % 120 < 60 ? "low" : "high")}")));
        string run = folder.Train("run", [table, "--epochs", "15", "--ensemble", "1"]);

        JsonNode record = JsonNode.Parse(File.ReadAllText(folder["run/run.json"]))!;
        Assert.Equal("concat", (string?)record["model"]!["layers"]![0]!["type"]);
        Assert.True((double)record["metrics"]!["test"]!["accuracy"]! > 0.9);
        Assert.Contains("low", Answer(run, "town,x\ntown7,3\n"), StringComparison.Ordinal);
        Assert.NotEqual(Answer(run, "town,x\ntown7,3\n"), Answer(run, "town,x\nelsewhere,3\n"));

        string wide = folder.Train("wide", [table, "--one-hot", "200", "--ensemble", "1", .. Brief]);
        Assert.Equal("linear", (string?)JsonNode.Parse(File.ReadAllText(folder["wide/run.json"]))!["model"]!["layers"]![0]!["type"]);
        Assert.Contains("--one-hot 200", File.ReadAllText(folder["wide/run.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_numbers_cut_in_pieces_is_read_again()
    {
        string table = folder.Write("rows.csv", "age,kind,day,member,y\n" + string.Join('\n', Enumerable.Range(0, 120).Select(Row)));
        string run = folder.Train("run", [table, "--pieces", "8", .. Brief]);

        Assert.Contains("knots", System.Text.Encoding.UTF8.GetString(Model(run)), StringComparison.Ordinal);
        Assert.NotEqual(Answer(run, "age,kind,day,member\n21,blue,2021-03-04,yes\n"),
            Answer(run, "age,kind,day,member\n24,blue,2021-03-04,yes\n"));
        CliFolder.Run("evaluate", run, table).Ok();
    }

    [Fact]
    public void Folds_are_measured_first_and_their_mean_and_deviation_are_kept()
    {
        string table = folder.Write("rows.csv", "age,kind,day,member,y\n" + string.Join('\n', Enumerable.Range(0, 120).Select(Row)));

        CliResult result = CliFolder.Run(["train", table, "--folds", "4", "--out", folder["run"], "--threads", "1", .. Brief]).Ok();
        JsonNode record = JsonNode.Parse(File.ReadAllText(folder["run/run.json"]))!;

        Assert.Contains("deviation", result.Output, StringComparison.Ordinal);
        Assert.Contains("fold 4 of 4", result.Error, StringComparison.Ordinal);
        JsonNode validation = record["crossValidation"]!;
        Assert.Equal([30, 30, 30, 30], validation["folds"]!.AsArray().Select(fold => (int)fold!["rows"]!));
        Assert.Equal(validation["folds"]!.AsArray().Average(fold => (double)fold!["accuracy"]!), (double)validation["mean"]!["accuracy"]!,
            1e-12);
        Assert.Equal(0, (int)record["data"]!["test"]!);
        Assert.Contains("--folds 4", (string)record["command"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fold_of_one_class_only_lacks_some_metrics_and_is_shown_all_the_same()
    {
        string table = folder.Write("rows.csv", "age,kind,day,member,y\n" + string.Join('\n', Enumerable.Range(0, 40).Select(Row)));

        CliResult result = CliFolder.Run(["train", table, "--folds", "40", "--out", folder["run"], "--threads", "1", .. Brief]).Ok();

        Assert.Contains("fold 40", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_and_rows_left_out_are_said_and_recorded()
    {
        string table = folder.Write("rows.csv", "id,age,kind,day,member,y\n"
            + string.Join('\n', Enumerable.Range(0, 120).Select(row => $"{row},{Row(row)}")) + "\n1,2\n");

        CliResult result = CliFolder.Run(["train", table, "--bad-rows", "skip", "--drop", "day", "--out", folder["run"], "--threads", "1",
            .. Brief]).Ok();

        Assert.Contains("id (identifier: counts the rows); day (on request); 1 bad row", result.Output, StringComparison.Ordinal);
        JsonNode data = JsonNode.Parse(File.ReadAllText(folder["run/run.json"]))!["data"]!;
        Assert.Equal(["left out", "input", "input", "left out", "input", "target"],
            data["schema"]!.AsArray().Select(column => (string)column!["role"]!));
        Assert.Equal(1, (int)data["skippedRows"]!);
    }

    [Fact]
    public void A_part_in_a_file_is_encoded_as_the_training_part_and_must_have_its_columns()
    {
        string table = folder.Write("rows.csv", "age,kind,day,member,y\n" + string.Join('\n', Enumerable.Range(0, 120).Select(Row)));
        folder.Write("test.csv", "kind;y;age;day;member\nblue;b;?;2020-01-05;no\ngreen;a;40;2020-01-06;no\n");
        folder.Write("short.csv", "kind,y,agee,day,member\nblue,b,?,2020-01-05,no\n");

        CliResult result = CliFolder.Run(["train", table, "--test", folder["test.csv"], "--out", folder["run"], "--json", "--threads", "1",
            .. Brief]).Ok();

        Assert.Equal(2, (int)result.Json["data"]!["test"]!);
        string refusal = CliFolder.Run(["train", table, "--test", folder["short.csv"], "--out", folder["other"], .. Brief]).Refusal();
        Assert.StartsWith("short.csv lacks 1 column that the model needs: 'age' (did you mean 'agee'?).", refusal,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_is_printed_and_as_JSON_has_all_of_it()
    {
        string table = folder.Write("rows.csv", "age,kind,day,member,y\n" + string.Join('\n', Enumerable.Range(0, 120).Select(Row)));

        string text = CliFolder.Run("inspect", table, "--target", "y").Ok().Output.ReplaceLineEndings(" ");
        Assert.Contains("120 rows of 5 columns; values separated by commas, with a header line", text, StringComparison.Ordinal);
        Assert.Matches(@"b\s+60\s+50\.0 %.*a\s+60\s+50\.0 %", text);
        Assert.Contains("'member' alone explains", text, StringComparison.Ordinal);
        JsonNode json = CliFolder.Run("inspect", table, "--target", "y", "--json").Ok().Json;
        Assert.Equal(["number", "category", "date", "boolean", "category"],
            json["columns"]!.AsArray().Select(column => (string)column!["kind"]!));
        Assert.True((bool)json["columns"]![3]!["leak"]!);
        Assert.Equal(12, (int)json["columns"]![0]!["missing"]!);
    }

    private static string Row(int row) =>
        $"{(row % 10 == 3 ? string.Empty : $"{20 + (row * 7 % 31)}")},{new[] { "red", "blue", "green" }[row * 5 % 3]},{2020 + (row % 2)}-"
            + $"{1 + (row % 12):00}-{1 + (row % 28):00},{(row % 2 == 0 ? "yes" : "no")},{(row % 2 == 0 ? "a" : "b")}";

    private static byte[] Model(string run) => File.ReadAllBytes(RunFolder.FindModel(run));

    private string Answer(string run, string rows) => CliFolder.Run("predict", run, folder.Write("new.csv", rows)).Ok().Output;
}
