namespace Downhill.Tests.Explain;

public class GradCamTests
{
    // One kernel of 1 × 1 with weight 2, then the mean: the gradient by each place is w / places, so the map is max(0, w · 2x / places).
    [Fact]
    public void The_map_of_a_mean_over_one_channel_is_the_image_scaled()
    {
        Network<double> network = Net("conv2d 1 1, global-average-pool, linear 3", 2, 3);
        network["conv2d1.weight"].Data.Write([2]);
        network["conv2d1.bias"].Data.Write([0]);
        network["linear1.weight"].Data.Write([0.5, -1, 3]);

        HeatMap positive = new GradCam(network, Preprocessing.None("a", "b", "c")).Of([1, 2, 3, 4, 5, -6], 2),
            negative = new GradCam(network, Preprocessing.None("a", "b", "c")).Of([1, 2, 3, 4, 5, -6], 1);

        Assert.Equal((2, 3), (positive.Height, positive.Width));
        Equal([1, 2, 3, 4, 5, 0], positive.Values); // 3 / 6 · 2 x
        Equal([0, 0, 0, 0, 0, 2], negative.Values); // −1 / 6 · 2 x
    }

    // α by central differences of the output: each channel moved as a whole by its bias moves it by α · places.
    [Fact]
    public void The_map_is_that_of_differences_of_the_output()
    {
        Network<double> network = Net("conv2d 3 3, tanh, flatten, linear 4, silu, linear 2", 5, 4);
        Preprocessing preprocessing = Preprocessing.None("a", "b");
        double[] row = [.. Enumerable.Range(0, 20).Select(i => Math.Sin(i))];
        HeatMap map = new GradCam(network, preprocessing).Of(row, 1);

        // The rest of the network on its own, on the values behind tanh.
        Plan<double> whole = Plan<double>.ForInference(network, 1);
        row.CopyTo(whole.Inputs);
        whole.Forward(new Pass(1));
        double[] values = whole.Operations[1].Output.Data.ToArray();
        var rest = new Network<double>(Examples.Model("flatten, linear 4, silu, linear 2", 5, 4, 3));
        foreach (string name in (string[])["linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias"])
            rest[name].Data.Write(network[name].Data.ToArray());
        Plan<double> plan = Plan<double>.ForInference(rest, 1);
        const double Step = 1e-5;
        double[] alphas = [.. Enumerable.Range(0, 3).Select(channel => (Moved(channel, Step) - Moved(channel, -Step)) / (2 * Step) / 20)];
        for (int place = 0; place < 20; place++)
            Assert.Equal(Math.Max(0, Enumerable.Range(0, 3).Sum(channel => alphas[channel] * values[(place * 3) + channel])),
                map.Values[place], 1e-8);

        double Moved(int channel, double by)
        {
            for (int i = 0; i < values.Length; i++)
                plan.Inputs[i] = values[i] + (i % 3 == channel ? by : 0);
            plan.Forward(new Pass(1));
            return plan.Outputs[1];
        }
    }

    [Fact]
    public void One_output_for_two_classes_speaks_against_the_first()
    {
        Network<double> network = Net("conv2d 1 1, global-average-pool, linear 1", 1, 2);
        network["conv2d1.weight"].Data.Write([1]);
        network["conv2d1.bias"].Data.Write([0]);
        network["linear1.weight"].Data.Write([4]);
        var maps = new GradCam(network, Preprocessing.None("no", "yes"));

        Equal([6, 0], maps.Of([3, -5], 1).Values);
        Equal([0, 10], maps.Of([3, -5], 0).Values);
        Assert.Throws<DownhillException>(() => maps.Of([3, -5], 2));
    }

    [Fact]
    public void Networks_in_an_average_give_the_mean_of_their_maps()
    {
        Network<double> one = Net("conv2d 2 3, relu, global-average-pool, linear 2", 4, 4),
            other = Net("conv2d 2 3, relu, global-average-pool, linear 2", 4, 4, 7);
        double[] row = [.. Enumerable.Range(0, 16).Select(i => Math.Cos(i))];
        Preprocessing preprocessing = Preprocessing.None("a", "b");

        HeatMap both = new GradCam(Ensemble.Combine([one, other]), preprocessing).Of(row, 0);

        // Each output of the average has half of the derivative of its member's.
        HeatMap first = new GradCam(one, preprocessing).Of(row, 0), second = new GradCam(other, preprocessing).Of(row, 0);
        Equal([.. first.Values.Zip(second.Values, (x, y) => (x + y) / 4)], both.Values);
    }

    [Fact]
    public void Without_a_convolution_there_is_no_map()
    {
        Assert.False(GradCam.IsFor(Examples.Model("flatten, linear 2", 3, 3)));
        Assert.Throws<DownhillException>(() =>
            new GradCam(new Network<double>(Examples.Model("flatten, linear 2", 3, 3)), Preprocessing.None("a", "b")));
    }

    [Fact]
    public void A_map_is_scaled_between_its_places()
    {
        Assert.Equal([0, 0.25, 0.75, 1], new HeatMap(1, 2, [0, 8]).Scaled(1, 4));
        Assert.Equal([0, 0], new HeatMap(1, 2, [0, 0]).Scaled(1, 2));

        // The middles of 4 lines at −¼, ¼, ¾ and 1¼ of 2; the middle of one column of 2. Of the largest number, 8.
        Assert.Equal([0, 0.25, 0.75, 1], new HeatMap(2, 1, [0, 8]).Scaled(4, 1));
        Assert.Equal([0.25, 0.3125, 0.4375, 0.5], new HeatMap(2, 2, [0, 4, 8, 0]).Scaled(4, 1));
        Assert.Equal([0, 0.5, 1, 0.5, 0.5, 0.5, 1, 0.5, 0], new HeatMap(2, 2, [0, 8, 8, 0]).Scaled(3, 3));
        Assert.Equal([0.5, 0.75, 0, 0.25, 0.5, 1, 0.25, 0, 0.375],
            new HeatMap(3, 3, [4, 6, 0, 2, 4, 8, 2, 0, 3]).Scaled(3, 3));
    }

    private static Network<double> Net(string layers, int height, int width, ulong seed = 3) =>
        new(Examples.Model(layers, height, width), seed);

    private static void Equal(double[] expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
