namespace Downhill.Tables;

/// <summary>The position of a row in a file.</summary>
/// <param name="File">The file's name without its folder.</param>
/// <param name="Line">The line on which the row starts, counted from 1; of a packed file, a line of what it unpacks to.</param>
public readonly record struct RowPlace(string File, int Line);
