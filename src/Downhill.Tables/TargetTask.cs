using System.Text.Json.Serialization;

namespace Downhill.Tables;

/// <summary>The task for a target.</summary>
public enum TargetTask
{
    /// <summary>Predict the class of a row.</summary>
    [JsonStringEnumMemberName("classification")]
    Classification,

    /// <summary>Predict a number.</summary>
    [JsonStringEnumMemberName("regression")]
    Regression,
}
