namespace Downhill.Serving;

/// <summary>How a model is served.</summary>
public sealed record ServingOptions
{
    /// <summary>The most bytes of a request's body.</summary>
    public int MaxBodyBytes { get; init; } = 1 << 20;

    /// <summary>The most rows of a request.</summary>
    public int MaxRows { get; init; } = 1024;

    /// <summary>The most requests that wait; more are answered with 503.</summary>
    public int MaxWaiting { get; init; } = 4096;

    /// <summary>How long a request may wait for its prediction; longer ones are answered with 503.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the first of several requests waits for others to be predicted with; without it those that wait anyway share a batch.
    /// </summary>
    public TimeSpan BatchDelay { get; init; }

    /// <summary>
    /// The share of rows whose truth an interval of numbers or a set of classes in each answer holds, such as 0.9; null for none but where
    /// a request asks for it (<c>?interval=0.9</c>). Only models that were trained with rows held out know it.
    /// </summary>
    public double? Interval { get; init; }

    /// <summary>How often the model's file is looked at, to be read again when it has changed; zero is never.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What <c>Authorization: Bearer …</c> must carry; null where anyone may ask.</summary>
    public string? Token { get; init; }

    /// <summary>Whether every request is logged; errors and slow requests always are.</summary>
    public bool LogsAllRequests { get; init; }

    /// <summary>From how long on a request counts as slow.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromSeconds(1);
}
