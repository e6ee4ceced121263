namespace Downhill.Studio;

/// <summary>One of the user's own points.</summary>
/// <param name="X">How far to the right.</param>
/// <param name="Y">How far up.</param>
/// <param name="Class">The index of its class.</param>
public readonly record struct PlaygroundPoint(double X, double Y, int Class);
