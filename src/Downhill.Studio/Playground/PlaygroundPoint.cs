namespace Downhill.Studio;

/// <summary>One of the user's own points.</summary>
/// <param name="X">The x coordinate.</param>
/// <param name="Y">The y coordinate.</param>
/// <param name="Class">The index of its class.</param>
public readonly record struct PlaygroundPoint(double X, double Y, int Class);
