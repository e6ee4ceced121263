using System.Collections.Concurrent;

namespace Downhill.Serving;

/// <summary>
/// Predicts the rows of requests. Without other requests and without a delay, the thread of a request predicts its rows immediately; the
/// rows of requests that wait at the same time are predicted as one batch.
/// </summary>
internal sealed class Batcher(ServingOptions options)
{
    private const int MaxRows = 1024;

    private readonly ConcurrentQueue<Work> waiting = new();
    private int count, isBusy;

    /// <summary>The predictions for raw rows, row by row.</summary>
    /// <exception cref="RequestException">Too many requests wait already.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async ValueTask<double[]> PredictAsync(ServedModel model, double[] raw, CancellationToken cancellation)
    {
        if (options.BatchDelay == TimeSpan.Zero && waiting.IsEmpty && TryStart())
        {
            try
            {
                return model.Predict(raw);
            }
            finally
            {
                End();
            }
        }

        if (Interlocked.Increment(ref count) > options.MaxWaiting)
        {
            Interlocked.Decrement(ref count);
            throw new RequestException(503, "Too many requests wait; try again later.");
        }

        var work = new Work(model, raw, new TaskCompletionSource<double[]>(TaskCreationOptions.RunContinuationsAsynchronously));
        waiting.Enqueue(work);
        StartBatches();
        return await work.Done.Task.WaitAsync(options.Timeout, cancellation).ConfigureAwait(false);
    }

    private bool TryStart() => Interlocked.CompareExchange(ref isBusy, 1, 0) == 0;

    // Whoever came while another was at work is not forgotten: the queue is looked at after the work is free.
    private void End()
    {
        Interlocked.Exchange(ref isBusy, 0);
        if (!waiting.IsEmpty)
            StartBatches();
    }

    private void StartBatches()
    {
        if (TryStart())
            _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        try
        {
            if (options.BatchDelay > TimeSpan.Zero)
                await Task.Delay(options.BatchDelay).ConfigureAwait(false);
            var batch = new List<Work>();
            while (Take(batch))
            {
                // While a file is replaced, two states of a model may wait beside each other.
                if (batch.TrueForAll(work => work.Model == batch[0].Model))
                {
                    Run(batch[0].Model, batch);
                    continue;
                }

                foreach (IGrouping<ServedModel, Work> group in batch.GroupBy(work => work.Model))
                    Run(group.Key, [.. group]);
            }
        }
        finally
        {
            End();
        }
    }

    private bool Take(List<Work> batch)
    {
        batch.Clear();
        for (int rows = 0; rows < MaxRows && waiting.TryDequeue(out Work? work);)
        {
            Interlocked.Decrement(ref count);
            batch.Add(work);
            rows += work.Raw.Length / work.Model.Columns;
        }

        return batch.Count > 0;
    }

    private static void Run(ServedModel model, List<Work> works)
    {
        try
        {
            double[] all = works.Count == 1 ? works[0].Raw : [.. works.SelectMany(work => work.Raw)];
            double[] answers = model.Predict(all);
            int at = 0;
            foreach (Work work in works)
            {
                int length = work.Raw.Length / model.Columns * model.Outputs;
                work.Done.SetResult(works.Count == 1 ? answers : answers[at..(at + length)]);
                at += length;
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
