namespace Downhill.Serving;

/// <summary>A request that cannot be answered: the status and one line that says why.</summary>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    public int Status => status;
}
