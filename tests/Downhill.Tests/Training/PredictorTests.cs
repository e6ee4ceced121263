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
}
