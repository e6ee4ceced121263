namespace Downhill.Tests;

/// <summary>A descent in a plane whose axes have different units, and what is equally low.</summary>
public sealed class LandscapePlaneTests
{
    // The cost is ½ (a² + b²), a = 2 + 2x and b = 3 + 5y, so a step of 1 along x is 2 long and along y 5. The slopes along a and b are 2
    // and 3; a step with the rate ½ takes half of both: a = 1, b = 1.5, which is x = −½, y = −0.3. The next one: a = ½, b = ¾.
    [Fact]
    public void Each_axis_has_its_own_unit()
    {
        Network<double> network = New();
        Landscape found = Survey(network, new LandscapeOptions(Grid: 3, Span: 1, Steps: 2, Optimizer: new Sgd(0.5)))
            .Run(new Stretched(network));

        Assert.Equal(3, found.Path.Length);
        Near((0, 0, 6.5), found.Path[0]);
        Near((-0.5, -0.3, (1 + 2.25) / 2), found.Path[1]);
        Near((-0.75, -0.45, (0.25 + 0.5625) / 2), found.Path[2]);

        // a is 0, 2, 4 from left to right; b is −2, 3, 8 upwards.
        Assert.Equal([-1.0, 0, 1], found.X.Values.ToArray());
        Assert.Equal([2.0, 4, 10], found.Costs[0].ToArray());
        Assert.Equal([4.5, 6.5, 12.5], found.Costs[1].ToArray());
        Assert.Equal([32.0, 34, 40], found.Costs[2].ToArray());
        Near((-1, -1, 2), found.Minimum);
        Assert.Equal([2.0, 3], network.Parameters.ToArray());
    }

    // All grid points of a circle's square are as high as those opposite: of equally low points the first is told, from below and left.
    [Fact]
    public void Of_equally_low_points_the_first_row_and_column_is_told()
    {
        Network<double> network = New(0, 0);

        Landscape found = Survey(network, new LandscapeOptions(Grid: 2, Span: 1)).Run(new EntryPlane(network, Weight(0), Weight(1)));

        Assert.Equal([1.0, 1], found.Costs[0].ToArray());
        Assert.Equal([1.0, 1], found.Costs[1].ToArray());
        Near((-1, -1, 1), found.Minimum);

        static GradientEntry Weight(int entry) => new("linear1.weight", entry);
    }

    // Two rows, each of which sees one weight.
    private static LandscapeSurvey Survey(Network<double> network, LandscapeOptions options) =>
        new(network, new HalfSquaredError(Reduction.Sum), options, [1, 0, 0, 1], [0, 0], default);

    private static Network<double> New(double a = 2, double b = 3) =>
        new(new Model([2], [new Linear(1, false, new Explicit([2, 1], [a, b]))]));

    private static void Near((double X, double Y, double Cost) expected, LandscapePoint actual)
    {
        Assert.Equal(expected.X, actual.X, 1e-14);
        Assert.Equal(expected.Y, actual.Y, 1e-14);
        Assert.Equal(expected.Cost, actual.Cost, 1e-14);
    }

    private sealed class Stretched(Network<double> network) : LandscapePlane(network)
    {
        private readonly Network<double> moved = network;

        public override (string X, string Y) Names => ("x", "y");

        public override (double X, double Y) Centre => (0, 0);

        public override (double X, double Y) Lengths => (2, 5);

        public override void Move(double x, double y) => (moved.Parameters.Span[0], moved.Parameters.Span[1]) = (2 + (2 * x), 3 + (5 * y));

        public override (double X, double Y) Gradient() => (2 * moved.Gradient.Span[0], 5 * moved.Gradient.Span[1]);
    }
}
