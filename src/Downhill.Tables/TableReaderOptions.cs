namespace Downhill.Tables;

/// <summary>How the text of a table is to be read.</summary>
public sealed record TableReaderOptions
{
    /// <summary>What stands between two values of a row.</summary>
    public char Separator { get; init; } = ',';
}
