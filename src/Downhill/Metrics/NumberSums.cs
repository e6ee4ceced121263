using System.Collections.Immutable;

namespace Downhill;

/// <summary>The sums over all rows from which metrics of numbers are computed.</summary>
internal sealed class NumberSums
{
    private readonly Predictions answers;

    /// <summary>Sums up rows that are all there.</summary>
    public NumberSums(Predictions answers)
    {
        this.answers = answers;
        Total = Enumerable.Range(0, answers.Rows).Sum(answers.Weight);
        Columns = [.. Enumerable.Range(0, answers.Width).Select(Of)];
    }

    /// <summary>The weights of all rows.</summary>
    public double Total { get; }

    /// <summary>The weights of all numbers.</summary>
    public double Count => Total * answers.Width;

    /// <summary>Each target's squared errors, and the squared distances of targets and errors from their means.</summary>
    public ImmutableArray<(double Squares, double Spread, double ErrorSpread)> Columns { get; }

    /// <summary>The weighted sum of a number of each error, target by target; rows of weight 0 do not count.</summary>
    public double Sum(Func<(double Error, double Target), double> value)
    {
        double sum = 0;
        for (int column = 0; column < answers.Width; column++)
        {
            for (int at = column; at < answers.Values.Length; at += answers.Width)
            {
                double weight = answers.Weight(at / answers.Width);
                sum += weight == 0 ? 0 : weight * value((answers.Values[at] - answers.Targets![at], answers.Targets[at]));
            }
        }

        return sum;
    }

    private (double Squares, double Spread, double ErrorSpread) Of(int column)
    {
        int width = answers.Width;
        double[] targets = answers.Targets!, values = answers.Values;

        // The mean as a distance from the first target: that of a constant target is exact, and so is its spread of 0.
        double first = targets[column], mean = 0, meanError = 0, squares = 0, spread = 0, errorSpread = 0;
        for (int at = column; at < values.Length; at += width)
        {
            double weight = answers.Weight(at / width);
            mean += weight * (targets[at] - first);
            meanError += weight * (values[at] - targets[at]);
        }

        mean = first + (mean / Total);
        meanError /= Total;
        for (int at = column; at < values.Length; at += width)
        {
            double target = targets[at], error = values[at] - target, weight = answers.Weight(at / width);
            squares += weight * (error * error);
            spread += weight * ((target - mean) * (target - mean));
            errorSpread += weight * ((error - meanError) * (error - meanError));
        }

        return (squares, spread, errorSpread);
    }
}
