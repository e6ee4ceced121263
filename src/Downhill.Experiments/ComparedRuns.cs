using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>Reads finished runs for a comparison.</summary>
public static class ComparedRuns
{
    // What decides which rows are measured: a run of another seed is measured on other rows of the same data.
    private static readonly Setting[] Splitting =
    [
        Setting.Target, Setting.Task, Setting.Split, Setting.Group, Setting.Time, Setting.Rows, Setting.Seed, Setting.Validation,
        Setting.Test,
    ];

    /// <summary>Reads a run with its metrics on the test part, or else on the validation part, or else on the training part.</summary>
    /// <exception cref="DownhillException">It is not finished, or has no metrics.</exception>
    public static ComparedRun Read(string path)
    {
        RunRecord record = RunFolder.ReadRecord(path);
        if (record.Status != RunStatus.Finished || record.Metrics is not RunMetrics metrics)
        {
            string status = (RunFolder.Status(path) ?? record.Status).Text();
            throw new DownhillException($"The run in {path} is not finished but {status}; only finished runs can be compared.");
        }

        (string part, Metrics measured) = metrics.Test is Metrics test ? ("test", test)
            : metrics.Validation is Metrics validation ? ("validation", validation)
            : metrics.Train is Metrics train ? ("training", train)
            : throw new DownhillException($"The run in {path} has no metrics; only measured runs can be compared.");
        JsonObject settings = ExperimentFile.Node(RecordedExperiment.Of(record, path));
        return new ComparedRun(path, record, part, measured,
            [.. ExperimentSetting.All.Where(setting => setting.IsOption)
                .Select(setting => (setting.Name.Replace('-', ' '), Value(setting)))],
            string.Join(' ', Splitting.Select(setting => Value(ExperimentSetting.Of(setting)!))));

        string Value(ExperimentSetting setting) => string.Join(", ", setting.Texts(settings));
    }
}
