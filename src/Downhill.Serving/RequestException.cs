namespace Downhill.Serving;

/// <summary>A request that cannot be answered: the status and the reason in one line.</summary>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    public int Status => status;
}
