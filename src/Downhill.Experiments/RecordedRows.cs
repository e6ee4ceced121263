namespace Downhill.Experiments;

/// <summary>The rows of a finished run, read again and checked to be the same.</summary>
public sealed class RecordedRows : IDisposable
{
    private readonly Streaming streaming;

    private RecordedRows(PreparedExperiment prepared, Streaming streaming) => (Prepared, this.streaming) = (prepared, streaming);

    /// <summary>The rows in their parts.</summary>
    public PreparedExperiment Prepared { get; }

    /// <summary>Reads the rows of a run again.</summary>
    /// <param name="record">The content of its <c>run.json</c>.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="model">Its model.</param>
    /// <exception cref="DownhillException">The rows are not there any more, or not the same.</exception>
    public static RecordedRows Of(RunRecord record, string folder, ModelFile model)
    {
        Experiment experiment = RecordedExperiment.WithData(record, folder);
        if (experiment.Data is ["-"])
            throw new DownhillException("the rows came from standard input.");
        var files = new Streaming(experiment.Stream);
        try
        {
            var prepared = PreparedExperiment.Of(experiment, files);
            bool isSame = record.Precision == Precision.Double ? prepared.Parts.AreOf<double>(record) : prepared.Parts.AreOf<float>(record);
            return isSame && prepared.Parts.Preprocessing.Equals(model.Preprocessing.BeforeTraining())
                ? new RecordedRows(prepared, files)
                : throw new DownhillException($"{prepared.Source.Name} has changed since the run.");
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Closes the files from which rows are streamed.</summary>
    public void Dispose() => streaming.Dispose();
}
