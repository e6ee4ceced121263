namespace Downhill.Tests;

/// <summary>What a preprocessing, a target and weights of rows must be, at each of the rules, with the words of its refusal.</summary>
public sealed class PreprocessingRuleTests
{
    private static readonly Preprocessing Plain = Preprocessing.None();

    private static readonly DecisionThreshold Half = Threshold(0.5);

    public static TheoryData<string, string?> Rules => new()
    {
        { "plain", null },
        { "two means", null },
        { "three means", "m: the preprocessing is for rows of 3 inputs, the model for 2." },
        { "more means than deviations", "m: the preprocessing is for rows of 2 inputs, the model for 2." },
        { "one name", "m: the preprocessing is for rows of 1 inputs, the model for 2." },
        { "two names", null },
        { "deviation 0", "m: the preprocessing divides by zero or holds a number that is not finite." },
        { "mean NaN", "m: the preprocessing divides by zero or holds a number that is not finite." },
        { "deviation infinite", "m: the preprocessing divides by zero or holds a number that is not finite." },
        { "target deviation 0", "m: the preprocessing divides by zero or holds a number that is not finite." },
        { "target mean infinite", "m: the preprocessing divides by zero or holds a number that is not finite." },
        { "one target", null },
        { "two targets", "m: the preprocessing is for 2 outputs, the model for 1." },
        { "a target's mean alone", "m: the preprocessing is for 1 outputs, the model for 1." },
        { "two classes", null },
        { "three classes", "m: the preprocessing is for 3 classes, the model has 1 outputs." },
        { "threshold", null },
        { "threshold 0", "m: the threshold is 0 for 2 classes; it is above 0 and below 1, for two." },
        { "threshold 1", "m: the threshold is 1 for 2 classes; it is above 0 and below 1, for two." },
        { "threshold without classes", "m: the threshold is 0.5 for 0 classes; it is above 0 and below 1, for two." },
        { "images", null },
        { "larger images", "m: images become 4 inputs, but the model takes 2." },
        { "images of two channels", "m: images have 1 channel (grey) or 3 (colour), not 2." },
        { "images too large", "m: images of 4097 × 1 pixels cannot be rows; each extent is 1 to 4096." },
        { "encodings", null },
        { "one encoding", "m: the columns become 1 inputs, but the model takes 2." },
        { "encodings of others", "m: the encodings are of other columns than the preprocessing names." },
        { "an image last", "m: an image is not the first column; there may be one, before all others." },
        { "images and encodings", "m: the rows are images alone and columns; they can only be one of the two." },
        { "no category", "m: the encoding of 'k' has no category, and so no input." },
        { "period 0", "m: the period of 'c' is 0; it must be a number above 0." },
        { "date scale", "m: the encoding of 'd' holds a center or a scale that cannot be used." },
        { "date without spread", null },
        { "number center", "m: the encoding of 'n' holds a center or a scale that cannot be used." },
        { "one knot", "m: the encoding of 'n' needs at least two knots in ascending order." },
        { "equal knots", "m: the encoding of 'n' needs at least two knots in ascending order." },
        { "infinite knots", "m: the encoding of 'n' needs at least two knots in ascending order." },
        { "pixels by 0", "m: the pixels of 'i' are divided by 0, which cannot be used." },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_preprocessing_fits_a_model_or_is_refused_with_the_reason(string what, string? message)
    {
        Preprocessing some = Of(what);
        Model model = Examples.Model("linear 1", 2);
        if (message is null)
            some.Require(model, "m");
        else
            Assert.Equal(message, Assert.Throws<DownhillException>(() => some.Require(model, "m")).Message);
    }

    // z = (y − mean) / deviation backwards, target by target.
    [Fact]
    public void Outputs_return_to_the_unit_of_their_own_target()
    {
        double[] values = [1, 1, -1, 0];
        (Plain with { TargetMean = [10, 20], TargetDeviation = [2, 3] }).ToTargetUnit(values);
        Assert.Equal([12, 23, 8, 20], values);
        Plain.ToTargetUnit(values);
        Assert.Equal([12, 23, 8, 20], values);
    }

    [Fact]
    public void A_column_behind_an_image_begins_behind_its_pixels()
    {
        var image = Preprocessing.Of([new ImageEncoding("i", new ImageReading(2, 3), 255), new NumberEncoding("a", 0, 1),
            new NumberEncoding("b", 0, 1)], "t", []);
        var table = Preprocessing.Of([new NumberEncoding("a", 0, 1), new NumberEncoding("b", 0, 1)], "t", []);
        Assert.Equal([0, 6, 7], Enumerable.Range(0, 3).Select(image.RawPlace));
        Assert.Equal([0, 1], Enumerable.Range(0, 2).Select(table.RawPlace));
        Assert.Equal("[8]", image.RawInput(Examples.Model("linear 1", 8)).ToString());
        Assert.Equal("[5]", Plain.RawInput(Examples.Model("linear 1", 5)).ToString());
    }

    public static TheoryData<string> Fields => [.. typeof(Preprocessing).GetConstructors().MaxBy(one => one.GetParameters().Length)!
        .GetParameters().Select(parameter => parameter.Name!)];

    // One that is made again is equal, and one of which a single field is different is not; a field that is new has no case here and fails.
    [Theory]
    [MemberData(nameof(Fields))]
    public void Each_field_tells_it_from_others(string field)
    {
        Preprocessing one = Whole(), other = field switch
        {
            "Columns" => one with { Columns = ["b"] },
            "Mean" => one with { Mean = [2] },
            "Deviation" => one with { Deviation = [3] },
            "Target" => one with { Target = ["z"] },
            "Classes" => one with { Classes = ["no", "maybe"] },
            "TargetMean" => one with { TargetMean = [5] },
            "TargetDeviation" => one with { TargetDeviation = [6] },
            "Encodings" => one with { Encodings = [new NumberEncoding("a", 0, 2)] },
            "Missing" => one with { Missing = ["none"] },
            "Weight" => one with { Weight = "v" },
            "Uncertainty" => one with { Uncertainty = new Uncertainty([0.5]) },
            "Reading" => one with { Reading = null },
            "Images" => one with { Images = new ImageReading(2, 3) },
            "Threshold" => one with { Threshold = new DecisionThreshold(0.3, ThresholdAim.Parse("f1")) },
            _ => one,
        };
        Assert.Equal(one, Whole());
        Assert.NotEqual(one, other);

        static Preprocessing Whole() => new(["a"], [1], [2], ["y"], ["no", "yes"], [3], [4], [new NumberEncoding("a", 0, 1)], ["-"], "w",
            new Uncertainty([0.25]), new TableReading(), new ImageReading(2, 2), new DecisionThreshold(0.25, ThresholdAim.Parse("f1")));
    }

    [Fact]
    public void What_is_measured_after_a_training_is_not_known_before()
    {
        Preprocessing before = (Plain with { Classes = ["no", "yes"], Threshold = Half, Uncertainty = Uncertainty.OfClasses([0.5]) })
            .BeforeTraining();
        Assert.Null(before.Threshold);
        Assert.Null(before.Uncertainty);
        Assert.Equal(["no", "yes"], before.Classes.AsEnumerable());
    }

    // Numbers that differ by less than 1e-150 have no squares to be standardized by.
    [Theory]
    [InlineData(1e-170, true)]
    [InlineData(1e-100, false)]
    [InlineData(0.0, false)]
    public void Targets_too_near_to_each_other_are_refused(double apart, bool isRefused)
    {
        Dataset rows = Dataset.FromArrays([1], [1, 2, 3], [0, apart, 0]);
        if (isRefused)
            Assert.Contains("differ by less than 1e-150", Assert.Throws<DownhillException>(() => Plain.WithTargets(rows)).Message,
                StringComparison.Ordinal);
        else
            Assert.Equal(apart == 0 ? 1 : apart * Math.Sqrt(2) / 3, Plain.WithTargets(rows).TargetDeviation[0], 1e-115);
    }

    // The largest number in size, of the rows that are there; nothing but zeros is divided by 1.
    [Theory]
    [InlineData(new[] { 1.0, -4, 2, 3, 9, 9 }, 4)]
    [InlineData(new[] { 0.0, 0, 0, 0, 9, 9 }, 1)]
    public void Images_are_divided_by_the_largest_number_of_their_own_rows(double[] pixels, double largest)
    {
        var rows = new Dataset("rows", [1, 2], Samples.From(pixels, 2), Targets.FromLabels([0, 1, 0], ["a", "b"]));
        Preprocessing fitted = Preprocessing.Fit(rows.Subset([1, 0]));
        Assert.Equal([0.0, largest], fitted.Mean.Concat(fitted.Deviation));
    }

    [Theory]
    [InlineData(new[] { 0.0, 0 }, "add up to 0; at least one must be above 0, and their sum below 1e308.")]
    [InlineData(new[] { 9e-291, 0 }, "too little to divide by; give larger weights.")]
    [InlineData(new[] { 1.7e308, 1.7e308 }, "add up to Infinity; at least one must be above 0, and their sum below 1e308.")]
    [InlineData(new[] { 1e-290, 0 }, null)]
    [InlineData(new[] { 3.0, 0.5 }, null)]
    public void The_sum_of_weights_is_one_that_can_be_divided_by(double[] weights, string? message)
    {
        Dataset rows = Dataset.FromArrays([1], [1, 2], [1, 2]).WithWeights(weights);
        if (message is null)
            Assert.Equal(weights[0] + weights[1], rows.TotalWeight());
        else
            Assert.Contains(message, Assert.Throws<DownhillException>(() => rows.TotalWeight()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_go_with_their_rows_into_a_part_and_back()
    {
        Dataset all = Dataset.FromArrays([1], [1, 2, 3, 4], [1, 2, 3, 4]);
        Assert.Equal((false, 1.0, 4.0), (all.IsWeighted, all.Weight(2), all.TotalWeight()));
        Dataset part = all.WithWeights([0.5, 1, 2, 4]).Subset([3, 1]);
        Assert.Equal((4.0, 1.0, 5.0), (part.Weight(0), part.Weight(1), part.TotalWeight()));
        Dataset again = part.WithWeights([7, 8]).Subset([1]);
        Assert.Equal((8.0, 1, 1), (again.Weight(0), again.Stored(0), again.Rows));
        Assert.Contains("Row 1 of the arrays has the weight -1", Assert.Throws<DownhillException>(() => part.WithWeights([0, -1])).Message,
            StringComparison.Ordinal);
    }

    // Of classes a and b with the weights 3 and 1, each is to weigh 2: rows of a by 2/3, those of b by 2. A row of weight 0 stays.
    [Fact]
    public void Balanced_classes_share_the_whole_weight_evenly()
    {
        var rows = new Dataset("rows", [1], Samples.From([1.0, 2, 3, 4], 1), Targets.FromLabels([0, 0, 1, 1], ["a", "b", "c"]));
        Dataset balanced = rows.WithWeights([2, 1, 1, 0]).Balanced();
        Assert.Equal([4.0 / 3, 2.0 / 3, 2, 0], Enumerable.Range(0, 4).Select(balanced.Weight));
    }

    [Theory]
    [InlineData(new[] { 0, 1 }, new[] { "a" }, "Classification needs at least two classes; the target has 1.")]
    [InlineData(new[] { 0, 2 }, new[] { "a", "b" }, "Row 1 has the label 2; labels run from 0 to 1.")]
    [InlineData(new[] { -1, 0 }, new[] { "a", "b" }, "Row 0 has the label -1; labels run from 0 to 1.")]
    public void Labels_are_of_the_classes(int[] labels, string[] classes, string message) =>
        Assert.Equal(message, Assert.Throws<DownhillException>(() => Targets.FromLabels(labels, classes)).Message);

    [Theory]
    [InlineData(2, 1, null)]
    [InlineData(2, 2, null)]
    [InlineData(2, 3, "The network has 3 outputs, but the target has 2 classes; end the model with 'linear 1'.")]
    [InlineData(3, 3, null)]
    [InlineData(3, 1, "The network has 1 output, but the target has 3 classes; end the model with 'linear 3'.")]
    public void A_network_has_an_output_for_each_class_or_one_for_two(int classes, int outputs, string? message)
    {
        Targets targets = Targets.FromLabels([0, 1], [.. Enumerable.Range(0, classes).Select(i => $"k{i}")]);
        if (message is null)
            targets.Require(outputs);
        else
            Assert.Equal(message, Assert.Throws<DownhillException>(() => targets.Require(outputs)).Message);
    }

    [Theory]
    [InlineData("net.weight", "weight", "net", "weight scale")]
    [InlineData("net/kernel:0", "kernel", "net", "weight")]
    [InlineData("net/depthwise_kernel", "depthwise_kernel", "net", "weight")]
    [InlineData("embed/embeddings:0", "embeddings", "embed", "weight")]
    [InlineData("a.b.bias", "bias", "a.b", "bias shift")]
    [InlineData("norm/gamma:0", "gamma", "norm", "scale")]
    [InlineData("norm/beta:0", "beta", "norm", "shift")]
    [InlineData("norm.scale", "scale", "norm", "scale")]
    [InlineData("norm.shift", "shift", "norm", "shift")]
    [InlineData("norm.running_mean", "running_mean", "norm", "mean")]
    [InlineData("norm/moving_mean:0", "moving_mean", "norm", "mean")]
    [InlineData("norm.mean", "mean", "norm", "mean")]
    [InlineData("norm.running_var", "running_var", "norm", "variance")]
    [InlineData("norm/moving_variance", "moving_variance", "norm", "variance")]
    [InlineData("norm.variance", "variance", "norm", "variance")]
    [InlineData("alone", "alone", "", "")]
    public void Names_of_other_programs_are_known_for_what_they_are(string name, string last, string group, string fits)
    {
        Assert.Equal((last, group), (WeightNames.Last(name), WeightNames.Group(name)));
        Assert.Equal(fits, string.Join(' ', new[] { "weight", "bias", "scale", "shift", "mean", "variance" }
            .Where(parameter => WeightNames.Fits(name, parameter))));
    }

    [Fact]
    public void The_order_of_axes_follows_from_the_names_of_a_program()
    {
        Assert.True(WeightNames.HasOutputsFirst(["a.weight", "a.bias"]));
        Assert.True(WeightNames.HasOutputsFirst(["a.running_var"]));
        Assert.False(WeightNames.HasOutputsFirst(["a/kernel:0", "a.weight"]));
        Assert.False(WeightNames.HasOutputsFirst(["a/moving_variance"]));
        Assert.Null(WeightNames.HasOutputsFirst(["a.scale", "a.bias"]));
        Assert.True(WeightNames.IsIgnored("a.num_batches_tracked"));
        Assert.False(WeightNames.IsIgnored("a.weight"));
    }

    private static DecisionThreshold Threshold(double value) => new(value, ThresholdAim.Parse("f1"));

    private static Preprocessing Encoded(params ColumnEncoding[] encodings) => Preprocessing.Of(encodings, "t", []);

    private static Preprocessing Of(string what) => what switch
    {
        "plain" => Plain,
        "two means" => Plain with { Mean = [1, 2], Deviation = [1, 2] },
        "three means" => Plain with { Mean = [1, 2, 3], Deviation = [1, 2, 3] },
        "more means than deviations" => Plain with { Mean = [1, 2] },
        "one name" => Plain with { Columns = ["a"] },
        "two names" => Plain with { Columns = ["a", "b"] },
        "deviation 0" => Plain with { Deviation = [0] },
        "mean NaN" => Plain with { Mean = [double.NaN] },
        "deviation infinite" => Plain with { Deviation = [double.PositiveInfinity] },
        "target deviation 0" => Plain with { TargetMean = [1], TargetDeviation = [0] },
        "target mean infinite" => Plain with { TargetMean = [double.NegativeInfinity], TargetDeviation = [1] },
        "one target" => Plain with { TargetMean = [1], TargetDeviation = [2] },
        "two targets" => Plain with { TargetMean = [1, 2], TargetDeviation = [1, 2] },
        "a target's mean alone" => Plain with { TargetMean = [1] },
        "two classes" => Plain with { Classes = ["a", "b"] },
        "three classes" => Plain with { Classes = ["a", "b", "c"] },
        "threshold" => Plain with { Classes = ["a", "b"], Threshold = Half },
        "threshold 0" => Plain with { Classes = ["a", "b"], Threshold = Threshold(0) },
        "threshold 1" => Plain with { Classes = ["a", "b"], Threshold = Threshold(1) },
        "threshold without classes" => Plain with { Threshold = Half },
        "images" => Plain with { Images = new ImageReading(1, 2) },
        "larger images" => Plain with { Images = new ImageReading(2, 2) },
        "images of two channels" => Plain with { Images = new ImageReading(1, 1, 2) },
        "images too large" => Plain with { Images = new ImageReading(4097, 1) },
        "encodings" => Encoded(new NumberEncoding("a", 0, 1), new BooleanEncoding("b", "no", "yes")),
        "one encoding" => Encoded(new NumberEncoding("a", 0, 1)),
        "encodings of others" => Encoded(new NumberEncoding("a", 0, 1), new NumberEncoding("b", 0, 1)) with { Columns = ["b", "a"] },
        "an image last" => Encoded(new NumberEncoding("a", 0, 1), new ImageEncoding("i", new ImageReading(1, 1), 255)),
        "images and encodings" => Encoded(new NumberEncoding("a", 0, 1), new NumberEncoding("b", 0, 1)) with
        {
            Images = new ImageReading(1, 2),
        },
        "no category" => Encoded(new CategoryEncoding("k", [])),
        "period 0" => Encoded(new CyclicEncoding("c", 0)),
        "date scale" => Encoded(new DateEncoding("d", "yyyy", 0, -1, false, false, false)),
        "date without spread" => Encoded(new DateEncoding("d", "yyyy", 0, 0, false, false, false, HasIndicator: true)),
        "number center" => Encoded(new NumberEncoding("n", double.NaN, 1)),
        "one knot" => Encoded(new NumberEncoding("n", 0, 1, Knots: [1])),
        "equal knots" => Encoded(new NumberEncoding("n", 0, 1, Knots: [1, 1])),
        "infinite knots" => Encoded(new NumberEncoding("n", 0, 1, Knots: [1, double.PositiveInfinity])),
        _ => Encoded(new ImageEncoding("i", new ImageReading(1, 2), 0)),
    };
}
