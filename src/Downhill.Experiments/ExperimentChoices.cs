using System.Text.Json.Serialization;

namespace Downhill.Experiments;

/// <summary>How rows are split into parts.</summary>
public enum SplitKind
{
    /// <summary>Every order is equally likely.</summary>
    [JsonStringEnumMemberName("random")]
    Random,

    /// <summary>Every part has its share of each class.</summary>
    [JsonStringEnumMemberName("stratified")]
    Stratified,
}

/// <summary>How classes are weighted in training.</summary>
public enum ClassWeighting
{
    /// <summary>Every class counts the same, however rare it is.</summary>
    [JsonStringEnumMemberName("balanced")]
    Balanced,
}

/// <summary>What happens if training diverges.</summary>
public enum Divergence
{
    /// <summary>Training ends.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,

    /// <summary>It goes back to the best epoch and continues with a tenth of the learning rate, five times at most.</summary>
    [JsonStringEnumMemberName("lower-rate")]
    LowerRate,
}

/// <summary>What separates two values of a row.</summary>
public enum SeparatorKind
{
    /// <summary>,</summary>
    [JsonStringEnumMemberName("comma")]
    Comma,

    /// <summary>;</summary>
    [JsonStringEnumMemberName("semicolon")]
    Semicolon,

    /// <summary>A tab.</summary>
    [JsonStringEnumMemberName("tab")]
    Tab,

    /// <summary>|</summary>
    [JsonStringEnumMemberName("bar")]
    Bar,

    /// <summary>Runs of spaces and tabs.</summary>
    [JsonStringEnumMemberName("spaces")]
    Spaces,
}

/// <summary>The quote around values that contain a separator.</summary>
public enum QuoteKind
{
    /// <summary>"</summary>
    [JsonStringEnumMemberName("double")]
    Double,

    /// <summary>'</summary>
    [JsonStringEnumMemberName("single")]
    Single,
}

/// <summary>What happens to rows that cannot be used.</summary>
public enum BadRowsRule
{
    /// <summary>The first of them is an error.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,

    /// <summary>They are left out and counted.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,
}

/// <summary>The decimal mark in numbers.</summary>
public enum DecimalMark
{
    /// <summary>3.5</summary>
    [JsonStringEnumMemberName("point")]
    Point,

    /// <summary>3,5</summary>
    [JsonStringEnumMemberName("comma")]
    Comma,
}

/// <summary>Whether several candidates compete for a table and the best are blended.</summary>
public enum BlendChoice
{
    /// <summary>They do.</summary>
    [JsonStringEnumMemberName("on")]
    On,

    /// <summary>One recipe is trained.</summary>
    [JsonStringEnumMemberName("off")]
    Off,
}
