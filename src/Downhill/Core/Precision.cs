using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>The precision of computations.</summary>
public enum Precision
{
    /// <summary>32 bits.</summary>
    [JsonStringEnumMemberName("float")]
    Float,

    /// <summary>64 bits.</summary>
    [JsonStringEnumMemberName("double")]
    Double,
}
