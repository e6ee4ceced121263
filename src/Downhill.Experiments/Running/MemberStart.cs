namespace Downhill.Experiments;

/// <summary>The progress of a member of a run when this process starts.</summary>
/// <param name="Steps">The number of steps of earlier processes.</param>
/// <param name="IsDone">Whether its training is done.</param>
public readonly record struct MemberStart(long Steps, bool IsDone);
