namespace Downhill.Tests;

public sealed class ErrorAnalysisTests
{
    // Logit = x₀; x₁ is not looked at.
    private static readonly Network<double> First = Make(new Model([2], [new Linear(1, Weight: new Explicit([2, 1], [1, 0]))]));

    private static readonly Preprocessing Columns = Preprocessing.Of(
        [new NumberEncoding("a", 0, 1), new NumberEncoding("b", 0, 1)], "t", ["no", "yes"]);

    [Fact]
    public void Roc_and_precision_pass_through_the_points_found_by_hand()
    {
        // Scores 3, 2, 1, 0 of yes, no, yes, no.
        ErrorAnalysis found = Of([3, 0, 2, 0, 1, 0, 0, 0], [1, 0, 1, 0]);
        Assert.Equal([new(0, 0), new(0, 0.5), new(0.5, 0.5), new(0.5, 1), new(1, 1)], found.Roc!);
        Assert.Equal([new(0.5, 1), new(0.5, 0.5), new(1, 2.0 / 3), new(1, 0.5)], found.PrecisionRecall!);
    }

    [Fact]
    public void Equal_scores_go_over_a_threshold_together() =>
        Assert.Equal([new(0, 0), new(1, 1)], Of([1, 0, 1, 1, 1, 2, 1, 3], [1, 0, 1, 0]).Roc!);

    [Fact]
    public void The_worst_row_has_the_largest_loss()
    {
        ErrorAnalysis found = Of([3, 0, -4, 0, 1, 0, 0.5, 0], [1, 1, 1, 0]);
        WrongRow worst = found.Worst[0];
        Assert.Equal((2, "yes", "no"), (worst.Row, worst.Actual, worst.Predicted));
        Assert.Equal(1 / (1 + Math.Exp(-4)), worst.Confidence!.Value, 1e-12);
        Assert.Equal(Math.Log(1 + Math.Exp(4)), worst.Loss, 1e-12);
        Assert.True(found.Worst.Zip(found.Worst.Skip(1)).All(pair => pair.First.Loss >= pair.Second.Loss));
    }

    [Fact]
    public void At_a_probability_of_a_half_a_row_is_called_what_the_metrics_call_it()
    {
        double[] inputs = [0, 0, 0, 1];
        var rows = new Dataset("rows", [2], Samples.From(inputs, 2), Targets.FromLabels([0, 1], ["no", "yes"]));
        Metrics metrics = new Evaluator<double>(First, rows, new BinaryCrossEntropy()).Evaluate();

        Assert.All(Of(inputs, [0, 1]).Worst, row => Assert.Equal(("yes", 0.5), (row.Predicted, row.Confidence)));
        Assert.Equal([0, 1], metrics.Confusion![0]);
        Assert.Equal([0, 1], metrics.Confusion[1]);
    }

    [Fact]
    public void A_column_that_is_not_looked_at_is_not_needed()
    {
        double[] inputs = [.. Enumerable.Range(0, 100).SelectMany(i => (double[])[i % 2 == 0 ? 4 : -4, i])];
        ErrorAnalysis found = Of(inputs, [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 1 : 0)], Columns);
        Assert.Equal(["a", "b"], found.Importances!.Select(one => one.Column));
        Assert.InRange(found.Importances![0].Rise, 0.5, 3); // about half of the rows get the other sign
        Assert.Equal(0, found.Importances![1].Rise);
        Assert.Equal(0, found.Importances![1].Deviation);
    }

    [Fact]
    public void The_one_of_a_thousand_columns_that_is_needed_is_found()
    {
        const int Count = 1000, Needed = 777;
        double[] weights = new double[Count];
        weights[Needed] = 4;
        Network<double> network = Make(new Model([Count], [new Linear(1, Weight: new Explicit([Count, 1], [.. weights]))]));
        Preprocessing columns = Preprocessing.Of([.. Enumerable.Range(0, Count).Select(i => new NumberEncoding($"c{i}", 0, 1))], "t",
            ["no", "yes"]);
        double[] inputs = [.. Enumerable.Range(0, 50 * Count).Select(i => (i / Count) % 2 == 0 ? 1.0 : -1)];
        var raw = new Dataset("rows", [Count], Samples.From(inputs, Count),
            Targets.FromLabels([.. Enumerable.Range(0, 50).Select(row => 1 - (row % 2))], ["no", "yes"]));

        IReadOnlyList<ColumnImportance> found =
            ErrorAnalysis.Of(network, new BinaryCrossEntropy(), columns, columns.Apply(raw), raw).Importances!;
        Assert.Equal("c777", found[0].Column);
        Assert.InRange(found[0].Rise, 0.5, 4);
        Assert.All(found.Skip(1), column => Assert.Equal(0, column.Rise));
    }

    // 200 rows are 100,000 / 200 = 500 passes, of which 333 find columns: 64 groups, then pairs of halves, so 332. The 168 that are
    // left measure 56 columns three times each.
    [Fact]
    public void The_importance_of_columns_takes_no_more_passes_than_it_may()
    {
        const int Count = 210, Rows = 200;
        double[] weights = [.. Enumerable.Repeat(0.05, Count)];
        Network<double> network = Make(new Model([Count], [new Linear(1, Weight: new Explicit([Count, 1], [.. weights]))]));
        Preprocessing columns = Preprocessing.Of([.. Enumerable.Range(0, Count).Select(i => new NumberEncoding($"c{i}", 0, 1))], "t",
            ["no", "yes"]);
        double[] inputs = [.. Enumerable.Range(0, Rows * Count).Select(i => (i / Count) % 2 == 0 ? 1.0 : -1)];
        var raw = new Dataset("rows", [Count], Samples.From(inputs, Count),
            Targets.FromLabels([.. Enumerable.Range(0, Rows).Select(row => 1 - (row % 2))], ["no", "yes"]));

        Assert.Equal(56, ErrorAnalysis.Of(network, new BinaryCrossEntropy(), columns, columns.Apply(raw), raw).Importances!.Count);
    }

    [Fact]
    public void Errors_are_in_the_targets_own_unit()
    {
        var data = Dataset.FromArrays([2], [1, 0, 2, 0, 3, 0, 4, 0], [0, 2, 4, 2]);
        ErrorAnalysis found = ErrorAnalysis.Of(First, new MeanSquaredError(), Preprocessing.None(), data);
        ResidualSummary errors = found.Residuals!; // 1, 0, −1, 2
        Assert.Equal((0.5, 0.5, 2.0), (errors.Mean, errors.Median, errors.Largest));
        Assert.Equal(Math.Sqrt(1.25), errors.Deviation, 1e-12);
        Assert.Equal([new(0, 1), new(2, 2), new(4, 3), new(2, 4)], found.Answered!);
        Assert.Null(found.Roc);
        Assert.Null(found.Importances);
    }

    [Fact]
    public void Of_many_rows_some_are_shown_evenly_and_shares_of_errors_are_theirs()
    {
        double[] errors = [.. Enumerable.Range(0, 1001).Select(row => (row * 37 % 1001) / 10.0)]; // 0, 0.1, … 100
        var data = Dataset.FromArrays([2], [.. errors.SelectMany((error, row) => (double[])[error + row, 0])],
            [.. Enumerable.Range(0, 1001).Select(row => (double)row)]);
        ErrorAnalysis found = ErrorAnalysis.Of(First, new MeanSquaredError(), Preprocessing.None(), data);

        ResidualSummary all = found.Residuals!;
        Assert.All(((double, double)[])[(5, all.Low), (25, all.LowerQuartile), (50, all.Median), (75, all.UpperQuartile), (95, all.High),
            (100, all.Largest)], pair => Assert.Equal(pair.Item1, pair.Item2, 9));
        Assert.Equal(400, found.Answered!.Count);
        Assert.Equal((0, 1000), (found.Answered[0].X, found.Answered[^1].X));
        Assert.All(found.Answered.Zip(found.Answered.Skip(1)), pair => Assert.InRange(pair.Second.X - pair.First.X, 2, 3));
    }

    [Fact]
    public void Confidence_is_compared_with_what_is_right()
    {
        double logit = Math.Log(4); // 80 %
        ErrorAnalysis found = Of([logit, 0, logit, 0, logit, 0, logit, 0], [1, 1, 1, 0]);
        CalibrationBin bin = Assert.Single(found.Calibration!);
        Assert.Equal(4, bin.Rows);
        Assert.Equal(0.8, bin.Confidence, 1e-9);
        Assert.Equal(0.75, bin.Accuracy);
    }

    // Bins are (i/10, (i+1)/10]: a half is the upper end of one, 0.55 lies in the next.
    [Fact]
    public void A_bin_of_confidences_holds_its_upper_end_and_not_its_lower_one()
    {
        ErrorAnalysis found = Of([0, 0, 0, 0, Math.Log(11 / 9.0), 0], [1, 0, 1]);
        Assert.Equal([(2, 0.5, 0.5), (1, 0.55, 1.0)],
            found.Calibration!.Select(bin => (bin.Rows, Math.Round(bin.Confidence, 12), bin.Accuracy)));
    }

    // Two rows can only keep their values or exchange them: the rise of the loss is 0 or what follows from the weights 3 and 1.
    [Fact]
    public void The_importance_of_a_column_weighs_rows_as_the_loss_does()
    {
        double[] inputs = [2, 0, -1, 0];
        var raw = new Dataset("rows", [2], Samples.From(inputs, 2), Targets.FromLabels([1, 0], ["no", "yes"]));
        Preprocessing plain = Preprocessing.Of([new NumberEncoding("a", 0, 1, IsClipped: false),
            new NumberEncoding("b", 0, 1, IsClipped: false)], "t", ["no", "yes"]);
        Assert.Equal((((3 * Lost(-1)) + Lost(-2)) / 4) - (((3 * Lost(2)) + Lost(1)) / 4), Exchanged([3, 1]), 1e-12);
        Assert.Equal(((Lost(-1) + (3 * Lost(-2))) / 4) - ((Lost(2) + (3 * Lost(1))) / 4), Exchanged([1, 3]), 1e-12);
        Assert.Equal(((Lost(-1) + Lost(-2)) / 2) - ((Lost(2) + Lost(1)) / 2), Exchanged([1, 1]), 1e-12);

        static double Lost(double margin) => Math.Log(1 + Math.Exp(-margin));

        // Of three shuffles some exchange the rows: mean and deviation of zeros and the rise tell the rise.
        double Exchanged(double[] weights)
        {
            Dataset rows = raw.WithWeights(weights);
            ColumnImportance needed =
                ErrorAnalysis.Of(First, new BinaryCrossEntropy(), plain, plain.Apply(rows),
                rows).Importances!.Single(one => one.Column == "a");
            Assert.True(needed.Rise > 0);
            return needed.Rise + (needed.Deviation * needed.Deviation / needed.Rise);
        }
    }

    private static Network<double> Make(Model model) => new(model, seed: 0);

    private static ErrorAnalysis Of(double[] inputs, int[] labels, Preprocessing? preprocessing = null)
    {
        preprocessing ??= Preprocessing.None("no", "yes");
        var raw = new Dataset("rows", [2], Samples.From(inputs, 2), Targets.FromLabels(labels, ["no", "yes"]));
        return ErrorAnalysis.Of(First, new BinaryCrossEntropy(), preprocessing, preprocessing.Apply(raw), raw);
    }
}
