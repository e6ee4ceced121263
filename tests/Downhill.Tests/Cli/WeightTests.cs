using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary><c>--weight</c>: a column that says how much each row counts.</summary>
public sealed class WeightTests : IDisposable
{
    private static readonly string[] Brief = ["--target", "kind", "--epochs", "3", "--model", "linear 4, tanh, linear"];
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Rows_of_weight_0_leave_no_trace_in_the_model()
    {
        string weighted = Table("weighted.csv", row => row % 4), without = Table("without.csv", row => row % 4, row => row % 4 > 0);
        foreach (string[] more in (string[][])[[], ["--class-weights", "balanced"], ["--group", "g"], ["--time", "day"],
            ["--ensemble", "2", "--folds", "3"]])
        {
            byte[] one = Model("one", weighted, more), other = Model("other", without, more);
            Assert.Equal(other, one);
        }
    }

    [Fact]
    public void Weights_of_1_give_the_bits_of_none()
    {
        string csv = Table("rows.csv", _ => 1);
        Assert.Equal(Tensors(folder.Train("plain", [csv, .. Brief, "--drop", "w"])),
            Tensors(folder.Train("ones", [csv, .. Brief, "--weight", "w"])));
    }

    [Fact]
    public void An_interrupted_run_a_recipe_and_the_command_in_the_record_know_the_weights()
    {
        string csv = Table("rows.csv", row => 0.5 + (row % 3)), whole = folder.Train("whole", [csv, .. Brief, "--weight", "w"]);
        JsonNode record = JsonNode.Parse(File.ReadAllText(folder["whole/run.json"]))!;
        Assert.Contains("--weight w", (string)record["command"]!, StringComparison.Ordinal);
        Assert.Equal("weight", (string)record["data"]!["schema"]!.AsArray().Single(column => (string)column!["name"]! == "w")!["role"]!);

        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true),
            ["train", csv, .. Brief, "--weight", "w", "--threads", "1", "--out", folder["run"], "--quiet"]).Code);
        CliFolder.Run("resume", folder["run"], "--threads", "1", "--quiet").Ok();
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(whole)), File.ReadAllBytes(RunFolder.FindModel(folder["run"])));

        CliFolder.Run(["init", csv, .. Brief, "--weight", "w", "--out", folder["recipe.json"]]).Ok();
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(whole)),
            File.ReadAllBytes(RunFolder.FindModel(folder.Train("again", folder["recipe.json"]))));

        CliFolder.Run(new CancellationToken(canceled: true),
            ["train", csv, .. Brief, "--weight", "w", "--threads", "1", "--out", folder["changed"], "--quiet"]);
        File.WriteAllText(csv, File.ReadAllText(csv).Replace(",0.5,", ",0.75,", StringComparison.Ordinal));
        Assert.Contains("rows", CliFolder.Run("resume", folder["changed"], "--quiet").Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Searches_and_range_tests_go_by_the_weights()
    {
        string one = Table("one.csv", row => row % 4), other = Table("other.csv", row => row % 4, row => row % 4 > 0),
            plain = Table("plain.csv", _ => 1, row => row % 4 > 0);
        Assert.Equal(Found(one), Found(other));
        Assert.NotEqual(Found(one), Found(plain));
        Assert.Equal(Score(one, "one"), Score(other, "other"));
        Assert.NotEqual(Score(one, "one"), Score(plain, "plain"));

        string Found(string csv) => CliFolder.Run(["find-lr", csv, .. Brief, "--weight", "w", "--json", "--threads", "1", "--batch", "16"])
            .Ok().Json["points"]!.ToJsonString();

        double Score(string csv, string name) =>
            (double)CliFolder.Run(["tune", csv, .. Brief, "--weight", "w", "--try", "batch=16|32", "--trials", "2", "--jobs", "1", "--json",
            "--out", folder[$"tune-{name}"]]).Ok().Json["best"]!["score"]!;
    }

    [Fact]
    public void A_model_is_measured_by_the_weights_where_they_are_there_and_answers_without_them()
    {
        string csv = Table("rows.csv", row => row % 4),
            bare = folder.Write("bare.csv", CliData.Columns(File.ReadAllText(csv), "a", "b", "kind", "g", "day"));
        string run = folder.Train("run", [csv, .. Brief, "--weight", "w", "--validation", "0.2"]);
        Assert.Contains("rows are weighted by 'w'", CliFolder.Run("evaluate", run, csv).Ok().Output, StringComparison.Ordinal);
        Assert.Contains("rows are weighted by 'g'", CliFolder.Run("evaluate", run, csv, "--weight", "g").Ok().Output,
            StringComparison.Ordinal);
        Assert.Contains("all rows count the same: there is no column 'w'", CliFolder.Run("evaluate", run, bare).Ok().Output,
            StringComparison.Ordinal);
        Assert.NotEqual(Loss(csv), Loss(bare));
        Assert.NotEqual(Loss(csv), Loss(csv, "--weight", "g"));
        Assert.Equal(Loss(csv), Loss(csv, "--intervals"));
        string kept = Table("kept.csv", row => row % 4, row => row % 4 > 0);
        Assert.Equal(Loss(kept), Loss(csv), 1e-12);
        Assert.Contains("no column 'ww' to be the weight", CliFolder.Run("evaluate", run, csv, "--weight", "ww").Refusal(),
            StringComparison.Ordinal);
        Assert.Contains("Only tables can have a weight column (--weight)", CliFolder.Run("evaluate", run, "iris", "--weight", "w").Refusal(),
            StringComparison.Ordinal);
        Assert.Equal(CliFolder.Run("predict", run, csv).Ok().Output, CliFolder.Run("predict", run, bare).Ok().Output);
        CliFolder.Run("report", run).Ok();

        double Loss(string data, params string[] more) =>
            (double)CliFolder.Run(["evaluate", run, data, "--json", .. more]).Ok().Json["loss"]!;
    }

    // The weights of classes are for training: what is reported is of the rows as they are.
    [Fact]
    public void Balanced_classes_do_not_weight_what_is_measured()
    {
        string csv = Table("rows.csv", row => 1 + (row % 3));
        string run = folder.Train("run",
            [csv, .. Brief, "--weight", "w", "--class-weights", "balanced", "--test", "0", "--validation", "0"]);
        JsonNode record = JsonNode.Parse(File.ReadAllText(folder["run/run.json"]))!;
        Assert.Equal((double)CliFolder.Run("evaluate", run, csv, "--json").Ok().Json["loss"]!,
            (double)record["metrics"]!["train"]!["loss"]!, 1e-12);
    }

    [Fact]
    public void What_the_weights_cannot_be_is_refused()
    {
        string csv = Table("rows.csv", row => row == 3 ? -1 : 1), good = Table("good.csv", _ => 1);
        Assert.Contains("rows.csv line 5, column 'w': the weight is -1", CliFolder.Run(["train", csv, .. Brief, "--weight", "w"]).Refusal(),
            StringComparison.Ordinal);
        Assert.Contains("(--weight) is for tables", CliFolder.Run("train", "iris", "--weight", "w").Refusal(), StringComparison.Ordinal);
        string bare = folder.Write("bare.csv", CliData.Columns(File.ReadAllText(good), "a", "b", "kind", "g", "day"));
        Assert.Contains("bare.csv lacks the column 'w', which has the weights of the rows",
            CliFolder.Run(["train", good, .. Brief, "--weight", "w", "--test", bare]).Refusal(), StringComparison.Ordinal);
    }

    private byte[] Model(string name, string csv, string[] more)
    {
        string run = folder.Train(name, [csv, .. Brief, "--weight", "w", "--overwrite", .. more]);
        return File.ReadAllBytes(RunFolder.FindModel(run));
    }

    private static byte[] Tensors(string run)
    {
        using SafetensorsFile file = SafetensorsFile.Open(RunFolder.FindModel(run));
        using var all = new MemoryStream();
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            var bytes = new byte[tensor.ByteCount];
            file.ReadBytes(tensor.Name, 0, bytes);
            all.Write(bytes);
        }

        return all.ToArray();
    }

    private string Table(string name, Func<int, double> weight, Predicate<int>? keep = null)
    {
        double[] a = Examples.Numbers(120, 1), b = Examples.Numbers(120, 2), noise = Examples.Numbers(120, 3, 0.5);
        IEnumerable<string> rows = Enumerable.Range(0, 120).Where(row => keep?.Invoke(row) ?? true).Select(row =>
            FormattableString.Invariant(
                $"{a[row]},{b[row]},{weight(row)},{(a[row] + b[row] + noise[row] > 0.3 ? "yes" : "no")},{row % 12},{20200101 + row}"));
        return folder.Write(name, "a,b,w,kind,g,day\n" + string.Join('\n', rows) + "\n");
    }
}
