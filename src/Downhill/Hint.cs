namespace Downhill;

/// <summary>A hint in an error: a setting that solves it, and the value to set.</summary>
/// <param name="Setting">The setting that cures the error.</param>
/// <param name="Value">The value to give it; null if it has none, or where the user must find it.</param>
public sealed record Hint(Setting Setting, string? Value = null);
