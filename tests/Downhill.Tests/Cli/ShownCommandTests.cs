using System.Text.Json.Nodes;

namespace Downhill.Tests;

/// <summary>
/// What commands print for the models of <see cref="HandModel"/> and for a training of three steps that is followed by hand, in full.
/// </summary>
public sealed class ShownCommandTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string> OfModels => new()
    {
        { "evaluate-price", "evaluate PRICE PRICES" }, { "evaluate-price-json", "evaluate PRICE PRICES --json" },
        { "evaluate-answer", "evaluate ANSWER ANSWERS" }, { "evaluate-answer-json", "evaluate ANSWER ANSWERS --json" },
        { "evaluate-intervals", "evaluate ANSWER ANSWERS --intervals" },
        { "predict-price", "predict PRICE PRICES --keep id --interval 0.5" },
            { "predict-answer", "predict ANSWER ANSWERS --keep-all --interval 0.5" },
        { "inspect-price", "inspect PRICE --rows 100 --batch 3" }, { "inspect-price-json", "inspect PRICE --rows 100 --batch 3 --json" },
        { "inspect-answer", "inspect ANSWER" }, { "inspect-table", "inspect PRICES --target t" }, { "inspect-table-json",
            "inspect ANSWERS --target t --json" },
        { "explain-short", "explain PRICE --data PRICES --short --row 2" }, { "explain-short-class",
            "explain ANSWER --data ANSWERS --short --line 4 --class no" },
        { "explain-short-json", "explain PRICE --data PRICES --short --row 2 --against 1 --format json" },
        { "explain-entry", "explain PRICE --data PRICES --row 1 --parameter linear1.weight[1,0]" },
        { "explain-input", "explain PRICE --data PRICES --line 4 --input b --format json" },
        { "check-price", "check PRICE --data PRICES" }, { "check-price-json", "check PRICE --data PRICES --rows 2 --json" },
        { "landscape", "landscape PRICE --data PRICES --along linear1.weight[0,0] linear1.bias[0] --grid 3 --steps 2 --json" },
        {
            "landscape-text",
            "landscape PRICE --data PRICES --along linear1.weight[0,0] linear1.bias[0] --grid 3 --steps 2 --out FOLDER/l.svg"
        },
        { "step-hill", "step HILL" }, { "step-hill-json", "step HILL --steps 2 --json" }, { "datasets", "datasets" },
            { "datasets-json", "datasets --json" },
    };

    [Theory]
    [MemberData(nameof(OfModels))]
    public void A_command_for_a_model_calculated_by_hand(string name, string command)
    {
        Shown.Same(name, Shown.Of(CliFolder.Run([.. command.Split(' ').Select(word => word switch
        {
            "PRICE" => HandModel.Price(folder),
            "PRICES" => HandModel.Prices(folder),
            "ANSWER" => HandModel.Answer(folder),
            "ANSWERS" => HandModel.Answers(folder),
            "HILL" => Repository.Find("examples", "worked", "hill.json"),
            _ => word.Replace("FOLDER", folder.Path, StringComparison.Ordinal),
        })]), folder));
    }

    [Theory]
    [InlineData("price.jsonl", "PRICE", "PRICES")]
    [InlineData("answer.csv", "ANSWER", "ANSWERS")]
    public void Predictions_in_a_file(string file, string model, string rows)
    {
        string[] words = ["predict", model == "PRICE" ? HandModel.Price(folder) : HandModel.Answer(folder),
            rows == "PRICES" ? HandModel.Prices(folder) : HandModel.Answers(folder), "--out", folder[file], "--keep-all"];
        CliResult result = CliFolder.Run(words).Ok();
        Shown.Same($"predict-{file}", Shown.Steady(result.Output + File.ReadAllText(folder[file]), folder));
    }

    // x has mean 0 and deviation √5, and is bent to z / √(1 + z²/9); y = 2 x + 1 has mean 1 and deviation √20. From 0 the weight goes to
    // 2 · 0.25 times the mean of x' y', and so on; the bias stays 0.
    [Fact]
    public void A_training_of_three_steps_from_the_command_to_the_report()
    {
        string train = folder.Write("train.csv", "x,y\n-3,-5\n-1,-1\n1,3\n3,7\n"), watched = folder.Write("watched.csv", "x,y\n0,1\n2,4\n"),
            test = folder.Write("test.csv", "x,y\n0,2\n3,7\n-2,-4\n");
        string[] words = ["train", train, "--validation", watched, "--test", test, "--model", "linear weight=zeros", "--optimizer",
            "sgd 0.25",
            "--epochs", "3", "--batch", "0", "--pieces", "0", "--scaling", "standard", "--precision", "double", "--threads", "1",
                "--schedule", "step 2 0.5"];
        Shown.Same("train", Shown.Of(CliFolder.Run([.. words, "--out", folder["one"]]), folder));
        Shown.Same("train-json", Shown.Of(CliFolder.Run([.. words, "--out", folder["two"], "--json", "--patience", "2"]), folder));
        Shown.Same("train-epochs", Shown.Steady(File.ReadAllText(folder["one/metrics.jsonl"]), folder));
        CliFolder.Run("report", folder["one"], "--out", folder["report.json"]).Ok();
        Shown.Same("report", Shown.Steady(File.ReadAllText(folder["report.json"]), folder));
        Shown.Same("compare", Seconds(Shown.Of(CliFolder.Run("compare", folder["one"], folder["two"]), folder)));
        Shown.Same("compare-json", Shown.Of(CliFolder.Run("compare", folder["one"], folder["two"], "--json"), folder));
    }

    [Fact]
    public void Folds_and_an_ensemble_of_classes()
    {
        string rows = folder.Write("rows.csv", "x,z,class\n" + string.Concat(Enumerable.Range(0, 24).Select(i =>
            $"{i % 8},{(i * 5) % 7},{(i % 8 < 3 ? "low" : i % 8 < 5 ? "mid" : "high")}\n")));
        string[] words = ["train", rows, "--model", "linear 4, tanh, linear", "--epochs", "4", "--threads", "1", "--ensemble", "2",
            "--seed", "3",
            "--learning-rate", "0.05", "--class-weights", "balanced", "--out", folder["run"]];
        Shown.Same("train-folds", Shown.Of(CliFolder.Run([.. words, "--folds", "3"]), folder));
        Shown.Same("evaluate-classes", Shown.Of(CliFolder.Run("evaluate", folder["run"], rows, "--threads", "1"), folder));
        Shown.Same("predict-classes", Shown.Of(CliFolder.Run("predict", folder["run"], rows, "--threads", "1"), folder));
        Shown.Same("inspect-classes", Shown.Of(CliFolder.Run("inspect", folder["run"]), folder));
        CliResult init = CliFolder.Run(["init", .. words[1..^1], folder["recipe.json"]]).Ok();
        string[] recipe = [.. File.ReadAllLines(folder["recipe.json"]).Where(line => !line.StartsWith("  //", StringComparison.Ordinal))];
        Shown.Same("init", Shown.Steady(init.Output + string.Join('\n', recipe), folder));
    }

    [Fact]
    public void Every_rule_of_a_training_is_told()
    {
        string rows = folder.Write("rows.csv", "x,z,w,class\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"{i % 8},{(i * 5) % 7},{1 + (i % 2)},{(i % 3 == 0 ? "a" : "b")}\n")));
        string[] words = ["train", rows, "--model", "linear", "--epochs", "3", "--threads", "1", "--l1", "0.125", "--clip-value", "2",
            "--clip-norm", "3",
            "--max-norm", "4", "--ema", "0.5", "--patience", "2", "--schedule", "cosine", "--weight", "w", "--class-weights", "balanced",
            "--validation", "0.25", "--threshold", "f1", "--no-importance", "--out", folder["run"]];
        Shown.Same("train-rules", Shown.Of(CliFolder.Run(words), folder));
        Shown.Same("train-rules-image", Shown.Of(CliFolder.Run("train", "digits", "--model", "flatten, linear", "--epochs", "1", "--batch",
            "0",
            "--threads", "1", "--augment", "crop 1", "--out", folder["images"]), folder));
    }

    [Fact]
    public void A_search_shows_its_trials_and_the_gain()
    {
        string[] words = ["tune", "plane", "--rows", "60", "--epochs", "2", "--seed", "1", "--try", "batch=8|16", "--try",
            "learning-rate=0.001..0.1",
            "--trials", "3", "--jobs", "1", "--out", folder["search"]];
        CliFolder.Run(words).Ok();
        foreach (string file in (string[])["recipe.json", "trials.jsonl"])
            File.WriteAllText(folder[$"search/{file}"], string.Join('\n', File.ReadAllLines(folder[$"search/{file}"]).Select((line, i) =>
                Timed(line, i + 1.25))) + "\n");
        Shown.Same("tune", Shown.Steady(CliFolder.Run(words).Ok().Output, folder));
        Shown.Same("tune-json", CliFolder.Run([.. words, "--json"]).Ok().Output.Replace(folder.Path, "FOLDER", StringComparison.Ordinal));

        static string Timed(string line, double seconds)
        {
            JsonNode node = JsonNode.Parse(line)!;
            node["seconds"] = seconds;
            return node.ToJsonString();
        }
    }

    [Fact]
    public void A_rate_test_shows_its_curve_and_the_comparison()
    {
        string[] words = ["find-lr", "plane", "--rows", "60", "--steps", "20", "--epochs", "2", "--threads", "1", "--min-rate", "0.0001",
            "--max-rate", "10"];
        Shown.Same("find-lr", Shown.Of(CliFolder.Run(words), folder));
        Shown.Same("find-lr-json", Shown.Of(CliFolder.Run([.. words, "--json"]), folder));
    }

    private static string Seconds(string text) => string.Join('\n', text.Split('\n').Select(line =>
        line.StartsWith("seconds ", StringComparison.Ordinal) ? "seconds …"
            : line.Replace("FOLDER/one", "FOLDER…", StringComparison.Ordinal).Replace("FOLDER/two", "FOLDER…", StringComparison.Ordinal)));
}
