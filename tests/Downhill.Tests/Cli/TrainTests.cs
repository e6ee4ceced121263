using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("digits --seed 0", 0.96)]
    [InlineData("digits --seed 1", 0.96)]
    [InlineData("iris", 0.9)]
    [InlineData("spiral", 0.98)]
    [InlineData("spiral --model \"linear 64, relu, linear\"", 0.98)]
    [InlineData("xor", 0.95)]
    [InlineData("circle", 0.95)]
    [InlineData("moons", 0.95)]
    [InlineData("two-gaussians", 0.9)]
    public void The_defaults_learn_built_in_classes(string arguments, double accuracy)
    {
        JsonNode test = Test(ShellWords.Split(arguments));

        Assert.InRange((double)test["accuracy"]!, accuracy, 1);
        Assert.Null(test["rmse"]);
    }

    [Fact]
    public void The_defaults_learn_a_plane()
    {
        JsonNode test = Test("plane");

        Assert.InRange((double)test["r2"]!, 0.99, 1);
        Assert.Null(test["accuracy"]);
    }

    [Fact]
    public void A_table_with_a_text_target_is_classes()
    {
        JsonNode test = Test(folder.Write("flowers.csv", CliData.Flowers()));

        Assert.InRange((double)test["accuracy"]!, 0.9, 1);
        Assert.Equal(["Iris setosa", "Iris versicolor", "Iris virginica"],
            test["classes"]!.AsArray().Select(score => (string)score!["name"]!));
        Assert.Null(test["rocAuc"]);
    }

    [Fact]
    public void Two_classes_have_an_area_under_the_curve_with_one_output_and_with_two()
    {
        string table = folder.Write("churn.csv", CliData.Churn());

        foreach (string[] arguments in new string[][] { [table], [table, "--loss", "softmax-cross-entropy"],
            [table, "--model", "linear 16, tanh, linear, softmax", "--optimizer", "adam 0.02"] })
        {
            JsonNode test = Test(arguments);
            Assert.InRange((double)test["accuracy"]!, 0.9, 1);
            Assert.InRange((double)test["rocAuc"]!, 0.95, 1);
            Assert.Equal(2, test["confusion"]!.AsArray().Count);
        }
    }

    [Fact]
    public void A_softmax_at_the_end_gets_an_output_for_each_of_two_classes()
    {
        string run = folder.Train("run", "xor", "--model", "linear 4, tanh, linear, softmax", "--epochs", "1");

        Assert.Equal(2, ModelFile.Open(RunFolder.FindModel(run)).Model.OutputShape().Size);
    }

    [Fact]
    public void Errors_of_a_regression_are_in_the_unit_of_the_target()
    {
        JsonNode test = Test(folder.Write("prices.csv", CliData.Prices()), "--target", "price");

        Assert.InRange((double)test["r2"]!, 0.99, 1);
        Assert.InRange((double)test["rmse"]!, 20, 400);
        Assert.InRange((double)test["mae"]!, 10, (double)test["rmse"]!);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_model()
    {
        string one = folder.Train("one", "digits", "--epochs", "2", "--threads", "1");
        string three = folder.Train("three", "digits", "--epochs", "2", "--threads", "3");

        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(one)), File.ReadAllBytes(RunFolder.FindModel(three)));
    }

    [Fact]
    public void Training_can_end_when_the_loss_is_small_enough_or_the_steps_are_made()
    {
        JsonNode small = Result("iris", "--until-loss", "0.5", "--steps", "2147483647");
        JsonNode steps = Result("iris", "--steps", "7");
        JsonNode epochs = Result("iris", "--epochs", "2", "--batch", "0");

        Assert.Equal("target-loss", (string)small["stop"]!);
        Assert.InRange((double)small["loss"]!, 0, 0.5);
        Assert.Equal(("steps", 7), ((string)steps["stop"]!, (int)steps["steps"]!));
        Assert.Equal(("epochs", 2), ((string)epochs["stop"]!, (int)epochs["steps"]!));
    }

    [SharedFact]
    public void Images_of_handwritten_digits_are_learnt_from_a_folder()
    {
        string mnist = SharedData.Find("mnist");
        JsonNode record = Record([mnist, "--model", "linear 100, relu, linear"]);

        Assert.InRange((double)record["metrics"]!["test"]!["accuracy"]!, 0.975, 1);
        Assert.Equal((58_020, 1_980, 10_000),
            ((int)record["data"]!["training"]!, (int)record["data"]!["validation"]!, (int)record["data"]!["test"]!));
    }

    private JsonNode Test(params string[] arguments) => Record(arguments)["metrics"]!["test"]!;

    private JsonNode Result(params string[] arguments) => Record(arguments)["result"]!;

    private JsonNode Record(string[] arguments) =>
        CliFolder.Run(["train", .. arguments, .. CliFolder.OneThread, "--out", folder["run"], "--overwrite", "--json"]).Ok().Json;
}
