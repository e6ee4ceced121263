namespace Downhill.Tests;

public sealed class DropoutTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void About_the_rate_is_left_out_and_the_rest_is_scaled_up(double rate)
    {
        const int Count = 40_000;
        double[] outputs = Run(rate, new Pass(1, IsTraining: true, Step: 1), Count);
        int left = outputs.Count(number => number == 0);
        Assert.InRange(left / (double)Count, rate - 0.01, rate + 0.01); // four standard deviations
        Assert.All(outputs.Where(number => number != 0), number => Assert.Equal(1 / (1 - rate), number, 1e-12));
    }

    [Fact]
    public void Outside_training_and_with_rate_zero_every_number_passes()
    {
        Assert.All(Run(0.5, new Pass(1, IsTraining: false, Step: 1), 100), number => Assert.Equal(1, number));
        Assert.All(Run(0, new Pass(1, IsTraining: true, Step: 1), 100), number => Assert.Equal(1, number));
    }

    [Fact]
    public void Seed_and_step_each_choose_other_numbers_and_the_same_ones_again()
    {
        double[] mask = Run(0.5, new Pass(1, true, 1, 1), 100);
        Assert.Equal(mask, Run(0.5, new Pass(1, true, 1, 1), 100));
        Assert.NotEqual(mask, Run(0.5, new Pass(1, true, 2, 1), 100));
        Assert.NotEqual(mask, Run(0.5, new Pass(1, true, 1, 2), 100));
    }

    [Fact]
    public void Two_layers_leave_out_different_numbers()
    {
        Plan<double> plan = Plan<double>.ForInference(Examples.Network("concat (dropout; dropout)", 100), 1);
        plan.Inputs.Fill(1);
        plan.Forward(new Pass(1, IsTraining: true, Step: 1));
        Assert.NotEqual(plan.Outputs[..100].ToArray(), plan.Outputs[100..].ToArray());
    }

    [Theory]
    [InlineData(-0.1, "-0.1")]
    [InlineData(1, "1")]
    [InlineData(double.NaN, "NaN")]
    public void A_rate_out_of_range_is_refused(double rate, string shown) => Assert.Equal(
        $"Layer 'dropout1' needs a rate from 0 to below 1, not {shown} (the input gives [3] a row).",
        Assert.Throws<DownhillException>(() => new Model([3], [new Dropout(rate)]).OutputShape()).Message);

    private static double[] Run(double rate, Pass pass, int width)
    {
        Plan<double> plan = Plan<double>.ForInference(new Network<double>(new Model([width], [new Dropout(rate)])), 1);
        plan.Inputs.Fill(1);
        plan.Forward(pass);
        return plan.Outputs.ToArray();
    }
}
