namespace Downhill.Tests;

/// <summary>Models whose numbers were chosen so that each answer can be calculated in the head, and rows for them.</summary>
internal static class HandModel
{
    /// <summary>
    /// The prediction is 10 + 2 (3 (a − 2) / 2 − b + 1) = 6 + 3 a − 2 b. An interval of one half contains the third of five scores: ± 2.
    /// </summary>
    public static string Price(CliFolder folder)
    {
        Preprocessing preprocessing = Preprocessing.Of(
            [new NumberEncoding("a", 2, 2, IsClipped: false), new NumberEncoding("b", 0, 1, IsClipped: false)], "t", []) with
        {
            TargetMean = [10],
            TargetDeviation = [2],
            Uncertainty = new Uncertainty([0.5, 1, 2, 4, 8]),
        };
        var model = new Model([2], [new Linear(1, Weight: Examples.Given([2, 1], 3, -1), Bias: Examples.Given([1], 1))]);
        return Save(folder["price.safetensors"], model, preprocessing, new TrainingOptions(new MeanSquaredError(),
            new Sgd(0.125, Momentum: 0.5), 2));
    }

    /// <summary>Errors 0, −1, 3 and −2: an RMSE of √3.5, a mean absolute error of 1.5.</summary>
    public static string Prices(CliFolder folder) => folder.Write("prices.csv", "id,a,b,t\nk1,1,2,5\nk2,2,0,13\nk3,4,1,13\nk4,0,0,8\n");

    /// <summary>The probability of yes is 1 / (1 + exp(−a)); from 0.3 on it is predicted.</summary>
    public static string Answer(CliFolder folder)
    {
        Preprocessing preprocessing = Preprocessing.Of([new NumberEncoding("a", 0, 1, IsClipped: false)], "t", ["no", "yes"]) with
        {
            Threshold = new DecisionThreshold(0.3, new ThresholdAim(ThresholdGoal.Given, Value: 0.3)),
            Uncertainty = new Uncertainty([0.25, 0.5, 0.625, 0.9]),
        };
        var model = new Model([1], [new Linear(1, Weight: Examples.Given([1, 1], 1), Bias: Examples.Given([1], 0))]);
        return Save(folder["answer.safetensors"], model, preprocessing, new TrainingOptions(new BinaryCrossEntropy(), new Sgd(0.1), 4));
    }

    /// <summary>Probabilities of 1/4, 1/2, 3/4, 2/5 and 1/10: two of five rows are wrong.</summary>
    public static string Answers(CliFolder folder) => folder.Write("answers.csv",
        "a,t\n-1.0986122886681098,no\n0,yes\n1.0986122886681098,yes\n-0.4054651081081644,no\n-2.197224577336219,yes\n");

    private static string Save(string path, Model model, Preprocessing preprocessing, TrainingOptions training)
    {
        ModelFile.Save(path, new Network<double>(model), preprocessing, training);
        return path;
    }
}
