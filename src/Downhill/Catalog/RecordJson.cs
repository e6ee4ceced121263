namespace Downhill;

/// <summary>Records of runs as JSON.</summary>
public static class RecordJson
{
    /// <summary>The metrics as JSON without those that do not apply.</summary>
    public static string ToJson(this Metrics metrics) => Description.WriteIndented(metrics);

    /// <summary>The record as in <c>run.json</c>.</summary>
    public static string ToJson(this RunRecord record) => Description.WriteIndented(record);
}
