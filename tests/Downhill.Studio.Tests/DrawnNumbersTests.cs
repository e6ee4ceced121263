using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Downhill.Reports;

namespace Downhill.Studio.Tests;

/// <summary>What the studio draws is compared with numbers that are calculated in another way.</summary>
public sealed class DrawnNumbersTests
{
    private const int Grid = PlaygroundPicture.Grid, Small = PlaygroundPicture.Small, Header = 7 * sizeof(int);

    [Theory]
    [InlineData("data=moons&rows=60&hidden=3,2&seed=2", 5)]
    [InlineData("data=plane&rows=40&hidden=2&activation=sigmoid", 3)]
    [InlineData("data=points&points=0,0,0_1,1,1_0.5,-2,0_3,0.25,1_2,2,2_4,1,2_3,3,2_-1,1,0&classes=a,b,c&hidden=2&inputs=x,y,xy&test=0", 4)]
    public void A_frame_holds_the_weights_the_losses_the_surface_and_each_neuron(string query, int steps)
    {
        var session = new PlaygroundSession(PlaygroundText.Read(query));
        session.RunTo(steps);
        byte[] frame = session.Picture.Frame();
        int[] header = [.. Enumerable.Range(0, 7).Select(i => BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(4 * i)))];
        float[] parameters = session.Network.Parameters.Span.ToArray();
        int neurons = session.Data.Inputs.Count + session.State.Hidden.Sum();
        Assert.Equal([steps, session.Epoch, Grid, Small, neurons, parameters.Length, session.History.Count], header);

        float[] numbers = MemoryMarshal.Cast<byte, float>(frame.AsSpan(Header, 4 * (parameters.Length + (3 * header[6])))).ToArray();
        Assert.Equal(parameters, numbers[..parameters.Length]);
        Assert.Equal(session.History.SelectMany(point => (float[])[point.Step, point.Training, point.Test]), numbers[parameters.Length..]);
        (Metrics training, Metrics? test) = session.Metrics();
        Assert.Equal(training.Loss, session.History[^1].Training, 1e-5);
        Assert.Equal(test?.Loss ?? double.NaN, session.History[^1].Test, 1e-5);

        // Places row by row from the upper left, as the network in double answers them.
        (double x, double y, double half) = session.Data.View;
        (double X, double Y)[] places = [.. Enumerable.Range(0, Grid * Grid).Select(i =>
            (x - half + (2 * half * (i % Grid) / (Grid - 1)), y + half - (2 * half * (i / Grid) / (Grid - 1))))];
        var plan = Plan<double>.ForInference(session.Network.ConvertTo<double>(), Grid * Grid, session.Training.Loss.Link);
        session.Data.Prepare(places).Gather([.. Enumerable.Range(0, Grid * Grid)], plan.Inputs);
        plan.Forward(new Pass(Grid * Grid));
        int width = session.Network.Output.Size, surface = Header + (4 * numbers.Length), classes = session.Data.Raw.Targets.Classes.Count;
        for (int i = 0; i < places.Length; i += 7)
        {
            double[] answer = plan.Predictions.Slice(i * width, width).ToArray();
            byte first = frame[surface + i], second = frame[surface + places.Length + i];
            if (width > 1)
            {
                Assert.Equal(answer.Max(), answer[first], 1e-5);
                Assert.Equal(255 * answer.Max(), second, 1.0);
            }
            else
            {
                Assert.Equal(Math.Clamp(128 + (127 * (classes == 2 ? (2 * answer[0]) - 1 : answer[0] / 2)), 0, 255), first, 1.0);
                Assert.Equal(255, second);
            }
        }

        // Every second place of each neuron, as a share of its largest value or, of a sigmoid, from −1 to 1.
        int at = surface + (2 * places.Length);
        List<(double[] Values, int Width, bool IsSquashed)> layers =
            [(plan.Operations[0].Input.Data.Span.ToArray(), session.Data.Inputs.Count, false)];
        layers.AddRange(plan.Operations.Where(operation => operation.Name.StartsWith(session.State.Activation, StringComparison.Ordinal))
            .Select(operation => (operation.Output.Data.Span.ToArray(), operation.Output.Shape.Size,
                session.State.Activation == "sigmoid")));
        Assert.Equal(frame.Length, at + (neurons * Small * Small));
        foreach ((double[] values, int size, bool isSquashed) in layers)
        {
            for (int neuron = 0; neuron < size; neuron++, at += Small * Small)
            {
                double[] own = [.. Enumerable.Range(0, places.Length).Select(i => values[(i * size) + neuron])];
                double most = Math.Max(0.25, own.Max(Math.Abs));
                for (int row = 0; row < Small; row += 3)
                {
                    for (int column = 0; column < Small; column += 4)
                    {
                        double number = own[(2 * row * Grid) + (2 * column)];
                        Assert.Equal(Math.Clamp(128 + (127 * (isSquashed ? (2 * number) - 1 : number / most)), 0, 255),
                            frame[at + (row * Small) + column], 1.0);
                    }
                }
            }
        }
    }

    // Only the set with the noise and the inputs that the command line has of it goes by its name there.
    [Theory]
    [InlineData("data=moons", true)]
    [InlineData("data=moons&noise=0.1", true)]
    [InlineData("data=moons&noise=0.2", false)]
    [InlineData("data=moons&inputs=x,y,xy", false)]
    [InlineData("data=moons&inputs=x", false)]
    [InlineData("data=points&points=0,0,0_1,1,1_2,2,0_3,3,1", false)]
    public void A_set_goes_by_its_name_where_its_rows_are_the_same(string query, bool isNamed) =>
        Assert.Equal(isNamed, new PlaygroundData(PlaygroundText.Read(query)).IsNamed);

    [Fact]
    public void The_outline_says_where_weights_begin_and_where_points_lie()
    {
        var session = new PlaygroundSession(PlaygroundText.Read("data=points&points=0,0,0_4,1,1_2,0,0_2,1,1&test=0.25&hidden=3"));
        PlaygroundOutline outline = session.Picture.Outline();
        float[] points = MemoryMarshal.Cast<byte, float>(outline.Points).ToArray();
        HashSet<int> test = [.. session.Data.Split.Test];

        // Two inputs to three neurons, their biases, three weights to the output and its bias; a half of 2.24 around (2, 0.5).
        Assert.Equal([2, 3, 1], outline.Neurons);
        Assert.Equal([0, 9], outline.Weights);
        Assert.Equal([6, 12], outline.Biases);
        Assert.Equal(2, outline.Classes);
        Assert.Equal(4 * 4, points.Length);
        foreach ((int i, (double x, double y, int label)) in ((double, double, int)[])[(0, 0, 0), (4, 1, 1), (2, 0, 0),
            (2, 1, 1)] is var all
            ? all.Index() : [])
        {
            Assert.Equal((x + 0.24) / 4.48, points[4 * i], 1e-6);
            Assert.Equal((2.74 - y) / 4.48, points[(4 * i) + 1], 1e-6);
            Assert.Equal((label, test.Contains(i) ? 1f : 0f), (points[(4 * i) + 2], points[(4 * i) + 3]));
        }

        var numbers = new PlaygroundSession(PlaygroundText.Read("data=plane&rows=20"));
        Targets targets = numbers.Data.Raw.Targets;
        double largest = Enumerable.Range(0, 20).Max(i => Math.Abs(targets.Numbers![i, 0]));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => targets.Numbers![i, 0] / largest),
            Enumerable.Range(0, 20).Select(i => (double)MemoryMarshal.Cast<byte, float>(numbers.Picture.Outline().Points)[(4 * i) + 2]),
            (a, b) => Math.Abs(a - b) < 1e-6);
    }

    // E = ½ (2 w − 3)²; a step with η = 0.2 leads from w to w − 0.4 (2 w − 3): 0.5, 1.3, 1.46.
    [Fact]
    public void The_curves_of_a_lesson_are_those_of_its_steps()
    {
        var session = new LessonSession("slope");
        session.GoTo(2);
        LineChart valley = session.Valley()!, curve = session.Curve();

        Assert.Equal([0.5, 1.3, 1.46], valley.Lines[1].Points.Select(point => Math.Round(point.X, 12)));
        Assert.All(valley.Lines.SelectMany(line => line.Points), point => Assert.Equal(0.5 * Math.Pow((2 * point.X) - 3, 2), point.Y,
            1e-12));
        Assert.Equal((61, 0.25, 2.75), (valley.Lines[0].Points.Length, valley.Lines[0].Points[0].X,
            Math.Round(valley.Lines[0].Points[^1].X, 12)));
        Assert.Equal("The first 2 steps are marked; the weight is 1.46.", valley.Description);
        Assert.Equal((double[])[2, 0.08, 0.0032], curve.Lines[0].Points.Take(3).Select(point => Math.Round(point.Y, 12)));
        Assert.Equal(Enumerable.Range(0, 21).Select(i => (double)i), curve.Lines[0].Points.Select(point => point.X));
        Assert.Equal((2, 0.0032), (curve.Lines[1].Points[0].X, Math.Round(curve.Lines[1].Points[0].Y, 12)));
        Assert.Equal("The cost is 2 at the start and 0.0032 after 2 steps.", curve.Description);

        session.GoTo(100);
        Assert.Equal([0, 2, 4], session.Curve().Lines[0].Points.Take(3).Select(point => point.X));
        Assert.Equal(51, session.Curve().Lines[0].Points.Length);
        Assert.Equal(13, session.Valley()!.Lines[1].Points.Length);
        session.GoTo(0);
        Assert.StartsWith("The start is marked", session.Valley()!.Description, StringComparison.Ordinal);
        Assert.Null(new LessonSession("hill").Valley());
    }

    // Each stop of a step of the lesson's network with one weight: z = 0.5 · 2, E, ∂E/∂z, ∂E/∂w, and the update.
    [Fact]
    public void A_step_is_told_in_numbers()
    {
        WalkStop[] walk = [.. new LessonSession("slope").Walk];

        Assert.Equal(["2 · 0.5 = 1", "output 1 for target 3; C = 2", "1 · (−2) = −2", "(−2) · 2 = −4", "0.5 − 0.2 · (−4) = 1.3"],
            walk.Select(stop => stop.Numbers));
        Assert.Equal([1, 2, -2, -4, 1.3], walk.Select(stop => stop.Value));
        Assert.Equal(["linear1[0]", "C", "∂C/∂linear1[0]", "∂C/∂linear1.weight[0, 0]", "linear1.weight[0, 0]"],
            walk.Select(stop => stop.Name));
        Assert.Equal(["0", "", "", "0", "0"], walk.Select(stop => string.Join(' ', stop.Lit)));
    }

    // The root of the mean square of the gradient of each matrix of weights.
    [Fact]
    public void Gradients_have_the_size_that_is_told()
    {
        var session = new PlaygroundSession(PlaygroundText.Read("data=moons&rows=40&hidden=3"));
        GlassBatch batch = GlassBatch.Of(session, row: 2);

        Assert.Equal(["linear1.weight", "linear2.weight"], batch.GradientSizes.Select(pair => pair.Key));
        Assert.All(batch.GradientSizes, pair => Assert.Equal(
            Math.Sqrt(batch.Plan.Network[pair.Key].Gradient.ToArray().Average(value => value * value)), pair.Value, 1e-15));
        Assert.Equal(1, batch.Pass.Rows);
        Assert.Equal(batch.Loss, GlassBatch.Of(session, row: 2).Loss);
        Assert.NotEqual(batch.Loss, GlassBatch.Of(session, row: 3).Loss);
    }
}
