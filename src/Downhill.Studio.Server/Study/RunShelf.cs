using System.Collections.Concurrent;
using System.Collections.Immutable;
using Downhill.Reports;

namespace Downhill.Studio.Server.Study;

/// <summary>The runs that the pages show: those next to the opened run, or else those that the studio saves.</summary>
internal sealed class RunShelf(StudioSubject subject) : IDisposable
{
    private readonly ConcurrentDictionary<string, LiveRun> live = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OpenRun> open = new(StringComparer.Ordinal);

    /// <summary>The folder of the runs.</summary>
    public string Folder { get; } = Directory.Exists(subject.Path)
        ? Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(subject.Path)))!
        : Path.GetFullPath("runs");

    /// <summary>The names of the runs, the latest first.</summary>
    public ImmutableArray<string> Names => !Directory.Exists(Folder) ? [] :
    [
        .. Directory.EnumerateDirectories(Folder)
            .Select(path => (Name: Path.GetFileName(path), Record: new FileInfo(Path.Combine(path, "run.json"))))
            .Where(run => run.Record.Exists)
            .OrderByDescending(run => run.Record.LastWriteTimeUtc).ThenBy(run => run.Name, StringComparer.Ordinal)
            .Select(run => run.Name),
    ];

    /// <summary>The folder of a run; null if there is none of that name, such as for a name that leads elsewhere.</summary>
    public string? Find(string name) => Names.Contains(name) ? Path.Combine(Folder, name) : null;

    /// <summary>The training of a run that was resumed on its page.</summary>
    public LiveRun Live(string name) => live.GetOrAdd(name, _ => new LiveRun());

    public void Dispose()
    {
        foreach (LiveRun run in live.Values)
            run.Dispose();
    }

    /// <summary>Opens a run, once; another time where it was written since.</summary>
    public OpenRun? Open(string name)
    {
        if (Find(name) is not string path)
            return null;
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(path, "run.json"));
        return open.AddOrUpdate(
            name, _ => new OpenRun(path, written), (_, known) => known.Written == written ? known : new OpenRun(path, written));
    }
}

/// <summary>A run on a page: first the content of its folder, and the results on its rows when they have been read again.</summary>
internal sealed class OpenRun
{
    private Experiments.RecordedRows? rows;

    public OpenRun(string path, DateTime written)
    {
        (Path, Written) = (path, written);
        Record = RunFolder.ReadRecord(path);
        Status = RunFolder.Status(path) ?? Record.Status;
        Measuring = Task.Run(Measure);
    }

    /// <summary>Its folder.</summary>
    public string Path { get; }

    /// <summary>When its record was written.</summary>
    public DateTime Written { get; }

    /// <summary>The content of its <c>run.json</c>.</summary>
    public RunRecord Record { get; }

    /// <summary>The status.</summary>
    public RunStatus Status { get; }

    /// <summary>Ends when the rows of a finished run have been read again, or could not be.</summary>
    public Task Measuring { get; }

    /// <summary>The results on its rows; null before they were read, and if they could not be read again.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>Why the rows could not be read again.</summary>
    public string? Missing { get; private set; }

    /// <summary>The parts of the report that the folder alone gives: summary, metrics, settings, curves.</summary>
    public Document Document()
    {
        bool isOne = Record.Blend is null && Record.Model.Layers is not [Average];
        NetworkDrawing? drawing = Result is not null && isOne ? NetworkDrawing.Of(Result.Model.Load<double>()) : null;
        string name = System.IO.Path.GetFileName(Path);
        var known = new RunReport(name, Record with { Status = Status }, RunFolder.ReadEpochs(Path), Missing: Missing, Drawing: drawing);
        Document report = known.Document();
        return report with { Sections = [.. report.Sections.Where(section => section.Heading != "Classes" || Result is null)] };
    }

    private void Measure()
    {
        if (Status != RunStatus.Finished)
            return;
        try
        {
            var model = ModelFile.Open(RunFolder.FindModel(Path));
            rows = Experiments.RecordedRows.Of(Record, Path, model); // large ones stay in their files
            Result = new RunResult(Record, model, rows.Prepared.Parts);
        }
        catch (Exception error) when (error is DownhillException or IOException or UnauthorizedAccessException)
        {
            Missing = error.Message;
        }
    }
}
