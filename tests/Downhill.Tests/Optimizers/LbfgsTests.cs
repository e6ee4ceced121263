using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>The curvature that lbfgs estimates from its last steps, for gradients that are given to it one by one.</summary>
public sealed class LbfgsTests
{
    // The state is three vectors, the last weights and gradient and the direction, then a pair of vectors for each step.
    [Fact]
    public void A_first_step_tells_nothing_of_the_curvature()
    {
        var descent = new Descent(2, history: 3);
        descent.Step(1, 1, [3, 4], [0.5, 0.25]);
        Assert.Equal([3, 4, 0.5, 0.25, -0.5, -0.25, .. new double[12]], descent.State);
        descent.Step(2, 1, [2, 4], [0.25, 0.5]);
        Assert.Equal([.. new double[4], -1, 0, -0.25, 0.25, .. new double[4]], descent.State[6..]);
    }

    // Steps s of (1, 0) and (0, b) change the gradient by y of (1, 0) and (0, 1): they bend by s·y = 1 and b.
    // With the first alone H = 1 / y·y = 1, and the direction is −g = (−1, −2). With the second too, d by the two loops:
    // α₂ = −2 b / b = −2, d = (−1, 0); α₁ = −1, d = (0, 0); H d = 0; d = (−1, 0), then (−1, −2 b).
    [Theory]
    [InlineData(1e-10, -1, -2)]
    [InlineData(1.0001e-10, -1, -2.0002e-10)]
    [InlineData(-1e-9, -1, -2)]
    public void A_step_that_bends_by_at_most_a_ten_billionth_is_passed_over(double bend, double x, double y)
    {
        var descent = new Descent(2, history: 2);
        descent.Step(1, 1, [0, 0], [0, 1]);
        descent.Step(2, 1, [1, 0], [1, 1]);
        double[] moved = descent.Step(3, 0.5, [1, bend], [1, 2]);
        Assert.Equal(1 + (0.5 * x), moved[0], 1e-15);
        Assert.Equal(bend + (0.5 * y), moved[1], 1e-15);
    }

    [Fact]
    public void Where_nothing_pulls_the_loss_is_asked_for_twice_and_the_weights_stay()
    {
        int asked = 0;
        var descent = new Descent(2, 3, () =>
        {
            asked++;
            return 5;
        });
        Assert.Equal([3, 4], descent.Step(1, 1, [3, 4], [0, 0]));
        Assert.Equal(2, asked);
    }

    // A long step and a change at right angles to it, up to rounding, and a gradient along the change: what is left of the direction is
    // rounding, and now and then it points uphill or nowhere. Then the gradient is followed, as if nothing were known of the curvature.
    [Fact]
    public void A_direction_that_rounding_has_turned_uphill_is_replaced_by_that_of_the_gradient()
    {
        int replaced = 0;
        for (ulong seed = 0; seed < 4000; seed++)
        {
            double[] drawn = Examples.Numbers(6, seed);
            (double sine, double cosine) = Math.SinCos(Math.PI * drawn[0]);
            double far = Math.Pow(10, 6 + (2 * drawn[1])), steep = Math.Pow(10, 5 + (3 * drawn[2])), bend = Math.Pow(10, -7 + (2 * drawn[3]));
            double[] step = [far * cosine, far * sine],
                change = [(-steep * sine) + (cosine * bend / far), (steep * cosine) + (sine * bend / far)];
            double size = Math.Pow(10, 2 * drawn[4]);
            double[] gradient = [-size * sine, size * cosine];
            var descent = new Descent(2, history: 1);
            double[] moved = Second(descent);
            if (!(descent.Bend > 1e-10))
                continue;
            double[] direction = descent.State[4..6];
            Assert.True((direction[0] * gradient[0]) + (direction[1] * gradient[1]) < 0);
            if (direction[0] != -gradient[0] || direction[1] != -gradient[1])
                continue;
            replaced++;
            double length = 0.5 * Math.Min(1, 1 / (Math.Abs(gradient[0]) + Math.Abs(gradient[1])));
            Assert.Equal(step[0] - (length * gradient[0]), moved[0], 1e-6);
            Assert.Equal(step[1] - (length * gradient[1]), moved[1], 1e-6);
            Assert.Equal(step, Second(new Descent(2, history: 1, () => 5))); // a loss that does not fall: the weights are put back

            double[] Second(Descent one)
            {
                one.Step(1, 1, [0, 0], [gradient[0] - change[0], gradient[1] - change[1]]);
                return one.Step(2, 0.5, [.. step], [.. gradient]);
            }
        }

        Assert.True(replaced > 0);
    }

    private sealed class Descent
    {
        private readonly Buffer<double> weights, gradient, state;
        private readonly OptimizerOperation<double> update;

        public Descent(int width, int history, Func<double>? loss = null)
        {
            var optimizer = new Lbfgs(1, history);
            (weights, gradient) = (Buffer<double>.Allocate(width), Buffer<double>.Allocate(width));
            state = Buffer<double>.Allocate(width * optimizer.State.Count);
            update = optimizer.Bind(new OptimizerBinding<double>(Backend<double>.ForProcessor(), weights, gradient, state) { Loss = loss });
        }

        public double[] State => state.Span.ToArray();

        /// <summary>How much the only pair of two numbers bends.</summary>
        public double Bend => Backend<double>.ForProcessor().Dot(state.Slice(6, 2), state.Slice(8, 2));

        /// <summary>The weights after a step from these weights with this gradient.</summary>
        public double[] Step(long step, double rate, double[] from, double[] slope)
        {
            from.CopyTo(weights.Span);
            slope.CopyTo(gradient.Span);
            update.Update(step, rate);
            return weights.Span.ToArray();
        }
    }
}
