namespace Downhill.Serving;

/// <summary>Options for serving a model.</summary>
public sealed record ServingOptions
{
    /// <summary>The largest size of a request body in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 1 << 20;

    /// <summary>The largest number of rows in a request.</summary>
    public int MaxRows { get; init; } = 1024;

    /// <summary>The largest number of waiting requests; further requests get the status 503.</summary>
    public int MaxWaiting { get; init; } = 4096;

    /// <summary>The longest time that a request waits for its prediction; after it, the status is 503.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request waits for others to share its batch; zero batches only requests that wait already.</summary>
    public TimeSpan BatchDelay { get; init; }

    /// <summary>
    /// The coverage of the interval or the set of classes in each answer, such as 0.9; null for none unless a request asks for it
    /// (<c>?interval=0.9</c>). It needs a model that was trained with held-out rows.
    /// </summary>
    public double? Interval { get; init; }

    /// <summary>How often the model file is checked for changes and read again; zero is never.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The token that requests must have in <c>Authorization: Bearer …</c>; null allows everybody.</summary>
    public string? Token { get; init; }

    /// <summary>Whether every request is logged; errors and slow requests always are.</summary>
    public bool LogsAllRequests { get; init; }

    /// <summary>The duration from which a request counts as slow.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromSeconds(1);
}
