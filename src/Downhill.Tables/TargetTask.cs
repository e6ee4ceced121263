using System.Text.Json.Serialization;

namespace Downhill.Tables;

/// <summary>What is to be learned about a target.</summary>
public enum TargetTask
{
    /// <summary>Which of several classes a row belongs to.</summary>
    [JsonStringEnumMemberName("classification")]
    Classification,

    /// <summary>A number.</summary>
    [JsonStringEnumMemberName("regression")]
    Regression,
}
