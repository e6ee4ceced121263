using System.Collections.Immutable;

namespace Downhill;

/// <summary>A finished run in a comparison.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Record">The content of its <c>run.json</c>.</param>
/// <param name="Part">The part of the data it is measured on: the last one it has of training, validation and test.</param>
/// <param name="Metrics">Its metrics there.</param>
/// <param name="Settings">Its settings by name.</param>
/// <param name="Rows">The settings that decide which rows it is measured on.</param>
public sealed record ComparedRun(
    string Path, RunRecord Record, string Part, Metrics Metrics, ImmutableArray<(string Name, string Value)> Settings, string Rows)
{
    /// <summary>The measured part, with its number of rows.</summary>
    public string MeasuredOn => FormattableString.Invariant($"{Part}, {Metrics.Rows:N0} rows");

    /// <summary>A metric by its name; null if the run does not have it.</summary>
    public double? Value(string metric)
    {
        foreach ((string name, double value) in Metrics.Numbers())
        {
            if (name == metric)
                return value;
        }

        return null;
    }

    /// <summary>A choice of the run as text: the data, the measured rows, or a setting.</summary>
    public string Choice(string name) => Choices.First(choice => choice.Name == name).Value;

    internal IEnumerable<(string Name, string Value)> Choices =>
        [("data", Record.Data.Source), ("measured on", MeasuredOn), .. Settings];
}

/// <summary>A comparison of runs and the best run for each metric.</summary>
/// <param name="Runs">At least two runs.</param>
public sealed record RunComparison(IReadOnlyList<ComparedRun> Runs)
{
    /// <summary>Whether all runs are measured on the same part of the same data, so that their metrics can be compared.</summary>
    public bool AreAlike => Runs.All(run => run.Part == Runs[0].Part && run.Metrics.Rows == Runs[0].Metrics.Rows && run.Rows == Runs[0].Rows
        && run.Record.Data.Source == Runs[0].Record.Data.Source && run.Record.Data.Target == Runs[0].Record.Data.Target);

    /// <summary>The metrics that any of the runs has.</summary>
    public IReadOnlyList<string> Metrics => [.. Runs.SelectMany(run => run.Metrics.Numbers().Select(entry => entry.Name)).Distinct()];

    /// <summary>The choices in which the runs differ.</summary>
    public IReadOnlyList<string> Differences =>
        [.. Runs[0].Choices.Select(choice => choice.Name).Where(name => Runs.Select(run => run.Choice(name)).Distinct().Count() > 1)];

    /// <summary>The best runs by a metric, several if they are equal; none if it cannot be compared.</summary>
    public IReadOnlyList<ComparedRun> Best(string metric)
    {
        Loss loss = Runs[0].Record.Training.Loss;
        bool isComparable = AreAlike && (metric != "loss" || Runs.All(run => run.Record.Training.Loss.Equals(loss)));
        double[] values = [.. Runs.Select(run => run.Value(metric)).OfType<double>().Where(double.IsFinite)];
        if (!isComparable || values.Distinct().Count() < 2)
            return [];
        double best = Downhill.Metrics.HigherIsBetter(metric) ? values.Max() : values.Min();
        return [.. Runs.Where(run => run.Value(metric) == best)];
    }
}
