using System.Collections.Immutable;

namespace Downhill.Tests;

public sealed class IntegratedGradientsTests
{
    private static readonly ColumnEncoding[] Encodings =
    [
        new NumberEncoding("size", 10, 4, HasIndicator: true, Knots: [2.0, 10.0, 30.0]),
        new CategoryEncoding("colour", ["red", "green", "blue"], HasOther: true, HasMissing: true),
        new BooleanEncoding("sold", "no", "yes", HasIndicator: true),
        new DateEncoding("built", "yyyy-MM-dd", 9000, 500, HasYear: true, HasWeek: false, HasDay: false),
    ];

    // Rows before preprocessing: a number, the place of a category, 0 or 1, days.
    private static readonly double[][] Rows =
        [[14, 2, 1, 9100], [double.NaN, 0, 0, 8000], [-5, double.NaN, double.NaN, 9600], [10, 7, 1, 9000]];

    public static TheoryData<string> Models =>
    [
        "linear 3, softmax",
        "linear 8, tanh, linear 3, softmax",
        "linear 16, relu, linear 16, relu, linear 3, softmax",
        "linear 8, batch-norm, gelu, residual (linear 8, selu), linear 3, softmax",
        "average (linear 4, relu, linear 3; linear 5, tanh, linear 3) weights=(3, 1), scale, softmax",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_parts_of_the_columns_add_up_to_the_difference(string layers)
    {
        Preprocessing preprocessing = Preprocessing.Of(Encodings, "kind", ["a", "b", "c"]);
        Network<double> network = Examples.Network(layers, Encodings.Sum(encoding => encoding.Width));
        var gradients = new IntegratedGradients(network, preprocessing, null);
        double[] predictions = new Predictor<double>(network, preprocessing, null)
            .Predict(Samples.From([.. Rows.SelectMany(row => row)], 4));
        for (int row = 0; row < Rows.Length; row++)
        {
            for (int label = 0; label < 3; label++)
            {
                Attribution found = gradients.Of(Rows[row], label);
                Assert.Equal(predictions[(row * 3) + label], found.Prediction, 12);
                Assert.InRange(Math.Abs(found.Gap), 0, 1e-6);
                Assert.Equal(found.Prediction - found.Baseline, found.Columns.Sum(column => column.Contribution), 1.1e-6);
                Assert.Equal(["size", "colour", "sold", "built"], found.Columns.Select(column => column.Column));
            }
        }
    }

    [Fact]
    public void A_linear_model_gives_each_input_its_weight_times_its_distance()
    {
        Network<double> network = Examples.Network("linear 1", 2);
        new[] { 3.0, -2.0, 0.5 }.CopyTo(network.Parameters.Span);
        var preprocessing = new Preprocessing(["a", "b"], [10, 20], [2, 4], ["y"], [], [100], [5]);

        Attribution found = new IntegratedGradients(network, preprocessing, null).Of([14, 12]);

        // z = ((14 − 10) / 2, (12 − 20) / 4) = (2, −2), and y = 100 + 5 (3 z₁ − 2 z₂ + ½).
        Assert.Equal([30, 20], found.Columns.Select(column => Math.Round(column.Contribution, 9)));
        Assert.Equal((152.5, 102.5), (Math.Round(found.Prediction, 9), Math.Round(found.Baseline, 9)));
        Assert.Equal([10, 20], found.Columns.Select(column => column.BaselineValue));
    }

    [Fact]
    public void The_integral_is_that_of_many_small_steps_with_differences()
    {
        Preprocessing preprocessing = Preprocessing.Of(Encodings, "price", []);
        int width = Encodings.Sum(encoding => encoding.Width);
        Network<double> network = Examples.Network("linear 6, relu, linear 5, tanh, linear 1", width);
        Attribution found = new IntegratedGradients(network, preprocessing, null).Of(Rows[0]);

        double[] to = Encode(preprocessing, Rows[0]), from = Encode(preprocessing, [10, 0, double.NaN, 9000]);
        int sold = Encodings[0].Width + Encodings[1].Width;
        (from[sold], from[sold + 1]) = (0, 0);
        const int Steps = 4000;
        const double Small = 1e-6;
        Plan<double> plan = Plan<double>.ForInference(network, 2 * width);
        var parts = new double[width];
        for (int step = 0; step < Steps; step++)
        {
            for (int row = 0; row < 2 * width; row++)
            {
                for (int i = 0; i < width; i++)
                    plan.Inputs[(row * width) + i] = from[i] + ((step + 0.5) / Steps * (to[i] - from[i]))
                        + (row / 2 == i ? (row % 2 == 0 ? Small : -Small) : 0);
            }

            plan.Forward(new Pass(2 * width));
            for (int i = 0; i < width; i++)
                parts[i] += (to[i] - from[i]) * (plan.Outputs[2 * i] - plan.Outputs[(2 * i) + 1]) / (2 * Small) / Steps;
        }

        int at = 0;
        foreach ((ColumnEncoding encoding, ColumnContribution column) in Encodings.Zip(found.Columns))
        {
            Assert.Equal(parts.AsSpan(at, encoding.Width).ToArray().Sum(), column.Contribution, 3);
            Assert.NotEqual(0, Math.Round(column.Contribution, 3));
            at += encoding.Width;
        }
    }

    [Fact]
    public void An_embedded_category_changes_at_once_and_everything_adds_up()
    {
        ColumnEncoding[] encodings =
            [new CategoryEncoding("a", ["x", "y", "z"], IsEmbedded: true), new NumberEncoding("n", 0, 1),
            new CategoryEncoding("b", ["x", "y", "z"], IsEmbedded: true)];
        Preprocessing preprocessing = Preprocessing.Of(encodings, "price", []);
        var model = new Model([3], [.. CategoryEmbeddings.For(preprocessing, 4), .. Examples.Model("linear 6, tanh, linear 1", 9).Layers]);
        var network = new Network<double>(model, seed: 7);
        var gradients = new IntegratedGradients(network, preprocessing, null);

        Attribution found = gradients.Of([2, 1.5, 1]), onlyNumber = gradients.Of([0, 1.5, 0]), onlyCategory = gradients.Of([2, 0, 0]);

        Assert.InRange(Math.Abs(found.Gap), 0, 1e-6);
        Assert.All(found.Columns, column => Assert.NotEqual(0, column.Contribution));
        Assert.Equal([0, onlyNumber.Prediction - onlyNumber.Baseline, 0], onlyNumber.Columns.Select(column => column.Contribution),
            (one, other) => Math.Abs(one - other) < 1e-6);
        Assert.Equal([onlyCategory.Prediction - onlyCategory.Baseline, 0, 0], onlyCategory.Columns.Select(column => column.Contribution),
            (one, other) => Math.Abs(one - other) < 1e-12);
    }

    [Fact]
    public void Of_one_output_for_two_classes_the_first_has_what_is_missing_to_1()
    {
        Preprocessing preprocessing = Preprocessing.Of(Encodings, "kind", ["a", "b"]);
        var gradients = new IntegratedGradients(Examples.Network("linear 8, tanh, linear 1", Encodings.Sum(encoding => encoding.Width)),
            preprocessing, new BinaryCrossEntropy().Link);

        Attribution first = gradients.Of(Rows[0], 0), second = gradients.Of(Rows[0], 1), predicted = gradients.Of(Rows[0]);

        Assert.Equal(1, first.Prediction + second.Prediction, 12);
        Assert.Equal(second.Columns.Select(column => -column.Contribution), first.Columns.Select(column => column.Contribution));
        Assert.Equal(second.Prediction >= 0.5 ? 1 : 0, predicted.Output);
        Assert.True(predicted.Prediction >= 0.5);
    }

    // y = max(0, a + b − 1) of two embedded places that go from 0 to 1: whichever changes first does nothing, and the other one all. Each is
    // the first once, so each has half.
    [Fact]
    public void Two_embedded_categories_share_what_they_do_together()
    {
        var network = new Network<double>(new Model([2], [new Linear(1), new Relu()]));
        network.Parameters.Write([1.0, 1, -1]);
        ColumnEncoding[] columns =
            [.. new[] { "a", "b" }.Select(name => new CategoryEncoding(name, ["x", "y"], IsEmbedded: true))];
        Attribution found = new IntegratedGradients(network, Preprocessing.Of(columns, "t", []), null).Of([1, 1], baseline: [0, 0]);
        Assert.Equal((1.0, 0.0), (found.Prediction, found.Baseline));
        Assert.Equal([0.5, 0.5], found.Columns.Select(column => column.Contribution));
    }

    // y₁ = 100 + 5 · 3 z and y₂ = 10 + 2 · 4 z of z = (14 − 10) / 2.
    [Fact]
    public void Each_target_has_its_own_unit()
    {
        var network = new Network<double>(new Model([1], [new Linear(2, false, Examples.Given([1, 2], 3, 4))]));
        var gradients = new IntegratedGradients(network, new Preprocessing(["a"], [10], [2], ["y1", "y2"], [], [100, 10], [5, 2]), null);
        Attribution first = gradients.Of([14]), second = gradients.Of([14], 1);
        Assert.Equal((0, 130, 100, 30), (first.Output, first.Prediction, first.Baseline, first.Columns[0].Contribution), Rounded);
        Assert.Equal((1, 26, 10, 16), (second.Output, second.Prediction, second.Baseline, second.Columns[0].Contribution), Rounded);

        static bool Rounded((int Output, double, double, double) one, (int Output, double, double, double) other) =>
            one.Output == other.Output && Math.Abs(one.Item2 - other.Item2) + Math.Abs(one.Item3 - other.Item3)
                + Math.Abs(one.Item4 - other.Item4) < 1e-9;
    }

    // A probability of 0.3 of the second class: from a threshold of 0.25 on the model predicts it, and that is what is explained.
    [Theory]
    [InlineData(null, 0)]
    [InlineData(0.25, 1)]
    [InlineData(0.35, 0)]
    public void What_is_explained_is_the_class_that_the_model_predicts(double? threshold, int label)
    {
        var network = new Network<double>(new Model([1], [new Linear(1, false, Examples.Given([1, 1], Math.Log(3 / 7.0)))]));
        Preprocessing preprocessing = Preprocessing.None("no", "yes") with
        {
            Threshold = threshold is double value ? new DecisionThreshold(value, ThresholdAim.Parse("f1")) : null,
        };

        Attribution found = new IntegratedGradients(network, preprocessing, new BinaryCrossEntropy().Link).Of([1]);

        Assert.Equal(label, found.Output);
        Assert.Equal(label == 1 ? 0.3 : 0.7, found.Prediction, 1e-9);
    }

    // p(1, 1) = σ(2 − 1) of a baseline of σ(0); along the straight way the inputs share in proportion to their weights, 2 : −1.
    [Fact]
    public void The_link_of_the_loss_stands_behind_the_networks_own_weights()
    {
        var network = new Network<double>(new Model([2], [new Linear(1, false, Examples.Given([2, 1], 2, -1)), new BatchNorm()]));
        network.Statistics.Write([0.0, 1 - 1e-5]); // a mean of 0 and with ε a variance of 1
        var gradients = new IntegratedGradients(network, Preprocessing.None("no", "yes"), new BinaryCrossEntropy().Link);
        double moved = (1 / (1 + Math.Exp(-1))) - 0.5;

        Attribution found = gradients.Of([1, 1], 1);

        Assert.Equal((0.5 + moved, 0.5), (Math.Round(found.Prediction, 12), Math.Round(found.Baseline, 12)), new Near());
        Assert.Equal([2 * moved, -moved], found.Columns.Select(column => column.Contribution), (one, two) => Math.Abs(one - two) < 1e-6);
    }

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) one, (double, double) two) =>
            Math.Abs(one.Item1 - two.Item1) + Math.Abs(one.Item2 - two.Item2) < 1e-9;

        public int GetHashCode((double, double) pair) => 0;
    }

    [Fact]
    public void Another_row_can_be_the_baseline_and_a_row_differs_from_itself_in_nothing()
    {
        Preprocessing preprocessing = Preprocessing.Of(Encodings, "price", []);
        var gradients = new IntegratedGradients(Examples.Network("linear 8, relu, linear 1", Encodings.Sum(encoding => encoding.Width)),
            preprocessing, null);

        Attribution forth = gradients.Of(Rows[0], baseline: Rows[1]), back = gradients.Of(Rows[1], baseline: Rows[0]);

        Assert.Equal((forth.Prediction, forth.Baseline), (back.Baseline, back.Prediction));
        Assert.Equal(forth.Columns.Select(column => -column.Contribution), back.Columns.Select(column => column.Contribution),
            (one, other) => Math.Abs(one - other) < 1e-5);
        Assert.All(gradients.Of(Rows[2], baseline: Rows[2]).Columns, column => Assert.Equal(0, column.Contribution));
    }

    [Fact]
    public void Rows_and_outputs_that_there_are_not_are_refused()
    {
        var gradients = new IntegratedGradients(Examples.Network("linear 2", 3), Preprocessing.None(), null);

        Assert.Equal("The model takes rows of 3 values; this one has 2.",
            Assert.Throws<DownhillException>(() => gradients.Of([1, 2])).Message);
        Assert.Equal("The model takes rows of 3 values; this one has 4.",
            Assert.Throws<DownhillException>(() => gradients.Of([1, 2, 3], baseline: [1, 2, 3, 4])).Message);
        Assert.Equal("The model has 2 outputs, counted from 0; there is no output 2.",
            Assert.Throws<DownhillException>(() => gradients.Of([1, 2, 3], 2)).Message);
    }

    private static double[] Encode(Preprocessing preprocessing, double[] row)
    {
        Samples inputs = preprocessing.Apply(Samples.From(row, row.Length));
        var numbers = new double[inputs.Columns];
        inputs.Gather([0], numbers.AsSpan());
        return numbers;
    }
}
