namespace Downhill.Cli;

/// <summary>Reports progress immediately, on the calling thread.</summary>
internal sealed class Reporter<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
