using System.Text;

namespace Downhill.Tests;

public sealed class PredictTests : IDisposable
{
    private readonly CliFolder folder = new();
    private readonly string flowers = CliData.Flowers();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_class_comes_with_probabilities_that_sum_to_one()
    {
        string[][] rows = Predict(FlowerRun(), folder["flowers.csv"]);

        string[][] raw = CliData.Rows(flowers);
        Assert.Equal(["prediction", "p_Iris setosa", "p_Iris versicolor", "p_Iris virginica"], Unquoted(rows[0]));
        Assert.Equal(raw.Length, rows.Length);
        int right = 0;
        for (int row = 1; row < rows.Length; row++)
        {
            double[] p = [.. rows[row][1..].Select(double.Parse)];
            Assert.Equal(1, p.Sum(), 1e-6);
            Assert.Equal($"p_{Unquoted(rows[row])[0]}", Unquoted(rows[0])[1 + Array.IndexOf(p, p.Max())]);
            right += Unquoted(rows[row])[0] == Unquoted(raw[row])[^1] ? 1 : 0;
        }

        Assert.InRange(right, 140, 150);
    }

    [Fact]
    public void Columns_are_found_by_name_and_the_target_is_not_needed()
    {
        string run = FlowerRun();
        string expected = CliFolder.Run("predict", run, folder["flowers.csv"]).Ok().Output;

        foreach (string[] columns in new string[][]
        {
            ["sepal length", "sepal width", "petal length", "petal width"],
            ["petal width", "species", "sepal width", "petal length", "sepal length"],
            ["extra", "petal width", "petal length", "sepal width", "sepal length"],
        })
        {
            string other = folder.Write("other.csv", CliData.Columns(flowers, columns));
            Assert.Equal(expected, CliFolder.Run("predict", run, other).Ok().Output);
        }

        string lacking = folder.Write("lacking.csv", CliData.Columns(flowers, "petal width", "sepal length", "species", "extra"));
        string refusal = CliFolder.Run("predict", run, lacking).Refusal();
        Assert.Contains("sepal width", refusal, StringComparison.Ordinal);
        Assert.Contains("petal length", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_one_output_for_two_classes_gives_the_probability_of_both()
    {
        string table = folder.Write("churn.csv", CliData.Churn());
        string[][] rows = Predict(folder.Train("run", table, "--epochs", "20"), table);

        Assert.Equal(["prediction", "p_>yes, [really]", "p_no"], Unquoted(rows[0]));
        Assert.All(rows[1..], row =>
        {
            double yes = double.Parse(row[1]), no = double.Parse(row[2]);
            Assert.Equal(1, yes + no, 1e-7);
            Assert.Equal(yes > no ? ">yes, [really]" : "no", Unquoted(row)[0]);
        });
    }

    [Fact]
    public void A_number_is_in_the_unit_of_the_target()
    {
        string prices = CliData.Prices(), table = folder.Write("prices.csv", prices);
        string[][] rows = Predict(folder.Train("run", table), table);

        string[][] raw = CliData.Rows(prices);
        Assert.Equal(["prediction"], rows[0]);
        Assert.Equal(raw.Length, rows.Length);
        Assert.All(rows.Zip(raw).Skip(1), pair => Assert.Equal(double.Parse(pair.Second[2]), double.Parse(pair.First[0]), 1500.0));
    }

    [Fact]
    public void Answers_can_go_to_a_file_instead()
    {
        string run = FlowerRun(), data = folder["flowers.csv"], expected = CliFolder.Run("predict", run, data).Ok().Output;

        CliResult loud = CliFolder.Run("predict", run, data, "--out", folder["loud.csv"]).Ok();
        CliResult quiet = CliFolder.Run("predict", run, data, "--out", folder["quiet.csv"], "--quiet").Ok();

        Assert.Equal(expected, File.ReadAllText(folder["loud.csv"]));
        Assert.Equal(expected, File.ReadAllText(folder["quiet.csv"]));
        Assert.Equal($"150 rows in {folder["loud.csv"]}", Assert.Single(loud.Lines));
        Assert.Equal((string.Empty, string.Empty), (quiet.Output, quiet.Error));
        Assert.Contains("is a folder", CliFolder.Run("predict", run, data, "--out", folder.Path).Refusal(), StringComparison.Ordinal);
        CliFolder.Run("predict", run, data, "--out", string.Empty).Refusal();
    }

    [Fact]
    public void A_model_trained_on_images_answers_for_images_without_labels()
    {
        string images = WriteImages(folder["train-images-idx3-ubyte"], 40), labels = folder["train-labels-idx1-ubyte"];
        WriteLabels(labels, 40, classes: 3);
        WriteImages(folder["t10k-images-idx3-ubyte"], 9);
        WriteLabels(folder["t10k-labels-idx1-ubyte"], 9, classes: 3);
        string run = folder.Train("run", folder.Path, "--epochs", "30", "--batch", "4");
        string expected = CliFolder.Run("predict", run, images).Ok().Output;

        File.Delete(labels);
        CliResult unlabelled = CliFolder.Run("predict", run, images).Ok();

        Assert.Equal(expected, unlabelled.Output);
        Assert.Empty(unlabelled.Error);
        Assert.Equal(Enumerable.Range(0, 40).Select(row => $"{row % 3}"), CliData.Rows(expected).Skip(1).Select(row => row[0]));
        Assert.Equal(10, CliFolder.Run("predict", run, folder["t10k-images-idx3-ubyte"]).Ok().Lines.Length);
        Assert.Contains("3 classes (setosa", CliFolder.Run("predict", run, "iris").Refusal(), StringComparison.Ordinal);
        Assert.Contains("rows of 64", CliFolder.Run("predict", run, "digits").Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_some_of_the_classes_can_be_evaluated()
    {
        WriteImages(folder["train-images-idx3-ubyte"], 40);
        WriteLabels(folder["train-labels-idx1-ubyte"], 40, classes: 3);
        WriteImages(folder["t10k-images-idx3-ubyte"], 9);
        WriteLabels(folder["t10k-labels-idx1-ubyte"], 9, classes: 3);
        string run = folder.Train("run", folder.Path, "--epochs", "30", "--batch", "4");
        string few = WriteImages(folder["few-images-idx3-ubyte"], 2);
        WriteLabels(folder["few-labels-idx1-ubyte"], 2, classes: 2);

        Assert.Equal(1, (double)CliFolder.Run("evaluate", run, few, "--json").Ok().Json["accuracy"]!);
    }

    private static string WriteImages(string path, int count)
    {
        byte[] pixels = [.. Enumerable.Range(0, count)
            .SelectMany(row => Enumerable.Range(0, 4).Select(pixel => (byte)(pixel == row % 3 ? 200 : 10)))];
        File.WriteAllBytes(path, [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 0, 2, 0, 0, 0, 2, .. pixels]);
        return path;
    }

    private static void WriteLabels(string path, int count, int classes) =>
        File.WriteAllBytes(path, [0, 0, 8, 1, 0, 0, 0, (byte)count, .. Enumerable.Range(0, count).Select(row => (byte)(row % classes))]);

    private static string[] Unquoted(string[] values) => [.. values.Select(value => value.Trim('"'))];

    private static string[][] Predict(string run, string data)
    {
        CliResult result = CliFolder.Run("predict", run, data).Ok();
        Assert.Empty(result.Error);
        return CliData.Rows(result.Output);
    }

    private string FlowerRun() => folder.Train("run", folder.Write("flowers.csv", flowers), "--epochs", "40");
}
