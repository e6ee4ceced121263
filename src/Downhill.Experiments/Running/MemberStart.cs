namespace Downhill.Experiments;

/// <summary>Where a member of a run stands when this process begins.</summary>
/// <param name="Steps">How many steps earlier processes made.</param>
/// <param name="IsDone">Whether its training is done.</param>
public readonly record struct MemberStart(long Steps, bool IsDone);
