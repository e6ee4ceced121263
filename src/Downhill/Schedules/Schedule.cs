namespace Downhill;

/// <summary>A schedule: the factor of the learning rate at each step.</summary>
public abstract partial record Schedule
{
    /// <summary>The factor of a step.</summary>
    public abstract double Factor(in SchedulePoint at);

    /// <summary>Throws if an option is out of its range.</summary>
    public virtual void Validate()
    {
    }

    /// <summary>Receives the loss at the end of an epoch; most schedules ignore it.</summary>
    /// <param name="seen">The state so far.</param>
    /// <param name="loss">The loss of the validation rows, or of the training rows if there are none.</param>
    public virtual PlateauState Note(PlateauState seen, double loss) => seen;

    private protected void Require(bool holds, string option, double value, string range)
    {
        if (!holds)
            throw new DownhillException($"The schedule '{CatalogName.Of(this)}' needs {option} {range}, not {value}.");
    }

    private protected void RequirePositive(string option, double value) =>
        Require(value > 0 && double.IsFinite(value), option, value, "above 0");

    private protected void RequireShare(string option, double value) => Require(value is >= 0 and <= 1, option, value, "from 0 to 1");

    // From 1 at 0 to `last` at 1, along half a cosine.
    private protected static double HalfCosine(double share, double last) => last + ((1 - last) * 0.5 * (1 + Scalar.CosPi(share)));
}

/// <summary>The position of a step in a training.</summary>
/// <param name="Step">The number of steps before it.</param>
/// <param name="Steps">The number of all steps.</param>
/// <param name="StepsPerEpoch">The number of steps in an epoch.</param>
/// <param name="Plateau">The state of the schedule, from the losses so far.</param>
public readonly record struct SchedulePoint(long Step, long Steps, int StepsPerEpoch, PlateauState Plateau = default)
{
    /// <summary>The number of epochs before the step, with fractions.</summary>
    public double Epoch => Step / (double)StepsPerEpoch;

    /// <summary>The share of the training before the step, from 0 to 1.</summary>
    public double Share => Steps <= 0 ? 0 : Math.Min(1, Step / (double)Steps);
}

/// <summary>The state of <see cref="ReduceOnPlateau"/> between epochs.</summary>
/// <param name="Epochs">The number of losses so far.</param>
/// <param name="Best">The best of them.</param>
/// <param name="Waited">The number of epochs since the last reduction or improvement.</param>
/// <param name="Reductions">The number of reductions of the rate.</param>
[method: System.Text.Json.Serialization.JsonConstructor]
public readonly record struct PlateauState(int Epochs, double Best, int Waited, int Reductions);
