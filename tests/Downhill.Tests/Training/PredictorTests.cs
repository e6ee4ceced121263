namespace Downhill.Tests;

public sealed class PredictorTests
{
    [Fact]
    public void Each_output_is_in_the_unit_of_its_own_target()
    {
        var identity = new Network<double>(new Model([2], []));
        Preprocessing preprocessing = Preprocessing.None() with { TargetMean = [1, 10], TargetDeviation = [2, 5] };
        Assert.Equal([5, -5, 1, 10], new Predictor<double>(identity, preprocessing, null).Predict(Samples.From([2.0, -3, 0, 0], 2)));
    }

    [Fact]
    public void A_subset_is_answered_in_its_own_order()
    {
        Dataset iris = BuiltInData.Load("iris").Data;
        Preprocessing preprocessing = Preprocessing.Fit(iris);
        var network = new Network<double>(Model.Parse("linear 5, tanh, linear", iris.Input, 3), seed: 4);
        var predictor = new Predictor<double>(network, preprocessing, new Softmax());
        double[] all = predictor.Predict(iris.Inputs);

        int[] rows = [149, 3, 77, 0];
        double[] some = predictor.Predict(iris.Subset(rows));

        Assert.Equal(rows.SelectMany(row => all.Skip(row * 3).Take(3)), some);
        Assert.Equal(all, predictor.Predict(iris));
    }

    // More rows than are predicted at a time, several times.
    [Fact]
    public void Every_row_gets_the_answer_of_its_own_numbers()
    {
        const int Rows = 3000;
        var network = new Network<double>(new Model([1],
            [new Linear(2, Weight: new Explicit([1, 2], [2, -1]), Bias: new Explicit([2], [1, 0]))]), seed: 0);
        var predictor = new Predictor<double>(network, Preprocessing.None(), null);
        for (int time = 0; time < 2; time++)
        {
            double[] answers = predictor.Predict(Samples.From([.. Enumerable.Range(0, Rows).Select(row => (double)row)], 1));
            Assert.Equal(Enumerable.Range(0, Rows).SelectMany(row => (double[])[(2.0 * row) + 1, -row]), answers);
        }
    }
}
