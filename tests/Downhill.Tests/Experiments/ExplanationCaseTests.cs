using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>How the inputs of an explanation are named, and which updates are a learning rate times a derivative.</summary>
public sealed class ExplanationCaseTests
{
    private const string Needs = "An input (--input) is given by its index from 0 to ";

    // Column c becomes the inputs "c 1", "c 2", …; column "2" is called like a place.
    [Fact]
    public void An_input_is_found_by_its_place_or_its_name()
    {
        ExplanationCase what = Of("c 1", "c 2", "2", "d 1", "colour");

        Assert.Equal([0, 1, 2, 3, 3, 4, 0, 77], new[] { "c 1", "c 2", "2", "d", "3", "colour", "0", "77" }.Select(what.Input));
        Assert.Equal("'c' (--input) names a column that becomes 2 inputs; name one of them: 'c 1', 'c 2'.", Csv.ErrorOf(() => what.Input("c")));
        Assert.Equal($"{Needs}4 or its name, not 'color' (did you mean 'colour'?).", Csv.ErrorOf(() => what.Input("color")));
        Assert.Equal($"{Needs}4 or its name, not '-1'.", Csv.ErrorOf(() => what.Input("-1")));
        Assert.Equal($"{Needs}1, not 'x'.", Csv.ErrorOf(() => Of(new double[2]).Input("x")));
    }

    [Theory]
    [InlineData(5, "'c 1', 'c 2', 'c 3', 'c 4', 'c 5'.")]
    [InlineData(6, "'c 1', 'c 2', 'c 3', 'c 4', 'c 5', ….")]
    public void Five_inputs_of_a_column_are_named(int inputs, string names) => Assert.Equal(
        $"'c' (--input) names a column that becomes {inputs} inputs; name one of them: {names}",
        Csv.ErrorOf(() => Of([.. Enumerable.Range(1, inputs).Select(i => $"c {i}")]).Input("c")));

    // y = 2 x with x = 3 and target 4: the derivative of (6 − 4)² by the weight is 2 · 2 · 3 = 12, so it becomes 2 − 0.125 · 12 = 0.5. A
    // decay adds 0.5 · 2 to the derivative: 2 − 0.125 · 13 = 0.375. The first step with momentum is that without.
    [Theory]
    [InlineData(0, 0, 0.5, 0.125)]
    [InlineData(0.5, 0, 0.5, null)]
    [InlineData(0, 0.5, 0.375, null)]
    public void Only_a_plain_step_is_a_rate_times_a_derivative(double momentum, double decay, double after, double? rate)
    {
        var model = new Model([1], [new Linear(1, Weight: Examples.Given([1, 1], 2), Bias: Examples.Given([1], 0))]);
        var example = new WorkedExample(model, new MeanSquaredError(), new Sgd(0.125, momentum, L2: decay), [new WorkedSample([3], [4])]);

        EntryUpdate update = ExplanationCase.Of(example).Update(new GradientEntry("linear1.weight", 0))!;

        Assert.Equal((2, after, "sgd", rate), (update.Before, update.After, update.Optimizer, update.Rate));
        Assert.Null(ExplanationCase.Of(example).Update(new GradientEntry("input", 0, 0)));
    }

    private static ExplanationCase Of(params string[] names) => Of(new double[names.Length]) with { InputNames = names };

    private static ExplanationCase Of(double[] row) => new(Plan<double>.ForTraining(
        new Network<double>(new Model([row.Length], [new Linear(1)]), 1), 1, new MeanSquaredError(), inputGradient: true), new Pass(1), null);
}
