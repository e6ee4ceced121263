using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>The status of a run.</summary>
public enum RunStatus
{
    /// <summary>A process works on it.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It is finished.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,

    /// <summary>It was stopped or killed, and can be resumed.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,

    /// <summary>It reached a number that is not finite.</summary>
    [JsonStringEnumMemberName("diverged")]
    Diverged,
}

/// <summary>The status of a run in words.</summary>
public static class RunStatusText
{
    /// <summary>The status as in <c>run.json</c>.</summary>
    public static string Text(this RunStatus status) => status.ToString().ToLowerInvariant();
}
