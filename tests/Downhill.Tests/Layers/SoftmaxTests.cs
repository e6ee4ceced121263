namespace Downhill.Tests;

public sealed class SoftmaxTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(1000)]
    public void Rows_sum_to_one_and_hold_no_negative_number(int width)
    {
        foreach (double scale in new[] { 0, 1, 30, 1e5 })
        {
            double[] probabilities = Softmax(Examples.Numbers(3 * width, 1, scale), width);
            for (int row = 0; row < 3; row++)
                Assert.Equal(1, probabilities.AsSpan(row * width, width).ToArray().Sum(), 1e-15 * (width + 5));
            Assert.All(probabilities, p => Assert.InRange(p, 0, 1));
        }
    }

    [Fact]
    public void A_shift_of_the_row_changes_nothing()
    {
        double[] row = [.. Examples.Numbers(9, 1, 40).Select(x => Math.Round(x * 8) / 8)]; // so that the shifted numbers are exact
        Assert.Equal(Softmax(row, 9), Softmax([.. row.Select(x => x + 1024)], 9));
        Assert.Equal(Softmax(row, 9), Softmax([.. row.Select(x => x - 4096)], 9));
    }

    [Fact]
    public void Known_rows_have_known_probabilities()
    {
        Assert.Equal([0.25, 0.25, 0.25, 0.25], Softmax([700, 700, 700, 700], 4));
        Assert.Equal([0, 1, 1, 0], Softmax([-1000, 1000, 1000, -1000], 2));
        Assert.Equal(0.9525741268224334, Softmax([3, 0], 2)[0], 1e-15); // 1 / (1 + e⁻³)
    }

    private static double[] Softmax(double[] inputs, int width)
    {
        Plan<double> plan = Plan<double>.ForInference(new Network<double>(new Model([width], [new Softmax()])), inputs.Length / width);
        inputs.CopyTo(plan.Inputs);
        plan.Forward(new Pass(plan.Rows));
        return plan.Outputs.ToArray();
    }
}
