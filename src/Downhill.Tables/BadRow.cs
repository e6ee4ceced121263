namespace Downhill.Tables;

/// <summary>A row that was left out because it could not be read.</summary>
/// <param name="Before">The number of readable rows above it.</param>
/// <param name="Place">The position.</param>
public readonly record struct BadRow(int Before, RowPlace Place);
