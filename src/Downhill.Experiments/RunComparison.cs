using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>A finished run beside others.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Record">What its <c>run.json</c> says.</param>
/// <param name="Part">The part of the data it is measured on: the last one it has of training, validation and test.</param>
/// <param name="Metrics">How well it does there.</param>
public sealed record ComparedRun(string Path, RunRecord Record, string Part, Metrics Metrics)
{
    // What decides which rows are measured: a run of another seed is measured on other rows of the same data.
    private static readonly Setting[] Splitting =
    [
        Setting.Target, Setting.Task, Setting.Split, Setting.Group, Setting.Time, Setting.Rows, Setting.Seed, Setting.Validation,
        Setting.Test,
    ];

    private readonly JsonObject settings = ExperimentFile.Node(RecordedExperiment.Of(Record, Path));

    /// <summary>Reads the record of a run.</summary>
    /// <exception cref="DownhillException">It is not finished, or has no metrics.</exception>
    public static ComparedRun Read(string path)
    {
        RunRecord record = RunFolder.ReadRecord(path);
        if (record.Status != RunStatus.Finished || record.Metrics is not RunMetrics metrics)
        {
            string status = (RunFolder.Status(path) ?? record.Status).Text();
            throw new DownhillException($"The run in {path} is not finished but {status}; only finished runs can be compared.");
        }

        return metrics.Test is Metrics test ? new ComparedRun(path, record, "test", test)
            : metrics.Validation is Metrics validation ? new ComparedRun(path, record, "validation", validation)
            : metrics.Train is Metrics train ? new ComparedRun(path, record, "training", train)
            : throw new DownhillException($"The run in {path} has no metrics; only measured runs can be compared.");
    }

    /// <summary>The settings that decide which rows it is measured on.</summary>
    public string Rows => string.Join(' ', Splitting.Select(setting => Value(ExperimentSetting.Of(setting)!)));

    /// <summary>What was chosen for it, by name: data, the rows it is measured on, and each setting.</summary>
    public IEnumerable<(string Name, string Value)> Choices() =>
    [
        ("data", Record.Data.Source),
        ("measured on", FormattableString.Invariant($"{Part}, {Metrics.Rows:N0} rows")),
        .. ExperimentSetting.All.Where(setting => setting.IsOption)
            .Select(setting => (setting.Name.Replace('-', ' '), Value(setting))),
    ];

    private string Value(ExperimentSetting setting) => string.Join(", ", setting.Texts(settings));
}

/// <summary>Runs side by side, and which of them is the best at what.</summary>
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
        [.. Runs[0].Choices().Select(choice => choice.Name).Where(name => Runs.Select(run => Choice(run, name)).Distinct().Count() > 1)];

    /// <summary>What was chosen for a run, as text.</summary>
    public static string Choice(ComparedRun run, string name) => run.Choices().First(choice => choice.Name == name).Value;

    /// <summary>A metric of a run; null where it has none of that name.</summary>
    public static double? Value(ComparedRun run, string metric)
    {
        foreach ((string name, double value) in run.Metrics.Numbers())
        {
            if (name == metric)
                return value;
        }

        return null;
    }

    /// <summary>The runs that are best by a metric, several where they are equal; none where it cannot be compared.</summary>
    public IReadOnlyList<ComparedRun> Best(string metric)
    {
        Loss loss = Runs[0].Record.Training.Loss;
        bool isComparable = AreAlike && (metric != "loss" || Runs.All(run => run.Record.Training.Loss.Equals(loss)));
        double[] values = [.. Runs.Select(run => Value(run, metric)).OfType<double>().Where(double.IsFinite)];
        if (!isComparable || values.Length < 2 || values.Distinct().Count() == 1)
            return [];
        double best = Downhill.Metrics.HigherIsBetter(metric) ? values.Max() : values.Min();
        return [.. Runs.Where(run => Value(run, metric) == best)];
    }
}
