namespace Downhill.Tests;

public sealed class ClassificationMetricsTests
{
    // scikit-learn 1.2.1 on these labels and logits: accuracy_score, confusion_matrix, precision_recall_fscore_support, log_loss.
    [Fact]
    public void Three_classes_are_measured_as_scikit_learn_does()
    {
        double[] logits = [2, 1, 0, 0.5, 1.5, 0, 1, 0, 3, 0, 2, 1, 0.25, 0.5, 0, 3, 0, 1, 0, 4, 0, 0, 1, 2, 1, 0, 1.5, 0, 1, 0.5];
        Metrics metrics = Measure(logits, [0, 0, 0, 1, 1, 1, 1, 2, 2, 2], ["a", "b", "c"], new SoftmaxCrossEntropy());
        Assert.Equal(10, metrics.Rows);
        Assert.Equal(0.6, metrics.Accuracy);
        Assert.Equal(1.0716593376685992, metrics.LogLoss!.Value, 1e-14);
        Assert.Equal(metrics.Loss, metrics.LogLoss.Value, 1e-15);
        Assert.Null(metrics.RocAuc);
        Assert.Equal([[1, 1, 1], [1, 3, 0], [0, 1, 2]], metrics.Confusion!);
        Close(new ClassScore("a", 3, 0.5, 0.3333333333333333, 0.4), metrics.Classes![0]);
        Close(new ClassScore("b", 4, 0.6, 0.75, 0.6666666666666665), metrics.Classes[1]);
        Close(new ClassScore("c", 3, 0.6666666666666666, 0.6666666666666666, 0.6666666666666666), metrics.Classes[2]);
        Assert.Null(metrics.Rmse);
        Assert.Null(metrics.Mae);
        Assert.Null(metrics.R2);
    }

    // scikit-learn 1.2.1: balanced_accuracy_score, matthews_corrcoef, average_precision_score, top_k_accuracy_score, log_loss; the
    // calibration error, which it lacks, by its formula in NumPy 1.24.2; the Brier score by its formula in Python 3.
    [Fact]
    public void The_other_metrics_of_classes_are_those_of_scikit_learn()
    {
        double[] logits = [2, 1, 0, 0.5, 1.5, 0, 1, 0, 3, 0, 2, 1, 0.25, 0.5, 0, 3, 0, 1, 0, 4, 0, 0, 1, 2, 1, 0, 1.5, 0, 1, 0.5];
        Metrics three = Measure(logits, [0, 0, 0, 1, 1, 1, 1, 2, 2, 2], ["a", "b", "c"], new SoftmaxCrossEntropy(LabelSmoothing: 0.2));
        Assert.Equal(1.0716593376685992, three.LogLoss!.Value, 1e-14);
        Assert.NotEqual(three.Loss, three.LogLoss!.Value, 1e-3);
        Assert.Equal(0.5833333333333334, three.BalancedAccuracy!.Value, 1e-14);
        Assert.Equal(0.3908158746754515, three.Mcc!.Value, 1e-14);
        Assert.Equal(0.36393737786343233, three.CalibrationError!.Value, 1e-14);
        Assert.Equal(0.6299121244529932, three.Values["brier"]!.Value, 1e-14);
        Assert.Null(three.PrAuc);
        Assert.Null(three.Top5);

        double[] scores = [-1, 0.5, 0.5, 2, -1, -3, 3, 1, 0.5, 0.25];
        int[] right = [0, 0, 1, 1, 1, 0, 1, 0, 0, 1];
        Metrics two = Binary(scores, right);
        Metrics pair = Measure([.. scores.SelectMany(score => (double[])[0, score])], right, ["no", "yes"], new SoftmaxCrossEntropy());
        Assert.Equal(two.Numbers().Select(number => number.Name), pair.Numbers().Select(number => number.Name));
        Assert.All(two.Numbers().Zip(pair.Numbers()), both => Assert.Equal(both.First.Value, both.Second.Value, 1e-12));
        Assert.Equal(0.7253968253968255, two.PrAuc!.Value, 1e-14);
        Assert.Equal(0.6, two.BalancedAccuracy!.Value, 1e-14);
        Assert.Equal(0.2182178902359924, two.Mcc!.Value, 1e-14);
        Assert.Equal(0.27124318969870315, two.CalibrationError!.Value, 1e-14);
        Assert.Equal(0.22690681533911544, two.Values["brier"]!.Value, 1e-14);

        double[] many = [.. Enumerable.Range(0, 240).Select(at => Logit(at / 10, at % 10))];
        int[] labels = [.. Enumerable.Range(0, 24).Select(row => ((row * row) + (3 * row)) % 10)];
        Metrics ten = Measure(many, labels, [.. "abcdefghij".Select(name => name.ToString())], new SoftmaxCrossEntropy());
        Assert.Equal(0.08333333333333333, ten.Accuracy!.Value, 1e-14);
        Assert.Equal(0.4583333333333333, ten.Top5!.Value, 1e-14);
        Assert.Equal(3.503093257113926, ten.LogLoss!.Value, 1e-13);
        Assert.Equal(0.1037037037037037, ten.BalancedAccuracy!.Value, 1e-14);
        Assert.Equal(0.009208185110322616, ten.Mcc!.Value, 1e-14);
        Assert.Equal(0.3208289663977517, ten.CalibrationError!.Value, 1e-14);

        static double Logit(int i, int j) => (((7 * i) + (3 * j * j) + (5 * i * j)) % 23 / 4.0) + (j / 64.0);
    }

    // The same functions with sample_weight.
    [Fact]
    public void Weighted_rows_are_measured_as_scikit_learn_does()
    {
        double[] weights = [0.5, 2, 1, 3, 0.25, 1.5, 1, 0, 2.5, 1];
        double[] logits = [2, 1, 0, 0.5, 1.5, 0, 1, 0, 3, 0, 2, 1, 0.25, 0.5, 0, 3, 0, 1, 0, 4, 0, 0, 1, 2, 1, 0, 1.5, 0, 1, 0.5];
        Metrics three = Measure(logits, [0, 0, 0, 1, 1, 1, 1, 2, 2, 2], ["a", "b", "c"], new SoftmaxCrossEntropy(), weights);
        Assert.Equal(0.5686274509803921, three.Accuracy!.Value, 1e-14);
        Assert.Equal(1.1155984703917727, three.LogLoss!.Value, 1e-14);
        Assert.Equal(three.Loss, three.LogLoss.Value, 1e-14);
        Assert.Equal(0.5320910973084886, three.BalancedAccuracy!.Value, 1e-14);
        Assert.Equal(0.3174901573277509, three.Mcc!.Value, 1e-14);
        Assert.Equal(0.31494354108663736, three.CalibrationError!.Value, 1e-14);
        Close(new ClassScore("a", 3, 0.25, 0.14285714285714285, 0.18181818181818182), three.Classes![0]);
        Close(new ClassScore("b", 4, 0.5862068965517241, 0.7391304347826086, 0.6538461538461539), three.Classes[1]);
        Close(new ClassScore("c", 3, 0.7142857142857143, 0.7142857142857143, 0.7142857142857143), three.Classes[2]);
        Assert.Equal([[1, 1, 1], [1, 3, 0], [0, 1, 2]], three.Confusion!);

        Metrics two = Binary([-1, 0.5, 0.5, 2, -1, -3, 3, 1, 0.5, 0.25], [0, 0, 1, 1, 1, 0, 1, 0, 0, 1], weights);
        Assert.Equal(0.6274509803921569, two.Accuracy!.Value, 1e-14);
        Assert.Equal(0.5035734518095193, two.LogLoss!.Value, 1e-14);
        Assert.Equal(0.8046153846153846, two.RocAuc!.Value, 1e-14);
        Assert.Equal(0.8378613199665831, two.PrAuc!.Value, 1e-14);
        Assert.Equal(0.3510319689479054, two.Mcc!.Value, 1e-14);
        Assert.Equal(0.2655542904868372, two.CalibrationError!.Value, 1e-14);

        double[] many = [.. Enumerable.Range(0, 240)
            .Select(at => (((7 * (at / 10)) + (3 * (at % 10) * (at % 10)) + (5 * (at / 10) * (at % 10))) % 23 / 4.0) + (at % 10 / 64.0))];
        int[] labels = [.. Enumerable.Range(0, 24).Select(row => ((row * row) + (3 * row)) % 10)];
        Metrics ten = Measure(many, labels, [.. "abcdefghij".Select(name => name.ToString())], new SoftmaxCrossEntropy(),
            [.. Enumerable.Range(0, 24).Select(row => row % 5 / 2.0)]);
        Assert.Equal(0.5869565217391305, ten.Top5!.Value, 1e-14);
    }

    // Bins are (i/15, (i+1)/15]. 0.6 is the upper end of one, 0.65 lies in the next: apart they are |1 − 0.6| and |0 − 0.65|, together |1 −
    // 1.25|.
    [Fact]
    public void A_bin_of_the_calibration_error_holds_its_upper_end_and_not_its_lower_one()
    {
        Assert.Equal((0.4 + 0.65) / 2, Error((0.6, true), (0.65, false)), 1e-15);
        Assert.Equal(0.2 / 2, Error((0.6, true), (0.6, false)), 1e-15);
        Assert.Equal(Math.Abs(0.4 - 0.55) / 2, Error((0.6, true), (0.55, false)), 1e-15);
        Assert.Equal(0.95 / 2, Error((1, true), (0.95, false)) + (0.0 / 2), 1e-15);
        Assert.Equal(0, Error((0, false), (1, true)));
        Assert.Equal(((3 * 0.4) + 0.65) / 4, Weighted((0.6, true, 3), (0.65, false, 1)), 1e-15);

        static double Error(params (double Confidence, bool IsRight)[] rows) =>
            Weighted([.. rows.Select(row => (row.Confidence, row.IsRight, 1.0))]);

        static double Weighted(params (double Confidence, bool IsRight, double Weight)[] rows)
        {
            var calibration = new Calibration();
            foreach ((double confidence, bool isRight, double weight) in rows)
                calibration.Add(confidence, isRight, weight);
            return calibration.Value(rows.Sum(row => row.Weight))!.Value;
        }
    }

    // In float the probabilities of these are all 1 or 0; their logits still differ.
    [Fact]
    public void Saturated_answers_are_ranked_by_their_logits()
    {
        Assert.Equal(1, Binary([200, 300, 400, 500], [0, 0, 1, 1]).RocAuc);
        Assert.Equal(1, Binary([200, 300, 400, 500], [0, 0, 1, 1]).PrAuc);
        Assert.Equal(0, Measure([200, 0, 300, 0, 400, 0, 500, 0], [0, 0, 1, 1], ["no", "yes"], new SoftmaxCrossEntropy()).RocAuc);
    }

    [Fact]
    public void An_answer_that_never_changes_has_no_correlation_and_an_absent_class_no_weight()
    {
        Metrics metrics = Measure([5, 0, 0, 5, 0, 0, 5, 0, 0], [0, 0, 1], ["a", "b", "c"], new SoftmaxCrossEntropy());
        Assert.Equal(0, metrics.Mcc);
        Assert.Equal(0.5, metrics.BalancedAccuracy);
        Assert.Null(Binary([1, 2], [0, 0]).PrAuc);
        Assert.Equal(1, Binary([1, 2], [1, 1]).PrAuc);
        Assert.Null(Measure([1, -2, 0.5, 3], [0, 1], ["a", "b"], new Hinge()).LogLoss);
        Assert.Null(Measure([1, -2, 0.5, 3], [0, 1], ["a", "b"], new Hinge()).Values["brier"]);
    }

    // The same functions and roc_auc_score; the scores −1 and 0.5 stand in both classes.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_classes_with_tied_scores_are_measured_as_scikit_learn_does(int outputs)
    {
        double[] scores = [-1, 0.5, 0.5, 2, -1, -3, 3, 1, 0.5, 0.25];
        double[] logits = outputs == 1 ? scores : [.. scores.SelectMany(score => new[] { 1.5, score + 1.5 })];
        Loss loss = outputs == 1 ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy(Reduction.Sum);
        Metrics metrics = Measure(logits, [0, 0, 1, 1, 1, 0, 1, 0, 0, 1], ["no", "yes"], loss);
        Assert.Equal(0.6, metrics.Accuracy);
        Assert.Equal(0.6162058149164288, metrics.LogLoss!.Value, 1e-14);
        Assert.Equal(0.66, metrics.RocAuc!.Value, 1e-15);
        Assert.Equal([[2, 3], [1, 4]], metrics.Confusion!);
        Close(new ClassScore("no", 5, 0.6666666666666666, 0.4, 0.5), metrics.Classes![0]);
        Close(new ClassScore("yes", 5, 0.5714285714285714, 0.8, 0.6666666666666666), metrics.Classes[1]);
    }

    [Fact]
    public void The_area_is_one_a_half_or_nothing_where_it_should_be()
    {
        Assert.Equal(1, Binary([-2, -1, 1, 2], [0, 0, 1, 1]).RocAuc);
        Assert.Equal(0, Binary([-2, -1, 1, 2], [1, 1, 0, 0]).RocAuc);
        Assert.Equal(0.5, Binary([3, 3, 3, 3, 3], [0, 1, 1, 0, 1]).RocAuc);
        Assert.Equal(0.5, Binary([1, 0, -1], [0, 1, 0]).RocAuc);
        Assert.Null(Binary([1, 2], [1, 1]).RocAuc);
        Assert.Null(Binary([1, 2], [0, 0]).RocAuc);
    }

    [Fact]
    public void A_class_that_is_absent_or_never_called_scores_zero()
    {
        Metrics metrics = Measure([5, 0, 0, 5, 0, 0, 0, 5, 0], [0, 1, 1], ["a", "b", "c"], new SoftmaxCrossEntropy());
        Assert.Equal(new ClassScore("a", 1, 0.5, 1, 2.0 / 3), metrics.Classes![0]);
        Assert.Equal(new ClassScore("b", 2, 1, 0.5, 2.0 / 3), metrics.Classes[1]);
        Assert.Equal(new ClassScore("c", 0, 0, 0, 0), metrics.Classes[2]);
        Assert.Equal([[1, 0, 0], [1, 1, 0], [0, 0, 0]], metrics.Confusion!);
    }

    [Fact]
    public void An_answer_of_one_half_is_the_second_class_and_the_first_of_equal_ones_wins()
    {
        Assert.Equal(1, PredictedClass.Of([0.5]));
        Assert.Equal(0, PredictedClass.Of([0.49999]));
        Assert.Equal(1, PredictedClass.Of([0.1, 0.4, 0.4, 0.1]));
    }

    [Fact]
    public void A_loss_that_does_not_answer_in_probabilities_has_no_log_loss()
    {
        Metrics metrics = Measure([0.9, 0.1, 0.2, 0.8], [0, 1], ["a", "b"], new SumSquaredError());
        Assert.Null(metrics.LogLoss);
        Assert.Equal(1, metrics.Accuracy);
        Assert.Equal((0.02 + 0.08) / 2, metrics.Loss, 1e-15);
    }

    [Fact]
    public void More_rows_than_a_batch_and_a_subset_of_them_are_measured_row_by_row()
    {
        double[] scores = Examples.Numbers(1000);
        int[] labels = [.. scores.Select((score, row) => row % 10 == 0 ? 1 : score >= 0 ? 1 : 0)];
        var data = new Dataset("rows", [1], Samples.From(scores, 1), Targets.FromLabels(labels, ["no", "yes"]));
        Assert.Equal(scores.Where((score, row) => score >= 0 == (labels[row] == 1)).Count() / 1000.0, Evaluate(data, 1).Accuracy);
        Assert.Equal(Evaluate(data, 1).Loss, Evaluate(data, 3).Loss);

        int[] chosen = [.. Enumerable.Range(0, 300).Select(i => 999 - (3 * i))];
        int right = chosen.Count(row => scores[row] >= 0 == (labels[row] == 1));
        Assert.Equal(right / 300.0, Evaluate(data.Subset(chosen), 1).Accuracy);

        static Metrics Evaluate(Dataset rows, int threads) =>
            new Evaluator<double>(new Network<double>(new Model([1], [])), rows, new BinaryCrossEntropy(), threads).Evaluate();
    }

    private static Metrics Binary(double[] scores, int[] labels, double[]? weights = null) =>
        Measure(scores, labels, ["no", "yes"], new BinaryCrossEntropy(), weights);

    // A network without layers answers with its inputs.
    private static Metrics Measure(double[] outputs, int[] labels, string[] classes, Loss loss, double[]? weights = null)
    {
        int width = outputs.Length / labels.Length;
        var data = new Dataset("rows", [width], Samples.From(outputs, width), Targets.FromLabels(labels, classes));
        return new Evaluator<double>(new Network<double>(new Model([width], [])), weights is null ? data : data.WithWeights(weights), loss)
            .Evaluate();
    }

    private static void Close(ClassScore expected, ClassScore actual)
    {
        Assert.Equal((expected.Name, expected.Rows), (actual.Name, actual.Rows));
        Assert.Equal(expected.Precision, actual.Precision, 1e-15);
        Assert.Equal(expected.Recall, actual.Recall, 1e-15);
        Assert.Equal(expected.F1, actual.F1, 1e-15);
    }
}
