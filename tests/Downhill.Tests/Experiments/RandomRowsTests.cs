using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>The random rows that a model without data is checked on.</summary>
public sealed class RandomRowsTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0UL)]
    [InlineData(7UL)]
    public void Numbers_are_normal_and_each_row_has_its_own(ulong seed)
    {
        var made = CheckCase.OfModel(HandModel.Price(folder), null, null, 3, seed);
        RandomStream inputs = new(seed, RandomPurpose.Checking, 1), targets = new(seed, RandomPurpose.Checking, 2);

        Assert.Equal(Enumerable.Range(0, 6).Select(i => inputs.Normal((ulong)i)), made.Inputs);
        Assert.Equal(Enumerable.Range(0, 3).Select(i => targets.Normal((ulong)i)), made.Targets);
        Assert.Equal((3, $"{folder["price.safetensors"]} on 3 random rows"), (made.Rows, made.Description));
        Assert.IsType<MeanSquaredError>(made.Loss);
        Assert.IsType<Huber>(CheckCase.OfModel(HandModel.Price(folder), null, "huber", 3, seed).Loss);
    }

    // Three of the four rows, in the order of the seed: a is scaled to (a - 2) / 2, and the target to (t - 10) / 2.
    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public void Rows_of_data_are_chosen_by_the_seed(ulong seed)
    {
        var made = CheckCase.OfModel(HandModel.Price(folder), HandModel.Prices(folder), null, 3, seed);
        double[][] rows = [[-0.5, 2, -2.5], [0, 0, 1.5], [1, 1, 1.5], [-1, 0, -1]];
        int[] order = new int[4];
        Shuffle.Fill(order, seed, RandomPurpose.Checking, 0);

        Assert.Equal(order[..3].SelectMany(row => rows[row][..2]), made.Inputs);
        Assert.Equal(order[..3].Select(row => rows[row][2]), made.Targets);
        Assert.Equal($"{folder["price.safetensors"]} on {folder["prices.csv"]}, 3 rows", made.Description);
        Assert.Equal(new Sgd(0.125, Momentum: 0.5), made.Optimizer);
    }

    [Fact]
    public void One_output_for_two_classes_is_0_or_1()
    {
        var made = CheckCase.OfModel(HandModel.Answer(folder), null, null, 40, 5);
        var random = new RandomStream(5, RandomPurpose.Checking, 2);

        Assert.Equal(Enumerable.Range(0, 40).Select(row => (double)random.Below((ulong)row, 2)), made.Targets);
        Assert.Equal([0, 1], made.Targets.Distinct().Order());
    }

    [Fact]
    public void Of_several_classes_one_is_right_in_each_row()
    {
        Preprocessing preprocessing = Preprocessing.Of([new NumberEncoding("a", 0, 1, IsClipped: false)], "t", ["x", "y", "z"]);
        ModelFile.Save(folder["classes.safetensors"], new Network<double>(new Model([1], [new Linear(3)]), 1), preprocessing,
            new TrainingOptions(new SoftmaxCrossEntropy(), new Sgd(0.1), 4));
        var made = CheckCase.OfModel(folder["classes.safetensors"], null, null, 40, 5);
        var random = new RandomStream(5, RandomPurpose.Checking, 2);

        for (int row = 0; row < 40; row++)
            Assert.Equal(Enumerable.Range(0, 3).Select(one => one == random.Below((ulong)row, 3) ? 1.0 : 0),
                made.Targets[(3 * row)..][..3]);
        Assert.Equal(40, made.Rows);
    }
}
