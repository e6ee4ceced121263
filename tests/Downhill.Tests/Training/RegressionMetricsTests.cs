namespace Downhill.Tests;

public sealed class RegressionMetricsTests
{
    private static readonly double[] Targets = [1, 10, 2, -3, 4, 0.5, -1, 2, 0, 7.25], Outputs = [1.5, 9, 1, -2, 4, 0, 0, 2.5, -0.5, 6];

    // scikit-learn 1.2.1: the root of mean_squared_error, mean_absolute_error, r2_score, on the two columns and on the first.
    [Fact]
    public void Numbers_are_measured_as_scikit_learn_does()
    {
        Metrics metrics = Measure(Outputs, Targets, 2, new MeanSquaredError());
        Assert.Equal(5, metrics.Rows);
        Assert.Equal(0.65625, metrics.Loss, 1e-15);
        Assert.Equal(0.8100925873009825, metrics.Rmse!.Value, 1e-15);
        Assert.Equal(0.725, metrics.Mae!.Value, 1e-15);
        Assert.Equal(0.8970241321540319, metrics.R2!.Value, 1e-15);
        Assert.Null(metrics.Accuracy);
        Assert.Null(metrics.Classes);

        Assert.Equal(0.831081081081081, Measure(Column(Outputs), Column(Targets), 1, new MeanSquaredError()).R2!.Value, 1e-15);
    }

    // scikit-learn 1.2.1: mean_absolute_percentage_error, explained_variance_score.
    [Fact]
    public void The_other_metrics_of_numbers_are_those_of_scikit_learn()
    {
        double[] targets = [1, 10, 2, -3, 4, 0.5, -1, 2, 3, 7.25];
        Metrics metrics = Measure(Outputs, targets, 2, new MeanSquaredError());
        Assert.Equal(0.5022413793103448, metrics.Mape!.Value, 1e-14);
        Assert.Equal(0.5538538766660919, metrics.ExplainedVariance!.Value, 1e-14);
        Assert.Null(Measure(Outputs, Targets, 2, new MeanSquaredError()).Mape);
    }

    // The same functions with sample_weight.
    [Fact]
    public void Weighted_rows_are_measured_as_scikit_learn_does()
    {
        Dataset rows = Dataset.FromArrays([2], Outputs, [1, 10, 2, -3, 4, 0.5, -1, 2, 3, 7.25]).WithWeights([0.5, 2, 1, 3, 0.25]);
        Metrics metrics = new Evaluator<double>(new Network<double>(new Model([2], [])), rows, new MeanSquaredError()).Evaluate();
        Assert.Equal(0.9458731024434123, metrics.Rmse!.Value, 1e-14);
        Assert.Equal(0.8101851851851851, metrics.Mae!.Value, 1e-14);
        Assert.Equal(0.8064029347939725, metrics.R2!.Value, 1e-14);
        Assert.Equal(0.52232865048957, metrics.Mape!.Value, 1e-14);
        Assert.Equal(0.810984833619607, metrics.ExplainedVariance!.Value, 1e-14);
    }

    [Fact]
    public void The_loss_is_the_mean_of_a_row_also_where_training_sums()
    {
        Assert.Equal(0.65625, Measure(Outputs, Targets, 2, new MeanSquaredError(Reduction.Sum)).Loss, 1e-15);
        Assert.Equal(2 * 0.65625, Measure(Outputs, Targets, 2, new SumSquaredError(Reduction.Sum)).Loss, 1e-15);
    }

    [Fact]
    public void Errors_are_in_the_unit_of_the_target_where_it_was_standardized()
    {
        var preprocessing = new Preprocessing([], [0], [1], [], [], [3.0, -10], [2.0, 100]);
        Metrics plain = Measure(Outputs, Targets, 2, new MeanSquaredError()),
            metrics = Measure(Outputs, Targets, 2, new MeanSquaredError(), preprocessing);
        double first = Squares(0), second = Squares(1);
        Assert.Equal(Math.Sqrt(((4 * first) + (10000 * second)) / 10), metrics.Rmse!.Value, 1e-12);
        Assert.Equal(((2 * 3.0) + (100 * 4.25)) / 10, metrics.Mae!.Value, 1e-12);
        Assert.Equal(plain.R2!.Value, metrics.R2!.Value, 1e-13);
        Assert.Equal(plain.Loss, metrics.Loss);

        static double Squares(int column) => Enumerable.Range(0, 5)
            .Sum(row => Math.Pow(Outputs[(2 * row) + column] - Targets[(2 * row) + column], 2));
    }

    // The sum of ten times 0.1 is not 1: a mean found that way would leave a spread of rounding errors.
    [Theory]
    [InlineData(0.1)]
    [InlineData(0)]
    [InlineData(-1e17)]
    public void A_constant_target_has_no_r2(double constant)
    {
        double[] targets = [.. Enumerable.Repeat(constant, 10)];
        Metrics metrics = Measure(Examples.Numbers(10), targets, 1, new MeanSquaredError());
        Assert.Null(metrics.R2);
        Assert.True(metrics.Rmse > 0);
        Assert.Null(Measure(targets, targets, 1, new MeanSquaredError()).R2);
        Assert.Null(Measure([0.1, 1, 0.1, 2, 0.1, 3], [0.1, 1, 0.1, 2, 0.1, 3], 2, new MeanSquaredError()).R2);
    }

    [Fact]
    public void A_perfect_answer_has_an_r2_of_one_and_the_mean_one_of_zero()
    {
        Assert.Equal(1, Measure(Targets, Targets, 2, new MeanSquaredError()).R2);
        Assert.Equal(0, Measure([2, 2, 2], [1, 2, 3], 1, new MeanSquaredError()).R2);
        Assert.True(Measure([3, 2, 1], [1, 2, 3], 1, new MeanSquaredError()).R2 < 0);
    }

    private static double[] Column(double[] pairs) => [.. pairs.Where((_, i) => i % 2 == 0)];

    // A network without layers answers with its inputs.
    private static Metrics Measure(double[] outputs, double[] targets, int width, Loss loss, Preprocessing? preprocessing = null) =>
        new Evaluator<double>(
            new Network<double>(new Model([width], [])), Dataset.FromArrays([width], outputs, targets), loss, preprocessing: preprocessing)
                .Evaluate();
}
