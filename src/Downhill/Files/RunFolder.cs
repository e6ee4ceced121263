using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Downhill;

/// <summary>
/// The folder of one run: <c>run.json</c> (the experiment and its result), <c>metrics.jsonl</c> (a line for each epoch),
/// <c>model.safetensors</c> and, until it is finished, its <see cref="Checkpoints"/>. One process at a time holds it, until it disposes of
/// it.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const string Record = "run.json", Lines = "metrics.jsonl", ModelName = "model.safetensors", MembersName = "members",
        FoldsName = "folds";

    private FileStream? held;

    private RunFolder(string path) => Path = path;

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <summary>The path of its model.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, ModelName);

    /// <summary>Whether any result of the training has been saved.</summary>
    public bool HasBegun => Directory.EnumerateFiles(Path, "*.safetensors", SearchOption.AllDirectories).Any();

    /// <summary>The folder for the members of a competition until all are finished.</summary>
    public string MembersPath => In(MembersName);

    /// <summary>The path of a member of an ensemble, from 1, until all are finished.</summary>
    public string MemberPath(int member) => In(MembersName, member);

    /// <summary>The run folder of a fold of a cross-validation, from 1, until all are finished.</summary>
    public string FoldPath(int fold) => In(FoldsName, fold);

    /// <summary>Deletes the saved members and folds.</summary>
    public void DeleteParts()
    {
        foreach (string part in (string[])[In(MembersName), In(FoldsName)])
        {
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
        }
    }

    /// <summary>Creates a folder; throws if it already has a run, unless that may be overwritten.</summary>
    /// <param name="path">The path.</param>
    /// <param name="overwrite">Whether the files of an earlier run are removed.</param>
    /// <exception cref="DownhillException">There is a run or a file already, or the folder cannot be written.</exception>
    public static RunFolder Create(string path, bool overwrite = false)
    {
        var folder = new RunFolder(path);
        var checkpoints = new Checkpoints(path);
        string[] files = [folder.In(Record), folder.In(Lines), folder.ModelPath, checkpoints.Path, checkpoints.PreviousPath];
        if (path.Length == 0)
            throw new DownhillException("The name of the run's folder is empty.");
        if (File.Exists(path))
            throw new DownhillException($"{path} is a file; a run needs a folder.");
        if (!overwrite && files.FirstOrDefault(File.Exists) is string present)
            throw new DownhillException(
                $"{path} already holds a run ({System.IO.Path.GetFileName(present)}); choose another folder{new Hint(Setting.Out)}, "
                    + $"or let it be replaced{new Hint(Setting.Overwrite)}.");
        try
        {
            Directory.CreateDirectory(path);
            folder.held = RunLock.Take(path);
            if (overwrite)
                AtomicFile.RemoveLeftovers(path);
            foreach (string file in overwrite ? files : [])
                File.Delete(file);
            if (overwrite)
                folder.DeleteParts();
            new FileStream(folder.In(Record), FileMode.CreateNew).Dispose(); // only one of two runs that start together gets it
            File.WriteAllText(folder.In(Lines), string.Empty);
        }
        catch (IOException error) when (!overwrite && File.Exists(folder.In(Record)))
        {
            folder.Dispose();
            throw new DownhillException(
                $"{path} already holds a run ({Record}); choose another folder{new Hint(Setting.Out)}, "
                    + $"or let it be replaced{new Hint(Setting.Overwrite)}.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            folder.Dispose();
            throw new DownhillException($"{path} cannot be written: {error.Message}", error);
        }

        return folder;
    }

    /// <summary>Opens the folder of an unfinished run to resume it.</summary>
    /// <exception cref="DownhillException">It is not the folder of a run, or another process uses it.</exception>
    public static RunFolder Open(string path)
    {
        if (!File.Exists(System.IO.Path.Combine(path, Record)))
            throw new DownhillException(Directory.Exists(path)
                ? $"{path} is not the folder of a run: it has no {Record}."
                : File.Exists(path) ? $"{path} is a file, not the folder of a run." : $"There is no folder '{path}'.");
        var folder = new RunFolder(path) { held = RunLock.Take(path) };
        AtomicFile.RemoveLeftovers(path);
        foreach (string members in Directory.Exists(folder.MembersPath)
            ? [folder.MembersPath, .. Directory.GetDirectories(folder.MembersPath)]
            : (string[])[])
            AtomicFile.RemoveLeftovers(members);

        return folder;
    }

    /// <summary>
    /// The status of a run: that in its <c>run.json</c>, but interrupted if it says running and no process works on it; null if there is no
    /// run.
    /// </summary>
    public static RunStatus? Status(string path) => !Enum.TryParse(ReadText(path, "status"), ignoreCase: true, out RunStatus status) ? null
        : status == RunStatus.Running && !RunLock.IsTaken(path) ? RunStatus.Interrupted
        : status;

    /// <summary>The command that repeats a run, from its <c>run.json</c>; null if there is no run.</summary>
    public static string? Command(string path) => ReadText(path, "command");

    /// <summary>Reads <c>run.json</c> of a folder, even while another process works on the run.</summary>
    /// <exception cref="DownhillException">There is no such folder, it is no run's, or the record is damaged.</exception>
    public static RunRecord ReadRecord(string path)
    {
        if (!File.Exists(System.IO.Path.Combine(path, Record)))
            throw new DownhillException(Directory.Exists(path)
                ? $"{path} is not the folder of a run: it has no {Record}."
                : File.Exists(path) ? $"{path} is a file, not the folder of a run." : $"There is no folder '{path}'.");
        return new RunFolder(path).Read();
    }

    /// <summary>Releases the folder.</summary>
    public void Dispose() => held?.Dispose();

    /// <summary>Creates the first of <c>name-1</c>, <c>name-2</c>, … that does not exist, safely among several processes.</summary>
    public static RunFolder CreateNext(string parent, string name)
    {
        for (int number = 1; ; number++)
        {
            string path = System.IO.Path.Combine(parent, $"{name}-{number}");
            if (Directory.Exists(path) || File.Exists(path))
                continue;
            try
            {
                return Create(path);
            }
            catch (DownhillException) when (File.Exists(System.IO.Path.Combine(path, Record)) || RunLock.IsTaken(path))
            {
                // Another run took the name in between.
            }
        }
    }

    /// <summary>The path of the model file for a file or a run folder.</summary>
    /// <exception cref="DownhillException">There is no such file.</exception>
    public static string FindModel(string path)
    {
        string file = Directory.Exists(path) ? System.IO.Path.Combine(path, ModelName) : path;
        if (File.Exists(file))
            return file;
        if (Status(path) is RunStatus.Running or RunStatus.Interrupted)
            throw new DownhillException(
                $"{path} has no {ModelName}, because its run is not finished; 'downhill resume {path}' continues it.");
        throw new DownhillException(Directory.Exists(path)
            ? $"{path} has no {ModelName}; name a model file or the folder of a finished run."
            : $"{path} does not exist; name a model file or the folder of a run.");
    }

    /// <summary>The name or path of the training data in a run folder; null if it is not a run folder.</summary>
    public static string? LearntFrom(string path) => ReadText(path, "data", "source");

    /// <summary>Reads <c>run.json</c>.</summary>
    /// <exception cref="DownhillException">It is missing or damaged.</exception>
    public RunRecord Read()
    {
        try
        {
            string text = File.ReadAllText(In(Record));
            return text.Length > 0
                ? Whole(Description.ReadOwn<RunRecord>(text))
                : throw new DownhillException(
                    $"The run in {Path} ended before it began ({Record} is empty); "
                        + $"train again into the same folder{new Hint(Setting.Out, Path)}{new Hint(Setting.Overwrite)}.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DownhillException($"{In(Record)} cannot be read: {error.Message}", error);
        }
    }

    // What a page goes through side by side must be of one length.
    private static RunRecord Whole(RunRecord record)
    {
        bool hasGaps = record.Thresholds is { } table && !(table.Scores is { Count: > 0 } scores && scores.All(score => score is not null))
            || (record.Coverage?.OutOfFold ?? []).Concat(record.Coverage?.Test ?? []).Any(level => level is null);
        if (hasGaps)
            throw new JsonException("its thresholds or coverages have gaps");
        Metrics?[] all = [record.Metrics?.Train, record.Metrics?.OutOfFold, record.Metrics?.Validation, record.Metrics?.Test,
            .. record.CrossValidation?.Folds ?? []];
        return all.OfType<Metrics>().All(metrics => metrics.IsWhole)
            ? record
            : throw new JsonException("its metrics have a confusion matrix that does not belong to their classes");
    }

    private static string? ReadText(string path, params ReadOnlySpan<string> keys)
    {
        string record = System.IO.Path.Combine(path, Record);
        if (!File.Exists(record))
            return null;
        try
        {
            using JsonDocument run = JsonDocument.Parse(File.ReadAllText(record));
            JsonElement at = run.RootElement;
            foreach (string key in keys)
                at = at.GetProperty(key);
            return at.GetString();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            return null; // a broken record is no reason not to use the model
        }
    }

    /// <summary>Writes <c>run.json</c>, completely or not at all.</summary>
    public void Write(RunRecord record) =>
        AtomicFile.Write(In(Record), stream => stream.Write(Encoding.UTF8.GetBytes(record.ToJson() + "\n")));

    /// <summary>Adds a line to <c>metrics.jsonl</c>.</summary>
    /// <exception cref="DownhillException">The file cannot be written.</exception>
    public void Append(EpochRecord epoch)
    {
        try
        {
            File.AppendAllText(In(Lines), Description.Write(epoch) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DownhillException($"{In(Lines)} cannot be written: {error.Message}", error);
        }
    }

    /// <summary>The epochs of a run, in the order in which they ended; a truncated line is left out.</summary>
    /// <param name="path">The run folder; it is not locked.</param>
    public static IReadOnlyList<EpochRecord> ReadEpochs(string path)
    {
        var epochs = new List<EpochRecord>();
        string lines = System.IO.Path.Combine(path, Lines);
        foreach (string line in File.Exists(lines) ? File.ReadAllLines(lines) : [])
        {
            try
            {
                if (Description.ReadOwn<EpochRecord>(line) is { } epoch)
                    epochs.Add(epoch);
            }
            catch (JsonException)
            {
                break;
            }
        }

        return epochs;
    }

    /// <summary>Keeps the lines of the first epochs in <c>metrics.jsonl</c> and removes later and truncated ones.</summary>
    /// <returns>The lines kept.</returns>
    public IReadOnlyList<EpochRecord> KeepEpochs(int epochs) => KeepEpochs(_ => epochs);

    /// <summary>Keeps the given number of epochs of each member; the member is null for a run that is not an ensemble.</summary>
    public IReadOnlyList<EpochRecord> KeepEpochs(Func<int?, int> epochs)
    {
        var kept = new List<EpochRecord>();
        foreach (string line in File.Exists(In(Lines)) ? File.ReadAllLines(In(Lines)) : [])
        {
            try
            {
                if (Description.ReadOwn<EpochRecord>(line) is { } epoch
                    && epoch.Epoch == kept.Count(other => other.Member == epoch.Member) + 1 && epoch.Epoch <= epochs(epoch.Member))
                    kept.Add(epoch);
            }
            catch (JsonException)
            {
                break; // the line that was being written
            }
        }

        AtomicFile.Write(In(Lines),
            stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(kept.Select(epoch => Description.Write(epoch) + "\n")))));
        return kept;
    }

    private string In(string file) => System.IO.Path.Combine(Path, file);

    private string In(string part, int number) => System.IO.Path.Combine(Path, part, number.ToString(CultureInfo.InvariantCulture));
}
