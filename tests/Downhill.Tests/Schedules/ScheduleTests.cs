namespace Downhill.Tests;

public sealed class ScheduleTests
{
    public static TheoryData<string> All => [.. Examples.Schedules];

    // Epoch by epoch, at the first step of each. Source: torch.optim.lr_scheduler of PyTorch 1.13.0a0, the scheduler named behind each.
    public static TheoryData<string, int, double[]> Golden => new()
    {
        { "constant", 3, [1, 1, 1] },
        { "step 2 gamma=0.5", 7, [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125] }, // StepLR(2, 0.5)
        { "exponential 0.9", 7, [1, 0.9, 0.81, 0.7290000000000001, 0.6561000000000001, 0.5904900000000002, 0.5314410000000002] },
        // ExponentialLR(0.9)
        { "polynomial 2", 8, [1, 0.765625, 0.5625, 0.39062500000000006, 0.2500000000000001, 0.14062500000000006, 0.06250000000000003,
            0.015625000000000007] }, // PolynomialLR(8, 2)
        { "inverse-time 0.5", 5, [1, 0.6666666666666666, 0.5, 0.4, 0.3333333333333333] }, // LambdaLR(1 / (1 + 0.5 e))
        { "cosine 0.1", 8, [1, 0.9657457896300791, 0.8681980515339464, 0.7222075445642905, 0.55, 0.3777924554357097, 0.2318019484660537,
            0.134254210369921] }, // CosineAnnealingLR(8, 0.1)
        { "warm-restarts 2 growth=2 last=0.1", 9,
            [1, 0.55, 1, 0.8681980515339464, 0.55, 0.23180194846605365, 1, 0.9657457896300791, 0.8681980515339464] },
            // CosineAnnealingWarmRestarts(2, 2, 0.1)
        { "one-cycle", 10, [0.04, 0.52, 1, 0.9504846320134737, 0.8117456539497631, 0.6112620219362893, 0.38874197806371075,
            0.18825834605023697, 0.049519367986526286, 4e-06] }, // OneCycleLR(total_steps=10)
        { "one-cycle 0.5 first=0.1 last=0.01", 9,
            [0.1, 0.26942958916356985, 0.6501344202803414, 0.9554359905560885, 0.9701478472890247, 0.7525, 0.4190441520548695,
            0.12580800065610595, 0.01] }, // OneCycleLR(total_steps=9, pct_start=0.5, div_factor=10, final_div_factor=10)
        { "warm-up 2", 4, [0.5, 1, 1, 1] },
        { "warm-up 2 then=polynomial", 6, [0.5, 1, 1, 0.75, 0.5, 0.25] },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_factors_are_the_golden_ones(string example, int epochs, double[] factors)
    {
        Schedule schedule = Catalog.Schedules.Parse(example);
        for (int epoch = 0; epoch < epochs; epoch++)
            Assert.Equal(factors[epoch], schedule.Factor(new SchedulePoint(epoch, epochs, StepsPerEpoch: 1)), 1e-14);
    }

    // Source: torch.optim.lr_scheduler.ReduceLROnPlateau(factor=0.5, patience=2, min_lr=0.2) of PyTorch 1.13.0a0 on these losses.
    [Fact]
    public void A_plateau_reduces_the_rate_when_patience_is_over()
    {
        double[] losses = [1, 0.9, 0.9, 0.9, 0.9, 0.8, 0.81, 0.82, 0.83, 0.84, 0.85, 0.86];
        double[] expected = [1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25];
        foreach (string text in new[] { "reduce-on-plateau 2 gamma=0.5 smallest=0.2",
            "warm-up 0.001 (reduce-on-plateau 2 gamma=0.5 smallest=0.2)" })
        {
            Schedule schedule = Catalog.Schedules.Parse(text);
            PlateauState seen = default;
            for (int epoch = 0; epoch < losses.Length; epoch++)
            {
                Assert.Equal(expected[epoch], schedule.Factor(new SchedulePoint(epoch, 12, 1, seen)));
                seen = schedule.Note(seen, losses[epoch]);
            }

            for (int more = 0; more < 20; more++)
                seen = schedule.Note(seen, double.NaN);
            Assert.Equal(0.2, schedule.Factor(new SchedulePoint(5, 12, 1, seen)));
        }
    }

    // A loss counts as smaller where it falls by more than its share of the best; below zero too.
    [Theory]
    [InlineData(1, 0.91, 2)]
    [InlineData(1, 0.89, 1)]
    [InlineData(1, 0.875, 1)]
    [InlineData(-2, -2.1, 2)]
    [InlineData(-2, -2.25, 1)]
    [InlineData(4, 3.65, 2)]
    [InlineData(4, 3.55, 1)]
    public void A_plateau_is_left_by_a_fall_of_more_than_the_threshold(double best, double loss, int waits)
    {
        var schedule = new ReduceOnPlateau(Patience: 5, Threshold: 0.1);
        PlateauState seen = schedule.Note(schedule.Note(default, best), loss);
        seen = schedule.Note(seen, double.MaxValue);
        Assert.Equal((3, waits, 0), (seen.Epochs, seen.Waited, seen.Reductions));
        Assert.Equal(waits == 1 ? loss : best, seen.Best);
    }

    [Fact]
    public void A_fall_of_just_the_threshold_is_none() =>
        Assert.Equal((2, 1.0, 1), new ReduceOnPlateau(5, Threshold: 0.5).Note(new PlateauState(1, 1, 0, 0), 0.5) is var seen
            ? (seen.Epochs, seen.Best, seen.Waited)
            : default);

    // Rise · steps − 1 = 2 is the peak of ten steps; of three, the peak lies before the first step; of one, it is all there is.
    [Theory]
    [InlineData(0, 10, 0.04)]
    [InlineData(1, 10, 0.52)]
    [InlineData(2, 10, 1)]
    [InlineData(9, 10, 4e-6)]
    [InlineData(0, 1, 4e-6)]
    [InlineData(0, 0, 1)]
    [InlineData(20, 10, 4e-6)]
    public void One_cycle_goes_through_its_three_points(long step, long steps, double factor) =>
        Assert.Equal(factor, new OneCycle().Factor(new SchedulePoint(step, steps, 1)), 1e-12);

    [Theory]
    [InlineData(10, 10, 0.25)]
    [InlineData(11, 10, 0.25)]
    [InlineData(0, 10, 1)]
    public void A_polynomial_ends_at_its_last_factor(long step, long steps, double factor) =>
        Assert.Equal(factor, new PolynomialDecay(0.5, 0.25).Factor(new SchedulePoint(step, steps, 1)), 1e-15);

    [Theory]
    [MemberData(nameof(All))]
    public void Every_factor_lies_between_0_and_1_and_is_a_function_of_the_place_alone(string example)
    {
        Schedule schedule = Catalog.Schedules.Parse(example);
        schedule.Validate();
        foreach ((long steps, int perEpoch) in new[] { (1L, 1), (7L, 7), (60L, 7), (1000L, 10) })
        {
            for (long step = 0; step < steps + 3; step++)
            {
                var at = new SchedulePoint(step, steps, perEpoch);
                double factor = schedule.Factor(at);
                Assert.InRange(factor, 0, 1);
                Assert.Equal(factor, schedule.Factor(at));
            }
        }
    }

    [Fact]
    public void A_smooth_schedule_moves_at_every_step_and_a_stepwise_one_at_epochs()
    {
        double[] exponential = Factors("exponential 0.5", 8, 4), stepwise = Factors("step 1 gamma=0.5", 8, 4);
        for (int step = 1; step < 8; step++)
        {
            Assert.Equal(Math.Pow(0.5, step / 4.0), exponential[step], 1e-14);
            Assert.Equal(step < 4 ? 1 : 0.5, stepwise[step]);
        }

        static double[] Factors(string text, int steps, int perEpoch) =>
            [.. Enumerable.Range(0, steps).Select(step => Catalog.Schedules.Parse(text).Factor(new SchedulePoint(step, steps, perEpoch)))];
    }

    [Theory]
    [InlineData("step 0", "The schedule 'step' needs epochs of at least 1, not 0.")]
    [InlineData("step gamma=1.5", "The schedule 'step' needs gamma above 0 and at most 1, not 1.5.")]
    [InlineData("exponential 0", "The schedule 'exponential' needs gamma above 0 and at most 1, not 0.")]
    [InlineData("polynomial 0", "The schedule 'polynomial' needs power above 0, not 0.")]
    [InlineData("inverse-time -1", "The schedule 'inverse-time' needs decay of at least 0, not -1.")]
    [InlineData("cosine 2", "The schedule 'cosine' needs last from 0 to 1, not 2.")]
    [InlineData("warm-restarts growth=0", "The schedule 'warm-restarts' needs growth of at least 1, not 0.")]
    [InlineData("warm-up 0", "The schedule 'warm-up' needs epochs above 0, not 0.")]
    [InlineData("warm-up 1 (cosine 2)", "The schedule 'cosine' needs last from 0 to 1, not 2.")]
    [InlineData("one-cycle 1", "The schedule 'one-cycle' needs rise above 0 and below 1, not 1.")]
    [InlineData("reduce-on-plateau -1", "The schedule 'reduce-on-plateau' needs patience of at least 0, not -1.")]
    public void An_option_out_of_range_is_refused(string schedule, string message) =>
        Assert.Equal(message, Assert.Throws<DownhillException>(Catalog.Schedules.Parse(schedule).Validate).Message);
}
