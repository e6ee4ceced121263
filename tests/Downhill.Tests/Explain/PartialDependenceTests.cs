namespace Downhill.Tests.Explain;

public sealed class PartialDependenceTests
{
    // y = 2 a + 3 b over the rows (1, 10), (2, 20), (4, 60): b has the mean 30, so the dependence on a is 2 a + 90.
    [Fact]
    public void Of_a_sum_it_is_the_terms_own_line_at_the_mean_of_the_other()
    {
        var dependence = PartialDependence.Of(new Stored([2, 3], new MeanSquaredError()), Rows(1, 10, 2, 20, 4, 60), column: 0);
        Assert.Equal([1, 2, 4], dependence.Points.Select(point => point.Value));
        Assert.Equal([92, 94, 98], dependence.Points.Select(point => point.Mean));
        // The rows give 2 a + 30, + 60 and + 180; a tenth of the way along them is 2 a + 36, nine tenths 2 a + 156.
        Assert.Equal([38, 40, 44], dependence.Points.Select(point => point.Low), Near);
        Assert.Equal([158, 160, 164], dependence.Points.Select(point => point.High), Near);
        Assert.Equal(3, dependence.Rows);
    }

    // One output for two classes is the probability of the second, σ(a − b); with b 0 and 2 and a 1 it is σ(1) and σ(−1), whose mean is ½.
    [Fact]
    public void Of_two_classes_the_probabilities_add_up_to_one()
    {
        var stored = new Stored([1, -1], new BinaryCrossEntropy());
        Dataset rows = Rows(1, 0, 1, 2);
        Assert.Equal(0.5, PartialDependence.Of(stored, rows, 0, output: 1).Points.Single().Mean, 1e-6);
        DependencePoint second = PartialDependence.Of(stored, rows, 1, output: 1).Points[0],
            first = PartialDependence.Of(stored, rows, 1, output: 0).Points[0];
        Assert.Equal(1 / (1 + Math.Exp(-1)), second.Mean, 1e-6);
        Assert.Equal(1, second.Mean + first.Mean, 1e-12);
    }

    [Fact]
    public void Of_many_values_it_looks_between_the_tails_and_at_some_rows()
    {
        Dataset rows = Rows([.. Enumerable.Range(0, 2001).SelectMany(i => (double[])[i, 1])]);
        var dependence = PartialDependence.Of(new Stored([1, 0], new MeanSquaredError()), rows, 0);
        Assert.Equal((PartialDependence.MaxValues, PartialDependence.MaxRows), (dependence.Points.Length, dependence.Rows));
        Assert.Equal((100, 1900), (dependence.Points[0].Value, dependence.Points[^1].Value));
    }

    // Of 1000 rows every second one: b is the number of the row, 0, 2, … 998, so its mean is 499.
    [Fact]
    public void Of_many_rows_it_takes_some_evenly()
    {
        Dataset rows = Rows([.. Enumerable.Range(0, 1000).SelectMany(i => (double[])[7, i])]);
        DependencePoint point = Assert.Single(PartialDependence.Of(new Stored([1, 1], new MeanSquaredError()), rows, 0).Points);
        Assert.Equal((7, 506), (point.Value, point.Mean));

        // A part of the rows has its own: rows 999 to 0 of which every second one from 999 on, with the mean 500.
        Dataset turned = rows.Subset([.. Enumerable.Range(0, 1000).Select(i => 999 - i)]);
        Assert.Equal(507, Assert.Single(PartialDependence.Of(new Stored([1, 1], new MeanSquaredError()), turned, 0).Points).Mean);
    }

    // Thirty categories: of the first four one row each, of the others two. The 24 most frequent are looked at, of equal ones the first.
    [Fact]
    public void Of_many_categories_it_looks_at_the_most_frequent()
    {
        var encoding = new CategoryEncoding("kind", [.. Enumerable.Range(0, 30).Select(kind => $"k{kind:00}")]);
        Preprocessing preprocessing = Preprocessing.Of([encoding, new NumberEncoding("a", 0, 1)], "y", []);
        ModelFile model = ModelFile.Of("model", Examples.Network("linear 1", 31), preprocessing,
            new TrainingOptions(new MeanSquaredError(), new Sgd()));
        int[] kinds = [.. Enumerable.Range(0, 30), .. Enumerable.Range(4, 26)];
        var dependence = PartialDependence.Of(model, Rows([.. kinds.SelectMany(kind => (double[])[kind, 1])]), 0);
        Assert.Equal(Enumerable.Range(4, 24).Select(kind => (double)kind), dependence.Points.Select(point => point.Value));
        Assert.Equal(dependence.Points.Select(point => point.Low), dependence.Points.Select(point => point.High));
    }

    [Theory]
    [InlineData(2, 0, "there is no column 2")]
    [InlineData(0, 1, "there is no output 1")]
    public void A_column_or_an_output_that_is_not_there_is_refused(int column, int output, string says) =>
        Assert.Contains(says, Assert.Throws<DownhillException>(() =>
            PartialDependence.Of(new Stored([1, 1], new MeanSquaredError()), Rows(1, 2), column, output)).Message,
            StringComparison.Ordinal);

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1e-4;

    private static Dataset Rows(params double[] values) =>
        new("rows", [2], Samples.From(values, 2), Targets.FromNumbers(Samples.From(new double[values.Length / 2], 1)));

    // A linear layer without a bias.
    private sealed class Stored(double[] weights, Loss loss) : IStoredModel
    {
        public Preprocessing Preprocessing { get; } = loss is BinaryCrossEntropy ? Preprocessing.None("no", "yes") : Preprocessing.None();

        public TrainingOptions Training { get; } = new(loss, new Sgd(0.1));

        public Network<T> Load<T>()
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            var network = new Network<T>(Model.Parse("linear 1 hasBias=false", [2], 1));
            network.Parameters.Write([.. weights.Select(T.CreateChecked)]);
            return network;
        }
    }
}
