namespace Downhill.Experiments;

/// <summary>The progress of a member of a run when this process starts.</summary>
/// <param name="Steps">How many steps earlier processes made.</param>
/// <param name="IsDone">Whether its training is done.</param>
public readonly record struct MemberStart(long Steps, bool IsDone);
