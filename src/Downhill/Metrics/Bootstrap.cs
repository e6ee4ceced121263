using System.Runtime.InteropServices;

namespace Downhill;

/// <summary>The interval of a metric over other rows of the same kind.</summary>
/// <param name="Name">The metric, as in JSON: <c>logLoss</c>.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public sealed record MetricInterval(string Name, double Low, double High);

/// <summary>
/// Bootstrap intervals: the rows are resampled with replacement and measured many times; the interval contains the middle share of the
/// results. A metric that grows with the noise of the rows, as the calibration error does, has none. Source: B. Efron, "Bootstrap Methods:
/// Another Look at the Jackknife", 1979 (the percentile method).
/// </summary>
/// <param name="Samples">The number of bootstrap samples.</param>
/// <param name="Level">The share of the results that the interval holds.</param>
/// <param name="Seed">Fixes the draws.</param>
public sealed record Bootstrap(int Samples = 1000, double Level = 0.95, ulong Seed = 0)
{
    /// <summary>Throws if an option is out of its range.</summary>
    public void Validate()
    {
        if (Samples < 2)
            throw new DownhillException($"Intervals need at least 2 samples, not {Samples}.");
        if (Level is not (> 0 and < 1))
            throw new DownhillException($"The level of the intervals is {Level}; it must be above 0 and below 1, such as 0.95.");
    }

    /// <summary>Metrics with intervals, and with the calibration error that chance alone explains.</summary>
    internal Metrics Measure(Predictions answers, Func<Predictions, Metrics> measure) => measure(answers) with
    {
        Intervals = Intervals(answers, measure),
        CalibrationBound = answers is { Labels: not null, LogLosses: not null } ? Calibration.Bound(answers, this) : null,
    };

    private IReadOnlyList<MetricInterval> Intervals(Predictions answers, Func<Predictions, Metrics> measure)
    {
        Validate();
        var seen = measure(answers).Numbers().Where(number => MetricList.Find(number.Name) is not { IsBiasedWhenResampled: true })
            .ToDictionary(number => number.Name, _ => new List<double>());
        var rows = new int[answers.Rows];
        for (int sample = 0; sample < Samples; sample++)
        {
            var random = new RandomStream(Seed, RandomPurpose.Bootstrap, (ulong)sample);
            for (int i = 0; i < rows.Length; i++)
                rows[i] = random.Below((ulong)i, rows.Length);
            foreach ((string name, double value) in measure(answers.Pick(rows)).Numbers())
            {
                if (seen.TryGetValue(name, out List<double>? values)) // what does not apply to all rows may apply to some of them
                    values.Add(value);
            }
        }

        return [.. seen.Where(entry => entry.Value.Count > 0).Select(entry => Interval(entry.Key, entry.Value))];
    }

    private MetricInterval Interval(string name, List<double> values)
    {
        values.Sort();
        ReadOnlySpan<double> sorted = CollectionsMarshal.AsSpan(values);
        return new MetricInterval(name, SortedNumbers.Quantile(sorted, (1 - Level) / 2), SortedNumbers.Quantile(sorted, (1 + Level) / 2));
    }
}
