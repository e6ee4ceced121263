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
