namespace Downhill.Cli;

/// <summary>Tells progress at once, on the thread that makes it.</summary>
internal sealed class Reporter<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
