using System.Collections.Immutable;
using System.Numerics;

namespace Downhill;

/// <summary>
/// The learning rate range test: the rate grows by the same factor from step to step, and the losses show which rates are useful. Source:
/// L. Smith, "Cyclical Learning Rates for Training Neural Networks", 2017.
/// </summary>
/// <param name="Points">The steps that were made, in order.</param>
/// <param name="Steepest">The rate at which the smoothed loss fell fastest; null if it never fell.</param>
/// <param name="Lowest">The rate at which the smoothed loss was smallest; null if it never fell.</param>
/// <param name="Fall">The decrease of the smoothed loss, from the mean of the first losses to its smallest value.</param>
/// <param name="Noise">The standard error of the smoothed loss, from how the first losses differ from batch to batch.</param>
public sealed record LearningRateRange(ImmutableArray<LearningRatePoint> Points, double? Steepest, double? Lowest, double Fall = 0,
    double Noise = 0)
{
    /// <summary>
    /// The number of standard errors that a fall must exceed; a smaller fall can happen by chance, because it is the smallest of some
    /// hundred values.
    /// </summary>
    public const double MinErrors = 4;

    // The suggestion is the rate at which this part of the fall is made: 0.7 to 0.8 were the best on tables (benchmarks/tables/rates.py).
    private const double PartOfFall = 0.75;

    // The first steps, at rates too small to change much, tell how losses differ by chance.
    private const int FirstWindows = 4;

    // How much of the smoothed loss is that of the steps before.
    private const double Memory = 0.95;

    // A smoothed loss so many times the smallest one has left the range.
    private const double TooLarge = 4;

    // A slope is that of a straight line over this share of the steps to either side.
    private const int SharesOfWindow = 20;

    /// <summary>Whether the decrease of the loss is larger than can be explained by chance.</summary>
    public bool IsFall => Steepest is not null && Fall > MinErrors * Noise;

    /// <summary>
    /// A rate to train with: the rate at which three quarters of the decrease are reached, before the rate with the smallest loss; null if
    /// the decrease can be explained by chance.
    /// </summary>
    public double? Suggestion
    {
        get
        {
            if (!IsFall)
                return null;
            double smallest = Points.Min(point => point.Smooth);
            return Points.First(point => point.Smooth <= smallest + ((1 - PartOfFall) * Fall)).Rate;
        }
    }

    /// <summary>Runs the test.</summary>
    /// <param name="network">The network; its parameters change.</param>
    /// <param name="training">The rows to learn from, as the network is to see them.</param>
    /// <param name="options">The training options; the test has its own learning rate, schedule and number of steps.</param>
    /// <param name="from">The first rate, above 0.</param>
    /// <param name="to">The last rate, above the first.</param>
    /// <param name="steps">The number of steps, at least 20.</param>
    /// <param name="threads">The number of threads of a step; the result does not depend on it.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <exception cref="DownhillException">
    /// The rates or the steps are out of range, or network, loss and data do not fit each other.
    /// </exception>
    /// <exception cref="OperationCanceledException">Somebody cancelled.</exception>
    public static LearningRateRange Run<T>(
        Network<T> network, Dataset training, TrainingOptions options, double from, double to, int steps, int threads = 1,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(from > 0) || !(to > from) || !double.IsFinite(to))
            throw new DownhillException($"The range test needs a first rate above 0 and a larger last one, not {from:G3} and {to:G3}.");
        if (steps < 20)
            throw new DownhillException($"The range test needs at least 20 steps{new Hint(Setting.Steps, "20")}, not {steps}.");
        if (options.Optimizer is Lbfgs)
            throw new DownhillException("L-BFGS chooses the length of each step itself, so a range test is not useful for it.");

        double growth = Scalar.Log(to / from) / (steps - 1);
        var trainer = new Trainer<T>(
            network, training, options with
            {
                Optimizer = options.Optimizer with { LearningRate = from },
                Schedule = new Rising(growth),
                Patience = null
            }, threads);
        var order = new int[training.Rows];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        var points = ImmutableArray.CreateBuilder<LearningRatePoint>(steps);
        double mean = 0, smallest = double.PositiveInfinity, left = 1;
        for (int step = 0, at = 0; step < steps; step++, at += trainer.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            if (at >= order.Length)
                at = 0;
            if (at == 0 && options.Shuffle)
                Shuffle.Fill(order, options.Seed, RandomPurpose.Shuffling, (ulong)((step / trainer.StepsPerEpoch) + 1));
            double loss = trainer.StepOn(order.AsSpan(at, Math.Min(trainer.BatchSize, order.Length - at)));
            if (!double.IsFinite(loss))
                break;

            // The mean starts at 0, which the division takes out again.
            mean = (Memory * mean) + ((1 - Memory) * loss);
            left *= Memory;
            double smooth = mean / (1 - left);
            points.Add(new LearningRatePoint(step == 0 ? from : from * Scalar.Exp(growth * step), loss, smooth));
            smallest = Math.Min(smallest, smooth);
            if (smooth > TooLarge * Math.Max(smallest, 0) && smooth > 0 && step >= steps / SharesOfWindow)
                break;
        }

        return Judge(points.ToImmutable(), steps / SharesOfWindow);
    }

    // Only up to the smallest loss: behind it a loss may fall again from where it has been thrown to.
    internal static LearningRateRange Judge(ImmutableArray<LearningRatePoint> points, int window)
    {
        int lowest = 0;
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i].Smooth < points[lowest].Smooth)
                lowest = i;
        }

        int steepest = -1;
        double fall = 0;
        for (int i = window; i <= lowest && i < points.Length - window; i++)
        {
            double slope = 0;
            for (int j = 1; j <= window; j++)
                slope += j * (points[i + j].Smooth - points[i - j].Smooth);
            if (slope < fall)
                (fall, steepest) = (slope, i);
        }

        if (steepest < 0)
            return new LearningRateRange(points, null, null);
        double[] start = [.. points.Take(FirstWindows * window).Select(point => point.Loss)];
        double mean = start.Average(), deviation =
            Math.Sqrt(start.Sum(loss => (loss - mean) * (loss - mean)) / Math.Max(1, start.Length - 1));

        // Σ (1 − m)² m²ᵏ = (1 − m) / (1 + m): the variance of a running mean, of independent losses of variance 1.
        double noise = deviation * Math.Sqrt((1 - Memory) / (1 + Memory));
        return new LearningRateRange(points, points[steepest].Rate, points[lowest].Rate, mean - points[lowest].Smooth, noise);
    }

    private sealed record Rising(double Growth) : Schedule
    {
        public override double Factor(in SchedulePoint at) => Scalar.Exp(Growth * at.Step);
    }
}

/// <summary>One step of a range test.</summary>
/// <param name="Rate">The learning rate of the step.</param>
/// <param name="Loss">The loss of its batch, before it.</param>
/// <param name="Smooth">A running mean of the losses so far.</param>
public readonly record struct LearningRatePoint(double Rate, double Loss, double Smooth);
