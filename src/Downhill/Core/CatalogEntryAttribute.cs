namespace Downhill;

/// <summary>The catalogue's information on a layer, initializer, loss or optimizer; an attribute of its record.</summary>
/// <param name="formula">Its formula in one line.</param>
/// <param name="examples">
/// Examples in the notation of the command line that together show every form the entry has, a layer's for rows of five numbers unless
/// it says otherwise.
/// Every check of the catalogue runs on each of them.
/// </param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CatalogEntryAttribute(string formula, params string[] examples) : Attribute
{
    /// <summary>The formula in one line.</summary>
    public string Formula => formula;

    /// <summary>Examples in the notation of the command line.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>The shape of one row that the examples of a layer are written for.</summary>
    public int[] Input { get; set; } = [5];
}
