namespace Downhill.Tests;

/// <summary>What predictions mean is a property of the last layer or of the loss's link.</summary>
public sealed class OutputKindTests
{
    [Theory]
    [InlineData("softmax", OutputKind.Distribution)]
    [InlineData("sigmoid", OutputKind.Probabilities)]
    [InlineData("tanh", OutputKind.Numbers)]
    [InlineData("average (linear 2, softmax; linear 3, tanh, linear 2, softmax)", OutputKind.Distribution)]
    [InlineData("average (linear 2, sigmoid; linear 2, sigmoid) weights=(3, 1)", OutputKind.Probabilities)]
    [InlineData("average (linear 2, softmax; linear 2, sigmoid)", OutputKind.Numbers)]
    [InlineData("average (linear 2; linear 2)", OutputKind.Numbers)]
    public void A_mean_of_members_is_what_all_of_them_are(string layer, OutputKind kind) =>
        Assert.Equal(kind, Catalog.Layers.Parse(layer).OutputKind);

    [Fact]
    public void A_distribution_has_an_output_for_each_class_of_two_as_well()
    {
        Targets two = Targets.FromLabels([0, 1], ["no", "yes"]), three = Targets.FromLabels([0, 1, 2], ["a", "b", "c"]);
        Targets numbers = Targets.FromNumbers(Samples.From([1.0, 2, 3, 4], 2));
        foreach (OutputKind kind in Enum.GetValues<OutputKind>())
        {
            Assert.Equal(kind == OutputKind.Distribution ? 2 : 1, two.OutputsFor(kind));
            Assert.Equal((3, 2), (three.OutputsFor(kind), numbers.OutputsFor(kind)));
        }
    }
}
