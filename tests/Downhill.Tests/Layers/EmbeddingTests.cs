namespace Downhill.Tests;

public sealed class EmbeddingTests
{
    private const int Categories = 7;

    // The second column of a row is a category, also places that the table does not have.
    private static readonly double[] Places = [.. Enumerable.Range(0, 40).Select(i => (double)((i * 5 % (Categories + 2)) - 1))];

    [Fact]
    public void Every_category_becomes_its_row_of_the_table_and_other_places_become_zeros()
    {
        Network<double> network = Examples.Network("embedding 3 2", 2);
        Plan<double> plan = Plan<double>.ForInference(network, 3);
        ((double[])[0, 2, 1.3, -1, 3, double.NaN]).CopyTo(plan.Inputs);
        plan.Forward(new Pass(3));

        double[] w = [.. network.Parameters.Span];
        Assert.Equal([w[0], w[1], w[4], w[5], w[2], w[3], 0, 0, 0, 0, 0, 0], plan.Outputs.ToArray());
    }

    [Fact]
    public void Its_first_numbers_have_mean_zero_and_deviation_one()
    {
        double[] w = [.. Examples.Network("embedding 500 8", 1).Parameters.Span];
        double mean = w.Average();

        Assert.Equal(0, mean, 0.05);
        Assert.Equal(1, Math.Sqrt(w.Average(number => (number - mean) * (number - mean))), 0.05);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(33)]
    public void It_is_a_linear_layer_on_one_hot_inputs(int outputs)
    {
        double[] weight = Examples.Numbers(Categories * outputs, 3), targets = Examples.Numbers(Places.Length * outputs, 4);
        double[] oneHot = new double[Places.Length * Categories];
        for (int row = 0; row < Places.Length; row++)
        {
            if (Places[row] is >= 0 and < Categories)
                oneHot[(row * Categories) + (int)Places[row]] = 1;
        }

        (double[] answers, double[] gradient) =
            Train(new Embedding(Categories, outputs, Examples.Given([Categories, outputs], weight)), Places, targets);
        (double[] same, double[] sameGradient) =
            Train(new Linear(outputs, false, Examples.Given([Categories, outputs], weight)), oneHot, targets);

        Assert.Equal(same, answers);
        Assert.Equal(sameGradient, gradient);
    }

    [Fact]
    public void Embedded_columns_are_replaced_and_all_others_passed_on()
    {
        var preprocessing = Preprocessing.Of(
            [
                new NumberEncoding("n", 0, 1), new CategoryEncoding("c", ["a", "b"], HasOther: true, IsEmbedded: true),
                new CategoryEncoding("d", ["x", "y", "z"]), new CategoryEncoding("e", ["u"], HasMissing: true, IsEmbedded: true),
            ],
            "t",
            []);

        Concat concat = Assert.IsType<Concat>(Assert.Single(CategoryEmbeddings.For(preprocessing, 4)));
        Assert.Equal(
            new Concat([[new Slice(0, 1)], [new Slice(1, 1), new Embedding(3, 4)], [new Slice(2, 3)],
                [new Slice(5, 1), new Embedding(2, 4)]]),
            concat);
        Assert.Equal([12], concat.OutputShape([6]));
        Assert.Empty(CategoryEmbeddings.For(Preprocessing.Of([new NumberEncoding("n", 0, 1)], "t", [])));
    }

    [Theory]
    [InlineData("embedding 0 2", "needs at least one category and one output, not 0 and 2")]
    [InlineData("slice 0 0", "needs a start of at least 0 and a count of at least 1, not 0 and 0")]
    [InlineData("slice 2 2", "takes 2 from place 2 on, but its input [3] has only 3 along the first axis")]
    public void What_cannot_be_is_refused(string layer, string message) => Assert.Contains(
        message, Assert.Throws<DownhillException>(() => Examples.Model(layer, 3).OutputShape()).Message, StringComparison.Ordinal);

    private static (double[] Predictions, double[] Gradient) Train(Layer layer, double[] inputs, double[] targets)
    {
        var network = new Network<double>(new Model([inputs.Length / Places.Length], [layer]));
        Plan<double> plan = Plan<double>.ForTraining(network, Places.Length, new SumSquaredError());
        inputs.CopyTo(plan.Inputs);
        targets.CopyTo(plan.Targets);
        var pass = new Pass(Places.Length, IsTraining: true, Step: 1);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        return ([.. plan.Outputs], [.. network.AllParameters[0].Gradient.Span]);
    }
}
