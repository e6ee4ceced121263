using System.Threading.Channels;

namespace Downhill.Serving;

/// <summary>Predicts the rows of requests that wait at the same time as one batch.</summary>
internal sealed class Batcher : IDisposable
{
    private const int MaxRows = 1024;

    private readonly Channel<Work> waiting;
    private readonly TimeSpan delay;

    public Batcher(ServingOptions options)
    {
        delay = options.BatchDelay;
        waiting = Channel.CreateBounded<Work>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });
        _ = Task.Run(RunAsync);
    }

    /// <summary>Asks for the predictions for rows; false where too many wait already.</summary>
    public bool TryPredict(ServedModel model, double[] raw, out Task<double[]> predictions)
    {
        var work = new Work(model, raw, new TaskCompletionSource<double[]>(TaskCreationOptions.RunContinuationsAsynchronously));
        predictions = work.Done.Task;
        return waiting.Writer.TryWrite(work);
    }

    public void Dispose() => waiting.Writer.TryComplete();

    private async Task RunAsync()
    {
        var batch = new List<Work>();
        while (await waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay).ConfigureAwait(false);
            int rows = 0;
            batch.Clear();
            while (rows < MaxRows && waiting.Reader.TryRead(out Work? work))
            {
                batch.Add(work);
                rows += work.Raw.Length / work.Model.Columns;
            }

            // While a file is replaced, two states of a model may wait beside each other.
            foreach (IGrouping<ServedModel, Work> group in batch.GroupBy(work => work.Model))
                Run(group.Key, [.. group]);
        }
    }

    private static void Run(ServedModel model, Work[] works)
    {
        try
        {
            double[] all = works.Length == 1 ? works[0].Raw : [.. works.SelectMany(work => work.Raw)];
            double[] answers = model.Predict(all);
            int at = 0;
            foreach (Work work in works)
            {
                int count = work.Raw.Length / model.Columns * model.Outputs;
                work.Done.SetResult(works.Length == 1 ? answers : answers[at..(at + count)]);
                at += count;
            }
        }
        catch (Exception error)
        {
            foreach (Work work in works)
                work.Done.TrySetException(error);
        }
    }

    private sealed record Work(ServedModel Model, double[] Raw, TaskCompletionSource<double[]> Done);
}
