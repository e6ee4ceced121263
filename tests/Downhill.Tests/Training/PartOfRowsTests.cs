namespace Downhill.Tests;

/// <summary>
/// A part of a data set, in another order and with more rows than a batch, is trained on, measured and explained as a data set of its own
/// that holds copies of these rows.
/// </summary>
public sealed class PartOfRowsTests
{
    private const int All = 1500, Some = 1100;

    private static readonly int[] Chosen = [.. Enumerable.Range(0, Some).Select(row => (row * 7 + 3) % All)];

    public static TheoryData<string, bool> Kinds => new()
    {
        { "two classes", false }, { "two classes", true }, { "three classes", false }, { "three classes", true },
        { "numbers", false }, { "numbers", true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_part_is_measured_as_its_copy(string kind, bool isWeighted)
    {
        (Dataset part, Dataset copy) = Rows(kind, isWeighted);
        Loss loss = LossOf(kind);
        Preprocessing preprocessing = PreprocessingOf(kind, copy);
        Network<double> network = Examples.Network($"linear 5, tanh, linear {Outputs(kind)}", 3);
        Dataset one = preprocessing.Apply(part), other = preprocessing.Apply(copy);
        Evaluator<double> evaluator = new(network, one, loss, 1, preprocessing), second = new(network, other, loss, 1, preprocessing);

        Same(second.Evaluate(), evaluator.Evaluate());
        Same(second.Evaluate(new Bootstrap(5)), evaluator.Evaluate(new Bootstrap(5)));
        Assert.Equal(second.Uncertainty(other), evaluator.Uncertainty(one));
        Assert.Equal(second.Thresholds(other, "test")?.Scores, evaluator.Thresholds(one, "test")?.Scores);
        preprocessing = preprocessing with { Uncertainty = second.Uncertainty(other) };
        Assert.Equal(new Evaluator<double>(network, other, loss, 1, preprocessing).Coverage(other),
            new Evaluator<double>(network, one, loss, 1, preprocessing).Coverage(one));
        var predictor = new Predictor<double>(network, preprocessing, loss.Link);
        Assert.Equal(predictor.Predict(copy), predictor.Predict(part));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_errors_of_a_part_are_those_of_its_copy(string kind, bool isWeighted)
    {
        (Dataset part, Dataset copy) = Rows(kind, isWeighted);
        Preprocessing preprocessing = PreprocessingOf(kind, copy);
        Network<double> network = Examples.Network($"linear 5, tanh, linear {Outputs(kind)}", 3);

        ErrorAnalysis found = ErrorAnalysis.Of(network, LossOf(kind), preprocessing, preprocessing.Apply(part), part),
            expected = ErrorAnalysis.Of(network, LossOf(kind), preprocessing, preprocessing.Apply(copy), copy);

        // A row is named by its place in the storage, from 1.
        Assert.Equal(expected.Worst.Select(Moved), found.Worst);
        Assert.Equal(expected.WorstOfClass?.Select(Moved), found.WorstOfClass);
        Assert.Equal(expected.Residuals, found.Residuals);
        Assert.Equal(expected.Answered, found.Answered);
        Assert.Equal(expected.Roc, found.Roc);
        Assert.Equal(expected.PrecisionRecall, found.PrecisionRecall);
        Assert.Equal(expected.Calibration, found.Calibration);
        Assert.Equal(3, found.Importances!.Count);
        Assert.Equal(expected.Importances, found.Importances);

        static WrongRow Moved(WrongRow row) => row with { Row = Chosen[row.Row - 1] + 1 };
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_part_is_learnt_from_as_its_copy(string kind, bool isWeighted)
    {
        (Dataset part, Dataset copy) = Rows(kind, isWeighted);
        Preprocessing preprocessing = PreprocessingOf(kind, copy);
        Assert.Equal(preprocessing, PreprocessingOf(kind, part));
        var options = new TrainingOptions(LossOf(kind), new Adam(), 64, 1, Augmentation: new MixUp(0.5));

        (TrainingResult one, double[] learnt) = Train(preprocessing.Apply(part));
        (TrainingResult other, double[] expected) = Train(preprocessing.Apply(copy));

        Assert.Equal(other, one);
        Assert.Equal(expected, learnt);

        (TrainingResult, double[]) Train(Dataset rows)
        {
            Network<double> network = Examples.Network($"linear 5, tanh, linear {Outputs(kind)}", 3);
            TrainingResult result = new Trainer<double>(network, rows, options).Train();
            return (result, network.Parameters.ToArray());
        }
    }

    [Fact]
    public void The_dependence_on_a_column_is_that_of_the_part()
    {
        (Dataset part, Dataset copy) = Rows("two classes", false);
        Preprocessing preprocessing = PreprocessingOf("two classes", copy);
        var options = new TrainingOptions(new BinaryCrossEntropy(), new Sgd());
        ModelFile model = ModelFile.Of("model", Examples.Network("linear 5, tanh, linear 1", 3), preprocessing, options);
        for (int column = 0; column < 3; column++)
            Assert.Equal(PartialDependence.Of(model, copy, column, 1).Points.ToArray(),
                PartialDependence.Of(model, part, column, 1).Points.ToArray());
    }

    // A row of weight 2 counts like two rows, one of weight 0 like none; only the numbers of rows in the bins differ.
    [Fact]
    public void Weights_count_like_rows_in_curves_and_bins()
    {
        (_, Dataset all) = Rows("two classes", false);
        int[] rows = [.. Enumerable.Range(0, 120)];
        Dataset weighted = all.Subset(rows).WithWeights([.. rows.Select(row => (double)(row % 3))]),
            repeated = all.Subset([.. rows.SelectMany(row => Enumerable.Repeat(row, row % 3))]);
        Preprocessing preprocessing = PreprocessingOf("two classes", all);
        Network<double> network = Examples.Network("linear 5, tanh, linear 1", 3);
        network.Parameters.Write([.. network.Parameters.ToArray().Select(weight => 4 * weight)]); // for probabilities of all sizes

        ErrorAnalysis one = Analyzed(weighted), other = Analyzed(repeated);

        Assert.Equal(other.Calibration!.Select(bin => (bin.Confidence, bin.Accuracy)), one.Calibration!.Select(bin =>
            (bin.Confidence, bin.Accuracy)), Near);
        Assert.True(one.Calibration!.Count > 3);
        Assert.Superset(Rounded(other.Roc!), Rounded(one.Roc!));
        Assert.Superset(Rounded(other.PrecisionRecall!), Rounded(one.PrecisionRecall!));

        ErrorAnalysis Analyzed(Dataset some) =>
            ErrorAnalysis.Of(network, new BinaryCrossEntropy(), preprocessing, preprocessing.Apply(some));

        static bool Near((double X, double Y) one, (double X, double Y) other) =>
            Math.Abs(one.X - other.X) + Math.Abs(one.Y - other.Y) < 1e-9;

        static HashSet<(double, double)> Rounded(IEnumerable<CurvePoint> points) =>
            [.. points.Select(point => (Math.Round(point.X, 9), Math.Round(point.Y, 9)))];
    }

    private static void Same(Metrics expected, Metrics found)
    {
        Assert.Equal(expected.Numbers(), found.Numbers());
        Assert.Equal(expected.Rows, found.Rows);
        Assert.Equal(expected.Classes, found.Classes);
        Assert.Equal(expected.Confusion, found.Confusion);
        Assert.Equal(expected.Intervals, found.Intervals);
        Assert.Equal(expected.CalibrationBound, found.CalibrationBound);
    }

    private static int Outputs(string kind) => kind == "two classes" ? 1 : kind == "three classes" ? 3 : 2;

    private static Loss LossOf(string kind) => kind switch
    {
        "two classes" => new BinaryCrossEntropy(),
        "three classes" => new SoftmaxCrossEntropy(),
        _ => new MeanSquaredError(),
    };

    private static Preprocessing PreprocessingOf(string kind, Dataset rows)
    {
        var columns = Preprocessing.Of(
            [.. Enumerable.Range(0, 3).Select(column => NumberEncoding.Fit($"x{column}",
                [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Inputs[rows.Stored(row), column])]))],
            "y", rows.Targets.Classes);
        return kind == "numbers" ? columns.WithTargets(rows) : columns;
    }

    private static (Dataset Part, Dataset Copy) Rows(string kind, bool isWeighted)
    {
        double[] inputs = Examples.Numbers(All * 3, 1, 5), numbers = Examples.Numbers(All * 2, 2, 3), weights = Examples.Numbers(All, 3);
        int[] labels =
            [.. Enumerable.Range(0, All).Select(row => inputs[row * 3] + numbers[row * 2] > 0 ? 1 : row % Outputs(kind) == 2 ? 2 : 0)];
        string[] classes = kind == "two classes" ? ["a", "b"] : ["a", "b", "c"];
        var all = new Dataset("rows", [3], Samples.From(inputs, 3),
            kind == "numbers" ? Targets.FromNumbers(Samples.From(numbers, 2)) : Targets.FromLabels(labels, classes));
        var copy = new Dataset("rows", [3], Samples.From([.. Chosen.SelectMany(row => inputs[(row * 3)..((row * 3) + 3)])], 3),
            kind == "numbers"
                ? Targets.FromNumbers(Samples.From([.. Chosen.SelectMany(row => numbers[(row * 2)..((row * 2) + 2)])], 2))
                : Targets.FromLabels([.. Chosen.Select(row => labels[row])], classes));
        double[] chosen = [.. Chosen.Select(row => Math.Abs(weights[row]))];
        return isWeighted
            ? (all.WithWeights([.. weights.Select(Math.Abs)]).Subset(Chosen), copy.WithWeights(chosen))
            : (all.Subset(Chosen), copy);
    }
}
