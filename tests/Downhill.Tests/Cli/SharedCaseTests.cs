namespace Downhill.Tests;

/// <summary>The cases in ../shared/cases, each as its table says that it is right.</summary>
public sealed class SharedCaseTests : IDisposable
{
    private static readonly string[] Brief = ["--epochs", "1", "--ensemble", "1", "--blend", "off"];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedTheory]
    [InlineData("codes-icd.csv", "--target cost", "1 number, 1 category")]
    [InlineData("codes-versions.csv", "--category runtime", "1 category")]
    [InlineData("codes-classes.csv", "--target section --task classification", "(3 classes)")]
    [InlineData("quote-swallow.csv", "--bad-rows skip", "left out  1 bad row (line 22)")]
    [InlineData("quote-dutch-ok.csv", "", "for training")]
    [InlineData("batch-of-one.csv", "--batch 1", "no batch normalization, because a step has one row")]
    [InlineData("na-country.csv", "--target country --missing-only \"\"", "country (5 classes)")]
    [InlineData("hash-header.csv", "--target gain", "gain (")]
    [InlineData("trailing-separators.csv", "--decimal comma --bad-rows skip", "empty columns without a name")]
    [InlineData("column-named-like-an-option.csv", "--target=--epochs", "--epochs (a number)")]
    [InlineData("weather.arff", "", "1 number, 2 categories")]
    public void Training_says_what_it_took(string file, string options, string said)
    {
        string path = SharedData.Find($"../cases/{file}");
        Assert.Contains(said, CliFolder.Run(["train", path, .. ShellWords.Split(options), .. Brief, "--threads", "1", "--out",
            folder["run"]]).Ok().Output, StringComparison.Ordinal);
    }

    [SharedTheory]
    [InlineData("counts-negative.csv", "--loss poisson", "needs targets of at least 0")]
    [InlineData("quote-swallow.csv", "", "line 22: a quoted value goes on after its closing quote")]
    [InlineData("na-country.csv", "--target country", "If \"NA\" is a value there")]
    [InlineData("libsvm.txt", "", "is a file of LibSVM's format")]
    [InlineData("table.parquet", "", "is not a Parquet file, or it is damaged")]
    public void Training_refuses_with_the_reason(string file, string options, string said)
    {
        string path = SharedData.Find($"../cases/{file}");
        Assert.Contains(said, CliFolder.Run(["train", path, .. ShellWords.Split(options), .. Brief, "--out", folder["run"]]).Refusal(),
            StringComparison.Ordinal);
    }

    [SharedFact]
    public void Five_codes_are_five_categories()
    {
        string path = SharedData.Find("../cases/codes-icd.csv");
        string run = folder.Train("run", [path, "--target", "cost", .. Brief]);

        var codes = Assert.IsType<CategoryEncoding>(ModelFile.Open(RunFolder.FindModel(run)).Preprocessing.Encodings![0]);
        Assert.Equal(["250", "250.0", "250.00", "401.9"], codes.Categories.Order(StringComparer.Ordinal).Take(4));
        Assert.Equal(5, codes.Categories.Length);
    }

    [SharedFact]
    public void Labels_are_not_looked_at_by_predict_and_unknown_ones_are_counted_by_evaluate()
    {
        string path = SharedData.Find("../cases/label-train.csv");
        string run = folder.Train("run", [path, .. Brief]), other = Path.GetDirectoryName(path)!;

        CliFolder.Run("predict", run, Path.Combine(other, "label-new-placeholder.csv")).Ok();
        CliFolder.Run("evaluate", run, Path.Combine(other, "label-test-unseen.csv")).Refusal();
        CliResult skipped = CliFolder.Run("evaluate", run, Path.Combine(other, "label-test-unseen.csv"), "--bad-rows", "skip").Ok();
        Assert.Equal("note: 3 rows left out, because the target is missing or not one of the model's classes (line 62, line 63, line 64)\n",
            skipped.Error);
    }
}
