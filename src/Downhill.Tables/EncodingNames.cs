namespace Downhill.Tables;

/// <summary>
/// The names that an encoding knows, and the raw number of each; the same rule for tables, single rows and the comparison of new data.
/// </summary>
internal sealed class EncodingNames
{
    private readonly KnownNames known;
    private readonly BooleanEncoding? flag;

    private EncodingNames(IReadOnlyList<string> names, BooleanEncoding? flag)
    {
        known = new KnownNames(names);
        this.flag = flag;
        Count = names.Count;
    }

    /// <summary>The names of an encoding; null if it has none.</summary>
    public static EncodingNames? Of(ColumnEncoding? encoding) =>
        encoding?.Names is { } names ? new EncodingNames(names, encoding as BooleanEncoding) : null;

    /// <summary>The number of names.</summary>
    public int Count { get; }

    /// <summary>The place of a value among the names; their number where it is none of them.</summary>
    public int Place(string text) =>
        known.Find(text) is int place and >= 0 ? place : flag is null ? Count : BooleanWords.Place(text, flag.First, flag.Second);
}
