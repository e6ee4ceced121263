using System.Globalization;
using System.Numerics;

namespace Downhill.Experiments;

/// <summary>The learning rate range test of an experiment, and the experiment with the rate that it suggests.</summary>
/// <param name="Range">The losses by learning rate.</param>
/// <param name="Recipe">The recipe of the test.</param>
/// <param name="Suggested">The experiment with the suggested rate; null without a suggestion.</param>
public sealed record LearningRateSearch(LearningRateRange Range, Recipe Recipe, Experiment? Suggested)
{
    /// <summary>The default first and last rate.</summary>
    public const double MinRate = 1e-6, MaxRate = 1;

    /// <summary>The default number of steps.</summary>
    public const int DefaultSteps = 300;

    /// <summary>Runs the test.</summary>
    /// <param name="experiment">The experiment; its steps are those of the test.</param>
    /// <param name="prepared">The experiment prepared, without run files.</param>
    /// <param name="from">The first rate, above 0.</param>
    /// <param name="to">The last rate, above the first.</param>
    /// <param name="threads">The number of threads; null for all processors. The result does not depend on it.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <exception cref="DownhillException">The rates are out of range.</exception>
    /// <exception cref="OperationCanceledException">The test was cancelled.</exception>
    public static LearningRateSearch Run(Experiment experiment, PreparedExperiment prepared, double from = MinRate, double to = MaxRate,
        int? threads = null, CancellationToken cancellation = default)
    {
        return experiment.Precision == Precision.Double ? Run<double>() : Run<float>();

        LearningRateSearch Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Recipe recipe = prepared.Recipe;
            var network = new Network<T>(recipe.Model, recipe.Training.Seed);
            if (prepared.Source.Start is StartingPoint start)
                network.CopyFrom(start.Load<T>());
            var range = LearningRateRange.Run(network, prepared.Parts.Training, recipe.Training with { Steps = null }, from, to,
                experiment.Steps ?? DefaultSteps, threads ?? Environment.ProcessorCount, cancellation);
            return new LearningRateSearch(range, recipe, range.Suggestion is double rate ? With(recipe.Experiment, rate) : null);
        }
    }

    /// <summary>An experiment with a learning rate of two digits, because the test is not more precise.</summary>
    public static Experiment With(Experiment experiment, double rate) => experiment with
    {
        LearningRate = double.Parse(rate.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        Steps = null,
    };
}
