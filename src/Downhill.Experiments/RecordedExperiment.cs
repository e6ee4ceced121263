namespace Downhill.Experiments;

/// <summary>The experiment of a run that is recorded in a folder.</summary>
public static class RecordedExperiment
{
    /// <summary>The experiment in the record of a run.</summary>
    /// <param name="record">The content of <c>run.json</c>.</param>
    /// <param name="folder">The run's folder, for messages.</param>
    /// <exception cref="DownhillException">The record holds no experiment that this version knows.</exception>
    public static Experiment Of(RunRecord record, string folder) => record.Experiment is System.Text.Json.JsonElement experiment
        ? Experiment.FromJson(experiment.GetRawText(), $"the experiment in {folder}")
        : OldRunRecord.Experiment(record, folder);

    /// <summary>The experiment with the path of its data as recorded, or as found from the current folder.</summary>
    /// <exception cref="DownhillException">A file is neither where it was nor here.</exception>
    public static Experiment WithData(RunRecord record, string folder)
    {
        Experiment experiment = Of(record, folder);
        return experiment with
        {
            Data = [.. (experiment.Data ?? []).Select(Find)],
            From = experiment.From is string from ? Find(from) : null,
            Validation = experiment.Validation?.File is string validation ? Find(validation) : experiment.Validation,
            Test = experiment.Test?.File is string test ? Find(test) : experiment.Test,
        };

        // First from where the run was started, then from here.
        string Find(string name)
        {
            if (name == "-" || BuiltInData.TryFind(name, out _))
                return name;
            string there = Path.GetFullPath(name, record.WorkingDirectory ?? Environment.CurrentDirectory);
            if (there != Path.GetFullPath(name) && Path.Exists(there))
                return there;
            if (Path.Exists(name))
                return name;
            throw new DownhillException(Path.IsPathFullyQualified(name)
                ? $"The run in {folder} needs {name}, which does not exist any more; restore it."
                : $"The run in {folder} needs {name}, which is neither in {record.WorkingDirectory ?? "the folder it was started in"} "
                    + $"nor here; restore it, or start the command in its folder.");
        }
    }
}
